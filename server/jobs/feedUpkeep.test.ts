import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { FeedRow } from '../../shared/sync/protocol.ts';
import { findDigestFaults } from '../sync/digestCheck.ts';
import {
  createTestServer,
  idOf,
  NORTH,
  patch,
  set,
  SOUTH,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';
import { collectFeed } from './feedUpkeep.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let server: TestServer;
let hamid: TestDevice;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  hamid = await server.device('hamid');
});
afterAll(() => server.close());
beforeEach(async () => {
  // What an earlier test left is tidied away: a test begins where nothing is owed.
  for (let step = 0; step < 4; step += 1) await later(32 * DAY);
});

/** Time passes, with the job at its beginning, now and then, and at its end. */
async function later(milliseconds: number) {
  await collectFeed(server.database, server.clock);
  server.clock.advance(milliseconds);
  return collectFeed(server.database, server.clock);
}
const feedOf = (scope: string, id: string) =>
  server.database.rows<{ seq: number; type: string; version: number; superseded_seq: number | null }>(
    'SELECT seq, type, version, superseded_seq FROM feed WHERE scope = $1 AND id = $2 ORDER BY seq',
    [scope, id],
  );
const rename = (id: string, version: number, name: string, from: string) =>
  hamid.push(patch('customers', 'company', id, { version }, set('name', name, from)));
const remove = (id: string, version: number) =>
  hamid.push({
    act: 'delete',
    collection: 'customers',
    kind: 'company',
    id,
    seen: { epoch: hamid.epoch, version, group: hamid.last?.hash ?? null },
  });
const floorOf = async (scope: string): Promise<number> =>
  (await server.database.rows<{ floor: number }>('SELECT floor FROM scope_counters WHERE scope = $1', [scope]))[0]!
    .floor;
const namesOf = (rows: readonly FeedRow[] = [], id: string) =>
  rows.flatMap((row) => (row.type === 'put' && row.record.id === id ? [row.record.body['name']] : []));

describe('SYNC-113: superseded rows', () => {
  test('SYNC-113: stay while a token of before them is good, and every page up to its head is what it was; then they go', async () => {
    const id = await server.newCustomer();
    const heads = await hamid.heads();
    await rename(id, 1, 'دو', 'مشتری');
    await rename(id, 2, 'سه', 'دو');
    expect((await later(23 * HOUR)).compacted).toBe(0);
    expect(namesOf((await hamid.pullAll({ heads })).get(NORTH), id)).toEqual(['مشتری']);

    // Longer than the token was good, and than rows may be kept beyond it.
    await later(9 * HOUR);
    await later(25 * HOUR);
    expect(await feedOf(NORTH, id)).toEqual([expect.objectContaining({ version: 3, superseded_seq: null })]);
    const request = {
      protocol: 1,
      device: hamid.id,
      view: heads.view,
      epoch: hamid.epoch,
      cursor: {},
      token: heads.token,
    };
    expect(await server.app.pull(hamid.token, { ...request, page: { scope: NORTH, after: 0, limit: 500 } })).toEqual({
      type: 'again',
      reason: 'token_expired',
    });
    expect(namesOf((await hamid.pullAll()).get(NORTH), id)).toEqual(['سه']);
    expect(await findDigestFaults(server.database)).toEqual([]);
  });

  test('SYNC-113: a row goes only when what replaced it is at or below the oldest head, not when it is there itself', async () => {
    const id = await server.newCustomer();
    await later(0);
    server.clock.advance(25.5 * HOUR);
    await rename(id, 1, 'دو', 'مشتری');
    const heads = await hamid.heads();
    await rename(id, 2, 'سه', 'دو');
    // The first row is below the oldest head; its successor is above it.
    expect((await collectFeed(server.database, server.clock)).compacted).toBe(0);
    expect(namesOf((await hamid.pullAll({ heads })).get(NORTH), id)).toEqual(['دو']);
    expect(await feedOf(NORTH, id)).toHaveLength(3);
  });

  test('SYNC-113: history keeps every version and its image', async () => {
    const id = await server.newCustomer();
    await rename(id, 1, 'دو', 'مشتری');
    await later(26 * HOUR);
    await later(26 * HOUR);
    expect(await feedOf(NORTH, id)).toHaveLength(1);
    expect(
      await server.database.rows(
        "SELECT version, body ->> 'name' AS name FROM history WHERE id = $1 ORDER BY version",
        [id],
      ),
    ).toEqual([
      { version: 1, name: 'مشتری' },
      { version: 2, name: 'دو' },
    ]);
  });

  test('SYNC-113: small batches, cut anywhere, end where one run would have ended', async () => {
    const ids = await Promise.all(Array.from({ length: 7 }, () => server.newCustomer()));
    for (const id of ids) await rename(id, 1, 'دو', 'مشتری');
    await later(0);
    server.clock.advance(26 * HOUR);
    let asked = 0;
    const cut = await collectFeed(server.database, server.clock, { batchSize: 2, isStopped: () => (asked += 1) > 2 });
    expect(cut.compacted).toBeLessThan(7);
    const rest = await collectFeed(server.database, server.clock, { batchSize: 2 });
    expect(cut.compacted + rest.compacted).toBe(7);
    expect(rest.compacted).toBeGreaterThan(0);
  });
});

