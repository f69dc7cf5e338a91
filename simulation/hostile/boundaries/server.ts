/**
 * Device → server, by real HTTP: every route of the contract with hostile bodies and framings, groups whose signatures are right and whose
 * content is not, and bytes that are no request. The database behind it is PostgreSQL in memory.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Database } from '../../../server/store/database.ts';
import { startHttpServer, type HttpServer } from '../../../server/http/server.ts';
import { startMemoryPostgres, type MemoryPostgres } from '../../../server/testing/memoryPostgres.ts';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  orderBody,
  type TestDevice,
  type TestServer,
} from '../../../server/testing/testCompany.ts';
import { readPullReply } from '../../../main/core/sync/readPage.ts';
import { serverContract } from '../../../shared/contract/server.ts';
import { recordOperationSchema } from '../../../shared/sync/operation.ts';
import { PROTOCOL_VERSION } from '../../../shared/sync/protocol.ts';
import { z } from 'zod';
import {
  createLogGuard,
  isKnownCode,
  type Boundary,
  type Ground,
  type LogGuard,
  type Outcome,
  type Target,
} from '../boundary.ts';
import { changes, changeTree, hostileJson, tearText, type Change } from '../generators/hostileJson.ts';
import { treeToText, valueToTree } from '../generators/jsonTree.ts';
import { validFor, type Vocabulary } from '../generators/valid.ts';
import { COMMON_WORDS } from '../generators/words.ts';
import { sendBytes } from './rawHttp.ts';
import { changedContent, contentOf, transactionsOf } from './serverContent.ts';

type Sender = 'ali' | 'ada' | 'gone' | 'nobody' | 'rubbish';
type Wrapping =
  | 'plain'
  | 'gzip'
  | 'gzip cut'
  | 'gzip twice'
  | 'plain called gzip'
  | 'deflate'
  | 'no type'
  | 'wrong type'
  | 'utf-16'
  | 'bomb';

type ServerInput =
  | {
      readonly type: 'call';
      readonly route: string;
      readonly sender: Sender;
      readonly wrapping: Wrapping;
      readonly text: string;
    }
  | {
      readonly type: 'group';
      readonly operations: readonly unknown[];
      readonly list: readonly Change[];
      readonly tear: Change | null;
      readonly seal: 'right' | 'wrong hash' | 'wrong signature';
    }
  | { readonly type: 'bytes'; readonly text: string };

export const server: Boundary<ServerInput> = { name: 'server', inputsPerWorld: 500, open };

async function open(): Promise<Ground<ServerInput>> {
  const postgres = await startMemoryPostgres();
  return { begin: () => begin(postgres), close: () => postgres.close() };
}

/** An administrator of ours may stop whom we ask by: the next input meets another company, made alike. */
async function begin(postgres: MemoryPostgres): Promise<Target<ServerInput>> {
  let world = await openWorld(postgres);
  return {
    inputs: inputsFor(await vocabularyOf(world)),
    async receive(input) {
      if (world.isStopped) {
        await closeWorld(world);
        world = await openWorld(postgres);
      }
      const outcome = await receive(world, input);
      world.isStopped ||= /device_stopped|not_enrolled/.test(outcome.answer) && isOurs(input);
      return outcome;
    },
    finish: () => finish(world),
    close: () => closeWorld(world),
  };
}

const isOurs = (input: ServerInput): boolean =>
  input.type === 'group' || (input.type === 'call' && (input.sender === 'ali' || input.sender === 'ada'));

