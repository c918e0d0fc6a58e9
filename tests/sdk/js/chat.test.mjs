// Creating, continuing, retrieving and deleting, as a program that uses the SDK does it.
import assert from 'node:assert/strict';
import { blocks, caught, interactions, MODEL, odd, said, shows, text } from './client.mjs';

shows('create', 'a create delivers text and what it cost', async () => {
  const made = await interactions.create({ model: MODEL, input: 'What is the capital of France?' });
  assert.equal(text(made), 'The capital of France is **Paris**.');
  assert.equal(made.output_text, odd('no-output-text') ? undefined : text(made));
  assert.deepEqual([made.status, made.model], ['completed', MODEL]);
  assert.match(made.id, /^v1_/);
  assert.equal(typeof made.created, 'string');
  assert.ok(Math.abs(Date.now() - Date.parse(made.created)) < 60_000);
  const usage = made.usage;
  assert.ok(usage.total_input_tokens > 0 && usage.total_output_tokens > 0);
  const sum = usage.total_input_tokens + usage.total_output_tokens + usage.total_thought_tokens;
  assert.equal(usage.total_tokens, sum);
});

shows('create', 'what is not stored has no id', async () => {
  const made = await interactions.create({ model: MODEL, input: 'Say hi', store: false });
  assert.equal(text(made), 'Hi!');
  assert.equal(made.id, undefined);
});

shows('chat', 'a chat remembers what was said', async () => {
  const first = await interactions.create({ model: MODEL, input: 'Hi, my name is Phil.' });
  const asked = { model: MODEL, input: 'What is my name?' };
  const second = await interactions.create({ ...asked, previous_interaction_id: first.id });
  assert.equal(text(second), 'Your name is Phil.');
  assert.doesNotMatch(text(await interactions.create(asked)), /Phil/);
});

shows('history', 'a history can be handed in', async () => {
  const history = [...said('Hi, my name is Phil.'), ...said('Hello Phil!', 'model'), ...said('What is my name?')];
  const made = await interactions.create({ model: MODEL, input: history, store: false });
  assert.equal(text(made), 'Your name is Phil.');
});

shows('media', 'contents can be handed in', async () => {
  const picture = { type: 'image', data: 'iVBORw0KGgo=', mime_type: 'image/png' };
  const mixed = await interactions.create({ model: MODEL, input: [{ type: 'text', text: 'What is this?' }, picture] });
  assert.match(text(mixed), /1 image/);
  const single = await interactions.create({ model: MODEL, input: { type: 'text', text: 'Say hi' } });
  assert.equal(text(single), 'Hi!');
});

shows('get', 'what is retrieved is what was made', async () => {
  const made = await interactions.create({ model: MODEL, input: 'Name three cities in Spain.' });
  const found = await interactions.get(made.id);
  assert.deepEqual(text(found).split('\n').slice(2), ['1. Madrid', '2. Barcelona', '3. Valencia']);
  assert.deepEqual(blocks(found), blocks(made));
  assert.deepEqual([found.id, found.status, found.created], [made.id, made.status, made.created]);
  const added = odd('sums-usage') ? { initial_input_tokens: made.usage.total_input_tokens } : {};
  assert.deepEqual(made.usage, { ...found.usage, ...added });
  assert.deepEqual(made.continuation_ids, odd('sums-usage') ? [made.id] : undefined);
});

shows('input', 'the input is retrieved on request', async () => {
  const made = await interactions.create({ model: MODEL, input: 'Say hi' });
  const wanted = odd('no-include-input') ? [{}, { query: { include_input: true } }] : [{ include_input: true }];
  const [asked] = (await interactions.get(made.id, ...wanted)).input;
  assert.deepEqual(asked.content, [{ text: 'Say hi', type: 'text' }]);
  assert.ok(!('input' in (await interactions.get(made.id))));
});

shows('delete', 'what is deleted is gone', async () => {
  const made = await interactions.create({ model: MODEL, input: 'Say hi' });
  const answer = await interactions.delete(made.id);
  assert.deepEqual(answer, odd('delete-gives-none') ? undefined : {});
  const following = { model: MODEL, input: 'And now?', previous_interaction_id: made.id };
  assert.equal((await caught(interactions.get(made.id))).status, 404);
  assert.equal((await caught(interactions.delete(made.id))).status, 404);
  assert.equal((await caught(interactions.create(following))).status, 404);
});
