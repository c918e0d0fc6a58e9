// Refusals arrive as the SDK's own errors; what may pass is tried again.
import assert from 'node:assert/strict';
import { caught, COMPLETED, failing, interactions, listed, MODEL, odd, pauses, shows, watched } from './client.mjs';

const ASKED = { model: MODEL, input: 'Say hi' };
const ATTEMPTS = odd('three-attempts') ? 3 : 5;
const CLASSES = {
  400: 'BadRequestError',
  401: 'AuthenticationError',
  403: 'PermissionDeniedError',
  404: 'NotFoundError',
  409: 'ConflictError',
  418: 'APIError',
  422: 'UnprocessableEntityError',
  429: 'RateLimitError',
  500: 'InternalServerError',
  503: 'InternalServerError',
};

for (const [status, name] of Object.entries(CLASSES)) {
  shows('errors', `${status} is a ${name}`, async () => {
    const refused = failing(`error:status=${status},code=some_code,message=Because.`);
    for (const stream of [false, true]) {
      await pauses(async () => {
        const error = await caught(interactions.create({ ...ASKED, stream }, refused));
        assert.deepEqual([error.constructor.name, error.status], [name, Number(status)]);
        assert.match(error.message, /Because\./);
      });
    }
  });
}

shows('errors', 'what is refused is told in its words', async () => {
  const error = await caught(interactions.create({ model: MODEL, input: '' }));
  assert.deepEqual([error.constructor.name, error.status], ['BadRequestError', 400]);
  assert.match(error.message, /empty input/);
});

for (const [fault, name] of Object.entries({ 'rate-limit': 'RateLimitError', unavailable: 'InternalServerError' })) {
  shows('retries', `${fault} is tried again`, async () => {
    const requests = await watched();
    const waits = await pauses(async () => {
      assert.equal((await caught(interactions.create(ASKED, failing(fault)))).constructor.name, name);
    });
    assert.equal((await requests()).length, ATTEMPTS);
    assert.equal(waits.length, ATTEMPTS - 1);
    waits.forEach((wait, index) => assert.ok(wait >= 370 * 2 ** index && wait <= 500 * 2 ** index, waits));
  });
}

for (const fault of ['rate-limit:retry=7,told=header,nth=1', 'unavailable:retry=7,nth=1']) {
  shows('retries', `${fault} says how long to wait`, async () => {
    const requests = await watched();
    const waits = await pauses(async () => {
      assert.equal((await interactions.create(ASKED, failing(fault))).status, 'completed');
    });
    assert.deepEqual([(await requests()).length, waits], [2, [7000]]);
  });
}

shows('retries', 'a stream that never began is tried again', async () => {
  const waits = await pauses(async () => {
    const asked = { ...ASKED, stream: true };
    const events = await listed(await interactions.create(asked, failing('unavailable:retry=8,nth=1')));
    assert.equal(events.at(-1).event_type, COMPLETED);
  });
  assert.deepEqual(waits, [8000]);
});

shows('retries', 'a lost connection is tried again', async () => {
  const requests = await watched();
  const waits = await pauses(async () => {
    const answer = interactions.create(ASKED, failing('drop:nth=1'));
    if (odd('statuses-only')) await caught(answer);
    else assert.equal((await answer).status, 'completed');
  });
  assert.deepEqual([(await requests()).length, waits.length], odd('statuses-only') ? [1, 0] : [2, 1]);
});

shows('retries', 'what the client did wrong is not tried again', async () => {
  const requests = await watched();
  const waits = await pauses(() => caught(interactions.create({ model: MODEL, input: '' })));
  assert.deepEqual([(await requests()).length, waits], [1, []]);
});