async function openWorld(postgres: MemoryPostgres): Promise<World> {
  await postgres.reset();
  const logs = createLogGuard((line) =>
    /"reason":"(defect|database_unavailable)"|reply\.failed|job\.failed|poke\.failed/.test(line),
  );
  const note = (facts: object, event: string): void => logs.note({ event, ...facts });
  const log = { info: note, warn: note, error: note };
  const company = await createTestServer(
    { url: '', open: () => postgres.open(), drop: () => Promise.resolve() },
    { log },
  );
  const http = await startHttpServer({
    app: company.app,
    log,
    host: '127.0.0.1',
    port: 0,
    trustedProxies: 0,
    rates: NO_RATES,
  });
  const devices = { ali: await company.device('ali'), ada: await company.device('ada') };
  const customer = await company.newCustomer();
  const order = company.newId();
  await devices.ali.push(create('salesDocuments', 'order', order, orderBody(customer)));
  // Something that is held back.
  await devices.ali.push(create('customers', 'company', company.newId(), customerBody('جنوبی', 'south')));
  return { company, http, devices, logs, customer, order, isStopped: false };
}

async function closeWorld({ http, company }: World): Promise<void> {
  await http.close();
  await company.close();
}

/** How many may ask is another matter, and its own tests'. */
const NO_RATES = { device: 1e9, person: 1e9, address: 1e9, identities: 1e9 };

interface World {
  readonly company: TestServer;
  readonly http: HttpServer;
  readonly devices: { ali: TestDevice; readonly ada: TestDevice };
  readonly logs: LogGuard;
  readonly customer: string;
  readonly order: string;
  isStopped: boolean;
}

async function receive(world: World, input: ServerInput): Promise<Outcome> {
  world.company.clock.advance(2_000);
  const { database } = world.company;
  const before = await transactionsOf(database);
  const send = (): Promise<Outcome> => {
    if (input.type === 'call') return callRoute(world, input);
    return input.type === 'group' ? pushGroup(world, input) : sendRequest(world, input.text);
  };
  const first = await send();
  const isRefused = !/^ok$|^group: (applied|parked|waiting)/.test(first.answer);
  if (!isRefused || first.broken.length > 0 || (await transactionsOf(database)) === before)
    return withLogs(world, first);
  // Something was written although it was refused: what of it stays is seen when it is asked again.
  const content = await contentOf(database);
  const again = await send();
  const changed = changedContent(content, await contentOf(database));
  const broken =
    again.answer === first.answer && changed.length > 0
      ? [`refused with ${first.answer}, and ${changed.join(', ')} changed`]
      : [];
  return withLogs(world, { ...first, broken });
}

const withLogs = ({ logs }: World, outcome: Outcome): Outcome => ({
  ...outcome,
  broken: [...outcome.broken, ...logs.take()],
});

// ---- calls -------------------------------------------------------------------------------------------------------

type RouteName = keyof typeof serverContract;
const routeNames = Object.keys(serverContract) as RouteName[];
const procedureOf = (name: string) => serverContract[name as RouteName]['~orpc'];

