/** A small company on a real PostgreSQL: two branches' worth of territories, two reps, a manager, an administrator. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServerApp, type ServerApp } from '../../server/api/app.ts';
import { createDirectTransport } from '../../server/api/directTransport.ts';
import { createAccount } from '../../server/auth/accounts.ts';
import { loadServerKeys } from '../../server/auth/serverKeys.ts';
import { silentLog } from '../../server/log.ts';
import { openDatabase, type Database } from '../../server/store/database.ts';
import { bulkLoad, type RecordDraft } from '../../server/sync/bulkLoad.ts';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { deterministicId } from '../../shared/base/id.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import type { CollectionName, RecordBody } from '../../shared/domain/record.ts';
import type { ServerTransport } from '../../main/core/ports/transport.ts';

export const idOf = (name: string): string => deterministicId('e2e', name);

export interface TestCompany {
  readonly database: Database;
  readonly databaseUrl: string;
  /** Holds the server's keys: further nodes over this database are started with it. */
  readonly dataDirectory: string;
  readonly app: ServerApp;
  /** A new road to the server. */
  transport(): ServerTransport;
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

export async function createTestCompany(): Promise<TestCompany> {
  const { url, drop } = await createTestDatabase();
  const dataDirectory = await mkdtemp(join(tmpdir(), 'peyvand-server-'));
  const database = openDatabase({ url });
  const app = await createServerApp({
    database,
    keys: await loadServerKeys(dataDirectory),
    clock: { now: () => Date.now() },
    randomness: createSeededRandomness(Date.now()),
    log: silentLog,
  });
  const load = async (drafts: readonly RecordDraft[]): Promise<void> => void (await bulkLoad(database, drafts));
  await load([...ORGANISATION, ...CUSTOMERS]);
  for (const login of ['ali', 'sara', 'omid', 'reza', 'administrator'])
    await createAccount(database, { personId: idOf(login), login, password: `password-of-${login}` });
  return {
    database,
    databaseUrl: url,
    dataDirectory,
    app,
    transport: () => createDirectTransport(app),
    load,
    async close() {
      await app.close();
      await database.close();
      await drop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}
