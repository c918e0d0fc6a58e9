// The Files API: what is uploaded in chunks becomes active, is listed, is used by its address, and can be deleted.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ai, caught, interactions, MODEL, shows, text, watched } from './client.mjs';

const files = ai.files;
const FILM = Buffer.alloc((8 << 20) + 5, 7); // two chunks
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('base64');
const notes = (...names) => Promise.all(names.map((name) => files.upload({ file: textual('x'), config: { name } })));
const textual = (words) => new Blob([words], { type: 'text/plain' });

const awaited = async (name) => {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const file = await files.get({ name });
    if (file.state !== 'PROCESSING') return file;
    assert.ok(Date.now() < deadline, 'it is still being processed');
    await new Promise((done) => setTimeout(done, 50));
  }
};

shows('files', 'a film is uploaded and shown', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'film-'));
  try {
    const path = join(folder, 'film.mp4');
    writeFileSync(path, FILM);
    const lines = await watched();
    const file = await files.upload({ file: path, config: { mimeType: 'video/mp4', displayName: 'my film' } });
    assert.equal((await lines()).length, 3);
    assert.deepEqual([file.state, file.source], ['PROCESSING', 'UPLOADED']);
    assert.deepEqual([file.mimeType, file.displayName, file.sizeBytes], ['video/mp4', 'my film', String(FILM.length)]);
    assert.equal(file.sha256Hash, sha256(FILM));
    assert.equal(Date.parse(file.expirationTime) - Date.parse(file.createTime), 48 * 3_600_000);
    assert.equal((await awaited(file.name)).state, 'ACTIVE');
    const question = { type: 'text', text: 'What is this?' };
    const made = await interactions.create({ model: MODEL, input: [{ type: 'video', uri: file.uri }, question] });
    assert.match(text(made), /^I was given 1 video \(my film, video\/mp4, 8,388,613 bytes\)\./);
    await files.delete({ name: file.name });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

shows('files', 'a blob that is no film is active at once', async () => {
  const file = await files.upload({ file: textual('some words') });
  assert.deepEqual([file.state, file.mimeType, file.sizeBytes], ['ACTIVE', 'text/plain', '10']);
  await files.delete({ name: file.name });
});

shows('files', 'files are listed page by page', async () => {
  const made = await notes('one', 'two', 'three');
  const listed = [];
  for await (const file of await files.list({ config: { pageSize: 2 } })) listed.push(file.name);
  assert.deepEqual(listed.sort(), made.map((file) => file.name).sort());
  for (const name of listed) await files.delete({ name });
  assert.equal((await files.list()).pageLength, 0);
});

shows('files', 'a name is taken until it is deleted, and then gone', async () => {
  const [{ name, uri }] = await notes('my-notes');
  assert.equal(name, 'files/my-notes');
  assert.equal((await caught(notes('my-notes'))).status, 409);
  await files.delete({ name });
  const gone = await caught(files.get({ name }));
  assert.equal(gone.status, 403);
  assert.match(gone.message, /PERMISSION_DENIED/);
  const used = await caught(interactions.create({ model: MODEL, input: [{ type: 'document', uri }] }));
  assert.equal(used.status, 403);
  assert.match(used.message, /You do not have permission to access the File my-notes/);
});
