/**
 * RxDB's storage interface: ours over the encrypted file, RxDB's own in memory, and by hand on the very tables and indexes that ours makes.
 * The same documents, 5,000 per call, through the same calls that RxDB makes.
 */
import { join } from 'node:path';
import type { RxDocumentData, RxJsonSchema, RxStorage, RxStorageInstance } from 'rxdb/plugins/core';
import { fillWithDefaultSettings, prepareQuery } from 'rxdb/plugins/core';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { getRxStorageEncryptedSqlite } from '../../main/core/store/index.ts';
import { createFile } from '../../main/core/store/open.ts';
import { persianSortKey } from '../../shared/base/text.ts';
import { textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordImage } from '../../shared/domain/record.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import { createRecordSource } from '../shared/records.ts';
import { median, runRounds, timed, type Samples } from '../shared/rounds.ts';
import { say } from '../shared/temporaryFolder.ts';
import { openRaw, transact } from './rawStore.ts';

interface Customer {
  readonly id: string;
  readonly nameSort: string;
  readonly stage: string;
  readonly body: unknown;
}
type Document = RxDocumentData<Customer>;

const schema: RxJsonSchema<Document> = fillWithDefaultSettings<Customer>({
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 36 },
    nameSort: { type: 'string', maxLength: 256 },
    stage: { type: 'string', maxLength: 20 },
    body: { type: 'object', additionalProperties: true },
  },
  required: ['id', 'nameSort', 'stage', 'body'],
  indexes: ['nameSort', ['stage', 'nameSort']],
});

