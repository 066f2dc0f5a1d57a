// The keyboard, and where the chat stands. In a window of its own it takes the keyboard. In a frame it is the other side of
// widget.js: it tells the page around it that it is there and that Escape was pressed, and takes the keyboard only when the
// panel opens. Who may be that page is decided by the header frame-ancestors.
(() => {
  // Where a part of the program did not come, Gradio does not start: then the page is loaded once more, a minute apart at least.
  function startAgain() {
    if (document.querySelector('#question textarea')) return;
    const url = new URL(location.href), last = Number(url.searchParams.get('again'));
    if (Date.now() - last < 60000) return;
    url.searchParams.set('again', Date.now());
    location.replace(url);
  }
  addEventListener('vite:preloadError', startAgain);
  addEventListener('error', event => event.target.localName === 'script' && startAgain(), true);

  // The box is there only when Gradio has started; until then the reader may have gone on to something else.
  function focusBox(tries = 150) {
    const box = document.querySelector('#question textarea');
    if (document.activeElement && document.activeElement !== document.body) return;
    if (box && !box.disabled) box.focus();
    else if (tries) setTimeout(focusBox, 100, tries - 1);
  }

  // Gradio removes what was picked; typing should go on without a click. Where a finger picks, the keyboard on the screen would
  // cover the answer.
  const PICKED = '#send, #stop, #new-conversation, #retry, #edit, #chat .examples, #chat .options';
  addEventListener('click', event => {
    const picked = event.target.closest?.(PICKED);
    if (!picked || !(picked.id === 'edit' || matchMedia('(pointer: fine)').matches)) return;
    setTimeout(() => document.querySelector('#question textarea')?.focus(), 100);
  });

  if (parent === window) return void focusBox();
  const isNotice = event => event.source === parent && event.data?.app === 'nisc';

  // Not every browser tells where a frame stands; then the referrer does, or the first message.
  function parentOrigin() {
    const first = location.ancestorOrigins?.[0];
    if (first && first !== 'null') return first;
    return document.referrer ? new URL(document.referrer).origin : null;
  }

  // Safari lets no script give the keyboard to a frame of another origin until the reader has typed or clicked there.
  addEventListener('keydown', event => {
    const isText = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isText && document.activeElement === document.body) document.querySelector('#question textarea')?.focus();
  });

  let embedder = parentOrigin();
  const say = type => embedder && parent.postMessage({ app: 'nisc', type }, embedder);

  addEventListener('message', event => {
    if (!isNotice(event)) return;
    embedder ??= event.origin;
    if (event.data.type === 'open') focusBox();
  });

  // Escape belongs first to what is open in the chat and to an input method; asked before any of them has reacted.
  addEventListener('keydown', event => {
    if (event.key !== 'Escape' || event.isComposing || event.keyCode === 229) return;
    if (document.body.classList.contains('source-open') || document.querySelector('dialog[open], [popover]:popover-open')) return;
    setTimeout(() => event.defaultPrevented || say('close'));
  }, true);

  say('ready');
})();
