/** A small company on a real PostgreSQL, and devices that write real signed groups, for the server's tests. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { createManualClock, instantFromMilliseconds, type ManualClock } from '../../shared/base/clock.ts';
import { createIdSource, deterministicId, type RecordId } from '../../shared/base/id.ts';
import type { JsonValue } from '../../shared/base/leafPath.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import type { NewIdentity, NewIdentityRequest } from '../../shared/contract/identity.ts';
import { schemaVersions } from '../../shared/domain/catalogue.ts';
import type { CollectionName, RecordBody } from '../../shared/domain/record.ts';
import { vouchText } from '../../shared/sync/deviceProof.ts';
import { writeGroup } from '../../shared/sync/group.ts';
import type { LeafChange, RecordOperation, Seen, SignedGroup } from '../../shared/sync/operation.ts';
import {
  PROTOCOL_VERSION,
  type FeedRow,
  type GroupOutcome,
  type HandshakeReply,
  type HandshakeRequest,
  type HeadVector,
  type PullReply,
  type PushReply,
} from '../../shared/sync/protocol.ts';
import { createServerApp, type ServerApp } from '../api/app.ts';
import type { Passwords } from '../auth/passwords.ts';
import { createServerKeys, type ServerKeys } from '../auth/serverKeys.ts';
import { writeTicket } from '../auth/tickets.ts';
import { silentLog, type Log } from '../log.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { bulkLoad, type RecordDraft } from '../sync/bulkLoad.ts';

export const START = Date.UTC(2026, 10, 21, 8);
const AT = instantFromMilliseconds(START - 86_400_000);

export const idOf = (name: string): RecordId => deterministicId('test', name);
export const NORTH = `territory/${idOf('north')}`;
export const SOUTH = `territory/${idOf('south')}`;

const person = (name: string, role: string, rest: RecordBody = {}): RecordBody => ({
  name,
  role,
  active: true,
  ...rest,
});

/** Ali sells in the north, Sara in the south, Hamid manages the branch of both, Darius is head office, Ada administers. */
const ORGANISATION: readonly [string, string, RecordBody][] = [
  ['branch', 'tehran', { name: 'تهران', managerId: idOf('hamid') }],
  ['territory', 'north', { name: 'شمال', branchId: idOf('tehran') }],
  ['territory', 'south', { name: 'جنوب', branchId: idOf('tehran') }],
  ['person', 'ali', person('علی', 'rep', { branchId: idOf('tehran'), territoryIds: [idOf('north')] })],
  ['person', 'babak', person('بابک', 'rep', { branchId: idOf('tehran'), territoryIds: [idOf('north')] })],
  ['person', 'sara', person('سارا', 'rep', { branchId: idOf('tehran'), territoryIds: [idOf('south')] })],
  ['person', 'hamid', person('حمید', 'branchManager', { branchId: idOf('tehran') })],
  ['person', 'darius', person('داریوش', 'headOffice')],
  ['person', 'ada', person('Ada', 'administrator')],
  ['person', 'gone', person('رفته', 'rep', { branchId: idOf('tehran'), territoryIds: [idOf('north')], active: false })],
];

/** Saman, a technician of the south: not of the company above, for the tests of what a job in the north gives them. */
export const SAMAN = {
  collection: 'organisation',
  kind: 'person',
  id: idOf('saman'),
  body: person('سامان', 'technician', { branchId: idOf('tehran'), territoryIds: [idOf('south')] }),
} as const;

export interface TestServer {
  readonly databaseUrl: string;
  readonly database: Database;
  readonly app: ServerApp;
  readonly keys: ServerKeys;
  readonly clock: ManualClock;
  newId(): RecordId;
  /** Another node over the same database. */
  openNode(): Promise<ServerApp>;
  /** By name, or by id. */
  device(personName: string, options?: { app?: ServerApp }): Promise<TestDevice>;
  load(drafts: readonly (Omit<RecordDraft, 'createdBy' | 'at'> & Partial<RecordDraft>)[]): Promise<void>;
  /** A company, loaded with this in its body besides. */
  newCustomer(territory?: string, rest?: RecordBody): Promise<RecordId>;
  /** Of a record, decided or not. */
  reviewsOf(id: RecordId): Promise<{ id: string; version: number; body: RecordBody; home_scope: string }[]>;
  record(
    collection: CollectionName,
    id: RecordId,
  ): Promise<{ body: RecordBody; version: number; home_scope: string; shares: string[]; deleted: boolean } | null>;
  close(): Promise<void>;
}

/** An empty database of the test alone: `createTestDatabase()` of build/testing, which only tests may import. */
interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
  /** Opens it, once for each node; by its URL when left out. */
  open?(): Database;
}

