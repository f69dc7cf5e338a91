/** RxDB with its plugins and its development checks, over this storage. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  addRxPlugin,
  createRxDatabase,
  now,
  removeRxDatabase,
  type RxCollection,
  type RxDatabase,
  type RxJsonSchema,
} from 'rxdb/plugins/core';
import { RxDBAttachmentsPlugin } from 'rxdb/plugins/attachments';
import { RxDBCleanupPlugin } from 'rxdb/plugins/cleanup';
import { disableWarnings, RxDBDevModePlugin } from 'rxdb/plugins/dev-mode';
import { RxDBJsonDumpPlugin } from 'rxdb/plugins/json-dump';
import { RxDBLocalDocumentsPlugin } from 'rxdb/plugins/local-documents';
import { RxDBMigrationSchemaPlugin } from 'rxdb/plugins/migration-schema';
import { RxDBUpdatePlugin } from 'rxdb/plugins/update';
import { wrappedValidateAjvStorage } from 'rxdb/plugins/validate-ajv';
import { openConnection } from '../connection.ts';
import { createTestStorage, type TestStorage } from './testing/testStorage.ts';

disableWarnings();
for (const plugin of [
  RxDBDevModePlugin,
  RxDBAttachmentsPlugin,
  RxDBCleanupPlugin,
  RxDBJsonDumpPlugin,
  RxDBLocalDocumentsPlugin,
  RxDBMigrationSchemaPlugin,
  RxDBUpdatePlugin,
])
  addRxPlugin(plugin);

let test: TestStorage;
const open: RxDatabase[] = [];
beforeAll(() => {
  test = createTestStorage();
});
beforeEach(async () => {
  for (const database of open.splice(0)) await database.close();
});
afterAll(async () => {
  for (const database of open.splice(0)) await database.close();
  test.remove();
});

interface Hero {
  id: string;
  name: string;
  power: number;
  tags?: string[];
}
type Heroes = RxCollection<Hero>;

const heroSchema: RxJsonSchema<Hero> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 40 },
    name: { type: 'string', maxLength: 60 },
    power: { type: 'integer', minimum: 0, maximum: 1_000_000, multipleOf: 1 },
    tags: { type: 'array', items: { type: 'string' } },
  },
  required: ['id', 'name', 'power'],
  indexes: ['power', ['name', 'power']],
};

async function openDatabase(name: string, options: { multiInstance?: boolean; ignoreDuplicate?: boolean } = {}) {
  const database = await createRxDatabase({
    name,
    storage: wrappedValidateAjvStorage({ storage: test.storage }),
    multiInstance: false,
    localDocuments: true,
    ...options,
  });
  open.push(database);
  return database;
}
async function openHeroes(name: string, schema: RxJsonSchema<Hero> = heroSchema): Promise<Heroes> {
  const database = await openDatabase(name);
  const { heroes } = await database.addCollections({ heroes: { schema, localDocuments: true } });
  return heroes;
}
const hero = (id: string, power: number, more: Partial<Hero> = {}): Hero => ({
  id,
  name: `name of ${id}`,
  power,
  ...more,
});

it('two databases with twelve collections each live in one folder and are found again', async () => {
  const names = Array.from({ length: 6 }, (_unused, place) => `c${place}`);
  const write = async (databaseName: string) => {
    const database = await openDatabase(databaseName);
    const collections = await database.addCollections(
      Object.fromEntries(names.map((name) => [name, { schema: heroSchema }])),
    );
    await Promise.all(
      Object.entries(collections).map(([name, collection]) =>
        (collection as Heroes).insert(hero(`${databaseName}/${name}`, 1)),
      ),
    );
    return collections;
  };
  const [first] = await Promise.all([write('one'), write('two')]);
  expect((await (first.c3 as Heroes).find().exec()).map(({ id }) => id)).toEqual(['one/c3']);
  for (const database of open.splice(0)) await database.close();
  const again = await write('three').then(() => openDatabase('two'));
  const { c5 } = await again.addCollections({ c5: { schema: heroSchema } });
  expect((await (c5 as Heroes).find().exec()).map(({ id }) => id)).toEqual(['two/c5']);
});

it('live queries follow writes', async () => {
  const heroes = await openHeroes('live');
  const seen: string[][] = [];
  const query = heroes.find({ selector: { power: { $gt: 5 } }, sort: [{ power: 'desc' }], limit: 2 });
  const subscription = query.$.subscribe((documents) => seen.push(documents.map(({ id }) => id)));
  await query.exec();
  await heroes.bulkInsert([hero('a', 1), hero('b', 7), hero('c', 9)]);
  await heroes.insert(hero('d', 8));
  await (await heroes.findOne('c').exec(true)).patch({ power: 0 });
  await (await heroes.findOne('b').exec(true)).remove();
  await expect.poll(() => seen.at(-1)).toEqual(['d']);
  expect(seen).toContainEqual(['c', 'd']);
  subscription.unsubscribe();
});

it('incremental edits of one document do not lose each other', async () => {
  const heroes = await openHeroes('races');
  const document = await heroes.insert(hero('a', 0));
  await Promise.all(
    Array.from({ length: 60 }, () => document.incrementalModify((data) => ({ ...data, power: data.power + 1 }))),
  );
  expect((await heroes.findOne('a').exec(true)).power).toBe(60);
  await expect(heroes.insert(hero('a', 1))).rejects.toThrow('CONFLICT');
  await document.getLatest().remove();
  // RxDB lets a deleted one be inserted again.
  await heroes.insert(hero('a', 5));
  expect((await heroes.findOne('a').exec(true)).power).toBe(5);
});

it('two open databases of one name see each other', async () => {
  const options = { multiInstance: true, ignoreDuplicate: true };
  const [first, second] = [await openDatabase('shared', options), await openDatabase('shared', options)];
  const { heroes: here } = await first.addCollections({ heroes: { schema: heroSchema } });
  const { heroes: there } = await second.addCollections({ heroes: { schema: heroSchema } });
  const counts: number[] = [];
  const subscription = (there as Heroes).find().$.subscribe((documents) => counts.push(documents.length));
  await (there as Heroes).find().exec();
  await (here as Heroes).insert(hero('a', 1));
  await expect.poll(() => counts.at(-1)).toBe(1);
  subscription.unsubscribe();
});

it('a new version of a schema takes the documents along, and the old table is gone', async () => {
  const before = await openHeroes('migrated');
  await before.bulkInsert(Array.from({ length: 500 }, (_unused, place) => hero(`h${place}`, place)));
  await before.findOne('h3').remove();
  await before.database.close();
  open.splice(0);
  const database = await openDatabase('migrated');
  const next: RxJsonSchema<Hero> = { ...heroSchema, version: 1, indexes: ['power'] };
  const { heroes } = await database.addCollections({
    heroes: { schema: next, migrationStrategies: { 1: (old: Hero) => ({ ...old, power: old.power * 2 }) } },
  });
  const after = heroes as unknown as Heroes;
  expect(await after.count().exec()).toBe(499);
  expect((await after.find({ selector: { power: { $gte: 990 } } }).exec()).map(({ id }) => id)).toEqual([
    'h495',
    'h496',
    'h497',
    'h498',
    'h499',
  ]);
  await database.close();
  open.splice(0);
  const connection = openConnection(`${test.directory}/store.db`, { key: test.key, rights: 'read', cacheMegabytes: 1 });
  const versions = connection.all(
    `SELECT schema_version AS version FROM document_tables WHERE database_name = 'migrated' AND collection_name = 'heroes'`,
  );
  connection.close();
  expect(versions).toEqual([{ version: 1 }]);
});

it('local documents, of the database and of a collection, are kept', async () => {
  const heroes = await openHeroes('local');
  await heroes.insertLocal('last', { id: 'a' });
  await heroes.database.insertLocal('theme', { dark: true });
  await heroes.upsertLocal('last', { id: 'b' });
  await heroes.database.close();
  open.splice(0);
  const again = await openHeroes('local');
  expect((await again.getLocal('last'))?.toJSON().data).toEqual({ id: 'b' });
  expect((await again.database.getLocal('theme'))?.toJSON().data).toEqual({ dark: true });
});

it('attachments are written and read through RxDB', async () => {
  const heroes = await openHeroes('pictures', { ...heroSchema, attachments: {} });
  const document = await heroes.insert(hero('a', 1));
  const data = new Blob(['picture '.repeat(10_000)], { type: 'text/plain' });
  await document.putAttachment({ id: 'picture', data, type: 'text/plain' });
  const attachment = document.getLatest().getAttachment('picture');
  expect(await attachment?.getStringData()).toBe('picture '.repeat(10_000));
  await document.getLatest().incrementalPatch({ power: 2 });
  expect(
    document
      .getLatest()
      .allAttachments()
      .map(({ id }) => id),
  ).toEqual(['picture']);
  await attachment?.remove();
  expect(document.getLatest().allAttachments()).toEqual([]);
});

it('cleanup takes tombstones away', async () => {
  const heroes = await openHeroes('cleaned');
  await heroes.bulkInsert([hero('a', 1), hero('b', 2)]);
  await heroes.findOne('a').remove();
  await heroes.cleanup(0);
  const { documents } = await heroes.storageInstance.getChangedDocumentsSince!(9);
  expect(documents.map(({ id }) => id)).toEqual(['b']);
});

it('counts by index are fast, and slow ones must be allowed', async () => {
  const heroes = await openHeroes('counted');
  await heroes.bulkInsert(
    Array.from({ length: 30 }, (_unused, place) => hero(`h${place}`, place, { tags: [`t${place % 3}`] })),
  );
  expect(await heroes.count({ selector: { power: { $lt: 10 } } }).exec()).toBe(10);
  expect(await heroes.count().exec()).toBe(30);
  await expect(heroes.count({ selector: { name: { $regex: '^name' } } }).exec()).rejects.toThrow('QU14');
  expect(await heroes.find({ selector: { tags: { $in: ['t1'] } } }).exec()).toHaveLength(10);
});

it('updates by query, dumps and removals work', async () => {
  const heroes = await openHeroes('various');
  await heroes.bulkInsert([hero('a', 1), hero('b', 2), hero('c', 3)]);
  await heroes.find({ selector: { power: { $gt: 1 } } }).update({ $inc: { power: 10 } });
  expect((await heroes.find({ sort: [{ power: 'asc' }] }).exec()).map(({ power }) => power)).toEqual([1, 12, 13]);
  const dump = await heroes.exportJSON();
  await heroes.database.remove();
  open.splice(0);
  const again = await openHeroes('various');
  expect(await again.find().exec()).toEqual([]);
  await again.importJSON(dump);
  expect(await again.count().exec()).toBe(3);
});

it('a composite primary key is one, and a database is removed without being opened', async () => {
  const database = await openDatabase('composite');
  const { visits } = await database.addCollections({
    visits: {
      schema: {
        version: 0,
        primaryKey: { key: 'id', fields: ['customer', 'day'], separator: '|' },
        type: 'object',
        properties: {
          id: { type: 'string', maxLength: 100 },
          customer: { type: 'string', maxLength: 40 },
          day: { type: 'string', maxLength: 10 },
        },
        required: ['id', 'customer', 'day'],
        indexes: [['customer', 'day']],
      } as RxJsonSchema<{ id: string; customer: string; day: string }>,
    },
  });
  await visits?.insert({ customer: 'c1', day: '2026-11-01' });
  await expect(visits?.insert({ customer: 'c1', day: '2026-11-01' })).rejects.toThrow('CONFLICT');
  const found = await visits?.find({ selector: { customer: 'c1', day: { $gt: '2026-10-31' } } }).exec();
  expect(found?.map(({ id }: { id: string }) => id)).toEqual(['c1|2026-11-01']);
  await database.close();
  open.splice(0);
  const removed = await removeRxDatabase('composite', test.storage, false);
  expect(removed).toContain('visits');
  const connection = openConnection(`${test.directory}/store.db`, { key: test.key, rights: 'read', cacheMegabytes: 1 });
  const left = connection.all(`SELECT collection_name FROM document_tables WHERE database_name = 'composite'`);
  connection.close();
  expect(left).toEqual([]);
});

it('a write time in the future does not hide what comes after it', async () => {
  const heroes = await openHeroes('clock');
  const { storageInstance } = heroes;
  const future = now() + 1_000_000;
  await storageInstance.bulkWrite(
    [{ document: { ...hero('a', 1), _deleted: false, _attachments: {}, _meta: { lwt: future }, _rev: '1-x' } }],
    'test',
  );
  const { checkpoint } = await storageInstance.getChangedDocumentsSince!(9);
  await heroes.insert(hero('b', 2));
  expect((await storageInstance.getChangedDocumentsSince!(9, checkpoint)).documents.map(({ id }) => id)).toEqual(['b']);
});
