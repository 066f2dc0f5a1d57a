// The page of a source: shows the span that the address names behind its #, and brings it into view.
await import(`./common.js${new URL(import.meta.url).search}`);

function go() {
  const span = /^#(\d+)-(\d+)$/.exec(location.hash);
  if (!span) return;
  const params = new URLSearchParams(location.search);
  if (params.get('start') === span[1] && params.get('end') === span[2]) return;
  params.set('start', span[1]);
  params.set('end', span[2]);
  location.replace(`?${params}${location.hash}`);
}

addEventListener('hashchange', go);
go();
document.querySelector('mark')?.scrollIntoView({ block: 'center' });