/** Takes the database over: `close` drops it. */
export async function createTestServer(
  testDatabase: TestDatabase,
  options: { log?: Log; passwords?: Passwords } = {},
): Promise<TestServer> {
  const openOwn = (): Database => testDatabase.open?.() ?? openDatabase({ url: testDatabase.url });
  const database = openOwn();
  const clock = createManualClock(START);
  const randomness = createSeededRandomness(7);
  const keys = createServerKeys();
  const log = options.log ?? silentLog;
  const { passwords } = options;
  const app = await createServerApp({
    database,
    keys,
    clock,
    randomness,
    log,
    ...(passwords ? { passwords } : {}),
  });
  const further: { app: ServerApp; database: Database }[] = [];
  const newId = createIdSource(clock, randomness);

  const server: TestServer = {
    databaseUrl: testDatabase.url,
    database,
    app,
    keys,
    clock,
    newId,
    async openNode() {
      const own = openOwn();
      const node = await createServerApp({
        database: own,
        keys,
        clock,
        randomness: createSeededRandomness(8 + further.length),
        log,
      });
      further.push({ app: node, database: own });
      return node;
    },
    device: (personName, { app: node = app } = {}) =>
      enrolDevice(server, node, /^[0-9a-f-]{36}$/.test(personName) ? personName : idOf(personName), newId()),
    async load(drafts) {
      await bulkLoad(
        database,
        drafts.map((draft) => ({ createdBy: idOf('ada'), at: AT, ...draft })),
      );
    },
    async newCustomer(territory = 'north', rest = {}) {
      const id = newId();
      const body = customerBody('مشتری', territory, rest);
      await server.load([{ collection: 'customers', kind: 'company', id, body }]);
      return id;
    },
    reviewsOf: (id) =>
      database.rows(
        "SELECT id, version, body, home_scope FROM records WHERE collection = 'reviews' AND parent_id = $1 ORDER BY id",
        [id],
      ),
    async record(collection, id) {
      const [row] = await database.rows<{
        body: RecordBody;
        version: number;
        home_scope: string;
        shares: string[];
        deleted: boolean;
      }>('SELECT body, version, home_scope, shares, deleted FROM records WHERE collection = $1 AND id = $2', [
        collection,
        id,
      ]);
      return row ?? null;
    },
    async close() {
      for (const node of further) {
        await node.app.close();
        await node.database.close();
      }
      await app.close();
      await database.close();
      await testDatabase.drop();
    },
  };
  await server.load(
    ORGANISATION.map(([kind, name, body]) => ({ collection: 'organisation', kind, id: idOf(name), body })),
  );
  return server;
}

export interface TestDevice {
  readonly id: RecordId;
  readonly person: RecordId;
  readonly token: string;
  readonly code: string;
  readonly epoch: string;
  /** Where its chain stands. May be set back, as a restore does. */
  last: { n: number; hash: string } | null;
  /** How far its clock is ahead of the server's (milliseconds); below zero behind. It has not measured it. */
  clockAhead: number;
  /** The next group of its chain, signed; not sent. */
  write(...operations: RecordOperation[]): SignedGroup;
  sign(bytes: { bytes: string; hash: string }): SignedGroup;
  /** What is asked with `newIdentity`. */
  vouch(identity: NewIdentity): NewIdentityRequest;
  send(groups: readonly SignedGroup[], app?: ServerApp): Promise<PushReply>;
  /** Writes one group, sends it, gives its outcome. */
  push(...operations: RecordOperation[]): Promise<GroupOutcome>;
  /** What it says first; `numbersUsed` and whatever else a test has to tell are its own. */
  greeting(schema?: Record<string, number>): HandshakeRequest;
  handshake(schema?: Record<string, number>): Promise<HandshakeReply>;
  heads(cursor?: HeadVector): Promise<Extract<PullReply, { type: 'heads' }>>;
  page(
    token: string,
    scope: string,
    after: number,
    limit: number,
    app?: ServerApp,
  ): Promise<Extract<PullReply, { type: 'page' }>>;
  /** Everything from the cursor up to heads given or read now, in pages of `limit`. */
  pullAll(options?: {
    limit?: number;
    cursor?: HeadVector;
    heads?: Extract<PullReply, { type: 'heads' }>;
  }): Promise<Map<string, FeedRow[]>>;
}

