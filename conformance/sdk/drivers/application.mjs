// The program that uses a client: it makes the calls of the protocol with `interactions`, an object that has the
// methods of `GoogleGenAI.interactions`, and reports what it was handed.
import { setTimeout as pause } from 'node:timers/promises';
import { Delivery } from './delivery.mjs';
import { heard } from './lines.mjs';

export const DOES = [
  'create', 'stream', 'get', 'get_stream', 'cancel', 'delete', 'poll', 'converse', 'functions', 'resume',
];
const TERMINAL_EVENTS = ['interaction.complete', 'interaction.completed'];
const UNDER_WAY = ['in_progress', 'queued'];
const POLL_MILLISECONDS = 50;
const RESUMPTIONS = 3;
const MOST_HOPS = 12;

export class Application {
  /** `quirks.queryOfGet`: retrieve has no arguments for its query, which has to be an option of the request. */
  constructor(interactions, hasSteps, quirks = {}) {
    Object.assign(this, { interactions, hasSteps, quirks });
  }

  /** Makes the calls of a scenario; one that needs what an earlier one did not give is the end. */
  async play(scenario) {
    const outcomes = [];
    this.timeout = scenario.timeout;
    for (const call of scenario.calls) {
      if (typeof call.interaction === 'object') call.interaction = outcomes[call.interaction.from].id;
      if (call.interaction === null) break;
      outcomes.push(await heard((log) => this.outcome(call, log)));
    }
    return outcomes;
  }

  async outcome(call, log) {
    const delivery = new Delivery(this.hasSteps);
    try {
      await this[call.do](call, delivery);
    } catch (error) {
      delivery.failed(error);
    }
    return delivery.outcome('response_format' in (call.params ?? {}), log());
  }

  /** One answer as a whole. */
  async create(call, delivery, params = {}) {
    delivery.answer(await this.interactions.create({ ...call.params, ...params }, optionsOf(call)));
  }

  /** One answer as a stream. */
  async stream(call, delivery, params = {}) {
    const stream = await this.interactions.create({ ...call.params, ...params, stream: true }, optionsOf(call));
    delivery.begins();
    await consumed(stream, delivery, call.stop_after);
  }

  /** What is stored. */
  async get(call, delivery) {
    const query = call.params ?? {};
    const asked = this.quirks.queryOfGet ? [{}, { ...optionsOf(call), query }] : [query, optionsOf(call)];
    delivery.answer(await this.interactions.get(call.interaction, ...asked));
  }

  /** What is stored, or the rest of it, as a stream. */
  async get_stream(call, delivery) {
    delivery.begins();
    await this.rest(call, delivery, call.interaction, call.last_event_id);
  }

  /** The events after `last`. */
  async rest(call, delivery, interaction, last) {
    const asked = { stream: true, ...(last ? { last_event_id: last } : {}) };
    const stream = await this.interactions.get(interaction, asked, optionsOf(call));
    await consumed(stream, delivery, call.stop_after);
  }

  /** Stops background work. */
  async cancel(call, delivery) {
    delivery.answer(await this.interactions.cancel(call.interaction, {}, optionsOf(call)));
  }

  /** Deletes what is stored; nothing comes back. */
  async delete(call) {
    await this.interactions.delete(call.interaction, {}, optionsOf(call));
  }

  /** Asks until the work is over. */
  async poll(call, delivery) {
    const until = Date.now() + this.timeout * 1000;
    while (Date.now() < until) {
      await this.get(call, delivery);
      if (!UNDER_WAY.includes(delivery.status)) return;
      await pause(POLL_MILLISECONDS);
    }
  }

  /** A stream, and the rest of it if it breaks off. */
  async resume(call, delivery) {
    let broken = await caught(this.stream(call, delivery));
    for (let attempt = 0; attempt < RESUMPTIONS; attempt++) {
      if (delivery.events.some((name) => TERMINAL_EVENTS.includes(name))) return;
      if (!delivery.id || !delivery.eventIds.length) break;
      broken = (await caught(this.rest(call, delivery, delivery.id, delivery.eventIds.at(-1)))) ?? broken;
    }
    if (broken) throw broken;
  }

  /** Several turns, by the id of the last one or with a history of the application's own. */
  async converse(call, delivery) {
    const history = [];
    let before = {};
    for (const turn of call.turns) {
      history.push(...this.said(turn));
      const kept = call.history === 'resent';
      await this.create(call, delivery, kept ? { input: history, store: false } : { input: turn, ...before });
      history.push(...this.answered(delivery.blocks));
      before = { previous_interaction_id: delivery.id };
    }
  }

  /** Runs the functions that are called until none is. */
  async functions(call, delivery) {
    const ask = (params) => (call.stream ? this.stream : this.create).call(this, call, delivery, params);
    const { input, store } = call.params;
    let history = typeof input === 'string' ? this.said(input) : [input].flat();
    await ask(store === false ? { input: history } : {});
    for (let hop = 0; hop < MOST_HOPS; hop++) {
      const results = delivery.pending().map((one) => resultOf(one, call.returns));
      if (!results.length) return;
      history = [...history, ...this.answered(delivery.blocks), ...this.returned(results)];
      await ask(store === false ? { input: history } : { input: results, previous_interaction_id: delivery.id });
    }
  }

  /** What the user said, as items of a history. */
  said(text) {
    const content = [{ type: 'text', text }];
    return [this.hasSteps ? { type: 'user_input', content } : { role: 'user', content }];
  }

  /** What the model said, as items of a history: all of it, thoughts too, as it came. */
  answered(blocks) {
    return this.hasSteps ? blocks : [{ role: 'model', content: blocks }];
  }

  /** Results of functions, as items of a history. */
  returned(results) {
    return this.hasSteps ? results : [{ role: 'user', content: results }];
  }
}

/** What a call is answered with: what the application's own function returns. */
const resultOf = ({ id, name }, returns) => ({
  type: 'function_result',
  name,
  call_id: id,
  result: name in returns ? returns[name] : { error: `there is no function ${name}` },
});

/** The options of a request: milliseconds, and the number of further attempts. */
const optionsOf = ({ timeout, headers, retries }) => ({
  ...(timeout === undefined ? {} : { timeout: timeout * 1000 }),
  ...(headers === undefined ? {} : { headers }),
  ...(retries === undefined ? {} : { maxRetries: Number(retries) }),
});

/** Reads a stream to its end, or leaves it after `most` events. */
const consumed = async (stream, delivery, most) => {
  try {
    for await (const event of stream) {
      delivery.event(event);
      if (delivery.events.length >= most) break;
    }
  } finally {
    delivery.ends();
  }
};

const caught = async (promise) => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
};
