import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import type { RecordOperation, SignedGroup } from '../../shared/sync/operation.ts';
import type { ServerApp } from '../api/app.ts';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  NORTH,
  orderBody,
  patch,
  set,
  SOUTH,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';
import { findDigestFaults } from './digestCheck.ts';

let server: TestServer;
let nodes: ServerApp[];
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  nodes = [server.app, await server.openNode()];
});
afterAll(() => server.close());

/** Per scope: sequences are 1, 2, 3… up to the counter, one newest row per record, superseded rows name a later row of the same record. */
async function expectFeedWithoutGaps(): Promise<void> {
  const scopes = await server.database.rows<{
    scope: string;
    seq: number;
    rows: number;
    highest: number;
    newest_twice: number;
    wrong: number;
  }>(
    `SELECT c.scope, c.seq, count(f.seq) AS rows, coalesce(max(f.seq), 0) AS highest,
       count(*) FILTER (WHERE f.superseded_seq IS NULL) - count(DISTINCT (f.collection, f.id)) AS newest_twice,
       count(*) FILTER (WHERE f.superseded_seq IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM feed n WHERE n.scope = f.scope AND n.seq = f.superseded_seq AND n.id = f.id AND n.seq > f.seq AND n.version > f.version)) AS wrong
     FROM scope_counters c LEFT JOIN feed f ON f.scope = c.scope GROUP BY c.scope, c.seq`,
  );
  for (const { scope, seq, rows, highest, newest_twice, wrong } of scopes) {
    expect({ scope, rows, highest, newest_twice, wrong }).toEqual({
      scope,
      rows: seq,
      highest: seq,
      newest_twice: 0,
      wrong: 0,
    });
  }
  expect(await findDigestFaults(server.database)).toEqual([]);
}

test('SYNC-110, SYNC-51, SYNC-53: 8 writers over two nodes on the same records, with moves: no gaps, no deadlock reaches a device, digests are right', async () => {
  const writers = await Promise.all(Array.from({ length: 8 }, () => server.device('hamid')));
  const customers = Array.from({ length: 12 }, () => server.newId());
  const orders = customers.flatMap((customerId) =>
    Array.from({ length: 5 }, () => ({ id: server.newId(), customerId })),
  );
  await server.load([
    ...customers.map((id) => ({
      collection: 'customers' as const,
      kind: 'company',
      id,
      body: customerBody('مشتری', 'north'),
    })),
    ...orders.map(({ id, customerId }) => ({
      collection: 'salesDocuments' as const,
      kind: 'order',
      id,
      body: orderBody(customerId),
    })),
  ]);
  const chance = createSeededRandomness(11);
  const randomOperation = (): RecordOperation => {
    const customerId = chance.pick(customers);
    switch (chance.integer(5)) {
      case 0:
        return patch(
          'customers',
          'company',
          customerId,
          { version: 1 },
          set('territoryId', idOf(chance.pick(['north', 'south'])), idOf('north')),
        );
      case 1:
        return patch(
          'customers',
          'company',
          customerId,
          { version: 1 },
          { do: 'add', path: 'tags', value: `t${chance.integer(1_000_000)}` },
        );
      case 2:
        return patch('salesDocuments', 'order', chance.pick(orders).id, { version: 1 }, set('customerId', customerId));
      case 3:
        return create('salesDocuments', 'order', server.newId(), orderBody(customerId));
      default:
        return patch(
          'salesDocuments',
          'order',
          chance.pick(orders).id,
          { version: 1 },
          set('note', `n${chance.integer(1_000_000)}`),
        );
    }
  };
  const sent = writers.map((device) =>
    Array.from({ length: 10 }, () =>
      Array.from({ length: 6 }, () => device.write(randomOperation(), randomOperation(), randomOperation())),
    ),
  );
  await Promise.all(
    writers.map(async (device, index) => {
      for (const groups of sent[index] ?? []) {
        const { outcomes } = await device.send(groups, nodes[index % 2]);
        expect(outcomes.filter(({ outcome }) => outcome !== 'applied')).toEqual([]);
      }
    }),
  );
  await expectFeedWithoutGaps();
  const [{ count } = { count: 0 }] = await server.database.rows<{ count: number }>(
    "SELECT count(*) AS count FROM ledger WHERE outcome = 'applied'",
  );
  expect(count).toBe(480);
  // Everything lies where its customer lies.
  const astray = await server.database.rows(
    `SELECT r.id FROM records r JOIN records p ON p.collection = r.parent_collection AND p.id = r.parent_id WHERE r.home_scope <> p.home_scope`,
  );
  expect(astray).toEqual([]);
  // No tag was lost: an intent never overwrites.
  const tags = sent.flat(2).flatMap(({ bytes }) => [...bytes.matchAll(/"value":"(t\d+)"/g)].map(([, tag]) => tag));
  const kept = await server.database.rows<{ tag: string }>(
    "SELECT jsonb_array_elements_text(body -> 'tags') AS tag FROM records WHERE collection = 'customers' AND body ? 'tags'",
  );
  expect(new Set(kept.map(({ tag }) => tag))).toEqual(new Set(tags));
});

