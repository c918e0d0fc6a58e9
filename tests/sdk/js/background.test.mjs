// Work in the background and agents: started, polled to the end, cancelled.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { blocks, caught, client, interactions, MODEL, shows, text } from './client.mjs';

const AGENT = 'deep-research-pro-preview-12-2025';
const PENDING = client.revision >= '2026-11-16' ? 'queued' : 'in_progress';

const polled = async (id) => {
  for (let poll = 0; poll < 100; poll++) {
    const found = await interactions.get(id);
    if (!['queued', 'in_progress'].includes(found.status)) return found;
    await pause(50);
  }
  throw new Error(`${id} does not end`);
};

shows('background', 'a model works in the background', async () => {
  const started = await interactions.create({ model: MODEL, input: 'What is 6 times 7?', background: true });
  assert.deepEqual([started.status, blocks(started)], [PENDING, []]);
  const ended = await polled(started.id);
  assert.deepEqual([ended.status, text(ended), ended.id], ['completed', '42', started.id]);
});

shows('background', 'an agent works in the background', async () => {
  const started = await interactions.create({ agent: AGENT, input: 'Research rain.', background: true });
  assert.deepEqual([started.status, started.agent], [PENDING, AGENT]);
  const ended = await polled(started.id);
  assert.deepEqual([ended.status, ended.agent], ['completed', AGENT]);
  assert.match(text(ended), /Research rain\./);
});

shows('cancel', 'background work can be cancelled', async () => {
  const started = await interactions.create({ model: MODEL, input: 'Take an hour.', background: true });
  const cancelled = await interactions.cancel(started.id);
  assert.deepEqual([cancelled.id, cancelled.status, text(cancelled)], [started.id, 'cancelled', '']);
  assert.equal((await interactions.get(started.id)).status, 'cancelled');
});

shows('cancel', 'what is not in the background cannot be cancelled', async () => {
  const made = await interactions.create({ model: MODEL, input: 'Say hi' });
  assert.equal((await caught(interactions.cancel(made.id))).status, 400);
});
