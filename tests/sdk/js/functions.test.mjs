// Function calls: asked for, answered with and without state, and in a stream.
import assert from 'node:assert/strict';
import { blocks, calls, COMPLETED, deltas, failing, hasSteps, interactions, listed } from './client.mjs';
import { MODEL, said, shows, text, turn, WEATHER } from './client.mjs';

const QUESTION = 'What is the weather in Paris and London?';
const ANSWER = 'The weather in Paris is 21. The weather in London is 14.';
const DEGREES = { Paris: 21, London: 14 };
const result = (call) => ({
  type: 'function_result',
  name: call.name,
  call_id: call.id,
  result: { temperature: DEGREES[call.arguments.location] },
});

const asked = async () => {
  const made = await interactions.create({ model: MODEL, input: QUESTION, tools: [WEATHER] });
  assert.equal(made.status, 'requires_action');
  assert.deepEqual(calls(made).map((call) => call.arguments), [{ location: 'Paris' }, { location: 'London' }]);
  return made;
};

shows('call', 'results continue a stored interaction', async () => {
  const first = await asked();
  const input = calls(first).map(result);
  const made = await interactions.create({ model: MODEL, input, tools: [WEATHER], previous_interaction_id: first.id });
  assert.deepEqual([made.status, text(made)], ['completed', ANSWER]);
});

shows('call', 'results continue a history that the client keeps', async () => {
  const first = await asked();
  const results = calls(first).map(result);
  const input = [...said(QUESTION), ...turn('model', blocks(first)), ...turn('user', results)];
  const made = await interactions.create({ model: MODEL, input, tools: [WEATHER], store: false });
  assert.equal(text(made), ANSWER);
});

const arrives = async (options, inPieces) => {
  const question = { model: MODEL, input: 'What is the weather in Paris?', tools: [WEATHER], stream: true };
  const events = await listed(await interactions.create(question, options));
  const last = events.at(-1);
  assert.deepEqual([last.event_type, last.interaction.status], [COMPLETED, 'requires_action']);
  const [call] = calls(await interactions.get(last.interaction.id));
  assert.deepEqual(call.arguments, { location: 'Paris' });
  if (!hasSteps) {
    const [delta] = deltas(events, 'function_call');
    assert.deepEqual([delta.id, delta.name, delta.arguments], [call.id, call.name, call.arguments]);
    return;
  }
  const start = events.find((event) => event.step?.type === 'function_call').step;
  assert.deepEqual([start.id, start.name], [call.id, call.name]);
  const pieces = deltas(events, 'arguments_delta').map((delta) => delta.arguments);
  assert.equal(pieces.length > 1, inPieces);
  assert.deepEqual(JSON.parse(pieces.join('')), call.arguments);
};

shows('streamed-call', 'a call arrives whole', () => arrives({}, false));
shows('streamed-call', 'a call arrives in pieces', () => arrives(failing('split-arguments'), true));
