/**
 * The record store's own roads, against the same rows written and read by hand: a checkpoint of the server, one save of a person, one
 * record, one page of the list. By hand there is no merging, staging, outbox or signature: what the difference buys is in docs/spec/sync.md.
 */
import { join } from 'node:path';
import { customerListQuery } from '../../main/core/features/customers/queries.ts';
import { createRecordStore, openRecordStore, type RecordStore } from '../../main/core/store/index.ts';
import { createFile } from '../../main/core/store/open.ts';
import { realClock } from '../../main/hosts/realPorts.ts';
import { generateKeyPairSync, sign } from 'node:crypto';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import { createRecordSource, type ServerImage } from '../shared/records.ts';
import { runRounds, timed, type Samples } from '../shared/rounds.ts';
import { say } from '../shared/temporaryFolder.ts';
import { stageRecords } from './applyChanges.ts';
import type { Dataset } from './dataset.ts';
import { createRawWriter, openRaw, transact } from './rawStore.ts';

const KEY = new Uint8Array(32).fill(9);
const BATCH = 5_000;
const SAVES = 100;
const { privateKey } = generateKeyPairSync('ed25519');
const signer = { sign: (hash: string) => sign(null, Buffer.from(hash), privateKey).toString('base64url') };

/** Milliseconds for all records: a first checkpoint staged and applied, against the rows inserted. */
export function measureCheckpoint(folder: string, records: number, rounds: number): Promise<Samples> {
  const images = (): ServerImage[] => {
    const source = createRecordSource(records);
    return Array.from({ length: records }, () => source.customer());
  };
  return runRounds(rounds, [
    {
      name: 'raw',
      async run(round) {
        say(`checkpoint ${records}, round ${round + 1}: raw`);
        const directory = join(folder, `checkpoint-raw-${records}-${round}`);
        const database = openEmptyRaw(directory);
        const made = images();
        const writer = createRawWriter(database);
        const { milliseconds } = await timed(() => {
          for (let done = 0; done < made.length; done += BATCH)
            transact(database, () => made.slice(done, done + BATCH).forEach((record) => writer.insert(record)));
        });
        expectCount(database.prepare('SELECT count(*) AS count FROM customers').get(), records);
        database.close();
        return milliseconds;
      },
    },
    {
      name: 'store',
      async run(round) {
        say(`checkpoint ${records}, round ${round + 1}: store`);
        const store = createStore(join(folder, `checkpoint-store-${records}-${round}`));
        const made = images();
        const { milliseconds } = await timed(async () => {
          stageRecords(store, made, 'first');
          await store.sync.applyCheckpoint({});
        });
        expectCount(store.read.get('SELECT count(*) AS count FROM customers'), records);
        await store.close();
        return milliseconds;
      },
    },
  ]);
}

/** Milliseconds of one save each: on the disk when it returns. One after the other, so that both meet the same disk. */
export async function measureSaves(folder: string): Promise<Samples> {
  say('one durable write');
  const store = createStore(join(folder, 'saves-store'));
  const database = openEmptyRaw(join(folder, 'saves-raw'));
  const writer = createRawWriter(database);
  const source = createRecordSource(11);
  const samples = { raw: [] as number[], store: [] as number[] };
  for (let save = 0; save < SAVES; save += 1) {
    const [mine, other] = [source.customer(), source.customer()];
    const ours = await timed(() =>
      store.commit({
        author: store.identity.person,
        operations: [{ act: 'create', collection: 'customers', kind: 'company', id: mine.id, body: mine.body }],
      }),
    );
    const raw = await timed(() => transact(database, () => writer.insert(other)));
    if (store.read.record(mine)?.body['name'] !== mine.body['name']) throw new Error('the save is not there');
    samples.store.push(ours.milliseconds);
    samples.raw.push(raw.milliseconds);
  }
  await store.close();
  database.close();
  return samples;
}

export interface ReadResults {
  readonly byId: Samples;
  readonly page: Samples;
}

const READS = 400;

/** What somebody would write who knows nothing of the store. */
const PAGE_BY_HAND = `
  SELECT c.id, c.kind, c.name, c.city, c.phone, c.stage, c.channel_role AS channelRole, o.name AS ownerName, t.name AS territoryName,
    s.last_contact_at AS lastContactAt, s.last_order_on AS lastOrderOn, s.revenue, c.pending
  FROM customers c LEFT JOIN customer_summary s ON s.customer_id = c.id
  LEFT JOIN organisation o ON o.id = c.owner_id LEFT JOIN organisation t ON t.id = c.territory_id
  WHERE c.deleted = 0 ORDER BY c.name_sort, c.id LIMIT :limit OFFSET :offset`;

/** Single reads of one open store: the core's own reading connection, and another with the same cache. */
export async function measureReads(dataset: Dataset): Promise<ReadResults> {
  say(`reads at ${dataset.customers + dataset.orders} records`);
  const store = openRecordStore({ directory: dataset.storeDirectory, key: dataset.key, clock: realClock, signer });
  const database = openRaw(dataset.databasePath, dataset.key, 32);
  const find = database.prepare('SELECT * FROM customers WHERE id = ?');
  const list = database.prepare(PAGE_BY_HAND);
  const randomness = createSeededRandomness(4);
  const ids = database.prepare('SELECT id FROM customers ORDER BY rowid').pluck().all() as string[];
  const byId = { raw: [] as number[], store: [] as number[] };
  const page = { raw: [] as number[], store: [] as number[] };
  for (let read = 0; read < READS; read += 1) {
    const id = randomness.pick(ids);
    const offset = randomness.integer(10) * 50;
    const query = customerListQuery({ offset, limit: 50 });
    if (!query) throw new Error('the list has no query');
    const byHand = async (): Promise<[unknown, unknown]> => {
      const one = await timed(() => JSON.parse((find.get(id) as { body: string }).body) as unknown);
      const fifty = await timed(() => list.all({ limit: 50, offset }));
      byId.raw.push(one.milliseconds);
      page.raw.push(fifty.milliseconds);
      return [one.value, fifty.value];
    };
    const byStore = async (): Promise<[unknown, unknown]> => {
      const one = await timed(() => store.read.record({ collection: 'customers', id })?.body);
      const fifty = await timed(() => store.read.all(query.rows, query.parameters));
      byId.store.push(one.milliseconds);
      page.store.push(fifty.milliseconds);
      return [one.value, fifty.value];
    };
    const answers = read % 2 === 0 ? [await byHand(), await byStore()] : [await byStore(), await byHand()];
    if (JSON.stringify(answers[0]) !== JSON.stringify(answers[1])) throw new Error('the two read different rows');
  }
  database.close();
  await store.close();
  return { byId, page };
}

function createStore(directory: string): RecordStore {
  const { newId } = createRecordSource(7);
  return createRecordStore({
    directory,
    key: KEY,
    clock: realClock,
    signer,
    identity: { device: newId(), person: newId(), deviceCode: 'BENCH', epoch: 'bench' },
  });
}

/** The store's own tables in a file of its own. */
function openEmptyRaw(directory: string): ReturnType<typeof openRaw> {
  const file = createFile(directory, KEY, () => {});
  file.writer.close();
  file.lock.release();
  return openRaw(join(directory, 'store.db'), KEY, 2);
}

function expectCount(row: unknown, expected: number): void {
  const { count } = row as { count: number };
  if (count !== expected) throw new Error(`${count} records instead of ${expected}`);
}