test('SYNC-51: two customers that swap each other’s territory while orders come in under both', async () => {
  const [one, two, three] = await Promise.all([server.device('hamid'), server.device('hamid'), server.device('hamid')]);
  const [left, right] = [server.newId(), server.newId()];
  await server.load(
    [left, right].map((id) => ({ collection: 'customers', kind: 'company', id, body: customerBody('جفت', 'north') })),
  );
  const move = (device: TestDevice, id: string, to: string): SignedGroup =>
    device.write(patch('customers', 'company', id, { version: 1 }, set('territoryId', idOf(to))));
  const replies = await Promise.all(
    Array.from({ length: 10 }, async (_, round) => {
      const to = round % 2 === 0 ? 'south' : 'north';
      const both = await Promise.all([
        one.send([move(one, left, to), move(one, right, to)], nodes[0]),
        two.send([move(two, right, to), move(two, left, to)], nodes[1]),
        three.send(
          [
            three.write(
              create('salesDocuments', 'order', server.newId(), orderBody(left)),
              create('salesDocuments', 'order', server.newId(), orderBody(right)),
            ),
          ],
          nodes[round % 2],
        ),
      ]);
      return both.flatMap(({ outcomes }) => outcomes.map(({ outcome }) => outcome));
    }),
  );
  expect(new Set(replies.flat())).toEqual(new Set(['applied', 'waiting']).intersection(new Set(replies.flat())));
  // What came before its parent waited and was applied with it.
  expect(await server.database.rows('SELECT 1 FROM waiting_groups')).toEqual([]);
  const homes = await server.database.rows<{ home_scope: string; parent: string }>(
    'SELECT r.home_scope, p.home_scope AS parent FROM records r JOIN records p ON p.id = r.parent_id WHERE r.parent_id = ANY($1::uuid[])',
    [[left, right]],
  );
  expect(homes.filter(({ home_scope, parent }) => home_scope !== parent)).toEqual([]);
  expect(homes.length).toBeGreaterThanOrEqual(20);
  await expectFeedWithoutGaps();
});

const isSomebodyWaiting = async (): Promise<boolean> =>
  (
    await server.database.rows(
      "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
    )
  ).length > 0;

