// What a marker quotes, shown while the pointer or the keyboard is on it (WCAG 1.4.13: the pointer may move onto the
// preview, and Escape puts it away). The text is the link's title, which the server has made.
const { isEscape, make } = await import(`./common.js${new URL(import.meta.url).search}`);
const tip = make('div', { id: 'preview', hidden: true });
tip.setAttribute('role', 'tooltip');
document.body.append(tip);
let owner = null, leaving = 0, escaped = false;

function open(link) {
  clearTimeout(leaving);
  if (owner === link) return;
  close();
  owner = link;
  if (!tip.closest('main')) document.querySelector('main')?.append(tip); // all there is to read belongs to a landmark
  if (link.title) {
    link.dataset.preview = link.title; // else the browser would show a second, plain one
    link.removeAttribute('title');
  }
  link.setAttribute('aria-describedby', 'preview');
  Object.assign(tip, { textContent: link.dataset.preview || '', lang: link.lang, hidden: false });
  place(link.getClientRects()[0]);
}

function place(at) {
  const { width, height } = tip.getBoundingClientRect();
  const above = at.top - height > 0;
  tip.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  tip.style.top = `${above ? at.top - height : at.bottom}px`;
  tip.classList.toggle('above', above);
}

function close() {
  clearTimeout(leaving);
  owner?.removeAttribute('aria-describedby');
  owner = null;
  tip.hidden = true;
}

const markerOf = event => event.target.closest?.('#chat a.cite');
addEventListener('pointerover', event => {
  if (event.pointerType === 'touch') return;
  const link = markerOf(event);
  if (link) open(link);
  else if (tip.contains(event.target)) clearTimeout(leaving);
  else if (owner && owner !== document.activeElement) {
    clearTimeout(leaving);
    leaving = setTimeout(close, 200);
  }
});
addEventListener('focusin', event => {
  const link = markerOf(event);
  // Who closes a source with Escape comes back to its marker, and has read what a preview would show.
  if (link?.matches(':focus-visible') && !escaped) open(link);
  else close();
});
addEventListener('focusout', event => { if (event.target === owner) close(); });
addEventListener('click', close, true);
addEventListener('scroll', event => {
  if (tip.contains(event.target)) return;
  if (owner && owner === document.activeElement) place(owner.getClientRects()[0]); // the browser scrolls to what takes the focus
  else close();
}, true);
addEventListener('keydown', event => {
  escaped = isEscape(event);
  if (!owner || !escaped) return;
  event.preventDefault(); // this Escape was for the preview, not for the panel or the frame
  close();
}, true);
