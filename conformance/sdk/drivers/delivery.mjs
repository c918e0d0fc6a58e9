// What an application has been handed, on its way to the Outcome of the protocol. Nothing is repaired here: what is not
// delivered stays null or empty.
import { createHash } from 'node:crypto';

const MEDIA = ['image', 'audio', 'video', 'document'];
const MESSAGE_CHARACTERS = 4000;

/** What one call has handed over so far. `blocks` are the parts of the last answer: its outputs or its steps. */
export class Delivery {
  id = null;
  status = null;
  usage = null;
  text = null;
  blocks = [];
  calls = [];
  events = [];
  eventIds = [];
  error = null;
  #streamed = [];

  constructor(hasSteps) {
    this.hasSteps = hasSteps;
  }

  /** Takes a whole interaction. */
  answer(interaction) {
    this.#header(interaction);
    const found = (this.hasSteps ? interaction?.steps : interaction?.outputs) ?? [];
    this.blocks = found.filter((block) => block.type !== 'user_input');
    const texts = this.blocks.flatMap(contentsOf).filter((content) => content.type === 'text');
    this.text = texts.map((content) => content.text ?? '').join('');
    this.calls.push(...this.pending());
  }

  /** A stream was opened. */
  begins() {
    this.text = '';
    this.blocks = [];
    this.#streamed = [];
  }

  /** Takes one event of a stream; what is handed over instead of one is counted as `<raw>`. */
  event(event) {
    this.events.push(event?.event_type === undefined ? '<raw>' : String(event.event_type));
    if (event?.event_id) this.eventIds.push(event.event_id);
    this.id = event?.interaction_id ?? this.id;
    this.status = event?.status ?? this.status;
    this.#header(event?.interaction);
    const index = event?.index ?? 0;
    const block = event?.step ?? event?.content;
    if (block) this.#streamed[index] = { ...block };
    if (event?.delta) this.#add((this.#streamed[index] ??= {}), event.delta);
  }

  /** The stream is over, whole or not. */
  ends() {
    this.blocks = this.#streamed.filter((block) => block);
    for (const block of this.blocks) {
      const pieces = block.fragments;
      delete block.fragments;
      if (pieces) block.arguments = parsed(pieces, pieces);
    }
    this.calls.push(...this.pending());
  }

  /** The function calls of the last answer. */
  pending() {
    const calls = this.blocks.filter((block) => block.type === 'function_call');
    return calls.map(({ id, name, arguments: given }) => ({ id, name, arguments: given }));
  }

  /** Takes what was thrown. */
  failed(error) {
    const told = bodyOf(error)?.error;
    this.error = {
      class: error?.constructor?.name ?? typeof error,
      status: error?.status ?? null,
      code: told?.code ?? told?.status ?? null,
      message: String(error?.message ?? error).slice(0, MESSAGE_CHARACTERS),
    };
  }

  /** The whole, as the protocol has it. `wantsJson`: the application parses the text that it gets. */
  outcome(wantsJson, log) {
    const { id, status, text, calls, events, eventIds, usage, error } = this;
    return {
      id,
      status,
      text,
      thoughts: this.blocks.map(summaryOf).filter((summary) => summary),
      calls,
      steps: this.blocks.map((block) => String(block.type)),
      events,
      event_ids: eventIds,
      usage,
      data: wantsJson ? parsed(text ?? '', null) : null,
      media: this.blocks.flatMap(contentsOf).filter((content) => MEDIA.includes(content.type)).map(medium),
      error,
      log,
    };
  }

  #header(interaction) {
    this.id = interaction?.id || this.id;
    this.status = interaction?.status ?? this.status;
    this.usage = interaction?.usage ?? this.usage;
  }

  /** Puts a delta where the documentation says that it belongs. */
  #add(block, delta) {
    const { type } = delta;
    if (type === 'text') this.text += delta.text ?? '';
    if (type === 'text' || MEDIA.includes(type)) this.#grow(block, delta, type === 'text' ? 'text' : 'data');
    else if (type === 'thought_signature') block.signature = delta.signature;
    else if (type === 'thought_summary') block.summary = [...(block.summary ?? []), delta.content];
    else if (type === 'arguments_delta') block.fragments = (block.fragments ?? '') + (delta.arguments ?? '');
    else if (type === 'function_call') Object.assign(block, delta);
  }

  /** Adds a piece of content: to the output itself, or to the last content of a step if that is of its type. */
  #grow(block, piece, key) {
    let content = block;
    if (this.hasSteps) {
      block.content ??= [];
      if (block.content.at(-1)?.type !== piece.type) block.content.push({ type: piece.type });
      content = block.content.at(-1);
    }
    Object.assign(content, { ...piece, [key]: (content[key] ?? '') + (piece[key] ?? '') });
  }
}

/** The contents of a step; an output is one itself. */
const contentsOf = (block) => (Array.isArray(block.content) ? block.content : [block]);

/** The text of a thought's summary. */
const summaryOf = (block) =>
  block.type === 'thought' ? (block.summary ?? []).map((content) => content?.text ?? '').join('') : '';

/** A picture, a sound, a video or a document: its bytes by their hash. */
const medium = ({ mime_type, data }) => {
  const bytes = Buffer.from(data ?? '', 'base64');
  return { mime_type: mime_type ?? null, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
};

/** The body of an answer that was no success, where the error has it: in `error` up to 2.0, in `body` later. */
const bodyOf = (error) => {
  const body = error?.body ?? error?.error;
  return typeof body === 'string' ? parsed(body, null) : body;
};

const parsed = (text, otherwise) => {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
};