test('SYNC-51: an order that comes in while its customer is on the move waits for the move and goes to the new scope', async () => {
  const ali = await server.device('hamid');
  const [customerId, orderId] = [server.newId(), server.newId()];
  await server.load([
    { collection: 'customers', kind: 'company', id: customerId, body: customerBody('در راه', 'north') },
  ]);
  let pushing: Promise<unknown> = Promise.resolve();
  await server.database.transaction(async (move) => {
    await move.rows("SELECT 1 FROM records WHERE collection = 'customers' AND id = $1 FOR UPDATE", [customerId]);
    pushing = ali.push(create('salesDocuments', 'order', orderId, orderBody(customerId)));
    await expect.poll(isSomebodyWaiting).toBe(true);
    await move.rows(
      "UPDATE records SET home_scope = $2, body = jsonb_set(body, '{territoryId}', $3) WHERE collection = 'customers' AND id = $1",
      [customerId, SOUTH, JSON.stringify(idOf('south'))],
    );
  });
  expect(await pushing).toMatchObject({ outcome: 'applied' });
  expect(await server.record('salesDocuments', orderId)).toMatchObject({ home_scope: SOUTH });
  // Put right again what this test did behind the feed's back.
  await server.database.rows('UPDATE records SET home_scope = $2 WHERE id = $1', [customerId, NORTH]);
});

test('SYNC-53: a push that PostgreSQL ends as the victim of a deadlock is tried again, and the device never hears of it', async () => {
  const ali = await server.device('ali');
  const id = server.newId();
  const before = await deadlocks();
  let pushing: Promise<unknown> = Promise.resolve();
  await server.database.transaction(async (other) => {
    // The wrong order, on purpose: a counter first, then the device that the push holds.
    await other.rows('SELECT 1 FROM scope_counters WHERE scope = $1 FOR UPDATE', [NORTH]);
    pushing = ali.push(create('customers', 'company', id, customerBody('قربانی', 'north')));
    await expect.poll(isSomebodyWaiting).toBe(true);
    await other.rows('SELECT 1 FROM devices WHERE id = $1 FOR UPDATE', [ali.id]);
  });
  expect(await pushing).toMatchObject({ outcome: 'applied' });
  expect(await server.record('customers', id)).toMatchObject({ version: 1 });
  await expect.poll(deadlocks, { timeout: 10_000 }).toBeGreaterThan(before);
});

test('SYNC-53: whoever decides about held work is locked among the roots of that work, in the one order of all', async () => {
  const ada = 'ffffffff-ffff-4fff-bfff-ffffffffffff';
  const body = { name: 'آخرین', role: 'administrator', active: true };
  await server.load([{ collection: 'organisation', kind: 'person', id: ada, body }]);
  const [device, ali, customerId] = [await server.device(ada), await server.device('ali'), await server.newCustomer()];
  const { hash } = await ali.push(patch('customers', 'company', customerId, { version: 1 }, set('stage', 'none such')));
  const held = { id: server.newId(), hash, decision: 'apply', note: '', edits: [] } as const;
  let deciding: Promise<unknown> = Promise.resolve();
  await server.database.transaction(async (other) => {
    await other.rows("SELECT 1 FROM records WHERE collection = 'customers' AND id = $1 FOR UPDATE", [customerId]);
    deciding = server.app.call('decideHeldWork', device.token, held);
    await expect.poll(isSomebodyWaiting).toBe(true);
    // The customer comes before the person: who waits for the one does not hold the other yet.
    expect(await other.rows('SELECT id FROM records WHERE id = $1 FOR UPDATE SKIP LOCKED', [ada])).toEqual([
      { id: ada },
    ]);
  });
  expect(await deciding).toMatchObject({ type: 'refused', reason: 'invalid' });
});

async function deadlocks(): Promise<number> {
  const [row] = await server.database.rows<{ deadlocks: number }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  return row?.deadlocks ?? 0;
}

