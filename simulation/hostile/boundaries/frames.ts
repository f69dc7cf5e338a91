/**
 * Browser → loopback host. Upgrades that are not entitled, or hardly any; behind the one that is, bytes that are frames of a WebSocket or nearly. Whoever has
 * no right hears no core; whatever comes breaks nothing, and the window beside it is answered as before.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import { startWindowServer, type WindowServer } from '../../../main/hosts/loopback/windowServer.ts';
import { first } from '../../../main/hosts/memory/company.ts';
import { createMemoryHost } from '../../../main/hosts/memory/index.ts';
import { createManualClock } from '../../../shared/base/clock.ts';
import { createSeededRandomness } from '../../../shared/base/randomness.ts';
import { createContractClient, type CoreClient } from '../../../shared/rpc/client.ts';
import { createWebSocketWire, type WebSocketLike } from '../../../shared/rpc/webSocketWire.ts';
import { createLogGuard, withoutGround, type Boundary, type LogGuard, type Outcome, type Target } from '../boundary.ts';
import { byteChanges, changeBytes, type ByteChange } from '../generators/hostileBytes.ts';
import { hostileJson, tearText, type Change } from '../generators/hostileJson.ts';

/** How an entrance differs from one that is entitled. */
type Entrance =
  | 'right'
  | 'no cookie'
  | 'other cookie'
  | 'no key'
  | 'other key'
  | 'no origin'
  | 'other origin'
  | 'other host'
  | 'two hosts'
  | 'other path'
  | 'no protocol';

interface Frame {
  readonly first: number;
  readonly isMasked: boolean;
  readonly payload: Uint8Array;
  /** What its head says of its length; null: the truth. */
  readonly length: { readonly form: 7 | 16 | 64; readonly value: number } | null;
}

interface FramesInput {
  readonly entrance: Entrance;
  readonly frames: readonly Frame[];
  /** To the bytes of the frames. */
  readonly harm: readonly ByteChange[];
  /** To the text of the upgrade. */
  readonly tear: Change | null;
}

export const frames: Boundary<FramesInput> = { name: 'frames', inputsPerWorld: 5_000, open: withoutGround(begin) };

interface World {
  readonly port: number;
  readonly cookie: string;
  readonly key: string;
  readonly window: CoreClient;
  readonly logs: LogGuard;
  readonly wires: { opened: number };
}

