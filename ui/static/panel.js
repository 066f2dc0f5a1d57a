// The source panel: a marker in an answer shows the passage it comes from. Sources are fetched from source/ as pages
// whose text the server has escaped. The markers are ordinary links, so Tab and Enter work without help from here.
const { base, isEscape, make, texts } = await import(`./common.js${new URL(import.meta.url).search}`);
const wide = matchMedia('(min-width: 900px)');
const idOf = link => /^#src-(.+)-(\d+)-(\d+)$/.exec(link.getAttribute('href') || '');
const linksOf = answer => [...answer.querySelectorAll('.refs a[href^="#src-"]')];
let opener = null, shownAnswer = null, latest = null, wanted = 0;

function view() {
  let box = document.getElementById('source-view');
  if (!box) {
    box = make('div', { id: 'source-view' });
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', texts.source);
    document.getElementById('panel').append(box);
  }
  return box;
}

async function fetchSource([, id, start, end]) {
  const address = new URL(`source/${encodeURIComponent(id)}?start=${start}&end=${end}&lang=${texts.language}`, base);
  const response = await fetch(address, { headers: { accept: 'text/html' } });
  if (!response.ok) throw new Error(response.statusText);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const article = document.adoptNode(page.querySelector('article'));
  article.id = `src-${id}-${start}-${end}`;
  const title = article.querySelector('h1'); // the chat page has a first heading of its own
  title.replaceWith(make('h2', { lang: title.lang }, ...title.childNodes));
  article.querySelectorAll('a[data-source]').forEach(link => {
    const to = new URL(link.getAttribute('href'), address);
    link.href = `#src-${to.pathname.split('/').pop()}-${to.searchParams.get('start')}-${to.searchParams.get('end')}`;
  });
  article.querySelectorAll('a[data-permalink]').forEach(link => {
    Object.assign(link, { href: new URL(link.getAttribute('href'), address), target: '_blank' });
  });
  article.querySelectorAll('img').forEach(image => { image.src = new URL(image.getAttribute('src'), address); });
  return article;
}

// One tab for each source of the answer, so that the others are one step away.
function tabs(current) {
  const list = make('nav', { className: 'tabs' }, make('h2', { textContent: texts.source }));
  list.setAttribute('aria-label', texts.source);
  (shownAnswer?.isConnected ? linksOf(shownAnswer) : []).forEach((link, i) => {
    const number = /^\[\d+\]/.exec(link.textContent)?.[0] || `${i + 1}`;
    const tab = make('a', { href: link.getAttribute('href'), textContent: number, title: link.textContent });
    if (link.getAttribute('href') === current) tab.setAttribute('aria-current', 'true');
    list.append(tab);
  });
  const close = make('button', { type: 'button', className: 'close-source', textContent: '×', onclick: shut });
  close.setAttribute('aria-label', texts.close);
  list.append(close);
  return list;
}

// Where there is little room the source lies over the conversation.
const covered = () => document.body.classList.contains('embed') || !wide.matches;

// Nobody can use what is behind.
function hide() {
  document.getElementById('talk').inert = covered() && document.body.classList.contains('source-open');
}
wide.addEventListener('change', hide);

async function show(link, focus) {
  const href = link.getAttribute('href');
  shownAnswer = link.closest('.answer') || shownAnswer;
  const request = ++wanted;
  const article = await fetchSource(idOf(link)).catch(() => make('p', { className: 'missing', textContent: texts.source_missing }));
  if (request !== wanted) return; // something else was chosen meanwhile
  const box = view();
  box.replaceChildren(tabs(href), article);
  document.body.classList.add('source-open');
  hide();
  document.querySelectorAll('#chat a[href^="#src-"]').forEach(a => a.classList.toggle('active', a.getAttribute('href') === href));
  const mark = article.querySelector('mark'), text = article.querySelector('.text');
  if (!mark) return focus && box.querySelector('.close-source').focus();
  text.scrollTop = mark.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 4;
  if (focus) mark.focus({ preventScroll: true });
}

function empty() {
  wanted++;
  opener = null;
  document.getElementById('source-view')?.replaceChildren();
  document.body.classList.remove('source-open');
  hide();
  document.querySelectorAll('#chat a.active').forEach(a => a.classList.remove('active'));
}

function shut() {
  const back = opener?.isConnected ? opener : document.querySelector('#question textarea');
  const wasInTalk = document.getElementById('talk').contains(document.activeElement);
  empty();
  if (!wasInTalk) back?.focus();
}

// Who has chosen a source reads it, though it is still on its way.
let chosen = 0;
const isRead = () => chosen > 0 || document.getElementById('panel').contains(document.activeElement);

addEventListener('click', event => {
  const link = event.target.closest?.('a[href^="#src-"]');
  if (!link || !idOf(link) || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  if (link.closest('#chat')) opener = link;
  chosen++;
  show(link, true).finally(() => chosen--);
}, true);

addEventListener('keydown', event => {
  if (isEscape(event) && document.body.classList.contains('source-open')) shut();
});

// A finished answer brings its first source along where there is room, and leaves an older one only to who is reading it.
export function follow() {
  const answers = document.querySelectorAll('#chat .answer.done'), last = answers[answers.length - 1];
  const key = last ? [answers.length, ...Array.from(last.querySelectorAll('p'), p => p.textContent)].join(' ') : null;
  if (key === latest) return;
  latest = key;
  if (isRead()) return;
  empty();
  const first = last?.matches('.answered, .partial') && linksOf(last)[0];
  if (first && !covered()) show(first, false);
}
