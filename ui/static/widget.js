// The assistant on a page of an intranet: <script src="https://ASSISTANT/widget.js" defer></script>
// docs/embedding.md lists the data-* options. Everything is built without markup strings or style attributes, so that
// it runs under a strict content security policy, and inside one shadow root, so that neither side's styles reach the other.
(() => {
  const NAME = 'nisc-assistant';
  const TEXTS = {
    en: {
      title: 'NISC Assistant', close: 'Close', alone: 'Open in a window of its own', loading: 'Loading …', again: 'Try again',
      failed: 'The assistant cannot be shown here. Its server cannot be reached, or does not allow {origin} to show it.',
    },
    ja: {
      title: 'NISC アシスタント', close: '閉じる', alone: '別のウィンドウで開く', loading: '読み込み中…', again: '再試行',
      failed: 'ここにアシスタントを表示できません。サーバーに接続できないか、{origin} での表示が許可されていません。',
    },
  };
  const WAIT = 15000, GRACE = 1500; // ms until silence counts as failure: from the start, and after the frame has loaded
  const ROOMY = '(min-width: 30.01em) and (min-height: 32.01em)'; // elsewhere the panel takes the whole window

  const script = document.currentScript || document.querySelector('script[src*="/widget.js"]');
  if (!script) return;
  const options = script.dataset, base = new URL(options.src || '.', script.src);
  if (!base.pathname.endsWith('/')) base.pathname += '/';

  function languageOf() {
    const wanted = [options.language, document.documentElement.lang, ...navigator.languages];
    return wanted.map(tag => (tag || '').toLowerCase().split('-')[0]).find(tag => tag in TEXTS) || 'en';
  }

  const language = languageOf(), texts = TEXTS[language], title = options.title || texts.title;
  const accent = /^#[0-9a-f]{6}$/i.test(options.accent || '') ? options.accent : '#1a4f8b';

  // White where it reaches 4.5:1 on the colour, else black, which then does (WCAG 2.2, relative luminance).
  function inkOn(colour) {
    const [r, g, b] = [1, 3, 5].map(i => parseInt(colour.slice(i, i + 2), 16) / 255)
      .map(v => (v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4));
    return 1.05 / (.2126 * r + .7152 * g + .0722 * b + .05) >= 4.5 ? '#ffffff' : '#000000';
  }

  const side = options.position === 'left' ? 'left' : 'right';
  const css = `
    :host { all: initial !important; display: block !important; font: medium/1.5 system-ui, sans-serif !important; color-scheme: light dark !important; --paper: #fff; --ink: #1b2430; --line: #c3cad3; }
    :host(.launcher) { display: contents !important; }
    * { box-sizing: border-box; }
    button, a { font: inherit; cursor: pointer; }
    :focus-visible { outline: 3px solid #fff; outline-offset: 0; box-shadow: 0 0 0 6px #1b2430; }
    .open { position: fixed; z-index: 2147483000; bottom: 1em; ${side}: 1em; display: flex; align-items: center; gap: .5em; max-width: calc(100vw - 2em); min-height: 3em; padding: .5em 1.1em; border: 1px solid ${inkOn(accent)}; border-radius: 1.5em; background: ${accent}; color: ${inkOn(accent)}; font-weight: 600; box-shadow: 0 2px 12px #0005; }
    .open svg { flex: none; width: 1.35em; height: 1.35em; fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; }
    .open span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    dialog, section { flex-direction: column; margin: 0; padding: 0; overflow: hidden; border: 1px solid var(--line); background: var(--paper); color: var(--ink); }
    section { display: flex; height: var(--nisc-assistant-height, 40em); border-radius: 10px; }
    dialog { position: fixed; z-index: 2147483001; inset: 0; width: 100%; height: 100%; max-width: none; max-height: none; border-width: 0; overscroll-behavior: contain; }
    dialog[open] { display: flex; }
    @media ${ROOMY} {
      dialog { inset: auto; bottom: 5em; ${side}: 1em; width: min(26em, 100vw - 2em); height: min(42em, 100vh - 6em); border-width: 1px; border-radius: 12px; box-shadow: 0 6px 32px #0006; }
    }
    header { display: flex; flex: none; align-items: center; gap: .25em; padding: .25em .25em .25em 1em; background: ${accent}; color: ${inkOn(accent)}; }
    h2 { flex: 1; min-width: 0; margin: 0; font-size: 1em; font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    header :is(a, button) { display: grid; place-items: center; width: 2.5em; height: 2.5em; padding: 0; border: 1px solid transparent; border-radius: 8px; background: none; color: inherit; }
    header :is(a, button):hover { border-color: currentColor; }
    header svg { width: 1.25em; height: 1.25em; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
    .body { position: relative; flex: 1; min-height: 0; }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    .waiting iframe, .failed iframe { visibility: hidden; }
    .note { position: absolute; inset: 0; display: none; padding: 1.5em; overflow: auto; overflow-wrap: anywhere; }
    :is(.waiting, .failed) .note { display: block; }
    .note p { margin: 0 0 1em; }
    .note button { padding: .4em 1em; border: 1px solid currentColor; border-radius: 8px; background: none; color: inherit; }
    .waiting .note button { display: none; }
    @media (prefers-color-scheme: dark) { :host { --paper: #12161c; --ink: #e7ebf0; --line: #4a5664; } }
    @media (prefers-reduced-motion: no-preference) { dialog[open] { animation: rise .15s ease-out; } @keyframes rise { from { opacity: 0; transform: translateY(8px); } } }
    @media (forced-colors: active) { :focus-visible { outline-color: Highlight; } dialog { border-width: 1px; } header { border-bottom: 1px solid; } }
    @media print { :host(.launcher) { display: none !important; } }`;

  function make(tag, properties = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function icon(path) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const line = document.createElementNS(svg.namespaceURI, 'path');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    line.setAttribute('d', path);
    svg.append(line);
    return svg;
  }

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);

  function elementFor(kind) {
    const host = make(NAME, { class: kind, lang: language }), root = host.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    return [host, root];
  }

  function chatAddress() {
    const address = new URL(base);
    address.searchParams.set('embed', '1');
    address.searchParams.set('lang', language);
    for (const name of ['title', 'greeting']) if (options[name]) address.searchParams.set(name, options[name]);
    if (accent === options.accent) address.searchParams.set('accent', accent);
    return address.href;
  }

  // The frame with the chat, and a line in its place while it has not said that it is there. `closed` is what Escape
  // inside it does: the host page does not see keys that are pressed in a frame.
  function chat(closed) {
    const again = make('button', { type: 'button' }, texts.again), line = make('p', { role: 'status' });
    const body = make('div', { class: 'body waiting' }, make('div', { class: 'note' }, line, again));
    let frame, ready, timer, wanted = false, retried = false;

    function say(state, text) {
      body.className = `body ${state}`;
      line.textContent = text;
    }
    // The first failure may be that of a proxy or a server that was just being started again.
    function fail() {
      if (retried) return void say('failed', texts.failed.replace('{origin}', location.origin));
      retried = true;
      load();
    }
    // Until the chat has spoken there may be an error page in the frame, and a message to it would be logged as an error.
    const tell = type => ready && frame.contentWindow.postMessage({ app: 'nisc', type }, base.origin);

    function limit(delay) {
      clearTimeout(timer);
      if (!ready) timer = setTimeout(fail, delay);
    }

    function load() {
      frame?.remove();
      ready = false;
      say('waiting', texts.loading);
      frame = make('iframe', {
        src: chatAddress(), title, allow: 'clipboard-write', referrerpolicy: 'origin', // tells the chat whom to answer
        sandbox: 'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads',
      });
      frame.addEventListener('load', () => (ready ? tell('hello') : limit(GRACE)));
      body.append(frame);
      limit(WAIT);
    }

    function focus() {
      wanted = true;
      if (ready) frame.focus();
      tell('open');
    }

    addEventListener('message', event => {
      if (event.source !== frame?.contentWindow || event.origin !== base.origin || event.data?.app !== 'nisc') return;
      if (event.data.type === 'close') closed();
      if (event.data.type !== 'ready') return;
      ready = true;
      retried = false;
      clearTimeout(timer);
      say('', '');
      if (wanted) focus();
    });
    again.addEventListener('click', load);
    return { body, focus, begin: () => frame || load(), leave: () => { wanted = false; } };
  }

  function inline(place) {
    if (place.querySelector(`:scope > ${NAME}`) || place.nextElementSibling?.localName === NAME) return;
    const [host, root] = elementFor('inline'), { body, begin } = chat(() => {});
    root.append(make('section', { 'aria-label': title }, body));
    if (place.closest('head')) document.body.append(host); // nothing is shown there
    else if (place === script) place.after(host);
    else place.append(host);
    begin();
  }

  function launcher() {
    if (document.querySelector(`${NAME}.launcher`)) return;
    const [host, root] = elementFor('launcher'), { body, focus, begin, leave } = chat(() => close());
    const button = make('button', { class: 'open', type: 'button', 'aria-haspopup': 'dialog', 'aria-expanded': 'false', 'aria-controls': 'panel' },
      icon('M4 5h16v11H11l-5 4v-4H4z'), make('span', {}, title));
    const x = make('button', { type: 'button', 'aria-label': texts.close, title: texts.close }, icon('M6 6l12 12M18 6L6 18'));
    const alone = make('a', { href: `${base.href}?lang=${language}`, target: '_blank', rel: 'noopener', 'aria-label': texts.alone, title: texts.alone },
      icon('M9 5H5v14h14v-4M13 5h6v6M19 5l-9 9'));
    const panel = make('dialog', { id: 'panel', 'aria-labelledby': 'title' },
      make('header', {}, make('h2', { id: 'title' }, title), alone, x), body);

    // Where the panel covers the page, it is modal, so that the keyboard cannot go behind it.
    function open(takeFocus) {
      const before = document.activeElement;
      begin();
      if (matchMedia(ROOMY).matches) panel.show();
      else panel.showModal();
      button.setAttribute('aria-expanded', 'true');
      if (takeFocus) focus();
      else if (before !== document.body) before?.focus({ preventScroll: true });
      else root.activeElement?.blur();
    }

    function close() {
      if (panel.contains(root.activeElement)) button.focus(); // a frame that is hidden with the keyboard in it keeps it in Firefox
      if (panel.open) panel.close();
    }

    button.addEventListener('click', () => (panel.open ? close() : open(true)));
    x.addEventListener('click', close);
    panel.addEventListener('close', () => {
      leave();
      button.setAttribute('aria-expanded', 'false');
      if ([document.body, host].includes(document.activeElement)) button.focus(); // not when the reader is busy elsewhere
    });
    document.addEventListener('keydown', event => {
      if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing) close();
    });
    root.append(button, panel);
    document.body.append(host);
    if (options.open === 'true' && matchMedia(ROOMY).matches) open(false);
  }

  function start() {
    const target = options.target && document.querySelector(options.target);
    if (options.target && !target) console.warn(`${NAME}: there is no ${options.target} on this page`);
    if (options.mode === 'inline') inline(target || script);
    else launcher();
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start); // `defer` was left out
  else start();
})();
