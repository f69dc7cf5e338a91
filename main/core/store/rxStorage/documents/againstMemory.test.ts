/** Random lives of documents, in this storage and in RxDB's memory storage: both must answer, refuse and tell alike. */
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { getChangedDocumentsSince, now, type BulkWriteRow } from 'rxdb/plugins/core';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import {
  createTestStorage,
  dataOf,
  openTestInstance,
  preparedQuery,
  schemaWith,
  type AnyData,
  type AnyDocument,
  type AnyInstance,
} from '../testing/testStorage.ts';

const test = createTestStorage();
const memory = getRxStorageMemory();
afterAll(() => test.remove());

const IDS = ['a', 'b', 'c', 'پ', '😀', '\uFFFF'];
const SCHEMA = schemaWith(['number', ['text', 'number']], {
  attachments: {},
  properties: {
    id: { type: 'string', maxLength: 20 },
    text: { type: 'string', maxLength: 20 },
    number: { type: 'integer', minimum: 0, maximum: 100, multipleOf: 1 },
  },
});

interface Write {
  readonly id: string;
  /** What is said to have been there: what is, nothing, or something older. */
  readonly previous: 'held' | 'none' | 'stale';
  readonly deleted: boolean;
  readonly number: number;
  /** Each attachment with new bytes, as it was, or not at all. */
  readonly attachments: Readonly<Record<'x' | 'y', 'new' | 'kept' | 'none'>>;
}

const fates = fc.constantFrom('new' as const, 'kept' as const, 'none' as const, 'none' as const);
const writes: fc.Arbitrary<Write> = fc.record({
  id: fc.constantFrom(...IDS),
  previous: fc.constantFrom('held', 'held', 'held', 'none', 'stale'),
  deleted: fc.constantFrom(false, false, true),
  number: fc.integer({ min: 0, max: 5 }),
  attachments: fc.record({ x: fates, y: fates }),
});
const bulks = fc.uniqueArray(writes, { selector: ({ id }) => id, minLength: 1, maxLength: 5 });

let lives = 0;
let revisions = 0;

it('for forty lives of up to twelve bulks', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(bulks, { minLength: 1, maxLength: 12 }), async (life) => {
      lives += 1;
      const names = { databaseName: `life${lives}` };
      const ours = await openTestInstance(test.storage, SCHEMA, names);
      const theirs = await openTestInstance(memory as never, SCHEMA, names);
      const [told, theirsTold] = [listen(ours), listen(theirs)];
      const places: Places = { ours: undefined, theirs: undefined };
      for (const bulk of life) {
        const held = new Map(
          (await theirs.findDocumentsById(IDS, true)).map((document) => [String(document.id), document]),
        );
        const rows = bulk.map((write) => rowOf(write, held));
        const answer = await ours.bulkWrite(rows, 'life');
        const expected = await theirs.bulkWrite(rows, 'life');
        expect(answer).toEqual(expected);
        expect(told).toEqual(theirsTold);
        await expectSame(ours, theirs, places);
      }
      await ours.remove();
      await theirs.remove();
    }),
    { seed: 3, numRuns: 40, endOnFailure: true },
  );
});

interface Places {
  ours: unknown;
  theirs: unknown;
}

function rowOf({ id, previous, deleted, number, attachments }: Write, held: ReadonlyMap<string, AnyData>) {
  revisions += 1;
  const before = held.get(id);
  const stated =
    previous === 'none' ? undefined : previous === 'stale' && before ? { ...before, _rev: '1-stale' } : before;
  const kept = Object.entries(attachments).flatMap(([name, fate]) => {
    const had = before?._attachments[name];
    if (fate === 'none' || (fate === 'kept' && !had)) return [];
    if (fate === 'kept') return [[name, had]];
    const data = new Blob([`${name} ${revisions}`], { type: 'text/plain' });
    return [[name, { data, digest: `digest ${revisions}`, length: data.size, type: 'text/plain' }]];
  });
  const document = dataOf(
    { id, number, text: `t${number % 2}` },
    {
      _deleted: deleted,
      _rev: `${revisions}-a`,
      _meta: { lwt: now() },
      _attachments: deleted ? {} : (Object.fromEntries(kept) as never),
    },
  );
  return (stated ? { previous: stated, document } : { document }) as BulkWriteRow<AnyDocument>;
}

/** What was told, without what each storage has of its own: the ids of the bulks and their checkpoints. */
function listen(instance: AnyInstance): unknown[] {
  const told: unknown[] = [];
  instance.changeStream().subscribe(({ events, context }) => told.push({ events, context }));
  return told;
}

async function expectSame(ours: AnyInstance, theirs: AnyInstance, places: Places): Promise<void> {
  for (const withDeleted of [true, false])
    expect(await ours.findDocumentsById([...IDS, 'a', 'missing'], withDeleted)).toEqual(
      await theirs.findDocumentsById([...IDS, 'a', 'missing'], withDeleted),
    );
  for (const query of [
    { selector: {} },
    { selector: { _deleted: false, number: { $gt: 2 } }, sort: [{ number: 'desc' as const }], limit: 2 },
    { selector: { _deleted: false, text: 't1' }, skip: 1 },
  ]) {
    const prepared = preparedQuery(SCHEMA, query);
    expect(await ours.query(prepared)).toEqual(await theirs.query(prepared));
    const { documents } = await theirs.query(prepared);
    expect((await ours.count(prepared)).count).toBe(documents.length);
  }
  const changed = await getChangedDocumentsSince(ours, 100, places.ours);
  const theirsChanged = await getChangedDocumentsSince(theirs, 100, places.theirs);
  expect(changed.documents).toEqual(theirsChanged.documents);
  Object.assign(places, { ours: changed.checkpoint, theirs: theirsChanged.checkpoint });
  for (const { id, _attachments: attachments } of (await theirs.findDocumentsById(IDS, true)) as AnyData[])
    for (const [name, { digest }] of Object.entries(attachments)) {
      const blob = await ours.getAttachmentData(String(id), name, digest);
      expect(await blob.text()).toBe(await (await theirs.getAttachmentData(String(id), name, digest)).text());
    }
}
