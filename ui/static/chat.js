// The entry of the chat page: language, the options of an embedding page, and what Gradio leaves to be put right.
// The other scripts are fetched with the same version, so that a new one never meets an old one from the cache.
const version = new URL(import.meta.url).search;
const load = name => import(`./${name}.js${version}`);
const { texts } = await load('common');
const [{ follow }] = await Promise.all([load('panel'), load('preview'), load('turns')]);

const params = new URLSearchParams(location.search);
const root = document.documentElement;

// A choice of language is kept; an address that names one goes before it.
const keep = {
  get language() { try { return localStorage.getItem('nisc-language'); } catch { return null; } },
  set language(value) { try { localStorage.setItem('nisc-language', value); } catch { /* storage is switched off */ } },
};

function goTo(language) {
  params.set('lang', language);
  location.replace(`?${params}`);
}

if (!params.has('lang') && texts.languages.includes(keep.language) && keep.language !== texts.language) goTo(keep.language);

addEventListener('click', event => {
  const link = event.target.closest?.('a.language');
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  keep.language = link.lang;
  goTo(link.lang);
}, true);

document.body.classList.toggle('embed', params.get('embed') === '1');

// An accent comes from an address, so it is a colour or nothing; it is moved towards the text's colour until it can be read.
const luminance = rgb => rgb.map(v => v / 255).map(v => (v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4))
  .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
const contrast = (a, b) => {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + .05) / (dark + .05);
};
const rgbOf = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));

function paint() {
  const wanted = params.get('accent') || '';
  if (!/^#[0-9a-f]{6}$/i.test(wanted)) return;
  const variable = name => rgbOf(getComputedStyle(document.body).getPropertyValue(name).trim());
  const ink = variable('--ink'), behind = variable('--tint');
  let accent = rgbOf(wanted);
  for (let i = 0; i < 20 && contrast(accent, behind) < 4.5; i++) accent = accent.map((v, j) => v + (ink[j] - v) * .15);
  const on = contrast(accent, [255, 255, 255]) >= contrast(accent, [0, 0, 0]) ? '#ffffff' : '#000000';
  for (const element of [root, document.body]) {
    element.style.setProperty('--accent', `rgb(${accent.map(Math.round).join(' ')})`);
    element.style.setProperty('--on-accent', on);
  }
}
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => setTimeout(paint, 300));

// Text from the address goes in as text only.
function say(selector, text) {
  const element = text && document.querySelector(selector);
  if (element && element.textContent !== text) element.textContent = text;
}

function put(element, name, value) {
  if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
}

const HINTS = {
  retry: texts.retry_hint, edit: texts.edit_hint, 'save-markdown': texts.save_markdown, 'save-json': texts.save_json,
};

// Gradio tells these in English whatever the page speaks.
const NOTICES = [
  ['Connection to the server was lost', texts.connection_lost, texts.reconnecting],
  ['This application is currently busy', texts.not_answered, texts.busy],
];

const working = new MutationObserver(tidy);
function tidy() {
  const title = params.get('title')?.slice(0, 100);
  if (title && document.title !== title) document.title = title;
  say('#masthead h1', title);
  say('#chat .placeholder p:not(.loading)', params.get('greeting')?.slice(0, 500));
  put(root, 'lang', texts.language);
  const log = document.querySelector('#chat [role=log]');
  put(log, 'aria-label', texts.chat_label);
  const stop = document.getElementById('stop');
  put(log, 'aria-busy', String(Boolean(stop?.matches(':not(.hidden)')))); // an answer is read out once it is whole
  if (stop) working.observe(stop, { attributeFilter: ['class'] });
  const notice = NOTICES.find(([begins]) => document.querySelector('.toast-message-text')?.textContent.startsWith(begins));
  if (notice) {
    say('.toast-title', notice[1]);
    say('.toast-message-text', notice[2]);
    put(document.querySelector('.toast-close'), 'aria-label', texts.close_notice);
  }
  put(document.querySelector('#chat .examples'), 'role', 'group'); // Gradio says list, but its items are buttons
  for (const name of ['aria-label', 'title']) put(document.querySelector('#chat .scroll-down-button-container button'), name, texts.to_end);
  for (const [id, name] of Object.entries(HINTS)) {
    put(document.getElementById(id), 'aria-label', name);
    put(document.getElementById(id), 'title', name);
  }
  // What was asked and what is offered may be in another language than the page; script alone tells which.
  document.querySelectorAll('#chat :is(.example, .option, .user-row)').forEach(element => {
    put(element, 'lang', /[\u3040-\u30ff\u3400-\u9fff]/.test(element.textContent) ? 'ja' : 'en');
  });
  // Gradio labels each message with its raw HTML, which a screen reader would read out.
  document.querySelectorAll('#chat .message [aria-label]:not(.answer *)').forEach(message => message.removeAttribute('aria-label'));
}

// The newest question goes to the top, so that its answer is read from its beginning, until the reader takes over.
// Gradio's own scrolling goes to the end, and may pull a link away from under the pointer.
let asked = 0, last = '', following = false;
function scroll() {
  const questions = document.querySelectorAll('#chat .user-row'), log = document.querySelector('#chat [role=log]');
  const newest = questions[questions.length - 1], text = newest?.textContent ?? '';
  if (questions.length !== asked || text !== last) following = questions.length >= asked; // the oldest may have made room
  [asked, last] = [questions.length, text];
  if (following && newest) log.scrollTop += newest.getBoundingClientRect().top - log.getBoundingClientRect().top - 16;
}
for (const kind of ['pointerdown', 'wheel', 'touchmove', 'keydown']) {
  addEventListener(kind, event => { following &&= kind === 'keydown' && event.target.matches?.('#question *'); }, { passive: true });
}

function changed(records) {
  tidy();
  if (!records.some(record => record.target.closest?.('#chat'))) return;
  scroll();
  follow();
}
new MutationObserver(changed).observe(root, { childList: true, subtree: true });
new MutationObserver(tidy).observe(root, { attributeFilter: ['lang'] });
tidy();
follow();
paint();
document.querySelector('link[href*="chat.css"]')?.addEventListener('load', paint);