async function enrolDevice(server: TestServer, app: ServerApp, personId: RecordId, id: RecordId): Promise<TestDevice> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const enrolled = await app.enrol({
    ticket: writeTicket(server.keys, server.clock, personId),
    device: id,
    deviceName: 'test',
    signingKey: publicKey.export({ format: 'jwk' }).x,
    protocol: PROTOCOL_VERSION,
  });
  let view: string | null = null;
  const device: TestDevice = {
    id,
    person: personId,
    token: enrolled.token,
    code: enrolled.deviceCode,
    epoch: enrolled.epoch,
    last: null,
    clockAhead: 0,
    sign: ({ bytes, hash }) => ({
      bytes,
      hash,
      signature: sign(null, Buffer.from(hash), privateKey).toString('base64url'),
    }),
    vouch: (identity) => ({
      ...identity,
      proof: sign(null, Buffer.from(vouchText(id, identity)), privateKey).toString('base64url'),
    }),
    write(...operations) {
      const n = (device.last?.n ?? 0) + 1;
      const written = writeGroup({
        format: 1,
        device: id,
        n,
        parent: device.last?.hash ?? null,
        author: personId,
        schema: schemaVersions(),
        occurredAt: instantFromMilliseconds(server.clock.now() + device.clockAhead),
        clockOffset: 0,
        operations: operations.map((operation) => withEpoch(operation, device.epoch)),
      });
      device.last = { n, hash: written.hash };
      return device.sign(written);
    },
    send: (groups, node = app) => node.push(device.token, { protocol: PROTOCOL_VERSION, groups }),
    async push(...operations) {
      const reply = await device.send([device.write(...operations)]);
      const [outcome] = reply.outcomes;
      if (!outcome) throw new Error('No outcome');
      return outcome;
    },
    greeting: (schema = schemaVersions()) => ({
      protocol: PROTOCOL_VERSION,
      device: id,
      deviceTime: instantFromMilliseconds(server.clock.now()),
      last: device.last,
      epoch: device.epoch,
      schema,
      numbersUsed: [],
    }),
    async handshake(schema) {
      const reply = await app.handshake(device.token, device.greeting(schema));
      view = reply.view;
      return reply;
    },
    async heads(cursor = {}) {
      view ??= (await device.handshake()).view;
      const reply = await app.pull(device.token, {
        protocol: PROTOCOL_VERSION,
        device: id,
        view,
        epoch: device.epoch,
        cursor,
      });
      if (reply.type !== 'heads') throw new Error(`No heads but ${JSON.stringify(reply)}`);
      return reply;
    },
    async page(token, scope, after, limit, node = app) {
      const reply = await node.pull(device.token, {
        protocol: PROTOCOL_VERSION,
        device: id,
        view,
        epoch: device.epoch,
        cursor: {},
        token,
        page: { scope, after, limit },
      });
      if (reply.type !== 'page') throw new Error(`No page but ${JSON.stringify(reply)}`);
      return reply;
    },
    async pullAll({ limit = 500, cursor = {}, heads } = {}) {
      const { token, heads: vector } = heads ?? (await device.heads(cursor));
      const rows = new Map<string, FeedRow[]>();
      for (const scope of Object.keys(vector)) {
        const own: FeedRow[] = [];
        for (let after = cursor[scope] ?? 0; ;) {
          const page = await device.page(token, scope, after, limit);
          own.push(...page.rows);
          after = page.next;
          if (page.done) break;
        }
        rows.set(scope, own);
      }
      return rows;
    },
  };
  return device;
}

/** Stands for the epoch that the writing device knows. */
const OWN_EPOCH = 'own';

const withEpoch = (operation: RecordOperation, epoch: string): RecordOperation =>
  operation.act === 'create' || operation.seen.epoch !== OWN_EPOCH
    ? operation
    : { ...operation, seen: { ...operation.seen, epoch } };

// ---- operations ----------------------------------------------------------------------------------------------

export const create = (collection: CollectionName, kind: string, id: RecordId, body: RecordBody): RecordOperation => ({
  act: 'create',
  collection,
  kind,
  id,
  body,
});

export const patch = (
  collection: CollectionName,
  kind: string,
  id: RecordId,
  seen: Partial<Seen>,
  ...changes: LeafChange[]
): RecordOperation => ({
  act: 'patch',
  collection,
  kind,
  id,
  seen: { epoch: OWN_EPOCH, version: 0, group: null, ...seen },
  changes,
});

export const set = (path: string, value: JsonValue, seen?: JsonValue): LeafChange => ({
  do: 'set',
  path,
  value,
  ...(seen === undefined ? {} : { seen }),
});

export const customerBody = (name: string, territory: string, rest: RecordBody = {}): RecordBody => ({
  name,
  stage: 'active',
  territoryId: idOf(territory),
  ...rest,
});

export const orderBody = (customerId: RecordId, rest: RecordBody = {}): RecordBody => ({
  customerId,
  state: 'draft',
  orderedOn: '2026-11-20',
  currency: 'IRR',
  lines: [
    {
      id: 'l1',
      order: 'a0',
      productId: idOf('product'),
      productName: 'پیچ',
      unit: 'عدد',
      quantity: 2_000,
      unitPrice: { amount: 5_000, currency: 'IRR' },
      discountPercentage: 0,
      taxPercentage: 90_000,
    },
  ],
  ...rest,
});
