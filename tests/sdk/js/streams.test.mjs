// Streams: events in order, text to the letter, and their rest after a connection was lost.
import assert from 'node:assert/strict';
import { blocks, COMPLETED, CREATED, DELTA, deltas, START, STATUS_UPDATE, STOP } from './client.mjs';
import { interactions, listed, MODEL, shows, text, written } from './client.mjs';

const QUESTION = 'Explain how rain forms – „größer“ 🌧️ than 水.';

shows('stream', 'a stream adds up to what is stored', async () => {
  const events = await listed(await interactions.create({ model: MODEL, input: QUESTION, stream: true }));
  const last = events.at(-1).interaction;
  const stored = await interactions.get(last.id);
  assert.ok(deltas(events, 'text').length > 5);
  assert.equal(written(events), text(stored));
  assert.ok(written(events).includes(QUESTION));
  const [signed] = deltas(events, 'thought_signature');
  assert.equal(signed.signature, blocks(stored)[0].signature);
  assert.deepEqual([last.status, last.usage.total_tokens], [stored.status, stored.usage.total_tokens]);
});

shows('stream', 'events come in order', async () => {
  const events = await listed(await interactions.create({ model: MODEL, input: QUESTION, stream: true }));
  const names = events.map((event) => event.event_type).filter((name) => name !== DELTA);
  assert.deepEqual(names, [CREATED, STATUS_UPDATE, START, STOP, START, STOP, COMPLETED]);
  assert.deepEqual([events[0].interaction.status, events[0].interaction.model], ['in_progress', MODEL]);
  assert.equal(events[0].interaction.id, events.at(-1).interaction.id);
});

shows('resume', 'the rest of a background stream', async () => {
  const asked = { model: MODEL, input: QUESTION, background: true, stream: true };
  const events = await listed(await interactions.create(asked));
  const id = events[0].interaction.id;
  const rest = await listed(await interactions.get(id, { stream: true, last_event_id: events[7].event_id }));
  assert.deepEqual(rest, events.slice(8));
});

shows('resume', 'the rest after the client hung up', async () => {
  const asked = { model: MODEL, input: QUESTION, background: true, stream: true };
  const before = [];
  for await (const event of await interactions.create(asked)) {
    before.push(event);
    if (before.length === 2) break;
  }
  const id = before[0].interaction.id;
  const rest = await listed(await interactions.get(id, { stream: true, last_event_id: before.at(-1).event_id }));
  assert.equal(written(rest), text(await interactions.get(id)));
  assert.deepEqual(rest.at(-1).interaction.status, 'completed');
});
