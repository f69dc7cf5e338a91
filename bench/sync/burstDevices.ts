/**
 * Two hundred devices come online at once: a load generator that speaks the protocol with groups that are really signed, or the ceiling's
 * two requests. Everything that can be made before is made before (groups, signatures, compressed bodies), and replies are looked into
 * afterwards, so that the server is what is measured.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import { Agent, request } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import { loadServerKeys } from '../../server/auth/serverKeys.ts';
import { writeTicket } from '../../server/auth/tickets.ts';
import { createHttpTransport } from '../../main/core/sync/index.ts';
import { realClock, realRandomness } from '../../main/hosts/realPorts.ts';
import { createIdSource, type RecordId } from '../../shared/base/id.ts';
import { schemaVersions } from '../../shared/domain/catalogue.ts';
import { writeGroup } from '../../shared/sync/group.ts';
import {
  PROTOCOL_VERSION,
  PULL_ROWS_MAXIMUM,
  type HeadVector,
  type PullReply,
  type PushReply,
} from '../../shared/sync/protocol.ts';
import { timed } from '../shared/rounds.ts';
import { serveCommands } from './commands.ts';

const ROWS_BEHIND = 500;

/** What one device edits, and whose it is. */
export interface BurstWork {
  readonly person: RecordId;
  readonly scope: string;
  readonly edits: readonly { readonly id: RecordId; readonly version: number; readonly note: string }[];
  /** For the ceiling: where a pull of 500 rows begins. */
  readonly plainAfter: number;
}

export interface BurstResult {
  readonly milliseconds: number;
  /** Of each device, from its first request to its last answer. */
  readonly perDevice: readonly number[];
}

interface Device {
  readonly id: RecordId;
  readonly token: string;
  readonly person: RecordId;
  readonly privateKey: ReturnType<typeof generateKeyPairSync>['privateKey'];
  last: { n: number; hash: string } | null;
}

interface Ready {
  readonly requests: readonly [path: string, body: Buffer | null][];
  readonly token: string;
  readonly replies: Buffer[];
}

const agent = new Agent({ keepAlive: true, maxSockets: 250 });
const newId = createIdSource(realClock, realRandomness);
let devices: Device[] = [];
let serverUrl = '';

async function enrol(facts: { serverUrl: string; directory: string; people: readonly RecordId[] }): Promise<void> {
  serverUrl = facts.serverUrl;
  const keys = await loadServerKeys(facts.directory);
  const transport = createHttpTransport(serverUrl);
  devices = [];
  for (const person of facts.people) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const id = newId();
    const { token } = await transport.enrol({
      ticket: writeTicket(keys, realClock, person),
      device: id,
      deviceName: 'burst',
      signingKey: publicKey.export({ format: 'jwk' }).x ?? '',
      protocol: PROTOCOL_VERSION,
    });
    devices.push({ id, token, person, privateKey, last: null });
  }
}

async function run(work: readonly BurstWork[], note: string): Promise<BurstResult> {
  const ready: Ready[] = [];
  for (const [index, own] of work.entries()) {
    const device = devices[index];
    if (!device) throw new Error('too few devices');
    ready.push(await prepare(device, own, note));
  }
  const result = await race(ready);
  for (const { replies } of ready) checkReplies(replies.map(readReply));
  return result;
}

async function prepare(device: Device, { scope, edits }: BurstWork, wanted: string): Promise<Ready> {
  const transport = createHttpTransport(serverUrl);
  const handshake = {
    protocol: PROTOCOL_VERSION,
    device: device.id,
    deviceTime: new Date().toISOString(),
    last: device.last,
    epoch: null,
    schema: schemaVersions(),
    numbersUsed: [],
  };
  const { epoch, view } = await transport.handshake(device.token, handshake);
  const asked = { protocol: PROTOCOL_VERSION, device: device.id, view, epoch };
  const heads = await transport.pull(device.token, { ...asked, cursor: {} });
  if (heads.type !== 'heads') throw new Error('no heads');
  const cursor: HeadVector = { ...heads.heads, [scope]: (heads.heads[scope] ?? 0) - ROWS_BEHIND };
  const groups = edits.map(({ id, version, note }) => {
    const n = (device.last?.n ?? 0) + 1;
    const { bytes, hash } = writeGroup({
      format: 1,
      device: device.id,
      n,
      parent: device.last?.hash ?? null,
      author: device.person,
      schema: { customers: schemaVersions()['customers'] ?? 1 },
      occurredAt: new Date().toISOString(),
      clockOffset: 0,
      operations: [
        {
          act: 'patch',
          collection: 'customers',
          kind: 'company',
          id,
          seen: { epoch, version, group: null },
          changes: [{ do: 'set', path: 'note', value: wanted, seen: note }],
        },
      ],
    });
    device.last = { n, hash };
    return { bytes, hash, signature: sign(null, Buffer.from(hash), device.privateKey).toString('base64url') };
  });
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

async function race(ready: readonly Ready[]): Promise<BurstResult> {
  const { value, milliseconds } = await timed(() =>
    Promise.all(ready.map((device) => timed(() => talk(device)).then((one) => one.milliseconds))),
  );
  return { milliseconds, perDevice: value };
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

function checkReplies([, push, , page]: readonly unknown[]): void {
  const { outcomes } = push as PushReply;
  const refused = outcomes.find((one) => one.outcome !== 'applied' || one.reviews.length > 0);
  if (refused || outcomes.length === 0)
    throw new Error(`not all was applied without a clash: ${JSON.stringify(refused)}`);
  const pulled = page as PullReply;
  if (pulled.type !== 'page' || !pulled.done || pulled.rows.length < ROWS_BEHIND / 2)
    throw new Error(`not all rows came: ${JSON.stringify(pulled).slice(0, 200)}`);
}

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
    if (push.applied !== work[index]?.edits.length || page.rows.length < ROWS_BEHIND / 2)
      throw new Error(`the ceiling: ${push.applied} applied, ${page.rows.length} rows`);
  }
  return result;
}

serveCommands(
  {
    enrol,
    run: ({ work, note, serverUrl: url }: { work: readonly BurstWork[]; note: string; serverUrl: string }) => {
      serverUrl = url;
      return run(work, note);
    },
    runCeiling: ({ work, note, serverUrl: url }: { work: readonly BurstWork[]; note: string; serverUrl: string }) =>
      runCeiling(work, note, url),
  },
  () => agent.destroy(),
);
