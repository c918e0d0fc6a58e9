// A client without an SDK: fetch alone, as the documentation asks for it. `node plain_fetch.mjs`, and nothing else.
//
// It speaks every revision, tries again what may pass, gives up on what it does not understand, and never takes the end
// of a connection for the end of an answer.
import { setTimeout as pause } from 'node:timers/promises';
import { Application, DOES } from './application.mjs';
import { speak } from './lines.mjs';

const REVISIONS = ['2026-11-16', '2026-05-20', '2026-05-07', '2025-12-11'];
const FIRST_WITH_STEPS = '2026-05-20';
const FIRST_BELOW_V1 = '2026-11-16';
const MAY_PASS = (status) => [408, 409, 429].includes(status) || status >= 500;
const FURTHER_ATTEMPTS = 3;
const FIRST_PAUSE = 500; // milliseconds, doubled each time
const LONGEST_PAUSE = 60_000;
const LONGEST_LINE = 64 * 2 ** 20; // characters: a picture fits, memory is not exhausted

/** What the service refused, in an answer or in a stream. */
export class ServiceError extends Error {
  constructor(status, body) {
    const error = [body].flat()[0]?.error;
    super(error?.message ?? `status ${status}`);
    Object.assign(this, { status, body: { error } });
  }
}

/** What is no answer of this revision, or not a whole one. */
export class BrokenAnswer extends Error {}

/** The methods of `GoogleGenAI.interactions`. */
class Interactions {
  constructor({ base_url, api_key, revision }) {
    this.blocks = revision >= FIRST_WITH_STEPS ? 'steps' : 'outputs';
    this.url = `${base_url}/${revision >= FIRST_BELOW_V1 ? 'v1' : 'v1beta'}/interactions`;
    this.headers = { 'x-goog-api-key': api_key, 'api-revision': revision, 'user-agent': 'plain-fetch/1' };
  }

  create({ stream, ...params }, options) {
    const body = { ...params, ...(stream ? { stream } : {}) };
    return stream ? this.#stream('POST', '', options, body) : this.#answer('POST', '', options, body);
  }

  get(id, { stream, ...params } = {}, options) {
    const query = new URLSearchParams({ ...params, ...(stream ? { stream } : {}) });
    const path = `/${encodeURIComponent(id)}${query.size ? `?${query}` : ''}`;
    return stream ? this.#stream('GET', path, options) : this.#answer('GET', path, options);
  }

  cancel(id, _, options) {
    return this.#answer('POST', `/${encodeURIComponent(id)}/cancel`, options);
  }

  async delete(id, _, options) {
    await (await this.#send('DELETE', `/${encodeURIComponent(id)}`, options)).text();
  }

  async #answer(method, path, options, body) {
    const answer = json(await (await this.#send(method, path, options, body)).text());
    if (typeof answer?.status !== 'string') throw new BrokenAnswer('the answer is no interaction');
    const other = this.blocks === 'steps' ? 'outputs' : 'steps';
    if (other in answer && !(this.blocks in answer)) throw new BrokenAnswer(`${other} instead of ${this.blocks}`);
    return answer;
  }

  async #stream(method, path, options, body) {
    const response = await this.#send(method, path, options, body, 'text/event-stream');
    const type = response.headers.get('content-type')?.toLowerCase();
    if (type?.startsWith('text/event-stream')) return this.#events(response.body);
    const told = json(await response.text());
    throw [told].flat()[0]?.error ? new ServiceError(response.status, told) : new BrokenAnswer('no stream of events');
  }

  async *#events(body) {
    const block = this.blocks === 'steps' ? 'step' : 'content';
    for await (const data of framed(body)) {
      const event = json(data);
      yield event;
      const { event_type: name, error } = event;
      if (name === 'error' || error) throw new ServiceError(null, event);
      if (/^(step|content)\./.test(name) && !name.startsWith(block)) throw new BrokenAnswer(`${name} is of another revision`);
      if (name === (block === 'step' ? 'interaction.completed' : 'interaction.complete')) return;
    }
    throw new BrokenAnswer('the stream ended before the interaction did');
  }

  /** Sends a request, again if it was refused for what may pass; a connection that is lost may have created something. */
  async #send(method, path, { timeout, headers, maxRetries = FURTHER_ATTEMPTS } = {}, body, accept = 'application/json') {
    for (let attempt = 0; ; attempt++) {
      const response = await fetch(this.url + path, {
        method,
        headers: { ...this.headers, accept, ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
        body: body && JSON.stringify(body),
        signal: timeout ? AbortSignal.timeout(timeout) : undefined,
        redirect: 'manual', // to follow one would hand the key to whom it leads to
      });
      if (response.ok) return response;
      const told = await response.text();
      if (attempt >= maxRetries || !MAY_PASS(response.status)) throw new ServiceError(response.status, json(told, null));
      await pause(delay(response.headers.get('retry-after'), attempt));
    }
  }
}

/** Milliseconds until the next attempt: what the service asks for, in seconds or as a date, or a growing pause. */
const delay = (asked, attempt) => {
  const wanted = asked === null ? NaN : Number.isNaN(Number(asked)) ? Date.parse(asked) - Date.now() : Number(asked) * 1000;
  return wanted >= 0 && wanted <= LONGEST_PAUSE ? wanted : FIRST_PAUSE * 2 ** attempt * (1 - Math.random() / 4);
};

/** The data of each event of a stream, until `[DONE]`; https://html.spec.whatwg.org/multipage/server-sent-events.html */
const framed = async function* (body) {
  let data = [];
  for await (const line of lined(body)) {
    if (line.startsWith('{')) yield line; // no field, but what a front end says of a stream that it broke off
    const [, field, value] = /^([^:]*)(?:: ?)?([^]*)$/.exec(line);
    if (field === 'data') data.push(value);
    if (line !== '' || !data.length) continue;
    const whole = data.join('\n');
    data = [];
    if (whole === '[DONE]') return;
    yield whole;
  }
};

/** The lines of a stream of bytes, which end in LF, CR or both; the last one, if it is not ended, is none. */
const lined = async function* (body) {
  let rest = '';
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    rest += piece;
    if (rest.length > LONGEST_LINE) throw new BrokenAnswer('a line without end');
    // A CR at the end of a piece may be half of what ends the line.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    yield* lines;
  }
  if (rest.endsWith('\r')) yield rest.slice(0, -1);
  if (rest.startsWith('{')) yield rest;
};

const json = (text, otherwise) => {
  try {
    return JSON.parse(text);
  } catch {
    if (otherwise !== undefined) return otherwise;
    throw new BrokenAnswer('what came is no JSON');
  }
};

const play = (scenario) =>
  new Application(new Interactions(scenario), scenario.revision >= FIRST_WITH_STEPS).play(scenario);

await speak(
  {
    name: 'plain-fetch',
    version: process.versions.node,
    language: 'javascript',
    runtime: `Node.js ${process.versions.node}`,
    does: DOES,
    except: {},
    concurrency: 8,
    revisions: REVISIONS,
  },
  play,
);