async function begin(): Promise<Target<FramesInput>> {
  const folder = await mkdtemp(join(tmpdir(), 'peyvand-frames-'));
  mkdirSync(join(folder, 'renderer'));
  writeFileSync(join(folder, 'renderer', 'index.html'), '<title>window</title>');
  const logs = createLogGuard((line) => /defect|listener_failed/.test(line));
  const host = createMemoryHost({
    directory: join(folder, 'client'),
    clock: createManualClock(Date.parse('2026-11-21T07:00:00.000Z')),
    openTransport: () => {
      throw new Error('Nobody signs in here');
    },
    log: (event, facts) => logs.note({ event, ...facts }),
  });
  const wires = { opened: 0 };
  const server = await startWindowServer({
    port: 0,
    rendererDirectory: join(folder, 'renderer'),
    randomness: createSeededRandomness(1),
    onWire: (wire) => {
      wires.opened += 1;
      host.core.serve(wire);
    },
  });
  const { socket, ...entrance } = await enter(server);
  const wire = createWebSocketWire(socket as unknown as WebSocketLike);
  const world: World = { ...entrance, window: createContractClient(wire), logs, wires };
  await first(world.window.session.state());
  return {
    inputs: inputsFor(),
    receive: (input) => receive(world, input),
    async finish() {
      const { language } = await world.window.preferences.change({ language: 'en' });
      return [...(language === 'en' ? [] : ['an honest change is not kept']), ...logs.take()];
    },
    async close() {
      wire.close();
      await server.close();
      await host.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As a browser does with the address that was printed. */
async function enter(
  server: WindowServer,
): Promise<{ readonly port: number; readonly cookie: string; readonly key: string; readonly socket: WebSocket }> {
  const url = new URL(server.issueUrl());
  const answer = await fetch(url, { redirect: 'manual' });
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const key = (answer.headers.get('location') ?? '').split('#window=')[1] ?? '';
  const socket = new WebSocket(`ws://${url.host}/wire`, ['peyvand', key], { headers: { cookie }, origin: url.origin });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return { port: Number(url.port), cookie, key, socket };
}

async function receive(world: World, { entrance, frames: list, harm, tear }: FramesInput): Promise<Outcome> {
  const { port, wires, window, logs } = world;
  const before = wires.opened;
  const upgrade = upgradeOf(world, entrance);
  const content = changeBytes(Buffer.concat(list.map(frameToBytes)), harm);
  const reply = await exchange(
    port,
    Buffer.concat([Buffer.from(tear ? tearText(upgrade, tear) : upgrade, 'latin1'), content]),
  );
  const status = /^HTTP\/1\.1 (\d+)/.exec(reply)?.[1] ?? 'closed';
  const opened = wires.opened - before;
  const broken: string[] = [];
  if (status.startsWith('5')) broken.push(`answered with ${status}`);
  // Torn, the line that was too much may have become another.
  const isEntitled = entrance === 'right' || (tear !== null && /two hosts|other path/.test(entrance));
  if (!isEntitled && (opened > 0 || status === '101')) broken.push(`${entrance}: was let in`);
  if (entrance === 'right' && tear === null && status !== '101') broken.push(`an entitled window got ${status}`);
  const { phase } = await first(window.session.state());
  if (phase !== 'signedOut') broken.push(`the session is ${phase}`);
  const closing = status === '101' ? ` ${closeCodeOf(reply)}` : '';
  return { answer: `${status}${closing}`, broken: [...broken, ...logs.take()] };
}

/** Everything at once, and then nothing more; what comes back until the other side has ended. */
function exchange(port: number, bytes: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let reply = '';
    socket.on('data', (chunk: Buffer) => void (reply += chunk.toString('latin1')));
    socket.once('error', () => undefined);
    socket.once('close', () => resolve(reply));
    socket.end(bytes);
  });
}

/** Of the frame with which the server took its leave (RFC 6455, section 7.4), if it did. */
function closeCodeOf(reply: string): string {
  const bytes = Buffer.from(reply.slice(reply.indexOf('\r\n\r\n') + 4), 'latin1');
  for (let at = 0; at + 2 <= bytes.length;) {
    const length = (bytes[at + 1] ?? 0) & 0x7f;
    if (((bytes[at] ?? 0) & 0x0f) === 8 && at + 4 <= bytes.length) return String(bytes.readUInt16BE(at + 2));
    const head = length === 126 ? 4 : length === 127 ? 10 : 2;
    at += head + (length === 126 && at + 4 <= bytes.length ? bytes.readUInt16BE(at + 2) : length);
  }
  return 'silent';
}

function upgradeOf({ port, cookie, key }: World, entrance: Entrance): string {
  const is = (other: Entrance): boolean => entrance === other;
  const lines = [
    `GET ${is('other path') ? '/wires' : '/wire'} HTTP/1.1`,
    `Host: ${is('other host') ? 'evil.example' : '127.0.0.1'}:${port}`,
    ...(is('two hosts') ? ['Host: evil.example'] : []),
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...(is('no origin') ? [] : [`Origin: http://${is('other origin') ? 'evil.example' : '127.0.0.1'}:${port}`]),
    ...(is('no cookie') ? [] : [`Cookie: ${is('other cookie') ? cookie.replace(/.$/, '-') : cookie}`]),
    ...(is('no protocol')
      ? []
      : [`Sec-WebSocket-Protocol: peyvand${is('no key') ? '' : `, ${is('other key') ? 'A'.repeat(43) : key}`}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

const MASK = Buffer.from([0x12, 0x34, 0x56, 0x78]);

function frameToBytes({ first: firstByte, isMasked, payload, length }: Frame): Buffer {
  const { form, value } = length ?? {
    form: payload.length < 126 ? 7 : payload.length < 65_536 ? 16 : 64,
    value: payload.length,
  };
  const mark = isMasked ? 0x80 : 0;
  const head = Buffer.alloc(form === 7 ? 2 : form === 16 ? 4 : 10);
  head[0] = firstByte;
  head[1] = mark | (form === 7 ? value & 0x7f : form === 16 ? 126 : 127);
  if (form === 16) head.writeUInt16BE(value & 0xffff, 2);
  if (form === 64) head.writeBigUInt64BE(BigInt(value), 2);
  if (!isMasked) return Buffer.concat([head, payload]);
  return Buffer.concat([head, MASK, payload.map((byte, index) => byte ^ (MASK[index % 4] ?? 0))]);
}

// ---- what comes ---------------------------------------------------------------------------------------------------

const CALLS: readonly string[] = [
  '{"i":"1","p":{"u":"/session/state","b":{"json":{}}}}',
  '{"i":"2","p":{"u":"/preferences/change","b":{"json":{"language":"fa"}}}}',
  '{"i":"3","p":{"u":"/customers/list","b":{"json":{"offset":0,"limit":10}}}}',
  '{"i":"4","t":4}',
];

function inputsFor(): fc.Arbitrary<FramesInput> {
  const texts = fc.oneof(
    fc.constantFrom(...CALLS),
    fc.constantFrom(...CALLS).chain((call) => hostileJson(fc.constant(JSON.parse(call)))),
  );
  const payload = fc.oneof(
    { weight: 6, arbitrary: texts.map((text) => Uint8Array.from(Buffer.from(text))) },
    { weight: 3, arbitrary: fc.uint8Array({ maxLength: 140 }) },
    { weight: 1, arbitrary: fc.constantFrom(...PAYLOADS) },
  );
  const frame = fc.record({
    // FIN and a text, mostly; else any of the flags and codes.
    first: fc.oneof(
      { weight: 5, arbitrary: fc.constant(0x81) },
      { weight: 4, arbitrary: fc.constantFrom(0x01, 0x80, 0x00, 0x82, 0x02, 0x88, 0x89, 0x8a, 0xc1) },
      { weight: 2, arbitrary: fc.nat(255) },
    ),
    isMasked: fc.nat(9).map((chance) => chance !== 9),
    payload,
    length: fc.oneof(
      { weight: 8, arbitrary: fc.constant(null) },
      {
        weight: 1,
        arbitrary: fc.record({
          form: fc.constantFrom(7 as const, 16 as const, 64 as const),
          value: fc.constantFrom(0, 1, 2, 125, 126, 127, 65_535, 65_536, 2 ** 26, 2 ** 26 + 1, 2 ** 32, 2 ** 53 - 1),
        }),
      },
    ),
  });
  return fc.record({
    entrance: fc.oneof(
      { weight: 12, arbitrary: fc.constant<Entrance>('right') },
      { weight: 3, arbitrary: fc.constantFrom(...ENTRANCES) },
    ),
    frames: fc.array(frame, { maxLength: 5 }),
    harm: fc.oneof({ weight: 5, arbitrary: fc.constant<ByteChange[]>([]) }, { weight: 1, arbitrary: byteChanges }),
    tear: fc.oneof(
      { weight: 15, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.record({ how: fc.nat(0xffff), where: fc.nat(0xffff), what: fc.nat(0xffff) }) },
    ),
  });
}

const ENTRANCES: readonly Entrance[] = [
  'no cookie',
  'other cookie',
  'no key',
  'other key',
  'no origin',
  'other origin',
  'other host',
  'two hosts',
  'other path',
  'no protocol',
];

/** Codes of a close that nobody may send, half letters, letters that are no UTF-8, more than a control frame may carry. */
const PAYLOADS: readonly Uint8Array[] = [
  [0x03, 0xe8],
  [0x03, 0xed],
  [0x00, 0x00],
  [0xff, 0xff],
  [0x03],
  [0xed, 0xa0, 0x80],
  [0xc0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
].map((bytes) => Uint8Array.from(bytes));
