// What was typed and not sent outlives a reload: by the reader, by another language, or by Gradio when it finds its server again.
const KEY = 'nisc-draft';
const box = () => document.querySelector('#question textarea');
const stored = () => { try { return sessionStorage.getItem(KEY); } catch { return null; } };
let draft = stored();

addEventListener('pagehide', () => {
  try { sessionStorage.setItem(KEY, box()?.value ?? ''); } catch { /* storage is switched off */ }
});

// Called until the box is there.
export function restore() {
  const found = draft && box();
  if (!found) return;
  found.value ||= draft;
  found.dispatchEvent(new Event('input', { bubbles: true }));
  draft = null;
}
