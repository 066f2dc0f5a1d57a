// The source panel: a marker in an answer shows the passage it comes from. Sources are fetched from source/ as pages
// whose text the server has escaped. The markers are ordinary links, so Tab and Enter work without help from here.
const { base, make, texts } = await import(`./common.js${new URL(import.meta.url).search}`);
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

async function show(link, focus) {
  const href = link.getAttribute('href');
  shownAnswer = link.closest('.answer') || shownAnswer;
  const request = ++wanted;
  const article = await fetchSource(idOf(link)).catch(() => make('p', { className: 'missing', textContent: texts.source_missing }));
  if (request !== wanted) return; // something else was chosen meanwhile
  const box = view();
  box.replaceChildren(tabs(href), article);
  document.body.classList.add('source-open');
  document.querySelectorAll('#chat a[href^="#src-"]').forEach(a => a.classList.toggle('active', a.getAttribute('href') === href));
  const mark = article.querySelector('mark'), text = article.querySelector('.text');
  if (!mark) return focus && box.querySelector('.close-source').focus();
  text.scrollTop = mark.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 4;
  if (focus) mark.focus({ preventScroll: true });
}

function empty() {
  wanted++;
  document.getElementById('source-view')?.replaceChildren();
  document.body.classList.remove('source-open');
  document.querySelectorAll('#chat a.active').forEach(a => a.classList.remove('active'));
}

function shut() {
  empty();
  const box = document.querySelector('#question textarea');
  (opener?.isConnected ? opener : box)?.focus();
  opener = null;
}

addEventListener('click', event => {
  const link = event.target.closest?.('a[href^="#src-"]');
  if (!link || !idOf(link) || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  if (link.closest('#chat')) opener = link;
  show(link, true);
}, true);

addEventListener('keydown', event => {
  if (event.key === 'Escape' && !event.defaultPrevented && document.body.classList.contains('source-open')) shut();
});

// A finished answer brings its first source along where there is room, and never leaves an older one beside it.
export function follow() {
  const answers = document.querySelectorAll('#chat .answer.done'), last = answers[answers.length - 1];
  const key = last ? [answers.length, ...Array.from(last.querySelectorAll('p'), p => p.textContent)].join(' ') : null;
  if (key === latest) return;
  latest = key;
  empty();
  const first = last?.classList.contains('answered') && linksOf(last)[0];
  if (first && wide.matches && !document.body.classList.contains('embed')) show(first, false);
}
