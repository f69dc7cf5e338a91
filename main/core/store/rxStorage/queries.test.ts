import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnExpression } from './documents/columnValues.ts';
import { openTable } from './documents/tableRegistry.ts';
import { shapeOf } from './documents/tableShape.ts';
import { planQuery } from './queryPlan.ts';
import { loadRxdb } from './rxdb.ts';
import { useFile } from './sharedFile.ts';
import { fromSortableText, toSortableText } from './sortableText.ts';
import { FUZZ_SCHEMA, fuzzQueries } from './testing/queryFuzz.contract.ts';
import {
  createTestStorage,
  dataOf,
  openTestInstance,
  preparedQuery,
  queryIds,
  schemaWith,
  type AnyDocument,
  type TestStorage,
} from './testing/testStorage.ts';

const TABLE = { databaseName: 'database', version: 0 };

let test: TestStorage;
beforeAll(() => {
  test = createTestStorage();
});
afterAll(() => test.remove());

describe('queries answer as RxDB does', () => {
  it('for thousands of random queries over random documents', async () => {
    expect(await fuzzQueries(test.storage, { seed: 20_261_122, cases: 30 })).toBe(3_000);
  });

  it('also when values that SQL cannot judge come later, and after they have been read back from the file', async () => {
    const schema = schemaWith(['number']);
    const names = { collectionName: 'turning' };
    let instance = await openTestInstance(test.storage, schema, names);
    await instance.bulkWrite([{ document: dataOf({ id: 'a', number: 5 }) }], 'test');
    expect(await queryIds(instance, { selector: { number: 5 } })).toEqual(['a']);
    await instance.bulkWrite([{ document: dataOf({ id: 'b', number: [4, 5] }) }], 'test');
    expect(await queryIds(instance, { selector: { number: 5 }, sort: [{ id: 'asc' }] })).toEqual(['a', 'b']);
    await instance.close();
    instance = await openTestInstance(test.storage, schema, names);
    expect(await queryIds(instance, { selector: { number: 5 }, sort: [{ id: 'asc' }] })).toEqual(['a', 'b']);
    await instance.close();
  });

  it('takes a query that is too large for SQL', async () => {
    const instance = await openTestInstance(test.storage, schemaWith(['number']), { collectionName: 'large' });
    await instance.bulkWrite([{ document: dataOf({ id: 'a', number: 5 }) }], 'test');
    const many = Array.from({ length: 40_000 }, (_unused, place) => place);
    const deep = many.slice(0, 600).reduce<AnyDocument>((inner) => ({ $and: [inner] }), { number: 5 });
    expect(await queryIds(instance, { selector: { $or: many.map((number) => ({ number })) } })).toEqual(['a']);
    expect(await queryIds(instance, { selector: { number: { $in: many } } })).toEqual(['a']);
    expect(await queryIds(instance, { selector: deep })).toEqual(['a']);
    await instance.close();
  });

  it('beside a document that is nested deeper than SQLite reads JSON', async () => {
    const instance = await openTestInstance(test.storage, schemaWith(), { collectionName: 'deep' });
    const nested = Array.from({ length: 1_200 }).reduce<unknown>((inner) => ({ inner }), 1);
    await instance.bulkWrite(
      [{ document: dataOf({ id: 'a', bare: 5, nested }) }, { document: dataOf({ id: 'b', bare: 5 }) }],
      'test',
    );
    expect(await queryIds(instance, { selector: { bare: 5 }, sort: [{ id: 'asc' }] })).toEqual(['a', 'b']);
    expect(await instance.count(preparedQuery(instance.schema, { selector: { bare: 5 } }))).toMatchObject({ count: 2 });
    await instance.close();
  });

  it('for paths that every JavaScript object inherits', async () => {
    const instance = await openTestInstance(test.storage, schemaWith(), { collectionName: 'inherited' });
    await instance.bulkWrite(
      [{ document: dataOf({ id: 'a' }) }, { document: dataOf({ id: 'b', toString: 5 }) }],
      'test',
    );
    expect(await queryIds(instance, { selector: { toString: 5 } })).toEqual(['b']);
    const inherited: string = 'valueOf';
    expect(await queryIds(instance, { selector: {}, sort: [{ [inherited]: 'asc' }, { id: 'desc' }] })).toHaveLength(2);
    await instance.close();
  });

  it('refuses an operator that RxDB does not know, as RxDB does', async () => {
    const instance = await openTestInstance(test.storage, schemaWith(), { collectionName: 'unknown' });
    await instance.bulkWrite([{ document: dataOf({ id: 'a', number: 5 }) }], 'test');
    const query = preparedQuery(instance.schema, { selector: { number: { $near: 5 } } });
    await expect(instance.query(query)).rejects.toThrow('unknown query operator $near');
    await instance.close();
  });
});

