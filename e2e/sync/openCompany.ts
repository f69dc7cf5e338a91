/** A small company on a PostgreSQL that the caller has: territories, reps, a manager, an administrator. Knows nothing of a test runner. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServerApp, type ServerApp } from '../../server/api/app.ts';
import { createDirectTransport } from '../../server/api/directTransport.ts';
import { createAccount } from '../../server/auth/accounts.ts';
import { loadServerKeys, type ServerKeys } from '../../server/auth/serverKeys.ts';
import { silentLog, type Log } from '../../server/log.ts';
import { openDatabase, type Database } from '../../server/store/database.ts';
import { bulkLoad, type RecordDraft } from '../../server/sync/bulkLoad.ts';
import type { Clock } from '../../shared/base/clock.ts';
import { deterministicId } from '../../shared/base/id.ts';
import { createSeededRandomness, type Randomness } from '../../shared/base/randomness.ts';
import type { CollectionName, RecordBody } from '../../shared/domain/record.ts';
import type { ServerTransport, StandingTransport } from '../../main/core/ports/transport.ts';

export const idOf = (name: string): string => deterministicId('e2e', name);

/** A line of an order: three boxes, with nine per cent on top. */
export const GAUZE_LINE = {
  id: 'l1',
  order: 'a0',
  productId: idOf('gauze'),
  productName: 'گاز استریل',
  unit: 'بسته',
  quantity: 3_000,
  unitPrice: { amount: 250_000, currency: 'IRR' },
  discountPercentage: 0,
  taxPercentage: 90_000,
};

export interface TestCompany {
  readonly database: Database;
  readonly databaseUrl: string;
  /** Holds the server's keys: further nodes over this database are started with it. */
  readonly dataDirectory: string;
  readonly keys: ServerKeys;
  readonly app: ServerApp;
  /** Another node over the same database, with connections of its own; closed with the company. */
  startNode(): Promise<ServerApp>;
  /** A new road to the server. */
  transport(): ServerTransport & StandingTransport;
  load(drafts: readonly RecordDraft[]): Promise<void>;
  close(): Promise<void>;
}

const AT = '2026-01-10T08:00:00.000Z';
export const draft = (collection: CollectionName, kind: string, name: string, body: RecordBody): RecordDraft => ({
  collection,
  kind,
  id: idOf(name),
  body,
  createdBy: idOf('administrator'),
  at: AT,
});

const person = (name: string, role: string, more: RecordBody): RecordDraft =>
  draft('organisation', 'person', name, { name, role, active: true, ...more });

const ORGANISATION: readonly RecordDraft[] = [
  draft('organisation', 'branch', 'tehran', { name: 'تهران' }),
  draft('organisation', 'territory', 'north', { name: 'شمال', branchId: idOf('tehran') }),
  draft('organisation', 'territory', 'south', { name: 'جنوب', branchId: idOf('tehran') }),
  person('administrator', 'administrator', {}),
  person('ali', 'rep', { branchId: idOf('tehran'), territoryIds: [idOf('north')] }),
  person('sara', 'rep', { branchId: idOf('tehran'), territoryIds: [idOf('north')] }),
  person('omid', 'rep', { branchId: idOf('tehran'), territoryIds: [idOf('south')] }),
  person('reza', 'branchManager', { branchId: idOf('tehran') }),
];

const CUSTOMERS: readonly RecordDraft[] = [
  draft('customers', 'company', 'pars', {
    name: 'بازرگانی پارس',
    stage: 'active',
    territoryId: idOf('north'),
    ownerId: idOf('ali'),
    note: 'قدیمی',
    email: 'pars@example.com',
  }),
  draft('customers', 'company', 'karoon', {
    name: 'Karoon Agro',
    stage: 'prospect',
    territoryId: idOf('south'),
    ownerId: idOf('omid'),
  }),
  draft('products', 'consumable', 'gauze', {
    name: 'گاز استریل',
    unit: 'بسته',
    taxPercentage: 90_000,
    prices: [{ id: 'list', order: 'a0', price: { amount: 250_000, currency: 'IRR' }, from: '2025-01-01' }],
  }),
];

export interface CompanyOptions {
  readonly url: string;
  /** Removes the database; called by `close`. */
  readonly drop: () => Promise<void>;
  /** Opens it, once for each node; by its URL when left out. */
  readonly open?: () => Database;
  /** The server's own; made anew when left out. */
  readonly keys?: ServerKeys;
  /** What the company begins with. Default: two territories of one branch, five people, two customers, a product. */
  readonly drafts?: readonly RecordDraft[];
  /** Who can sign in, with the password `password-of-<login>`. Each costs a slow hash. */
  readonly logins?: readonly string[];
  readonly clock?: Clock;
  readonly randomness?: Randomness;
  readonly log?: Log;
}

export async function openCompany({
  url,
  drop,
  open = () => openDatabase({ url }),
  keys: givenKeys,
  drafts = [...ORGANISATION, ...CUSTOMERS],
  logins = ['ali', 'sara', 'omid', 'reza', 'administrator'],
  clock = { now: () => Date.now() },
  randomness = createSeededRandomness(Date.now()),
  log = silentLog,
}: CompanyOptions): Promise<TestCompany> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'peyvand-server-'));
  const keys = givenKeys ?? (await loadServerKeys(dataDirectory));
  const database = open();
  const startNode = async (): Promise<Node> => {
    const own = nodes.length === 0 ? database : open();
    const node = { database: own, app: await createServerApp({ database: own, keys, clock, randomness, log }) };
    nodes.push(node);
    return node;
  };
  const nodes: Node[] = [];
  const { app } = await startNode();
  const load = async (more: readonly RecordDraft[]): Promise<void> => void (await bulkLoad(database, more));
  await load(drafts);
  for (const login of logins)
    await createAccount(database, { personId: idOf(login), login, password: `password-of-${login}` });
  return {
    database,
    databaseUrl: url,
    dataDirectory,
    keys,
    app,
    transport: () => createDirectTransport(app),
    startNode: async () => (await startNode()).app,
    load,
    async close() {
      for (const node of nodes) await node.app.close();
      for (const node of nodes) await node.database.close();
      await drop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

interface Node {
  readonly database: Database;
  readonly app: ServerApp;
}
