// Gradio's server ends its stream of events once none is left, and Gradio's page forgets what was asked while that word was
// on its way: it takes the old stream to be open still, and waits for ever. So the word is kept from it whenever something
// has been asked meanwhile, and the stream is opened again in its place. docs/decisions/0006-the-lost-question.md
(() => {
  const asked = new Set(), early = new Set(), fetchPlainly = window.fetch; // early: answered before it was known as asked
  let asking = 0;

  // Gradio breaks off when its page is left, and would log what was on its way then as an error.
  const isLeft = error => error.name === 'AbortError';

  // The page gets its response at once: held up, it would see the first events of an answer before it knows of it.
  function join(request) {
    asking += 1;
    request.then(response => (response.ok ? response.clone().json() : {})).then(({ event_id: id }) => {
      if (id && !early.delete(id)) asked.add(id);
    }).catch(() => {}).finally(() => { asking -= 1; });
    return request;
  }

  // Passes events on. Returns whether the stream ended though answers are awaited, and has to be opened again.
  async function pass(response, writer) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader(), encoder = new TextEncoder();
    let rest = '';
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const events = (rest + read.value).split('\n\n');
      rest = events.pop();
      for (const event of events) {
        const { msg, event_id: id } = JSON.parse(event.replace(/^data: ?/, ''));
        if (msg === 'process_completed' && !asked.delete(id)) early.add(id);
        if (msg === 'close_stream' && (asking || asked.size)) return true;
        await writer.write(encoder.encode(`${event}\n\n`));
      }
    }
    return false;
  }

  async function pump(response, writer, open) {
    try {
      while (await pass(response, writer)) {
        response = await open();
        if (!response.ok) throw response;
      }
      await writer.close();
    } catch (error) {
      await (isLeft(error) ? writer.close() : writer.abort(error)).catch(() => {});
    }
  }

  async function stream(open) {
    const response = await open().catch(error => (isLeft(error) ? new Response() : Promise.reject(error)));
    if (!response.ok || !response.body) return response;
    const { readable, writable } = new TransformStream();
    pump(response, writable.getWriter(), open);
    return new Response(readable, response);
  }

  window.fetch = (input, init) => {
    const path = new URL(input instanceof Request ? input.url : input, location.href).pathname;
    if (path.endsWith('/gradio_api/queue/join')) return join(fetchPlainly(input, init));
    if (path.endsWith('/gradio_api/queue/data')) return stream(() => fetchPlainly(input, init));
    return fetchPlainly(input, init);
  };
})();