/** What every contestant can do. */
interface DocumentStore {
  write(documents: readonly Document[]): Promise<void>;
  byId(id: string): Promise<string | undefined>;
  /** Ids of the 50 names from this one on. */
  page(from: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface DocumentResults {
  /** Milliseconds for all records. */
  readonly bulkWrite: Samples;
  /** Milliseconds for one. */
  readonly durableWrite: Samples;
  readonly byId: Samples;
  readonly page: Samples;
}

const BATCH = 5_000;
const PAGE = 50;
const READS = 200;
const SINGLE_WRITES = 50;
/** In memory a document costs about 3 kB; a million of them would leave the machine no room for the others. */
export const MEMORY_MAXIMUM = 100_000;

export async function measureDocuments(folder: string, records: number, rounds: number): Promise<DocumentResults> {
  const results = { bulkWrite: {}, durableWrite: {}, byId: {}, page: {} } as Record<
    keyof DocumentResults,
    Record<string, number[]>
  >;
  const note = (what: keyof DocumentResults, name: string, milliseconds: number): void => {
    (results[what][name] ??= []).push(milliseconds);
  };
  const contestant = (name: string, open: (place: string) => Promise<DocumentStore>) => ({
    name,
    async run(round: number): Promise<number> {
      say(`documents ${records}, round ${round + 1}: ${name}`);
      const store = await open(join(folder, `documents-${name}-${records}-${round}`));
      const sample = await fill(store, records, (milliseconds) => note('bulkWrite', name, milliseconds));
      await measureReads(store, sample, (what, milliseconds) => note(what, name, milliseconds));
      await measureSingleWrites(store, (milliseconds) => note('durableWrite', name, milliseconds));
      await store.close();
      return 0;
    },
  });
  await runRounds(rounds, [
    contestant('raw', openByHand),
    contestant('RxStorage', openOurs),
    ...(records <= MEMORY_MAXIMUM ? [contestant('RxDB memory', openMemory)] : []),
  ]);
  return results;
}

interface Sample {
  readonly ids: readonly string[];
  /** Every name with its id, in order. */
  readonly names: readonly (readonly [name: string, id: string])[];
}

/** Making the documents is nobody's time. */
async function fill(store: DocumentStore, records: number, note: (milliseconds: number) => void): Promise<Sample> {
  const source = createRecordSource(records);
  const names: (readonly [string, string])[] = [];
  let total = 0;
  for (let done = 0; done < records; done += BATCH) {
    const documents = Array.from({ length: Math.min(BATCH, records - done) }, () => toDocument(source.customer()));
    for (const { nameSort, id } of documents) names.push([nameSort, id]);
    total += (await timed(() => store.write(documents))).milliseconds;
  }
  note(total);
  const ids = names.map(([, id]) => id);
  return { ids, names: names.toSorted(([a, i], [b, j]) => (a < b ? -1 : a > b ? 1 : i < j ? -1 : 1)) };
}

const toDocument = ({ id, body }: RecordImage): Document => ({
  id,
  nameSort: persianSortKey(textOf(body, 'name') ?? ''),
  stage: textOf(body, 'stage') ?? '',
  body,
  _deleted: false,
  _rev: '1-bench',
  _meta: { lwt: Date.now() + 0.01 },
  _attachments: {},
});

async function measureReads(
  store: DocumentStore,
  { ids, names }: Sample,
  note: (what: 'byId' | 'page', milliseconds: number) => void,
): Promise<void> {
  const randomness = createSeededRandomness(3);
  for (let read = 0; read < READS; read += 1) {
    const id = randomness.pick(ids);
    const one = await timed(() => store.byId(id));
    if (one.value !== id) throw new Error('another document than was asked for');
    note('byId', one.milliseconds);

    const place = randomness.integer(names.length);
    const from = names[place]?.[0] ?? '';
    const page = await timed(() => store.page(from));
    const expected = names.slice(names.findIndex(([name]) => name >= from)).slice(0, PAGE);
    if (page.value.join() !== expected.map(([, id_]) => id_).join()) throw new Error('another page than there is');
    note('page', page.milliseconds);
  }
}

async function measureSingleWrites(store: DocumentStore, note: (milliseconds: number) => void): Promise<void> {
  const source = createRecordSource(99);
  for (let write = 0; write < SINGLE_WRITES; write += 1) {
    const document = toDocument(source.customer());
    note((await timed(() => store.write([document]))).milliseconds);
    if ((await store.byId(document.id)) !== document.id) throw new Error('a written document is not there');
  }
}

const COLLECTION = 'customers';
const KEY = new Uint8Array(32).fill(7);

/** In memory closing keeps everything, for the next instance of that name. */
const openMemory = (): Promise<DocumentStore> => openStorage(getRxStorageMemory(), (instance) => instance.remove());
const openOurs = (directory: string): Promise<DocumentStore> =>
  openStorage(getRxStorageEncryptedSqlite({ directory, key: KEY }), (instance) => instance.close());

async function openStorage<Internals, Options>(
  storage: RxStorage<Internals, Options>,
  close: (instance: RxStorageInstance<Customer, Internals, Options>) => Promise<void>,
): Promise<DocumentStore> {
  const instance: RxStorageInstance<Customer, Internals, Options> = await storage.createStorageInstance<Customer>({
    databaseInstanceToken: 'bench',
    databaseName: 'bench',
    collectionName: COLLECTION,
    schema,
    options: {} as Options,
    multiInstance: false,
    devMode: false,
  });
  return {
    async write(documents) {
      const { error } = await instance.bulkWrite(
        documents.map((document) => ({ document })),
        'bench',
      );
      if (error.length > 0) throw new Error(`${error.length} documents were refused`);
    },
    byId: async (id) => (await instance.findDocumentsById([id], false))[0]?.id,
    async page(from) {
      const query = prepareQuery<Customer>(schema, {
        selector: { _deleted: { $eq: false }, nameSort: { $gte: from } },
        sort: [{ nameSort: 'asc' }, { id: 'asc' }],
        skip: 0,
        limit: PAGE,
      });
      return (await instance.query(query)).documents.map(({ id }) => id);
    },
    close: () => close(instance),
  };
}

/** The tables are made by ours in a file of its own and copied as they are. */
async function openByHand(directory: string): Promise<DocumentStore> {
  const patternDirectory = `${directory}-pattern`;
  const pattern = await openOurs(patternDirectory);
  await pattern.close();
  const made = openRaw(join(patternDirectory, 'store.db'), KEY, 2);
  const statements = made
    .prepare(
      `SELECT name, sql FROM sqlite_schema WHERE tbl_name GLOB 'documents_[0-9]*' AND sql IS NOT NULL ORDER BY type DESC`,
    )
    .all() as { name: string; sql: string }[];
  made.close();
  const file = createFile(directory, KEY, () => {});
  file.writer.close();
  file.lock.release();
  const database = openRaw(join(directory, 'store.db'), KEY, 32);
  for (const { sql } of statements) database.exec(sql);
  const table = statements[0]?.name ?? '';
  const [byName = '', byStage = ''] = indexedColumns(database, table);
  const insert = database.prepare(
    `INSERT INTO ${table} (id, revision, deleted, written_at, ${byName}, ${byStage}, body) VALUES (?, ?, 0, ?, ?, ?, ?)`,
  );
  const find = database.prepare(`SELECT body FROM ${table} WHERE id = ?`);
  const list = database.prepare(
    `SELECT body FROM ${table} WHERE deleted = 0 AND ${byName} >= ? ORDER BY ${byName}, id LIMIT ${PAGE}`,
  );
  const parse = (row: unknown): Document => JSON.parse((row as { body: string }).body) as Document;
  return {
    async write(documents) {
      transact(database, () => {
        for (const document of documents) {
          const { id, nameSort, stage, _rev, _meta } = document;
          insert.run(id, _rev, _meta.lwt, nameSort, stage, JSON.stringify(document));
        }
      });
    },
    byId: async (id) => parse(find.get(id)).id,
    page: async (from) => list.all(from).map((row) => parse(row).id),
    async close() {
      database.close();
    },
  };
}

/** The columns of `nameSort` and `stage`, in that order. Were it the other way round, no page would be right. */
function indexedColumns(database: ReturnType<typeof openRaw>, table: string): string[] {
  const columns = database
    .prepare(`SELECT name FROM pragma_table_info('${table}') WHERE name GLOB 'c[0-9]*' ORDER BY name`)
    .pluck()
    .all() as string[];
  if (columns.length !== 2)
    throw new Error(`the table of documents has ${columns.length} columns for two indexed fields`);
  return columns;
}

/** Documents per second of the median round. */
export const perSecond = (records: number, samples: readonly number[] | undefined): number =>
  samples ? (records / median(samples)) * 1_000 : Number.NaN;