async function callRoute(
  { http, devices }: World,
  { route, sender, wrapping, text }: Extract<ServerInput, { type: 'call' }>,
): Promise<Outcome> {
  const { method = 'POST', path = '' } = procedureOf(route).route;
  const token = {
    ali: devices.ali.token,
    ada: devices.ada.token,
    gone: 'A'.repeat(43),
    nobody: null,
    rubbish: '../../etc\u00ff',
  }[sender];
  const { body, headers } = wrap(text, wrapping);
  const response = await fetch(`${http.url}${path}`, {
    method,
    headers: { ...headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    ...(method === 'GET' ? {} : { body }),
  });
  return judgeAnswer(route, response.status, await response.text());
}

function wrap(text: string, wrapping: Wrapping): { body: Uint8Array<ArrayBuffer>; headers: Record<string, string> } {
  const plain = Uint8Array.from(Buffer.from(text));
  const json = { 'content-type': 'application/json' };
  const packed = { ...json, 'content-encoding': 'gzip' };
  const zip = (content: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(gzipSync(content, { level: 1 }));
  switch (wrapping) {
    case 'plain':
      return { body: plain, headers: json };
    case 'gzip':
      return { body: zip(plain), headers: packed };
    case 'gzip cut':
      return { body: zip(plain).slice(0, -5), headers: packed };
    case 'gzip twice':
      return { body: zip(zip(plain)), headers: packed };
    case 'plain called gzip':
      return { body: plain, headers: packed };
    case 'deflate':
      return { body: plain, headers: { ...json, 'content-encoding': 'deflate, br' } };
    case 'no type':
      return { body: plain, headers: {} };
    case 'wrong type':
      return { body: plain, headers: { 'content-type': 'multipart/form-data; boundary=x' } };
    case 'utf-16':
      return {
        body: Uint8Array.from(Buffer.from(text, 'utf16le')),
        headers: { 'content-type': 'application/json; charset=utf-16le' },
      };
    case 'bomb':
      return { body: bomb, headers: packed };
  }
}

/** Thirty megabytes of blanks. */
const bomb = Uint8Array.from(gzipSync(Buffer.alloc(30 * 1024 * 1024, 32), { level: 9 }));

function judgeAnswer(route: string, status: number, text: string): Outcome {
  const broken: string[] = [];
  const content = readJson(text);
  if (status === 200) {
    const output = procedureOf(route).outputSchema as z.ZodType | undefined;
    if (output && !output.safeParse(content).success)
      broken.push(`${route}: an answer that its contract does not know`);
    return { answer: 'ok', broken };
  }
  const error = z.object({ code: z.string(), facts: z.record(z.string(), z.json()) }).safeParse(content);
  if (!error.success)
    return { answer: `status ${status}`, broken: [`${route}: a refusal in another form than ours (${status})`] };
  const { code } = error.data;
  if (!isKnownCode(code)) broken.push(`${route}: an unknown code ${code}`);
  if (code === 'internal' || status >= 500) broken.push(`${route}: answered with ${status} ${code}`);
  return { answer: code, broken };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// ---- groups ------------------------------------------------------------------------------------------------------

/** The next group of a device of ours, with anything done to it before it was signed. */
async function pushGroup(world: World, input: Extract<ServerInput, { type: 'group' }>): Promise<Outcome> {
  const { ali } = world.devices;
  const honest = {
    format: 1,
    device: ali.id,
    n: (ali.last?.n ?? 0) + 1,
    parent: ali.last?.hash ?? null,
    author: ali.person,
    schema: {},
    occurredAt: new Date(world.company.clock.now()).toISOString(),
    clockOffset: 0,
    operations: input.operations,
  };
  const written = treeToText(changeTree(valueToTree(honest), input.list));
  const text = input.tear ? tearText(written, input.tear) : written;
  const hash = createHash('sha256').update(text).digest('hex');
  const signed = ali.sign({ bytes: text, hash });
  const sent = {
    ...signed,
    ...(input.seal === 'wrong hash' ? { hash: 'e'.repeat(64) } : {}),
    ...(input.seal === 'wrong signature' ? { signature: Buffer.alloc(64, 7).toString('base64url') } : {}),
  };
  const response = await fetch(`${world.http.url}/sync/v1/push`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ali.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ protocol: PROTOCOL_VERSION, groups: [sent] }),
  });
  const reply = await response.text();
  const outcome = judgeAnswer('push', response.status, reply);
  if (outcome.answer !== 'ok') return { ...outcome, answer: `group: ${outcome.answer}` };
  const [first] = (readJson(reply) as { outcomes: { hash: string; outcome: string; code?: string; reason?: string }[] })
    .outcomes;
  if (first?.hash !== sent.hash) return { answer: 'ok', broken: ['push: no outcome for the group'] };
  const isStored = await isKept(world.company.database, sent.hash);
  const broken = [...outcome.broken];
  if (first.outcome === 'refused') {
    if (isStored) broken.push(`push: refused with ${first.code} and stored`);
    if (!isKnownCode(first.code)) broken.push(`push: refused with an unknown code ${first.code}`);
  } else {
    if (!isStored) broken.push(`push: ${first.outcome} and not stored`);
    if (input.seal !== 'right') broken.push(`push: ${first.outcome} with a ${input.seal}`);
    const n = (readJson(text) as { n?: unknown } | undefined)?.n;
    if (first.outcome === 'applied' && typeof n === 'number') ali.last = { n, hash };
    // Behind a group that is held everything is: the next one is another device's.
    else
      await world.company.device('ali').then(
        (next) => (world.devices.ali = next),
        () => (world.isStopped = true),
      );
  }
  return { answer: `group: ${first.outcome} ${first.code ?? first.reason ?? ''}`.trim(), broken };
}

