import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { createTestServer, customerBody, idOf, NORTH, orderBody, type TestServer } from '../testing/testCompany.ts';
import { bulkLoad, type RecordDraft } from './bulkLoad.ts';
import { findDigestFaults } from './digestCheck.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

const draft = (rest: Pick<RecordDraft, 'collection' | 'kind' | 'body'> & Partial<RecordDraft>): RecordDraft => ({
  id: server.newId(),
  createdBy: idOf('ada'),
  at: '2025-03-01T10:00:00.000Z',
  ...rest,
});
const customer = (name: string): RecordDraft =>
  draft({ collection: 'customers', kind: 'company', body: customerBody(name, 'north') });

test('what is loaded is in feed, history and digests as if it had been pushed, with its own date; a second load changes nothing', async () => {
  const drafts = [customer('الف'), customer('ب')];
  drafts.push(draft({ collection: 'salesDocuments', kind: 'order', body: orderBody(drafts[0]!.id) }));
  const progress: number[] = [];
  expect(await bulkLoad(server.database, drafts, (done) => progress.push(done))).toEqual({ created: 3, skipped: 0 });
  expect(progress).toEqual([3]);
  expect(await bulkLoad(server.database, drafts)).toEqual({ created: 0, skipped: 3 });
  const ali = await server.device('ali');
  const rows = (await ali.pullAll()).get(NORTH) ?? [];
  expect(rows.flatMap((row) => (row.type === 'put' ? [row.record] : []))).toMatchObject(
    drafts.map(({ id, body }) => ({
      id,
      body,
      version: 1,
      createdAt: '2025-03-01T10:00:00.000Z',
      updatedBy: idOf('ada'),
    })),
  );
  expect(await findDigestFaults(server.database)).toEqual([]);
});

test('what breaks a rule, hangs on nothing or comes twice is named, and its batch is not written', async () => {
  const good = customer('خوب');
  const cases: [RecordDraft, object][] = [
    [draft({ collection: 'customers', kind: 'company', body: { name: '' } }), { path: 'name' }],
    [draft({ collection: 'customers', kind: 'planet', body: {} }), { reason: 'unknown_kind' }],
    [
      draft({ collection: 'salesDocuments', kind: 'order', body: orderBody(server.newId()) }),
      { reason: 'parent_missing' },
    ],
    [
      draft({
        collection: 'salesDocuments',
        kind: 'order',
        body: orderBody(good.id, { state: 'confirmed', lines: [] }),
      }),
      { reason: 'order.linesMissing' },
    ],
  ];
  for (const [bad, facts] of cases) {
    await expect(bulkLoad(server.database, [good, bad])).rejects.toMatchObject({
      code: 'invalid_input',
      facts: { id: bad.id, ...facts },
    });
    expect(await server.record('customers', good.id)).toBeNull();
  }
  await expect(bulkLoad(server.database, [good, good])).rejects.toMatchObject({ facts: { reason: 'record_twice' } });
});

test('loads and pushes at the same time leave no gap and right digests', async () => {
  const hamid = await server.device('hamid');
  const loads = Array.from({ length: 3 }, () =>
    bulkLoad(
      server.database,
      Array.from({ length: 300 }, (_, index) => customer(`بار ${index}`)),
    ),
  );
  const pushes = Array.from({ length: 20 }, () =>
    hamid.push({
      act: 'create',
      collection: 'customers',
      kind: 'company',
      id: server.newId(),
      body: customerBody('هم‌زمان', 'north'),
    }),
  );
  await Promise.all([...loads, ...pushes]);
  expect(await server.database.rows('SELECT 1 FROM waiting_groups')).toEqual([]);
  expect(await findDigestFaults(server.database)).toEqual([]);
  const [row] = await server.database.rows<{ seq: number; rows: number }>(
    'SELECT c.seq, (SELECT count(*) FROM feed f WHERE f.scope = c.scope) AS rows FROM scope_counters c WHERE scope = $1',
    [NORTH],
  );
  expect(row?.rows).toBe(row?.seq);
});
