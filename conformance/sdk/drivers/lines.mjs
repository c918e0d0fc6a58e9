// The driver's side of the protocol, version 1, for a driver in JavaScript: hello, handshake, scenarios, reports.
//
// Standard output carries nothing but the protocol: what is written to the console, by an SDK too, is the log of the
// call that it was written in.
import { AsyncLocalStorage } from 'node:async_hooks';
import { createInterface } from 'node:readline';
import { format } from 'node:util';

const PROTOCOL = 1;
// What is reported of one call's log: enough to find a key in it, and no more than a line may bear.
const LOG_CHARACTERS = 60_000;
const logs = new AsyncLocalStorage();

for (const level of ['debug', 'log', 'info', 'warn', 'error']) {
  console[level] = (...said) => logs.getStore()?.push(`${level} ${format(...said)}`);
}

/** The driver cannot play a scenario that it declared; the message says why. */
export class Refusal extends Error {}

/** Runs `body` with a log of its own, which it is given as a function that returns what was logged so far. */
export const heard = (body) => {
  const lines = [];
  return logs.run(lines, () => body(() => lines.join('\n').slice(0, LOG_CHARACTERS)));
};

/**
 * Plays what is asked for on standard input until it is closed. `handshake` is what the driver says of itself, but for
 * `kind` and `protocol`; `play(scenario)` resolves to the outcomes of one scenario's calls, or throws a Refusal.
 */
export const speak = async (handshake, play) => {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  await lines.next(); // hello: what it lists is decided by the suite from what the handshake declares
  write({ kind: 'driver', protocol: PROTOCOL, ...handshake });
  for await (const line of lines) answer(JSON.parse(line), play);
  process.exit(0);
};

const answer = async (scenario, play) => {
  const { id } = scenario;
  try {
    write({ kind: 'report', id, calls: await play(scenario) });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    write({ kind: 'refusal', id, reason: error.message });
  }
};

const write = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