test('SYNC-50: one push of many groups leaves the same records as the same groups one by one', async () => {
  const results: unknown[] = [];
  for (const isTogether of [true, false]) {
    const [ali, babak] = await Promise.all([server.device('ali'), server.device('babak')]);
    const customers = Array.from({ length: 6 }, () => server.newId());
    const chance = createSeededRandomness(5);
    const groups: SignedGroup[] = customers.map((id) =>
      ali.write(create('customers', 'company', id, customerBody('اول', 'north', { note: '0' }))),
    );
    if (!isTogether) for (const group of groups) await ali.send([group]);
    const later = Array.from({ length: 60 }, (_, index) => {
      const device = chance.pick([ali, babak]);
      const id = chance.pick(customers);
      const path = chance.pick(['note', 'email', 'website']);
      const value = String(chance.integer(4));
      const change =
        chance.integer(3) === 0
          ? ({ do: 'add', path: 'tags', value } as const)
          : set(path, value, path === 'note' ? '0' : String(chance.integer(4)));
      return device.write(
        index % 17 === 16
          ? create('customers', 'company', server.newId(), customerBody('بیرون', 'south'))
          : patch('customers', 'company', id, { version: 1 }, change),
      );
    });
    if (isTogether) await ali.send([...groups, ...later]);
    else for (const group of later) await ali.send([group]);
    results.push(
      await Promise.all(
        customers.map(async (id) => {
          const reviews = await server.database.rows<{ leaves: unknown }>(
            "SELECT body -> 'leaves' AS leaves FROM records WHERE collection = 'reviews' AND parent_id = $1",
            [id],
          );
          return {
            record: await server.record('customers', id),
            reviews: reviews.map(({ leaves }) => JSON.stringify(leaves)).toSorted(),
          };
        }),
      ),
    );
  }
  expect(results[0]).toEqual(results[1]);
  await expectFeedWithoutGaps();
});

test('a thousand groups go in one transaction, and a push of as many replays is answered from the ledger', async () => {
  const ali = await server.device('ali');
  const groups = Array.from({ length: 1_000 }, () =>
    ali.write(create('customers', 'company', server.newId(), customerBody('انبوه', 'north'))),
  );
  const [{ before } = { before: 0 }] = await server.database.rows<{ before: number }>(
    'SELECT seq AS before FROM scope_counters WHERE scope = $1',
    [NORTH],
  );
  const { outcomes } = await ali.send(groups);
  expect(outcomes.every(({ outcome }) => outcome === 'applied')).toBe(true);
  const rows = await server.database.rows<{ xmin: string }>(
    'SELECT DISTINCT xmin::text FROM ledger WHERE device = $1',
    [ali.id],
  );
  expect(rows).toHaveLength(1);
  expect((await ali.send(groups)).outcomes).toEqual(outcomes);
  expect(await server.database.rows('SELECT seq FROM scope_counters WHERE scope = $1', [NORTH])).toEqual([
    { seq: before + 1_000 },
  ]);
  await expectFeedWithoutGaps();
});

test('SYNC-20: many devices create the same record at the same time: one record, no lost content', async () => {
  const writers = await Promise.all(Array.from({ length: 6 }, () => server.device('ada')));
  const id = server.newId();
  const replies = await Promise.all(
    writers.map((device, index) =>
      device.send(
        [device.write(create('customers', 'company', id, customerBody('یکی', 'south', { tags: [`from${index}`] })))],
        nodes[index % 2],
      ),
    ),
  );
  expect(replies.map(({ outcomes }) => outcomes[0]?.outcome)).toEqual(Array.from({ length: 6 }, () => 'applied'));
  const record = await server.record('customers', id);
  expect(record).toMatchObject({
    home_scope: SOUTH,
    body: { tags: Array.from({ length: 6 }, (_, index) => `from${index}`) },
  });
  await expectFeedWithoutGaps();
});

test('SYNC-22 SYNC-51: the two children of one parent that come at the same time over two nodes are known for a branch', async () => {
  for (let round = 0; round < 8; round += 1) {
    const ali = await server.device('ali');
    const groups = ['one', 'two'].map((name) => {
      // A cloned disk goes on from the same place.
      ali.last = null;
      return ali.write(create('customers', 'company', server.newId(), customerBody(name, 'north')));
    });
    await Promise.all(groups.map((group, index) => ali.send([group], nodes[index])));
    expect(await server.database.rows('SELECT branched FROM devices WHERE id = $1', [ali.id])).toEqual([
      { branched: true },
    ]);
  }
});
