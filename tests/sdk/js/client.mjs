// One pinned @google/genai as the client of an emulator that runs elsewhere: which, where, and what it calls things.
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

const { CONFORMANCE_SDK: version, EMULATOR_URL: url, EMULATOR_LOG: log } = process.env;
const matrix = JSON.parse(readFileSync(new URL('../matrix.json', import.meta.url), 'utf8'));
export const client = matrix.clients.find((one) => one.language === 'javascript' && one.version === version);
if (!client) throw new Error(`CONFORMANCE_SDK=${version} is no version of @google/genai in matrix.json`);
const { GoogleGenAI } = await import(`genai-${version}`);

// A key of its own, so that the emulator's log tells whose requests were whose.
const KEY = `test-key-${process.pid}`;
const OWNER = createHash('sha256').update(KEY).digest('hex').slice(0, 8);

export const MODEL = 'gemini-2.5-flash';
export const WEATHER = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather at a place.',
  parameters: { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] },
};

/** A test of one of the behaviours in the matrix. */
export const shows = (behaviour, what, body) => {
  if (!(behaviour in matrix.behaviours)) throw new Error(`${behaviour} is no behaviour of the matrix`);
  test(`${behaviour}: ${what}`, body);
};

/** Whether this version has an oddity of the matrix. */
export const odd = (slug) => matrix.oddities[slug].clients.includes(client.name);

// What the SDK sends, counted before any client takes hold of fetch: the emulator logs a request only some time after
// it has answered it, so how many lines there have to be is not to be read there.
const sent = [];
const realFetch = globalThis.fetch;
globalThis.fetch = (what, how) => {
  const request = what instanceof Request;
  if (String(request ? what.url : what).startsWith(url)) sent.push(request ? what.headers : new Headers(how?.headers));
  return realFetch(what, how);
};

/** The headers of the last request that the SDK sent. */
export const lastHeaders = () => sent.at(-1);

/** A GoogleGenAI of the emulator; options are those of httpOptions. */
export const connect = (options = {}) => new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: url, ...options } });
export const ai = connect();
export const interactions = ai.interactions;

/** The options of a call that let it meet faults of the emulator. */
export const failing = (...faults) => ({ headers: { 'x-emulator-fault': faults.join(', ') } });

export const hasSteps = client.revision >= '2026-05-20';
const words = hasSteps
  ? ['interaction.created', 'step.start', 'step.delta', 'step.stop', 'interaction.completed']
  : ['interaction.start', 'content.start', 'content.delta', 'content.stop', 'interaction.complete'];
export const [CREATED, START, DELTA, STOP, COMPLETED] = words;
export const STATUS_UPDATE = 'interaction.status_update';

/** The outputs or steps that the server made, in order. */
export const blocks = (made) =>
  ((hasSteps ? made.steps : made.outputs) ?? []).filter((block) => block.type !== 'user_input');

/** All text of an interaction, wherever this version keeps it. */
export const text = (made) =>
  blocks(made)
    .flatMap((block) => block.content ?? [block])
    .filter((content) => content.type === 'text')
    .map((content) => content.text)
    .join('');

export const calls = (made) => blocks(made).filter((block) => block.type === 'function_call');

/** Contents as what one side said; calls and results are contents of a turn, but steps of their own. */
export const turn = (role, contents) => {
  if (!hasSteps) return [{ role, content: contents }];
  const own = contents.some((content) => ['thought', 'function_call', 'function_result'].includes(content.type));
  return own ? contents : [{ type: role === 'user' ? 'user_input' : 'model_output', content: contents }];
};

export const said = (words, by = 'user') => turn(by, [{ type: 'text', text: words }]);

/** The arguments of a create that ask for JSON by a schema. */
export const jsonOutput = (schema) =>
  hasSteps
    ? { response_format: { type: 'text', mime_type: 'application/json', schema } }
    : { response_format: schema, response_mime_type: 'application/json' };

export const listed = async (stream) => {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
};

export const deltas = (events, type) =>
  events.filter((event) => event.delta?.type === type).map((event) => event.delta);

export const written = (events) => deltas(events, 'text').map((delta) => delta.text).join('');

/** The error that a promise ends in. */
export const caught = async (promise) => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

/** Starts watching: what comes back gives the lines that the emulator logged for each request since then. */
export const watched = async () => {
  const before = (await logged()).length;
  return async () => (await logged()).slice(before);
};

const logged = async () => {
  const deadline = Date.now() + 10_000;
  while (mine().length < sent.length) {
    if (Date.now() > deadline) throw new Error(`${sent.length} requests were sent and ${mine().length} are in the log`);
    await new Promise(setImmediate);
  }
  return mine();
};

const mine = () =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line))
    .filter((line) => line.owner === OWNER);

// A minute and more is the deadline of a request, which is none of the pauses between two.
const LONGEST_PAUSE = 60_000;

/** The milliseconds that the SDK pauses before each further attempt, noted and left out while `body` runs. */
export const pauses = async (body) => {
  const noted = [];
  const real = globalThis.setTimeout;
  globalThis.setTimeout = (call, ms, ...rest) => {
    const own = new Error().stack.includes(`genai-${version}`); // fetch has timers too
    if (!own || ms >= LONGEST_PAUSE) return real(call, ms, ...rest);
    noted.push(ms);
    return real(call, 0, ...rest);
  };
  try {
    await body();
  } finally {
    globalThis.setTimeout = real;
  }
  return noted;
};