describe('the plan', () => {
  const fields = new Map([
    ['a', columnExpression('c0', false)],
    ['b', columnExpression('c1', true)],
  ]);
  const layout = {
    from: 'documents_1',
    always: null,
    columns: 'body',
    field: (path: string) => fields.get(path) ?? null,
    rowToDocument: (row: AnyDocument) => row,
  };
  const plan = (selector: AnyDocument, sort: 'a' | 'b' | 'bare' = 'a') => {
    const { query, queryPlan } = preparedQuery(FUZZ_SCHEMA, { selector });
    return planQuery({ query: { ...query, sort: [{ [sort]: 'asc' }], limit: 10 } as never, queryPlan }, layout);
  };

  it('leaves what is exact to SQL, limit and all', () => {
    expect(plan({ a: { $gt: 5 } })).toMatchObject({ isExact: true, isOrdered: true, isSliced: true });
    expect(plan({ a: { $in: [1, 'x', null, true] } })).toMatchObject({ isExact: true, isSliced: true });
    expect(plan({ $or: [{ a: 1 }, { a: { $not: { $lt: 3 } } }] })).toMatchObject({ isExact: true, isSliced: true });
  });

  it.each([
    ['a pattern', { a: { $regex: 'x' } }],
    ['a path without a column', { bare: 5 }],
    ['a path with arrays', { b: 5 }],
    ['division', { a: { $mod: [2, 0] } }],
    ['whole numbers', { a: { $type: 'int' } }],
    ['not a number', { a: { $gte: Number.NaN } }],
  ])('looks at every document for %s', (_what, selector) => {
    expect(plan(selector)).toMatchObject({ isExact: false, isSliced: false });
  });

  it('sorts by itself only where SQL sorts alike', () => {
    expect(plan({}, 'b')).toMatchObject({ isExact: true, isOrdered: false, isSliced: false });
    expect(plan({}, 'bare')).toMatchObject({ isOrdered: false });
  });

  it('reads a page by the index, cut in SQL, and counts there', async () => {
    const schema = schemaWith(['number', ['text', 'number']]);
    const instance = await openTestInstance(test.storage, schema, { collectionName: 'paged' });
    await instance.bulkWrite(
      Array.from({ length: 50 }, (_unused, number) => ({ document: dataOf({ id: `d${number}`, number, text: 'x' }) })),
      'test',
    );
    const page = preparedQuery(schema, {
      selector: { _deleted: false, number: { $gte: 40 } },
      sort: [{ number: 'asc' }],
      skip: 2,
      limit: 3,
    });
    const { documents } = await instance.query(page);
    expect(documents.map(({ id }) => id)).toEqual(['d42', 'd43', 'd44']);
    expect(await instance.count(page)).toEqual({ count: 3, mode: 'fast' });
    expect(await instance.count(preparedQuery(schema, { selector: { text: { $regex: 'x' } } }))).toEqual({
      count: 50,
      mode: 'slow',
    });

    const { file, release } = await useFile(test.directory, test.key);
    const table = await openTable(file, { ...TABLE, collectionName: 'paged' }, shapeOf(schema, await loadRxdb()));
    const stepsOf = (query: typeof page): string => {
      const { sql, parameters } = planQuery(query, table.layout);
      const steps = file.reader.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters);
      return steps.map(({ detail }) => detail).join();
    };
    expect(stepsOf(page)).toMatch(/^SEARCH documents_\d+ USING INDEX documents_\d+_0 \(c0>\?/);
    expect(
      stepsOf(
        preparedQuery(schema, {
          selector: { _deleted: false, text: 'x', number: { $in: [1, 2] } },
          sort: [{ text: 'asc' }, { number: 'asc' }],
        }),
      ),
    ).toMatch(/^SEARCH documents_\d+ USING INDEX documents_\d+_1 \(c1=\? AND c0=\?\)$/);
    expect(stepsOf(preparedQuery(schema, { selector: { id: { $in: ['d1', 'd2'] } } }))).toContain('(id=?)');
    await release();
    await instance.close();
  });
});

it('a count by an index stays one that RxDB allows when an odd value comes in', async () => {
  const schema = schemaWith(['number']);
  const instance = await openTestInstance(test.storage, schema, { collectionName: 'odd' });
  const numbers = [1, 2, 3, [3]];
  await instance.bulkWrite(
    numbers.map((number, place) => ({ document: dataOf({ id: `d${place}`, number }) })),
    'test',
  );
  const query = preparedQuery(schema, { selector: { _deleted: false, number: { $gte: 2 } } });
  expect(await instance.count(query)).toEqual({ count: 3, mode: 'fast' });
  await instance.close();
});

describe('text in columns', () => {
  const texts = fc.array(
    fc.constantFrom('a', 'پ', '\u0000', '\uD7FF', '\uD800', '\uDFFF', '\uE000', '\uE001', '\uFFFF', '😀'),
    {
      maxLength: 4,
    },
  );

  it('keeps the order of JavaScript, byte by byte, and comes back whole', () => {
    fc.assert(
      fc.property(texts, texts, (first, second) => {
        const [a, b] = [first.join(''), second.join('')];
        const [storedA, storedB] = [toSortableText(a), toSortableText(b)];
        expect(storedA.isWellFormed()).toBe(true);
        expect(fromSortableText(storedA)).toBe(a);
        const order = Buffer.compare(Buffer.from(storedA), Buffer.from(storedB));
        expect(order).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});
