// What is typed and not yet asked. Gradio leaves the question in its box until the answer begins, and would wipe out what has
// been typed meanwhile: it is taken out as it is sent, and put back if it cannot be. What is left outlives a reload, be it by
// the reader, by a change of language, or by Gradio itself when it finds its server again.
(() => {
  const KEY = 'nisc-draft', fetchPlainly = window.fetch;
  const box = () => document.querySelector('#question textarea');

  function write(text) {
    const found = box();
    if (!found || found.value === text) return;
    found.value = text;
    found.dispatchEvent(new Event('input', { bubbles: true }));
  }

  // Only a question comes first of what its event sends and stands in the box.
  function questionOf(body) {
    const [text] = JSON.parse(body).data ?? [];
    return text && typeof text === 'string' && box()?.value.startsWith(text) ? text : '';
  }

  function ask(send, text) {
    write(box().value.slice(text.length));
    const putBack = () => write(text + box().value);
    return send().then(response => {
      if (!response.ok) putBack();
      return response;
    }, error => {
      putBack();
      throw error;
    });
  }

  window.fetch = (input, init) => {
    const send = () => fetchPlainly(input, init);
    const isAsked = typeof init?.body === 'string' && new URL(input, location.href).pathname.endsWith('/gradio_api/queue/join');
    const text = isAsked && questionOf(init.body);
    return text ? ask(send, text) : send();
  };

  addEventListener('pagehide', () => {
    try { sessionStorage.setItem(KEY, box()?.value ?? ''); } catch { /* storage is switched off */ }
  });

  function restore(draft, tries = 150) {
    if (box()) write(box().value || draft);
    else if (tries) setTimeout(restore, 100, draft, tries - 1);
  }
  try { restore(sessionStorage.getItem(KEY) ?? ''); } catch { /* storage is switched off */ }
})();
