// What can be done with answers: rate them, copy them, and save the conversation. The answers are the JSON that the
// server keeps in a hidden field; they are turned into text here, because the browser must not ask for its own data.
const { announce, base, copy, isEscape, make, save, texts } = await import(`./common.js${new URL(import.meta.url).search}`);
const ANSWERS = '#chat .answer.done:not(.failed)';

const answers = () => JSON.parse(document.querySelector('#record :is(textarea, input)')?.value || '[]');
const answerOf = node => answers()[[...document.querySelectorAll(ANSWERS)].indexOf(node.closest('.answer'))];

// Quotes are shown as they are wherever the file is read: their own Markdown and HTML must not work.
const plain = text => text.replace(/[\\`*_<>[\]#|!~]/g, '\\$&').replace(/\\\[(\d{1,3})\\\]/g, '[$1]');
const quoted = text => text.split('\n').map(line => `> ${plain(line)}`).join('\n');

function sourceLines(source) {
  const page = source.page === null ? '' : texts.page.replace('{number}', source.page);
  const name = [source.title, source.section, page].filter(Boolean).join(' › ');
  const address = new URL(`source/${encodeURIComponent(source.document_id)}#${source.start}-${source.end}`, base).href;
  const original = /^https?:\/\//.test(source.url || '') ? `${texts.original}: <${encodeURI(source.url)}>\n\n` : '';
  return `${source.marker ? `[${source.marker}] ` : ''}${plain(name)}\n\n${quoted(source.quote)}\n\n${original}<${address}>\n`;
}

function support(answer) {
  if (answer.status === 'smalltalk') return '';
  if (answer.status === 'abstained') return `*${texts.abstained}*\n\n`;
  if (answer.status === 'partial') return `*${texts.partly_answered}*\n\n`;
  return `*${answer.confidence >= texts.well_supported_from ? texts.well_supported : texts.partly_supported}*\n\n`;
}

function short(answer) {
  return answer.short_answer ? `**${plain(answer.short_answer.text.trim().replace(/\s+/g, ' '))}**\n\n` : '';
}

function markdownOf(answer) {
  const sources = answer.citations.length ? answer.citations : answer.status === 'abstained' ? answer.related : [];
  const heading = sources.length ? `### ${answer.citations.length ? texts.source : texts.related}\n\n` : '';
  const text = plain(answer.answer).replace(/\n(?=\S)/g, '\n\n');
  return `## ${texts.asked}: ${plain(answer.question)}\n\n${short(answer)}${text}\n\n${support(answer)}${heading}${sources.map(sourceLines).join('\n')}`;
}

const markdown = all => `# ${texts.title}\n\n${all.map(markdownOf).join('\n')}`;

async function post(feedback) {
  const response = await fetch(new URL('api/feedback', base), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(feedback),
  });
  if (!response.ok) throw new Error(response.statusText);
  return (await response.json()).id;
}

// One answer has one piece of feedback: what comes later changes what was given, once that has arrived.
const given = new WeakMap();
function send(box, feedback) {
  const before = given.get(box) ?? Promise.resolve(null);
  const sent = before.then(id => post({ ...feedback, id }));
  given.set(box, sent.catch(() => before));
  return sent;
}

// A rating counts at once; a comment may follow.
async function rate(button) {
  const box = button.closest('.answer'), answer = answerOf(button), rating = button.classList.contains('up') ? 'up' : 'down';
  const feedback = { question: answer?.question ?? '', answer: answer ?? null, rating };
  const press = pressed => box.querySelectorAll('.rate').forEach(other => other.setAttribute('aria-pressed', String(other === pressed)));
  const before = box.querySelector('.rate[aria-pressed=true]'), begun = box.querySelector('form.comment');
  const form = commentForm(begun?.querySelector('textarea')?.value ?? '', comment => send(box, { ...feedback, comment }).then(() => press(button)));
  begun?.remove();
  box.querySelector('.tools').after(form);
  press(button);
  if (!await form.say(send(box, feedback))) press(before);
  form.scrollIntoView({ block: 'nearest' });
}

function commentForm(text, sendComment) {
  const area = make('textarea', { rows: 2, maxLength: 2000, value: text }), said = make('p', { className: 'said' });
  const label = make('label', {}, make('span', { textContent: texts.comment }), area);
  const sender = make('button', { type: 'submit', textContent: texts.send_comment });
  const cancel = make('button', { type: 'button', textContent: texts.cancel, onclick: () => leave() });
  const fields = make('div', { className: 'fields' }, label, sender, cancel);
  const form = make('form', { className: 'comment' }, said, fields);
  const leave = () => {
    const back = form.parentElement?.querySelector('.rate[aria-pressed=true], .rate');
    form.remove();
    back?.focus();
  };
  form.say = posting => posting.then(() => true, () => false).then(sent => {
    said.textContent = sent ? texts.thanks : texts.not_sent;
    said.classList.toggle('wrong', !sent);
    announce(said.textContent);
    return sent;
  });
  form.onsubmit = async event => {
    event.preventDefault();
    if (!area.value.trim() || !await form.say(sendComment(area.value.trim()))) return;
    form.parentElement?.querySelector('.rate[aria-pressed=true]')?.focus();
    fields.remove();
  };
  form.onkeydown = event => {
    if (!isEscape(event)) return;
    event.preventDefault();
    leave();
  };
  return form;
}

const WORK = {
  '.rate': rate,
  '.copy-answer': button => copy(markdownOf(answerOf(button)), button, texts.copied, texts.not_copied),
  '#copy': button => copy(markdown(answers()), button, texts.copied, texts.not_copied),
  '#save-markdown': () => save(`${texts.file_name}.md`, markdown(answers()), 'text/markdown'),
  '#save-json': () => save(`${texts.file_name}.json`, JSON.stringify(answers(), null, 1), 'application/json'),
};

addEventListener('click', event => {
  for (const [selector, work] of Object.entries(WORK)) {
    const button = event.target.closest?.(`button${selector}`);
    if (button) return work(button);
  }
});
