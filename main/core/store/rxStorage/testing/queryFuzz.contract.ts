/**
 * Random queries over random documents, answered by the storage and by RxDB's own matcher and comparator; they must not differ.
 * Most of its length is what to draw from.
 */
import fc from 'fast-check';
import { getQueryMatcher, getSortComparator, type MangoQuery, type PreparedQuery } from 'rxdb/plugins/core';
import type { RxStorageEncryptedSqlite } from '../../index.ts';
import {
  dataOf,
  openTestInstance,
  preparedQuery,
  schemaWith,
  type AnyData,
  type AnyDocument,
  type AnySchema,
} from './testStorage.ts';

/** Fields with an index, alone or with others, and fields without. */
const PATHS = [
  'a',
  'b',
  'deep.x',
  'deep.y.z',
  'bare',
  'deep.bare',
  'list.0',
  'list.k',
  'id',
  '_deleted',
  '_meta.lwt',
  '_rev',
];
const INDEXES = ['a', ['b', 'a'], 'deep.x', ['deep.y.z', 'b'], 'list.k'];
export const FUZZ_SCHEMA: AnySchema = schemaWith(INDEXES);

/** Texts that sort or store badly somewhere. */
const texts = fc.constantFrom(
  '',
  'a',
  'A',
  'ab',
  'b',
  '5',
  '10',
  'null',
  ' ',
  'é',
  'پ',
  'گ',
  'a\u0000',
  'a\u0000b',
  '\u0000',
  '\uD7FF',
  '\uE000',
  '\uFFFD',
  '\uFFFF',
  '😀',
  '😀a',
  '\uD83D',
  '\uDE00',
  '\uDE00\uD83D',
  '\uE000\u0001',
  '%',
  "'",
  '$a',
  'x.y',
);
const numbers = fc.constantFrom(
  0,
  -0,
  1,
  -1,
  2,
  3,
  5,
  10,
  0.1,
  0.5,
  -0.5,
  1.5,
  2 ** 31,
  2 ** 53,
  2 ** 53 + 2,
  -(2 ** 53) - 2,
  2 ** 63,
  1e20,
  1e300,
  -1e300,
  5e-324,
);
const scalars = fc.oneof(texts, numbers, fc.boolean(), fc.constant(null));
const plainValues = fc.oneof({ weight: 8, arbitrary: scalars }, { weight: 1, arbitrary: fc.constant(undefined) });
const nastyValues: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: scalars },
  { weight: 1, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.array(scalars, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(fc.array(scalars, { maxLength: 2 }), { maxLength: 2 }) },
  { weight: 1, arbitrary: fc.record({ x: scalars, k: scalars }, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.array(fc.record({ x: scalars, k: scalars }, { requiredKeys: [] }), { maxLength: 3 }) },
);

const documentsOf = (values: fc.Arbitrary<unknown>): fc.Arbitrary<AnyDocument> =>
  fc.record(
    {
      a: values,
      b: values,
      bare: values,
      deep: fc.oneof(
        {
          weight: 6,
          arbitrary: fc.record({ x: values, bare: values, y: fc.record({ z: values }) }, { requiredKeys: [] }),
        },
        { weight: 1, arbitrary: values },
      ),
      list: values,
      _deleted: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    },
    { requiredKeys: ['_deleted'] },
  );

/** `deep` must stay an object or missing for the columns below it to be exact. */
const plainDocuments: fc.Arbitrary<AnyDocument> = fc.record(
  {
    a: plainValues,
    b: plainValues,
    bare: plainValues,
    deep: fc.oneof(
      fc.record({ x: plainValues, bare: plainValues, y: fc.record({ z: plainValues }) }, { requiredKeys: [] }),
      fc.constant(null),
    ),
    _deleted: fc.boolean(),
  },
  { requiredKeys: ['_deleted'] },
);

const types = fc.constantFrom(
  'string',
  'number',
  'int',
  'boolean',
  'null',
  'array',
  'object',
  'undefined',
  'nonsense',
  1,
  2,
  3,
  4,
  6,
  8,
  10,
  16,
);
const rightSides = fc.oneof({ weight: 6, arbitrary: scalars }, { weight: 1, arbitrary: nastyValues });
const patterns = fc.constantFrom('^a', 'b$', '.', '^$', 'A', '\\d', 'پ');
const expressions: fc.Arbitrary<unknown> = fc.letrec<{ expression: unknown }>((tie) => ({
  expression: fc.oneof(
    { weight: 4, arbitrary: rightSides },
    {
      weight: 12,
      arbitrary: fc
        .tuple(fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'), rightSides)
        .map(([operator, value]) => ({ [operator]: value })),
    },
    { weight: 2, arbitrary: fc.tuple(rightSides, rightSides).map(([from, to]) => ({ $gte: from, $lt: to })) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom('$in', '$nin'), fc.array(rightSides, { maxLength: 4 }))
        .map(([operator, values]) => ({ [operator]: values })),
    },
    { weight: 1, arbitrary: fc.array(scalars, { minLength: 65, maxLength: 70 }).map((values) => ({ $in: values })) },
    { weight: 2, arbitrary: fc.boolean().map((wanted) => ({ $exists: wanted })) },
    { weight: 2, arbitrary: fc.oneof(types, fc.array(types, { maxLength: 3 })).map((type) => ({ $type: type })) },
    {
      weight: 1,
      arbitrary: fc.tuple(patterns, fc.constantFrom('', 'i')).map(([$regex, $options]) => ({ $regex, $options })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 })).map(($mod) => ({ $mod })),
    },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 }).map(($size) => ({ $size })) },
    {
      weight: 1,
      arbitrary: fc.oneof(fc.record({ x: scalars }), fc.record({ $gt: scalars })).map(($elemMatch) => ({ $elemMatch })),
    },
    { weight: 2, arbitrary: tie('expression').map(($not) => ({ $not })) },
  ),
})).expression;

