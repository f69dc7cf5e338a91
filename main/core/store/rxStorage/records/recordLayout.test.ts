/** Queries over the columns of record tables, answered as RxDB's own matcher and comparator answer them; and by the right index. */
import fc from 'fast-check';
import {
  fillWithDefaultSettings,
  getQueryMatcher,
  getSortComparator,
  normalizeMangoQuery,
  prepareQuery,
  type MangoQuery,
  type PreparedQuery,
  type RxJsonSchema,
} from 'rxdb/plugins/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collections, collectionOf } from '../../../../../shared/domain/catalogue.ts';
import type { CollectionDefinition } from '../../../../../shared/domain/kind.ts';
import type { CollectionName, RecordBody } from '../../../../../shared/domain/record.ts';
import { recordSchema } from '../../../documents/recordSchema.ts';
import { createTestFeed, pull } from '../../testing/testFeed.ts';
import { createCompany, createTestStore, type TestStore } from '../../testing/testStore.ts';
import { planQuery } from '../queryPlan.ts';
import { sharedFileOf } from '../sharedFile.ts';
import type { RecordDocument, RecordDocumentData } from './recordDocument.ts';
import { RECORD_DATABASE } from './recordCollection.ts';
import { recordLayout } from './recordLayout.ts';
import { createRecordStorage } from './recordStorage.ts';

let test: TestStore;
beforeEach(() => {
  test = createTestStore();
});
afterEach(() => test.remove());

const definitionOf = (name: CollectionName): CollectionDefinition => {
  const definition = collectionOf(name);
  if (!definition) throw new Error(`no ${name}`);
  return definition;
};
type Schema = RxJsonSchema<RecordDocumentData>;
const schemaOf = (name: CollectionName): Schema => fillWithDefaultSettings(recordSchema(definitionOf(name)));
const prepare = (schema: Schema, query: MangoQuery<RecordDocument>): PreparedQuery<RecordDocument> =>
  prepareQuery(schema as never, normalizeMangoQuery(schema as never, query as never) as never);

/** Texts that are stored, kept as NULL, or sorted badly somewhere. */
const texts = fc.constantFrom('a', 'A', 'ab', 'b', 'پ', 'گ', '😀', '\uFB50', '5', ' x');
const anyText = fc.oneof(texts, fc.constant(''));
const oddValues = fc.oneof(anyText, fc.integer({ min: -2, max: 2 }), fc.boolean(), fc.constant(null), fc.array(texts));
const stages = fc.constantFrom('lead', 'prospect', 'active', 'dormant', 'lost');
const owners = fc.constantFrom('018f0000-0000-7000-8000-000000000001', '018f0000-0000-7000-8000-000000000002');
/** Fields whose form a kind declares keep to it; the others hold anything. */
const bodies: fc.Arbitrary<RecordBody> = fc.record(
  { name: texts, stage: stages, ownerId: owners, industry: oddValues, unknown: oddValues },
  { requiredKeys: ['name', 'stage'] },
);

const PATHS = [
  'id',
  'kind',
  'version',
  'pending',
  'updatedAt',
  'homeScope',
  '_deleted',
  'body.name',
  'body.stage',
  'body.ownerId',
];
const LOOSE = ['body.industry', 'body.unknown', 'body', 'held'];
const rightSides = fc.oneof(anyText, stages, owners, fc.constantFrom(null, true, false, 0, 1, 2, 'company', undefined));
const expressions = fc.oneof(
  rightSides,
  fc
    .tuple(fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'), rightSides)
    .map(([key, value]) => ({ [key]: value })),
  fc
    .tuple(fc.constantFrom('$in', '$nin'), fc.array(rightSides, { maxLength: 3 }))
    .map(([key, value]) => ({ [key]: value })),
  fc.boolean().map((wanted) => ({ $exists: wanted })),
  fc.constantFrom('string', 'number', 'boolean', 'null', 'array').map(($type) => ({ $type })),
  fc.constantFrom('a', '^5', 'پ').map(($regex) => ({ $regex })),
  rightSides.map((value) => ({ $not: { $eq: value } })),
);
const simple = fc.dictionary(fc.constantFrom(...PATHS, ...LOOSE), expressions, { maxKeys: 3 });
const selectors = fc.oneof(
  { weight: 3, arbitrary: simple },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(simple, { minLength: 1, maxLength: 3 }))
      .map(([key, parts]) => ({ [key]: parts })),
  },
);
const queries = fc
  .record(
    {
      selector: selectors,
      sort: fc.array(
        fc.tuple(fc.constantFrom(...PATHS), fc.constantFrom('asc', 'desc')).map(([path, way]) => ({ [path]: way })),
        { minLength: 1, maxLength: 2 },
      ),
      skip: fc.integer({ min: 0, max: 4 }),
      limit: fc.integer({ min: 1, max: 8 }),
    },
    { requiredKeys: ['selector'] },
  )
  .map((query) => query as MangoQuery<RecordDocument>);

