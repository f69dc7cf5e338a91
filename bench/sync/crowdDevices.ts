/**
 * Devices that do nothing but listen: a stream of pokes each, of the product or of the ceiling, and one device more that saves something.
 * Times are those of this process, from when the save was sent until each stream brought its poke.
 */
import { Agent, request, type ClientRequest } from 'node:http';
import { createHttpTransport } from '../../main/core/sync/index.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { timed } from '../shared/rounds.ts';
import { serveCommands } from './commands.ts';
import { enrolDevices, handshakeOf, signEdits, type NoteEdit, type SignedDevice } from './signedDevices.ts';

/** One save and what came of it. */
export interface PokeResult {
  /** Milliseconds until each of the devices that were meant had its poke. */
  readonly perDevice: readonly number[];
  /** Milliseconds until the save itself was answered. */
  readonly answered: number;
}

interface Stream {
  readonly outgoing: ClientRequest;
  pokes: number;
}

const agent = new Agent({ keepAlive: false, maxSockets: Infinity });
const OPENING_AT_A_TIME = 64;

let devices: SignedDevice[] = [];
let writer: SignedDevice | null = null;
let streams: Stream[] = [];
let onPoke: (index: number) => void = () => {};

/** Resolves when the first event is there: the product tells everybody once, and so does the ceiling. */
function openStream(url: string, token: string, index: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { agent, headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' } },
      (response) => {
        if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
        let rest = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          const lines = (rest + text).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) {
            if (!line.startsWith('data:')) continue;
            const stream = streams[index];
            if (stream) stream.pokes += 1;
            resolve();
            onPoke(index);
          }
        });
        response.on('error', () => undefined);
      },
    );
    // After the first event only our own `close` ends it; a stream that breaks misses its poke, and the bench fails.
    outgoing.on('error', reject);
    outgoing.end();
    streams[index] = { outgoing, pokes: 0 };
  });
}

async function open(addresses: readonly { url: string; token: string }[]): Promise<number> {
  streams = [];
  const { milliseconds } = await timed(async () => {
    for (let start = 0; start < addresses.length; start += OPENING_AT_A_TIME)
      await Promise.all(
        addresses
          .slice(start, start + OPENING_AT_A_TIME)
          .map(({ url, token }, offset) => openStream(url, token, start + offset)),
      );
  });
  return milliseconds;
}

/** @param expected The first devices, as many as this, are poked, and nobody else. */
async function poke(expected: number, save: () => Promise<unknown>): Promise<PokeResult> {
  const before = streams.map(({ pokes }) => pokes);
  const perDevice = new Map<number, number>();
  const { promise, resolve } = Promise.withResolvers<void>();
  const started = performance.now();
  onPoke = (index) => {
    perDevice.set(index, performance.now() - started);
    if (perDevice.size >= expected) resolve();
  };
  await save();
  const answered = performance.now() - started;
  await promise;
  // Whoever was not meant would be poked by now.
  await new Promise((done) => setTimeout(done, 200));
  onPoke = () => {};
  const wrong = streams.findIndex(({ pokes }, index) => pokes - (before[index] ?? 0) !== (index < expected ? 1 : 0));
  if (wrong >= 0) throw new Error(`device ${wrong} of ${expected} got ${streams[wrong]?.pokes} pokes in all`);
  return { perDevice: [...perDevice.values()], answered };
}

serveCommands(
  {
    /** The last of these people is the one who saves; the others listen. */
    async enrol(facts: { serverUrl: string; directory: string; people: readonly RecordId[] }): Promise<void> {
      const all = await enrolDevices(facts);
      writer = all.pop() ?? null;
      devices = all;
    },
    /** @returns Milliseconds until the last stream was open. */
    open: (serverUrl: string): Promise<number> =>
      open(devices.map(({ token }) => ({ url: `${serverUrl}/sync/v1/poke`, token }))),
    openCeiling: ({ serverUrl, scopes }: { serverUrl: string; scopes: readonly string[] }): Promise<number> =>
      open(scopes.map((scope) => ({ url: `${serverUrl}/stream?scope=${encodeURIComponent(scope)}`, token: '' }))),
    /** A group of one edit, really signed, pushed by the device that listens to nothing. */
    async poke(facts: { serverUrl: string; expected: number; edit: NoteEdit; note: string }): Promise<PokeResult> {
      if (!writer) throw new Error('nobody saves');
      const transport = createHttpTransport(facts.serverUrl);
      const { token } = writer;
      const { epoch } = await transport.handshake(token, handshakeOf(writer));
      const groups = signEdits(writer, epoch, [facts.edit], facts.note);
      return poke(facts.expected, async () => {
        const { outcomes } = await transport.push(token, { protocol: PROTOCOL_VERSION, groups });
        if (outcomes[0]?.outcome !== 'applied') throw new Error(`not applied: ${JSON.stringify(outcomes)}`);
      });
    },
    async pokeCeiling(facts: {
      serverUrl: string;
      expected: number;
      edit: NoteEdit;
      note: string;
      scope: string;
    }): Promise<PokeResult> {
      return poke(facts.expected, async () => {
        const response = await fetch(`${facts.serverUrl}/edits?scope=${encodeURIComponent(facts.scope)}`, {
          method: 'POST',
          body: JSON.stringify({ edits: [{ id: facts.edit.id, note: facts.note }] }),
        });
        const { applied } = (await response.json()) as { applied: number };
        if (applied !== 1) throw new Error(`the ceiling applied ${applied}`);
      });
    },
    /** Ends the streams. @returns How many pokes came to all of them together. */
    close(): number {
      const pokes = streams.reduce((sum, stream) => sum + stream.pokes, 0);
      for (const { outgoing } of streams) outgoing.destroy();
      streams = [];
      return pokes;
    },
  },
  () => agent.destroy(),
);
