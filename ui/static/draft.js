// What is typed and not yet asked. Gradio would leave a question in its box until the answer begins, and reads it a moment after
// Enter: so the question is what stood there at that moment, it is taken out as it is sent, put back if it cannot be, and what is
// typed meanwhile stays. It outlives a reload, be it by the reader, by a change of language, or by Gradio when its server is back.
(() => {
  const KEY = 'nisc-draft', fetchPlainly = window.fetch;
  const box = () => document.querySelector('#question textarea');
  let entered = '';

  function write(text) {
    const found = box();
    if (!found || found.value === text) return;
    found.value = text;
    found.dispatchEvent(new Event('input', { bubbles: true }));
  }

  addEventListener('keydown', event => {
    if (event.key === 'Enter' && event.target === box()) entered = box().value;
  }, true);
  addEventListener('click', event => {
    if (event.target.closest?.('#send')) entered = box().value;
  }, true);

  // Of all that is sent, only a question comes first and stands in the box.
  function questionOf({ data: [text] = [] }) {
    if (!text || typeof text !== 'string' || !box()?.value.startsWith(text)) return '';
    return entered && text.startsWith(entered) ? entered : text;
  }

  function ask(input, init, body, question) {
    entered = '';
    write(box().value.slice(question.length));
    const putBack = () => write(question + box().value);
    const sent = { ...init, body: JSON.stringify({ ...body, data: [question, ...body.data.slice(1)] }) };
    return fetchPlainly(input, sent).then(response => {
      if (!response.ok) putBack();
      return response;
    }, error => {
      putBack();
      throw error;
    });
  }

  window.fetch = (input, init) => {
    const isEvent = typeof init?.body === 'string' && new URL(input, location.href).pathname.endsWith('/gradio_api/queue/join');
    const body = isEvent && JSON.parse(init.body), question = body && questionOf(body);
    return question ? ask(input, init, body, question) : fetchPlainly(input, init);
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