describe('queries over record tables', () => {
  it('answer as the matcher and the comparator do', async () => {
    const schema = schemaOf('customers');
    const instance = await createRecordStorage(test.store).createStorageInstance<RecordDocument>({
      databaseInstanceToken: 'token',
      databaseName: RECORD_DATABASE,
      collectionName: 'customers',
      schema,
      options: {},
      multiInstance: false,
      devMode: false,
    });
    const feed = createTestFeed();
    for (const [place, body] of fc.sample(bodies, { numRuns: 60, seed: 7 }).entries())
      feed.put('customers', 'company', test.newId(), ['company'], body, { deleted: place % 7 === 0, version: place });
    await pull(test.store, feed);
    for (const name of ['a', '😀'])
      await test.store.commit({ author: test.person, operations: [createCompany(test.newId(), name)] });
    const everything = prepare(schema, { selector: {} });
    const held = (await instance.query(everything)).documents;
    expect(held).toHaveLength(62);

    await fc.assert(
      fc.asyncProperty(queries, async (query) => {
        const prepared = prepare(schema, query);
        const matches = getQueryMatcher<RecordDocument>(schema, prepared.query);
        const compare = getSortComparator<RecordDocument>(schema, prepared.query);
        const { skip, limit = Infinity } = prepared.query;
        const expected = held
          .filter((document) => matches(document as never))
          .toSorted((one, other) => compare(one, other) ?? 0)
          .slice(skip, skip + limit);
        const found = (await instance.query(prepared)).documents;
        expect(found).toEqual(expected);
        expect((await instance.count(prepared)).count).toBe(expected.length);
      }),
      { numRuns: 600, seed: 11 },
    );
    await instance.close();
  });

  it.each([
    ['contracts', 'body.customerId', 'contracts_by_customer'],
    ['opportunities', 'body.customerId', 'opportunities_by_customer'],
    ['activities', 'body.customerId', 'activities_by_customer'],
    ['salesDocuments', 'body.customerId', 'sales_documents_by_customer'],
    ['stock', 'body.productId', 'stock_by_product'],
    ['customers', 'id', 'sqlite_autoindex_customers_1'],
  ] as const)('find %s by %s through %s, without looking at any other row', (name, path, index) => {
    const layout = recordLayout(definitionOf(name));
    const selector = { [path]: { $eq: '018f0000-0000-7000-8000-000000000001' }, _deleted: { $eq: false } };
    const plan = planQuery(prepare(schemaOf(name), { selector }), layout);
    const { reader } = sharedFileOf(test.store);
    const steps = reader.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${plan.sql}`, plan.parameters);
    expect(steps.map(({ detail }) => detail).join('\n')).toContain(`SEARCH t USING INDEX ${index}`);
    expect(plan.isExact).toBe(true);
  });
});

describe('columns', () => {
  it('that name a path of the body hold what stands there, whenever they hold anything', () => {
    const values: RecordBody[string][] = ['x', '', 7, 0.5, true, null, [], ['x'], {}, { amount: 5, currency: 'IRR' }];
    const named = collections.flatMap((definition) => definition.columns.filter(({ path }) => path !== undefined));
    expect(named.length).toBeGreaterThan(30);
    for (const { path = '', value } of named) {
      const [field = '', inner] = path.split('.');
      for (const candidate of values) {
        const body: RecordBody = { [field]: candidate };
        const column = value(body, 'kind');
        const there = inner === undefined ? candidate : (candidate as Record<string, unknown> | null)?.[inner];
        expect(column ?? there, path).toBe(there);
      }
      const wanted = inner === undefined ? ['x', 7] : [{ amount: 5, currency: 'IRR' }, { [inner]: 'x' }];
      expect(
        wanted.some((candidate) => value({ [field]: candidate }, 'kind') !== null),
        path,
      ).toBe(true);
    }
  });
});
