// What a version says of the revision that it reads, and what it gets.
import assert from 'node:assert/strict';
import { caught, client, connect, interactions, lastHeaders, MODEL, odd, shows, text, watched } from './client.mjs';

shows('revision', 'it gets what it reads', async () => {
  const requests = await watched();
  const made = await interactions.create({ model: MODEL, input: 'Say hi' });
  const [request] = await requests();
  assert.equal(request.path, odd('path-v1') ? '/v1/interactions' : '/v1beta/interactions');
  assert.equal(lastHeaders().get('api-revision'), odd('names-revision') ? '2026-05-20' : null);
  assert.equal(request.revision, client.revision);
  assert.equal(text(made), 'Hi!');
});

shows('revision', 'the path can be chosen', async () => {
  const other = odd('path-v1') ? 'v1beta' : 'v1';
  const requests = await watched();
  try {
    await connect({ apiVersion: other }).interactions.create({ model: MODEL, input: 'Say hi' });
  } catch (error) {
    assert.deepEqual([error.status, other, client.day < '2026-06'], [404, 'v1', true]);
  }
  const path = odd('fixed-path') ? 'v1beta' : other;
  for (const request of await requests()) assert.ok([null, `/${path}/interactions`].includes(request.path));
});

shows('revision', 'once outputs are gone an old version is told to go', async () => {
  const later = connect({ baseUrl: process.env.EMULATOR_WITHOUT_OUTPUTS }).interactions;
  const answer = later.create({ model: MODEL, input: 'Say hi' });
  if (odd('switched-off')) assert.match((await caught(answer)).message, /JavaScript\/TypeScript >= 2\.0\.0/);
  else assert.equal(text(await answer), 'Hi!');
});