describe('SYNC-163: tombstones', () => {
  test('SYNC-163: outlive the oldest valid lease: who synced within it still hears of every deletion and every departure', async () => {
    const [gone, moved] = await Promise.all([server.newCustomer(), server.newCustomer()]);
    const { heads: cursor } = await hamid.heads();
    await remove(gone, 1);
    await hamid.push(
      patch('customers', 'company', moved, { version: 1 }, set('territoryId', idOf('south'), idOf('north'))),
    );
    for (let days = 0; days < 29; days += 1) await later(DAY);
    const heads = await hamid.heads(cursor);
    expect(heads.reopen).toEqual([]);
    const rows = (await hamid.pullAll({ heads, cursor })).get(NORTH);
    expect(rows).toEqual([
      expect.objectContaining({ record: expect.objectContaining({ id: gone, deleted: true }) }),
      expect.objectContaining({ type: 'leave', id: moved }),
    ]);
  });

  test('SYNC-163 SYNC-135: then the floor is raised first, and the rows go when no token of before is good any more', async () => {
    const id = await server.newCustomer();
    const { heads: cursor } = await hamid.heads();
    await remove(id, 1);
    const tombstone = (await feedOf(NORTH, id)).at(-1)!.seq;
    await later(0);
    server.clock.advance(30 * DAY);
    // Written before the floor is raised: its pages are on their way while the job is at work.
    const early = await hamid.heads(cursor);
    expect(early.reopen).toEqual([]);
    server.clock.advance(2 * HOUR);
    expect(await collectFeed(server.database, server.clock)).toMatchObject({ floorsRaised: 1, collected: 0 });
    expect(await floorOf(NORTH)).toBe(tombstone);
    expect((await hamid.pullAll({ heads: early, cursor })).get(NORTH)).toEqual([
      expect.objectContaining({ record: expect.objectContaining({ id, deleted: true }) }),
    ]);
    server.clock.advance(23 * HOUR);
    expect((await collectFeed(server.database, server.clock)).collected).toBe(0);

    server.clock.advance(3 * HOUR);
    expect((await collectFeed(server.database, server.clock)).collected).toBe(1);
    expect(await feedOf(NORTH, id)).toEqual([]);
    expect((await hamid.heads(cursor)).reopen).toEqual([NORTH]);
    // Whoever had heard of it goes on, and nobody is given it anew.
    expect((await hamid.heads({ ...cursor, [NORTH]: tombstone })).reopen).toEqual([]);
    expect((await hamid.pullAll()).get(NORTH)?.filter((row) => row.type === 'put' && row.record.id === id)).toEqual([]);
    expect(await findDigestFaults(server.database)).toEqual([]);
  });

  test('SYNC-163: a record that came back into its scope is no tombstone, and a collected one that is deleted stays deleted', async () => {
    const [back, gone] = await Promise.all([server.newCustomer(), server.newCustomer()]);
    await hamid.push(
      patch('customers', 'company', back, { version: 1 }, set('territoryId', idOf('south'), idOf('north'))),
    );
    await hamid.push(
      patch('customers', 'company', back, { version: 2 }, set('territoryId', idOf('north'), idOf('south'))),
    );
    await remove(gone, 1);
    for (let step = 0; step < 3; step += 1) await later(32 * DAY);
    expect((await feedOf(NORTH, back)).map(({ type }) => type)).toEqual(['put']);
    expect(await feedOf(SOUTH, back)).toEqual([]);
    expect(await feedOf(NORTH, gone)).toEqual([]);
    const outcome = await hamid.push({
      act: 'create',
      collection: 'customers',
      kind: 'company',
      id: gone,
      body: { name: 'دوباره', stage: 'active', territoryId: idOf('north') },
    });
    expect(outcome.outcome).toBe('applied');
    expect(await server.record('customers', gone)).toMatchObject({ deleted: true });
  });

  test('SYNC-163: notes of where the counters stood do not pile up', async () => {
    for (let day = 0; day < 40; day += 1) {
      await server.newCustomer();
      await later(DAY);
    }
    const [notes] = await server.database.rows<{ count: number }>(
      'SELECT count(*) AS count FROM scope_heads WHERE scope = $1',
      [NORTH],
    );
    expect(notes?.count).toBeLessThanOrEqual(33);
  });
});

test('SYNC-51: the job at work beside writers: nobody fails, nothing is missed, nobody waits for it', async () => {
  const devices = await Promise.all(['ali', 'babak', 'hamid', 'sara'].map((name) => server.device(name)));
  const ids = await Promise.all(Array.from({ length: 8 }, () => server.newCustomer()));
  let isDone = false;
  const upkeep = (async () => {
    for (let runs = 0; !isDone; runs += 1) {
      server.clock.advance(40 * DAY);
      await collectFeed(server.database, server.clock, { batchSize: 3 });
    }
  })();
  const outcomes = await Promise.all(
    devices.slice(0, 3).map(async (device) => {
      const own = [];
      for (let round = 0; round < 12; round += 1) {
        const id = ids[round % ids.length]!;
        own.push(
          await device.push(
            patch(
              'customers',
              'company',
              id,
              { version: 1, group: device.last?.hash ?? null },
              set('note', `${device.code} ${round}`),
            ),
          ),
        );
        if (round === 8) await remove(ids[0]!, 1);
      }
      return own;
    }),
  );
  isDone = true;
  await upkeep;
  expect(outcomes.flat().filter(({ outcome }) => outcome !== 'applied')).toEqual([]);
  expect(await findDigestFaults(server.database)).toEqual([]);
  const shown = (await hamid.pullAll()).get(NORTH) ?? [];
  for (const id of ids.slice(1))
    expect(shown.filter((row) => row.type === 'put' && row.record.id === id)).toHaveLength(1);
});
