/** One message over a wire, and everything that comes back for it: an answer, or a stream's beginning, which is then let go of. */
import { WIRE_MESSAGE_BYTES_MAXIMUM, type Wire, type WireMessage } from '../../../shared/rpc/wire.ts';

export interface WireAnswer {
  /** `ok`, the code of the error, `none` for a message that wants no answer. */
  readonly code: string;
  /** Answers to the one message, events of a stream aside. */
  readonly answers: number;
  readonly isSilent: boolean;
  /** What is wrong with the form of what came back. */
  readonly faults: readonly string[];
  /** Everything that came back. */
  readonly text: string;
}

/** Of a stream of progress no more is waited for. */
const EVENTS_MAXIMUM = 300;
/** Nobody asserts how fast an answer is: that long without one it hangs. Counted while this process runs. */
const PATIENCE_SECONDS = 20;
const EVENT = 3;
const ABORT = 4;

export async function askWire(wire: Wire, message: WireMessage): Promise<WireAnswer> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const faults: string[] = [];
  const texts: string[] = [];
  let code = 'none';
  let answers = 0;
  let events = 0;
  let isOver = false;
  const end = (): void => {
    isOver = true;
    resolve();
  };
  const fail = (body: unknown): void => {
    const told = readFailure(body);
    code = told ?? 'unreadable';
    if (told === null) faults.push('an error in another form than ours');
    end();
  };
  wire.onMessage((reply) => {
    texts.push(String(reply).slice(0, 1_000_000));
    const { id, type, payload } = readReply(reply);
    if (type === EVENT) {
      events += 1;
      if (payload['e'] === 'error') fail(payload['d']);
      else if (payload['e'] === 'done' || !isProgress(payload['d']) || events >= EVENTS_MAXIMUM) {
        code = 'ok';
        // The window has seen enough.
        wire.send(JSON.stringify({ i: id, t: ABORT }));
        end();
      }
      return;
    }
    answers += 1;
    const status = payload['s'] ?? 200;
    if (status !== 200) return fail(payload['b']);
    code = 'ok';
    if (!isStream(payload['h'])) end();
  });
  wire.onClose(() => {
    if (isOver) return;
    if (!isTooLarge(message)) faults.push('the wire was closed');
    end();
  });
  wire.send(message);
  if (wantsAnswer(message)) {
    let seconds = 0;
    const patience = setInterval(() => {
      seconds += 1;
      if (seconds >= PATIENCE_SECONDS) resolve();
    }, 1_000);
    await promise;
    clearInterval(patience);
  }
  // What else may come for it comes now.
  for (let turns = 0; turns < 3; turns += 1) await new Promise((done) => setImmediate(done));
  return { code, answers, isSilent: !isOver && wantsAnswer(message), faults, text: texts.join('\n') };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function readReply(reply: WireMessage): { id: unknown; type: unknown; payload: Record<string, unknown> } {
  const parsed: unknown = JSON.parse(String(reply));
  if (!isObject(parsed)) throw new Error('An answer that is no message');
  return { id: parsed['i'], type: parsed['t'], payload: isObject(parsed['p']) ? parsed['p'] : {} };
}

/** The code of the one error that the contract declares; null for anything else. */
function readFailure(body: unknown): string | null {
  const error = isObject(body) && isObject(body['json']) ? body['json'] : null;
  const data = error && isObject(error['data']) ? error['data'] : null;
  return error?.['code'] === 'PEYVAND' && data && typeof data['code'] === 'string' ? data['code'] : null;
}

const isStream = (headers: unknown): boolean =>
  isObject(headers) && String(headers['content-type']).startsWith('text/event-stream');

/** Of work with an end: what comes last is the result. */
function isProgress(data: unknown): boolean {
  const value = isObject(data) && isObject(data['json']) ? data['json'] : {};
  return value['type'] === 'progress' || value['type'] === 'piece';
}

/** Whoever tells that they have lost interest is not answered. */
function wantsAnswer(message: WireMessage): boolean {
  try {
    const parsed: unknown = typeof message === 'string' ? JSON.parse(message) : null;
    return !(isObject(parsed) && parsed['t'] === ABORT);
  } catch {
    return true;
  }
}

const isTooLarge = (message: WireMessage): boolean => message.length * 3 > WIRE_MESSAGE_BYTES_MAXIMUM;