const selectors: fc.Arbitrary<AnyDocument> = fc.letrec<{ selector: AnyDocument }>((tie) => ({
  selector: fc.oneof(
    { maxDepth: 3 },
    { weight: 6, arbitrary: fc.dictionary(fc.constantFrom(...PATHS), expressions, { maxKeys: 3 }) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(tie('selector'), { maxLength: 3 }))
        .map(([operator, parts]) => ({ [operator]: parts })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie('selector'), tie('selector'))
        .map(([first, second]) => ({ ...first, $or: [first, second] })),
    },
  ),
})).selector;

const directions = fc.constantFrom('asc' as const, 'desc' as const);
const queries: fc.Arbitrary<MangoQuery<AnyDocument>> = fc
  .record(
    {
      selector: selectors,
      sort: fc.array(
        fc.tuple(fc.constantFrom(...PATHS), directions).map(([path, direction]) => ({ [path]: direction })),
        { minLength: 1, maxLength: 3 },
      ),
      skip: fc.integer({ min: 0, max: 5 }),
      limit: fc.integer({ min: 0, max: 10 }),
    },
    { requiredKeys: ['selector'] },
  )
  .map((query) => query as MangoQuery<AnyDocument>);

export interface FuzzOptions {
  readonly seed: number;
  readonly cases: number;
}

const QUERIES_PER_CASE = 100;

/** Throws at the first difference. @returns how many queries were asked. */
export async function fuzzQueries(storage: RxStorageEncryptedSqlite, { seed, cases }: FuzzOptions): Promise<number> {
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(fuzzCases(QUERIES_PER_CASE), async (fuzzCase) => {
      asked += await runFuzzCase(storage, fuzzCase);
    }),
    // Making a case smaller takes longer than reading the query that differed.
    { seed, numRuns: cases, endOnFailure: true },
  );
  return asked;
}

interface FuzzCase {
  readonly documents: readonly AnyDocument[];
  readonly queries: readonly MangoQuery<AnyDocument>[];
}

/** Half of the cases hold nothing that SQL cannot judge, so that its own answers are tried as much as the supersets. */
const fuzzCases = (queriesPerCase: number): fc.Arbitrary<FuzzCase> =>
  fc.record({
    documents: fc.oneof(
      fc.array(plainDocuments, { minLength: 1, maxLength: 40, size: 'max' }),
      fc.array(documentsOf(nastyValues), { minLength: 1, maxLength: 40, size: 'max' }),
    ),
    queries: fc.array(queries, { minLength: queriesPerCase, maxLength: queriesPerCase }),
  });

