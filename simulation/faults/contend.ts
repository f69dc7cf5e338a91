/**
 * Twelve writers at the same moment over two nodes and one real PostgreSQL, with slow transactions, rollbacks and dying connections, and
 * with transactions that somebody left open; readers pull all the while. At the end nothing may be missed and nothing doubled.
 */
import pg from 'pg';
import { createServerApp, type ServerApp } from '../../server/api/app.ts';
import { silentLog } from '../../server/log.ts';
import { openDatabase, type Database } from '../../server/store/database.ts';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  orderBody,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../../server/testing/testCompany.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import type { RecordOperation, SignedGroup } from '../../shared/sync/operation.ts';
import { createChoice, type Choice } from '../choice.ts';
import { checkContention, type Finding } from './checkContention.ts';
import { createFaultyDatabase } from './faultyDatabase.ts';
import { createFeedReader, type FeedReader } from './feedReader.ts';

export interface ContentionOptions {
  readonly seed: number;
  /** An empty database of a PostgreSQL; `drop` is called at the end. */
  readonly database: { readonly url: string; drop(): Promise<void> };
  readonly writers?: number;
  /** Pushes of each writer. */
  readonly pushes?: number;
}

export interface ContentionReport {
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<string, number>>;
}

/** What a writer sent and was told about. */
export interface SentGroup {
  readonly group: SignedGroup;
  readonly operations: readonly RecordOperation[];
  readonly outcome: string;
}

const CUSTOMERS = 12;
const GROUPS_PER_PUSH = [1, 1, 3];
const NODES = 2;
const CLONES = 4;
const FAULTS = { slow: 0.3, rolledBack: 0.1, cut: 0.03 };

export async function contend({
  seed,
  database,
  writers = 12,
  pushes = 8,
}: ContentionOptions): Promise<ContentionReport> {
  const choice = createChoice(seed);
  const counts: Record<string, number> = {};
  const count = (what: string, by = 1): void => void (counts[what] = (counts[what] ?? 0) + by);
  const opened: (() => Promise<void>)[] = [];
  try {
    const server = await createTestServer(database);
    opened.push(() => server.close());
    const nodes: ServerApp[] = [];
    for (let index = 0; index < NODES; index += 1) {
      const node = await openNode(server, choice.derive(100 + index), count);
      opened.push(node.close);
      nodes.push(node.app);
    }
    const company = await fillCompany(server);
    opened.push(await leaveTransactionsOpen(server.databaseUrl));

    const devices = await Promise.all(Array.from({ length: writers }, () => server.device('hamid')));
    const readers = await Promise.all(
      ['hamid', 'ada'].map(async (name) => createFeedReader(await server.device(name))),
    );
    const sent: SentGroup[] = [];
    let isWriting = true;
    const reading = readers.map(async (reader) => {
      while (isWriting) await readOnce(reader, company.twins, count);
    });
    await Promise.all([
      ...devices.map((device, index) =>
        write({ device, company, nodes, choice: choice.derive(index), pushes, count, sent }),
      ),
      branchAtOnce(server, nodes, count),
    ]);
    isWriting = false;
    await Promise.all(reading);
    for (const reader of readers) await readOnce(reader, company.twins, count);
    count('groups', sent.length);
    return { findings: await checkContention(server.database, readers, sent), counts };
  } finally {
    for (const close of opened.toReversed()) await close();
  }
}

interface Company {
  readonly customers: readonly string[];
  /** Two customers whose codes always change together. */
  readonly twins: readonly [string, string];
}

async function fillCompany(server: TestServer): Promise<Company> {
  const customers = Array.from({ length: CUSTOMERS }, () => server.newId());
  const twins = [server.newId(), server.newId()] as const;
  await server.load(
    [...customers, ...twins].map((id) => ({
      collection: 'customers' as const,
      kind: 'company',
      id,
      body: customerBody('مشتری', 'north', { code: 'آغاز' }),
    })),
  );
  return { customers, twins };
}

async function openNode(
  { databaseUrl, keys, clock }: TestServer,
  choice: Choice,
  count: (what: string) => void,
): Promise<{ app: ServerApp; close: () => Promise<void> }> {
  const database: Database = openDatabase({ url: databaseUrl, connections: 10 });
  // A node starts well: what its start does when the database fails is asked elsewhere.
  let isStarted = false;
  const faulty = createFaultyDatabase(database, choice, FAULTS, () => isStarted, count);
  const randomness = createSeededRandomness(choice.integer(1_000_000));
  const app = await createServerApp({ database: faulty, keys, clock, randomness, log: silentLog });
  isStarted = true;
  return {
    app,
    close: async () => {
      await app.close();
      await database.close();
    },
  };
}

