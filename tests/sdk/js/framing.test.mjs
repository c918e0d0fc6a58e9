// The same stream in other frames and chunks, with things in it that are yet to come, and cut off on the way.
import assert from 'node:assert/strict';
import { COMPLETED, failing, interactions, listed, MODEL, shows, written } from './client.mjs';

const ASKED = { model: MODEL, input: 'Rain in pieces.', stream: true };
const FRAMINGS = [
  'split:1',
  'merge:0',
  'comments',
  'line-ends:crlf',
  'line-ends:cr',
  'terse',
  'data-lines',
  'fields',
  'fields, comments',
  'bom',
  'unnamed',
  'no-done',
];
const YET_TO_COME = ['unknown-event', 'unknown-step', 'unknown-delta', 'unknown-field', 'empty-delta'];

const plain = written(await listed(await interactions.create(ASKED)));
assert.equal(plain, 'Rain – „größer“ 🌧️ than 水: it falls.');

// The events before a stream ended, and the error if it ended in one.
const broken = async (stream) => {
  const events = [];
  try {
    for await (const event of stream) events.push(event);
  } catch (error) {
    return [events, error];
  }
  return [events, null];
};

for (const fault of FRAMINGS) {
  shows('framing', fault, async () => {
    const events = await listed(await interactions.create(ASKED, failing(fault)));
    assert.equal(events.at(-1).event_type, COMPLETED);
    assert.equal(written(events), plain);
  });
}

for (const fault of YET_TO_COME) {
  shows('unknown', fault, async () => {
    const events = await listed(await interactions.create(ASKED, failing(fault)));
    assert.equal(events.at(-1).event_type, COMPLETED);
    assert.equal(written(events), plain);
  });
}

for (const how of ['drop', 'end']) {
  for (const event of [2, 5, 8]) {
    shows('resume', `the rest of a stream that broke off after ${event} (${how})`, async () => {
      const asked = { ...ASKED, background: true };
      const [before, error] = await broken(await interactions.create(asked, failing(`cut:${event},how=${how}`)));
      assert.equal(error === null, how === 'end');
      assert.equal(before.length, event);
      const last = { stream: true, last_event_id: before.at(-1).event_id };
      const rest = await listed(await interactions.get(before[0].interaction.id, last));
      assert.equal(rest.at(-1).event_type, COMPLETED);
      assert.equal(written(before) + written(rest), plain);
    });
  }
}

shows('stream', 'an error in a stream is an event like any other', async () => {
  const events = await listed(await interactions.create(ASKED, failing('error-event')));
  assert.equal(events.at(-1).event_type, 'error');
  assert.ok(events.at(-1).error.message);
});
