// What the scripts of the chat and of the source page share.
export const base = new URL('../', import.meta.url);
export const texts = JSON.parse(document.getElementById('nisc-texts')?.textContent || '{}');

export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// Said by screen readers when they are next silent, and seen by nobody.
export function announce(text) {
  let box = document.getElementById('announcer');
  if (!box) {
    box = make('div', { id: 'announcer', className: 'unseen' });
    box.setAttribute('role', 'status');
    document.body.append(box);
  }
  box.textContent = '';
  setTimeout(() => { box.textContent = text; }, 50);
}

// Escape as a word to the page: an input method has one of its own.
export const isEscape = event => event.key === 'Escape' && !event.isComposing && event.keyCode !== 229 && !event.defaultPrevented;

// The clipboard interface exists only over HTTPS and on localhost, and many an intranet has neither.
async function toClipboard(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const focused = document.activeElement, box = make('textarea', { value: text, className: 'unseen' });
  document.body.append(box);
  box.select();
  const done = document.execCommand('copy');
  box.remove();
  focused?.focus({ preventScroll: true });
  if (!done) throw new Error('copy');
}

// Copies, and says so in the button itself and aloud.
export async function copy(text, button, copied, failed) {
  const said = await toClipboard(text).then(() => copied, () => failed);
  const before = button.dataset.label ??= button.textContent;
  button.textContent = said;
  announce(said);
  setTimeout(() => { button.textContent = before; }, 2000);
}

addEventListener('click', event => {
  const button = event.target.closest?.('button[data-copy]');
  if (button) copy(new URL(`source/${button.dataset.copy}`, base).href, button, button.dataset.copied, button.dataset.failed);
});

export function save(name, text, type) {
  const link = make('a', { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
