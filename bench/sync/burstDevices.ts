/**
 * Many devices come online at once: a load generator that speaks the protocol with groups that are really signed, or the ceiling's
 * two requests. Everything that can be made before is made before (groups, signatures, compressed bodies), and replies are looked into
 * afterwards, so that the server is what is measured.
 */
import { Agent, request } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createHttpTransport } from '../../main/core/sync/index.ts';
import type { RecordId } from '../../shared/base/id.ts';
import {
  PROTOCOL_VERSION,
  PULL_ROWS_MAXIMUM,
  type HeadVector,
  type PullReply,
  type PushReply,
} from '../../shared/sync/protocol.ts';
import { timed } from '../shared/rounds.ts';
import { serveCommands } from './commands.ts';
import { enrolDevices, handshakeOf, signEdits, type NoteEdit, type SignedDevice } from './signedDevices.ts';

/** What one device edits, and whose it is. */
export interface BurstWork {
  readonly person: RecordId;
  readonly scope: string;
  readonly edits: readonly NoteEdit[];
  /** How many rows it is behind. */
  readonly rowsBehind: number;
  /** Where a pull of so many rows begins. */
  readonly after: number;
  /** The same for the ceiling. */
  readonly plainAfter: number;
}

export interface BurstResult {
  readonly milliseconds: number;
  /** Of each device, from its first request to its last answer. */
  readonly perDevice: readonly number[];
}

interface Ready {
  readonly requests: readonly [path: string, body: Buffer | null][];
  readonly token: string;
  readonly replies: Buffer[];
}

let agent = new Agent();
let devices: SignedDevice[] = [];
let serverUrl = '';

async function run(work: readonly BurstWork[], note: string): Promise<BurstResult> {
  const ready: Ready[] = [];
  for (const [index, own] of work.entries()) {
    const device = devices[index];
    if (!device) throw new Error('too few devices');
    ready.push(await prepare(device, own, note));
  }
  const result = await race(ready);
  for (const [index, { replies }] of ready.entries())
    checkReplies(replies.map(readReply), work[index]?.rowsBehind ?? 0);
  return result;
}

async function prepare(device: SignedDevice, { scope, edits, after }: BurstWork, wanted: string): Promise<Ready> {
  const transport = createHttpTransport(serverUrl);
  const handshake = handshakeOf(device);
  const { epoch, view } = await transport.handshake(device.token, handshake);
  const asked = { protocol: PROTOCOL_VERSION, device: device.id, view, epoch };
  const heads = await transport.pull(device.token, { ...asked, cursor: {} });
  if (heads.type !== 'heads') throw new Error('no heads');
  const cursor: HeadVector = { ...heads.heads, [scope]: after };
  const groups = signEdits(device, epoch, edits, wanted);
  const body = (content: unknown): Buffer => gzipSync(JSON.stringify(content));
  return {
    token: device.token,
    replies: [],
    requests: [
      ['/sync/v1/handshake', body(handshake)],
      ['/sync/v1/push', body({ protocol: PROTOCOL_VERSION, groups })],
      ['/sync/v1/pull', body({ ...asked, cursor })],
      // Asked with the token that the heads will bring; see `talk`.
      [
        '/sync/v1/pull',
        Buffer.from(
          JSON.stringify({ ...asked, cursor, page: { scope, after: cursor[scope], limit: PULL_ROWS_MAXIMUM } }),
        ),
      ],
    ],
  };
}

/** Each device with a connection of its own. One that a server is just closing, because nothing came for some seconds, is nobody's fault. */
async function race(ready: readonly Ready[]): Promise<BurstResult> {
  agent = new Agent({ keepAlive: true, maxSockets: 1_000 });
  try {
    const { value, milliseconds } = await timed(() =>
      Promise.all(ready.map((device) => timed(() => talk(device)).then((one) => one.milliseconds))),
    );
    return { milliseconds, perDevice: value };
  } finally {
    agent.destroy();
  }
}

async function talk({ requests, token, replies }: Ready): Promise<void> {
  for (const [path, body] of requests) {
    const isPage = path.endsWith('/pull') && replies.length === 3;
    replies.push(await send(path, isPage ? withToken(body, replies[2]) : body, token));
  }
}

function withToken(body: Buffer | null, heads: Buffer | undefined): Buffer {
  if (!body || !heads) throw new Error('no heads');
  const { token } = readReply(heads) as { token: string };
  return gzipSync(JSON.stringify({ ...(JSON.parse(body.toString()) as object), token }), { level: 1 });
}

function send(path: string, body: Buffer | null, token: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${serverUrl}${path}`,
      {
        agent,
        method: body ? 'POST' : 'GET',
        headers: {
          authorization: `Bearer ${token}`,
          'accept-encoding': 'gzip',
          ...(body
            ? { 'content-type': 'application/json', 'content-encoding': 'gzip', 'content-length': body.length }
            : {}),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const reply = Buffer.concat(chunks);
          if (response.statusCode === 200) resolve(reply);
          else reject(new Error(`${path}: ${response.statusCode}`));
        });
        response.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Small replies come uncompressed. */
const readReply = (reply: Buffer): unknown =>
  JSON.parse((reply[0] === 0x1f ? gunzipSync(reply) : reply).toString('utf8'));

function checkReplies([, push, , page]: readonly unknown[], rowsBehind: number): void {
  const { outcomes } = push as PushReply;
  const refused = outcomes.find((one) => one.outcome !== 'applied' || one.reviews.length > 0);
  if (refused || outcomes.length === 0)
    throw new Error(`not all was applied without a clash: ${JSON.stringify(refused)}`);
  const pulled = page as PullReply;
  if (pulled.type !== 'page' || !pulled.done || pulled.rows.length < rowsBehind)
    throw new Error(`not all rows came: ${describePage(pulled)}, ${rowsBehind} behind`);
}

const describePage = (reply: PullReply): string =>
  reply.type === 'page' ? `${reply.rows.length} of ${reply.scope} to ${reply.next}, done ${reply.done}` : reply.type;

// ---- the ceiling ---------------------------------------------------------------------------------------------

async function runCeiling(work: readonly BurstWork[], note: string, url: string): Promise<BurstResult> {
  serverUrl = url;
  const ready = work.map(({ scope, edits, plainAfter }): Ready => ({
    token: '',
    replies: [],
    requests: [
      ['/edits', gzipSync(JSON.stringify({ edits: edits.map(({ id }) => ({ id, note })) }))],
      [`/records?scope=${encodeURIComponent(scope)}&after=${plainAfter}&limit=${PULL_ROWS_MAXIMUM}`, null],
    ],
  }));
  const result = await race(ready);
  for (const [index, { replies }] of ready.entries()) {
    const [push, page] = replies.map(readReply) as [{ applied: number }, { rows: unknown[] }];
    if (push.applied !== work[index]?.edits.length || page.rows.length < (work[index]?.rowsBehind ?? 0) / 2)
      throw new Error(`the ceiling: ${push.applied} applied, ${page.rows.length} rows`);
  }
  return result;
}

serveCommands(
  {
    async enrol(facts: { serverUrl: string; directory: string; people: readonly RecordId[] }): Promise<void> {
      devices = await enrolDevices(facts);
    },
    run: ({ work, note, serverUrl: url }: { work: readonly BurstWork[]; note: string; serverUrl: string }) => {
      serverUrl = url;
      return run(work, note);
    },
    runCeiling: ({ work, note, serverUrl: url }: { work: readonly BurstWork[]; note: string; serverUrl: string }) =>
      runCeiling(work, note, url),
  },
  () => agent.destroy(),
);