async function isKept(database: Database, hash: string): Promise<boolean> {
  const rows = await database.rows(
    'SELECT 1 FROM ledger WHERE hash = $1 UNION SELECT 1 FROM waiting_groups WHERE hash = $1',
    [hash],
  );
  return rows.length > 0;
}

// ---- bytes that are no request -----------------------------------------------------------------------------------

async function sendRequest({ http, devices }: World, text: string): Promise<Outcome> {
  const reply = await sendBytes(
    Number(new URL(http.url).port),
    Buffer.from(text.replaceAll('@token', devices.ali.token), 'latin1'),
  );
  const status = /^HTTP\/1\.1 (\d+)/.exec(reply)?.[1] ?? 'closed';
  const broken = status.startsWith('5') ? [`bytes: answered with ${status}`] : [];
  const health = await fetch(`${http.url}/health`);
  if (health.status !== 200) broken.push('bytes: the server does not answer any more');
  return { answer: `bytes: ${status}`, broken };
}

// ---- at the end --------------------------------------------------------------------------------------------------

async function finish({ company, devices: { ada }, logs, isStopped }: World): Promise<string[]> {
  const broken: string[] = [];
  if (isStopped) return logs.take();
  // Another device of the same person: the first one's chain is what it is by now.
  const babak = await company.device('babak');
  const outcome = await babak.push(create('customers', 'company', company.newId(), customerBody('درست', 'north')));
  if (outcome.outcome !== 'applied') broken.push(`honest work is ${outcome.outcome}`);
  for (const device of [babak, ada])
    for (const [scope, rows] of await device.pullAll())
      if (!readPullReply({ type: 'page', token: 't', scope, rows, next: 1, done: true }))
        broken.push(`what is in ${scope} cannot be read by a device`);
  await company.app.call('heldWork', ada.token, { offset: 0, limit: 500, mine: false });
  return [...broken, ...logs.take()];
}

// ---- what is sent ------------------------------------------------------------------------------------------------

function inputsFor(vocabulary: Vocabulary): fc.Arbitrary<ServerInput> {
  const calls = routeNames.map((route) => {
    const schema = procedureOf(route).inputSchema as z.core.$ZodType | undefined;
    const valid = schema ? validFor(schema, vocabulary) : fc.constant({});
    return fc.record({
      type: fc.constant('call' as const),
      route: fc.constant(route),
      sender: senders,
      wrapping: wrappings,
      text: hostileJson(valid),
    });
  });
  const group = fc.record({
    type: fc.constant('group' as const),
    operations: fc.array(validFor(recordOperationSchema, vocabulary, 'operations'), { minLength: 1, maxLength: 3 }),
    list: changes,
    tear: fc.oneof(
      { weight: 15, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.record({ how: fc.nat(0xffff), where: fc.nat(0xffff), what: fc.nat(0xffff) }) },
    ),
    seal: fc.oneof(
      { weight: 10, arbitrary: fc.constant('right' as const) },
      { weight: 1, arbitrary: fc.constantFrom('wrong hash' as const, 'wrong signature' as const) },
    ),
  });
  return fc.oneof(
    { weight: 10, arbitrary: fc.oneof(...calls) },
    { weight: 6, arbitrary: group },
    { weight: 1, arbitrary: rawRequests },
  );
}

const senders: fc.Arbitrary<Sender> = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom<Sender>('ali', 'ada') },
  { weight: 1, arbitrary: fc.constantFrom<Sender>('gone', 'nobody', 'rubbish') },
);