/** In this database and in another of the cluster: both hold a transaction id, so that a feed by the oldest running one would stand still. */
async function leaveTransactionsOpen(url: string): Promise<() => Promise<void>> {
  const elsewhere = new URL(url);
  elsewhere.pathname = '/postgres';
  const clients = [url, elsewhere.href].map((connectionString) => new pg.Client({ connectionString }));
  for (const client of clients) {
    await client.connect();
    await client.query('BEGIN; SELECT pg_current_xact_id()');
  }
  return async () => {
    for (const client of clients) await client.end();
  };
}

// ---- writers -------------------------------------------------------------------------------------------------

interface Writer {
  readonly device: TestDevice;
  readonly company: Company;
  readonly nodes: readonly ServerApp[];
  readonly choice: Choice;
  readonly pushes: number;
  readonly count: (what: string) => void;
  readonly sent: SentGroup[];
}

async function write(writer: Writer): Promise<void> {
  const { device, nodes, choice, pushes, count, sent } = writer;
  for (let push = 0; push < pushes; push += 1) {
    const written = Array.from({ length: choice.pick(GROUPS_PER_PUSH) }, (_, index) => {
      const operations = operationsOf(writer, `${device.code}-${push}-${index}`);
      return { operations, group: device.write(...operations) };
    });
    const groups = written.map(({ group }) => group);
    // Now and then somebody else brings them too, at the same moment and over the other node.
    const isDoubled = choice.chance(0.3);
    if (isDoubled) count('pushes doubled');
    const [outcomes] = await Promise.all([
      sendUntilAnswered(device, groups, choice.pick(nodes), count),
      isDoubled ? sendUntilAnswered(device, groups, choice.pick(nodes), count) : null,
    ]);
    for (const [index, { group, operations }] of written.entries())
      sent.push({ group, operations, outcome: outcomes[index] ?? 'none' });
  }
}

/** As a device does: what was not answered is sent again. */
async function sendUntilAnswered(
  device: TestDevice,
  groups: readonly SignedGroup[],
  node: ServerApp,
  count: (what: string) => void,
): Promise<string[]> {
  for (;;) {
    try {
      return (await device.send(groups, node)).outcomes.map(({ outcome }) => outcome);
    } catch {
      count('pushes sent again');
    }
  }
}

function operationsOf({ company: { customers, twins }, choice, device }: Writer, token: string): RecordOperation[] {
  const customerId = choice.pick(customers);
  const patchCustomer = (id: string, ...changes: Parameters<typeof set>[]): RecordOperation =>
    patch('customers', 'company', id, { version: 1 }, ...changes.map((change) => set(...change)));
  switch (choice.integer(8)) {
    case 0:
      return [patchCustomer(customerId, ['territoryId', idOf(choice.pick(['north', 'south'])), idOf('north')])];
    case 1:
      return twins.map((id) => patchCustomer(id, ['code', token, 'آغاز']));
    case 2:
      return [patch('customers', 'company', customerId, { version: 1 }, { do: 'add', path: 'tags', value: token })];
    case 3:
    case 4:
    case 5:
      // Shares no record with anybody: only the counters of its scope make it wait.
      return [create('customers', 'company', newIdOf(device, token), customerBody('نو', 'north', { tags: [token] }))];
    default:
      return [
        create('salesDocuments', 'order', newIdOf(device, token), orderBody(customerId, { note: token })),
        patch(
          'customers',
          'company',
          choice.pick(customers),
          { version: 1 },
          { do: 'add', path: 'tags', value: token },
        ),
      ];
  }
}

const newIdOf = (device: TestDevice, token: string): string => idOf(`${device.id} ${token}`);

/** A copied disk goes on from the same place: both children of one parent come at once, over two nodes. */
async function branchAtOnce(
  server: TestServer,
  nodes: readonly ServerApp[],
  count: (what: string) => void,
): Promise<void> {
  for (let clone = 0; clone < CLONES; clone += 1) {
    const device = await server.device('ali');
    const groups = ['one', 'two'].map((name) => {
      device.last = null;
      return device.write(create('customers', 'company', server.newId(), customerBody(name, 'north')));
    });
    await Promise.all(
      groups.map((group, index) =>
        sendUntilAnswered(device, [group], nodes[index % nodes.length] ?? server.app, count),
      ),
    );
    count('branches at once');
  }
}

// ---- readers -------------------------------------------------------------------------------------------------

async function readOnce(
  reader: FeedReader,
  twins: readonly [string, string],
  count: (what: string) => void,
): Promise<void> {
  await reader.read();
  count('checkpoints read');
  const [one, other] = twins.map((id) => reader.bodyOf(id)?.['code']);
  if (one !== other)
    reader.find(
      'SYNC-122',
      `a reader saw ${JSON.stringify(one)} at one twin and ${JSON.stringify(other)} at the other`,
    );
}