let caseCount = 0;

/** Writes the documents, asks every query, and throws at the first difference. @returns how many queries were asked. */
async function runFuzzCase(
  storage: RxStorageEncryptedSqlite,
  { documents, queries: asked }: FuzzCase,
): Promise<number> {
  caseCount += 1;
  const instance = await openTestInstance(storage, FUZZ_SCHEMA, { collectionName: `fuzz${caseCount}` });
  try {
    const stored = documents.map((document, place) =>
      dataOf({ ...document, id: IDS[place % IDS.length] + String(place) }),
    );
    const { error } = await instance.bulkWrite(
      stored.map((document) => ({ document })),
      'fuzz',
    );
    if (error.length > 0) throw new Error(`${error.length} documents were refused`);
    // What JSON keeps of them.
    const held = stored.map((document) => JSON.parse(JSON.stringify(document)) as AnyData);
    for (const query of asked) await compare(instance, held, query);
    return asked.length;
  } finally {
    await instance.remove();
  }
}

const IDS = ['a', 'b', '😀', '\uE000', '\uD83D', 'z\u0000', 'پ', '\uFFFF'];

async function compare(
  instance: Awaited<ReturnType<typeof openTestInstance>>,
  held: readonly AnyData[],
  query: MangoQuery<AnyDocument>,
): Promise<void> {
  const prepared = preparedQuery(FUZZ_SCHEMA, query);
  const expected = outcomeOf(() => answer(held, prepared));
  const found = await outcomeOfAsync(async () => (await instance.query(prepared)).documents);
  const count = await outcomeOfAsync(async () => (await instance.count(prepared)).count);
  const differs = (what: string): Error =>
    new Error(`${what}: ${JSON.stringify({ query, expected: idsOf(expected), found: idsOf(found), count })}`);
  if (expected === null || found === null || count === null) {
    if (expected !== null || found !== null || count !== null) throw differs('One of them threw');
    return;
  }
  if (count !== found.length) throw differs('Another count');
  const isSliced = query.limit !== undefined || Boolean(query.skip);
  if (isTotallyOrdered(held, prepared)) {
    if (JSON.stringify(found) !== JSON.stringify(expected)) throw differs('Another answer');
  } else if (isSliced ? found.length !== expected.length : sorted(found) !== sorted(expected))
    throw differs('Other documents');
}

function answer(held: readonly AnyData[], { query }: PreparedQuery<AnyDocument>): AnyData[] {
  const matches = getQueryMatcher<AnyDocument>(FUZZ_SCHEMA, query);
  const compareDocuments = getSortComparator<AnyDocument>(FUZZ_SCHEMA, query);
  const all = held.filter((document) => matches(document)).toSorted((a, b) => compareDocuments(a, b) ?? 0);
  return all.slice(query.skip, query.limit === undefined ? undefined : query.skip + query.limit);
}

/** RxDB's comparator has no order of its own for arrays and objects: which comes first is left to the order they are found in. */
function isTotallyOrdered(held: readonly AnyData[], { query }: PreparedQuery<AnyDocument>): boolean {
  const paths = query.sort.map((part) => Object.keys(part)[0] ?? '');
  return held.every((document) =>
    paths.every((path) => {
      const value = path
        .split('.')
        .reduce<unknown>((parent, key) => (parent as AnyDocument | null | undefined)?.[key], document);
      return typeof value !== 'object' || value === null;
    }),
  );
}

const idsOf = (documents: readonly AnyData[] | null): unknown => documents?.map(({ id }) => id) ?? 'threw';
const sorted = (documents: readonly AnyData[]): string =>
  JSON.stringify(documents.map(({ id }) => String(id)).toSorted((a, b) => (a < b ? -1 : 1)));

function outcomeOf<Result>(work: () => Result): Result | null {
  try {
    return work();
  } catch {
    return null;
  }
}

async function outcomeOfAsync<Result>(work: () => Promise<Result>): Promise<Result | null> {
  try {
    return await work();
  } catch {
    return null;
  }
}