const wrappings: fc.Arbitrary<Wrapping> = fc.oneof(
  { weight: 200, arbitrary: fc.constant<Wrapping>('plain') },
  { weight: 20, arbitrary: fc.constant<Wrapping>('gzip') },
  {
    weight: 10,
    arbitrary: fc.constantFrom<Wrapping>(
      'gzip cut',
      'gzip twice',
      'plain called gzip',
      'deflate',
      'no type',
      'wrong type',
      'utf-16',
    ),
  },
  { weight: 1, arbitrary: fc.constant<Wrapping>('bomb') },
);

const REQUESTS: readonly string[] = [
  'GET /health HTTP/1.1\r\nhost: x\r\n\r\n',
  'POST /sync/v1/push HTTP/1.1\r\nhost: x\r\nauthorization: Bearer @token\r\ncontent-length: 2\r\n\r\n{}',
  'POST /sync/v1/push HTTP/1.1\r\nhost: x\r\nauthorization: Bearer @token\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
  'POST /sync/v1/pull HTTP/1.1\r\nhost: x\r\nauthorization: Bearer @token\r\ncontent-length: 10\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
  'POST /sync/v1/pull HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999999\r\n\r\n',
  'POST /auth/v1/sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n{}',
  'GET /sync/v1/poke HTTP/1.1\r\nhost: x\r\nauthorization: Bearer nobody\r\n\r\n',
  'GET /../../etc/passwd HTTP/1.1\r\nhost: x\r\n\r\n',
  'GET /%00%ff%2e%2e HTTP/1.1\r\nhost: x\r\n\r\n',
  'GET http://evil.example/health HTTP/1.1\r\nhost: evil\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n',
  'TRACE /health HTTP/1.1\r\nhost: x\r\nmax-forwards: 0\r\n\r\n',
  'CONNECT evil.example:443 HTTP/1.1\r\nhost: x\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  `GET /health HTTP/1.1\r\nhost: x\r\n${'a: b\r\n'.repeat(3_000)}\r\n`,
  `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
  `GET /health HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${'x'.repeat(9_000)}\r\n\r\n`,
  'GET /health HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
  'POST /sync/v1/push HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\nauthorization: Bearer @token\r\ncontent-length: 5\r\n\r\n{}',
  '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
];

const rawRequests: fc.Arbitrary<ServerInput> = fc
  .tuple(
    fc.constantFrom(...REQUESTS),
    fc.oneof(
      { weight: 2, arbitrary: fc.constant(null) },
      { weight: 3, arbitrary: fc.record({ how: fc.nat(0xffff), where: fc.nat(0xffff), what: fc.nat(0xffff) }) },
    ),
  )
  .map(([request, change]) => ({ type: 'bytes' as const, text: change ? tearText(request, change) : request }));

async function vocabularyOf({ devices: { ali, ada }, customer, order, company }: World): Promise<Vocabulary> {
  const { view } = await ali.handshake();
  const { token, heads } = await ali.heads();
  const held = await company.app.call('heldWork', ada.token, { offset: 0, limit: 10, mine: false });
  const hashes = [...held.rows.map(({ hash }) => hash), ...(ali.last ? [ali.last.hash] : [])];
  const fresh = Array.from({ length: 12 }, () => company.newId());
  const ids = [customer, order, ...['ali', 'ada', 'north', 'tehran', 'gone'].map(idOf), ...fresh];
  return {
    byField: {
      ...COMMON_WORDS,
      protocol: [PROTOCOL_VERSION],
      device: [ali.id, ada.id],
      view: [view],
      epoch: [ali.epoch],
      token: [token],
      scope: [...Object.keys(heads), 'company'],
      cursor: [{}, heads],
      hash: hashes,
      parent: hashes,
      id: ids,
      customerId: [customer],
      productId: [idOf('product')],
      person: [idOf('ali')],
      personId: [idOf('ali')],
      login: ['ali', 'ada'],
      seen: [
        { epoch: ali.epoch, version: 1, group: null },
        { epoch: ali.epoch, version: 0, group: ali.last?.hash ?? null },
      ],
    },
  };
}
