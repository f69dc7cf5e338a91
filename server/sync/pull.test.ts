import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { schemaVersions } from '../../shared/domain/catalogue.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { addChecksum, checksumToHex, recordChecksum } from '../../shared/sync/checksum.ts';
import {
  PROTOCOL_VERSION,
  type FeedRow,
  type HeadVector,
  type PullReply,
  type PullRequest,
} from '../../shared/sync/protocol.ts';
import { createView } from '../../shared/sync/view.ts';
import type { Queryable } from '../store/database.ts';
import { readPage } from './pages.ts';
import { createRecordImages } from './recordImages.ts';
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

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

const newCustomer = (rest: RecordBody = {}, territory = 'north'): Promise<string> =>
  server.newCustomer(territory, rest);
const putsIn = (rows: readonly FeedRow[] = []) => rows.flatMap((row) => (row.type === 'put' ? [row.record] : []));
const ask = (device: TestDevice, rest: Partial<PullRequest>, view: string): Promise<PullReply> =>
  server.app.pull(device.token, {
    protocol: PROTOCOL_VERSION,
    device: device.id,
    view,
    epoch: device.epoch,
    cursor: {},
    ...rest,
  });

describe('heads', () => {
  test('SYNC-120: count and checksum per scope and collection equal what the pages bring, over moves and deletions', async () => {
    const [ali, hamid] = await Promise.all([server.device('ali'), server.device('hamid')]);
    const ids = await Promise.all(Array.from({ length: 5 }, () => newCustomer()));
    await ali.push(patch('customers', 'company', ids[0]!, { version: 1 }, set('note', 'x')));
    await hamid.push(
      patch('customers', 'company', ids[1]!, { version: 1 }, set('territoryId', idOf('south'), idOf('north'))),
    );
    await hamid.push({
      act: 'delete',
      collection: 'customers',
      kind: 'company',
      id: ids[2]!,
      seen: { epoch: hamid.epoch, version: 1, group: null },
    });
    const heads = await hamid.heads();
    const pages = await hamid.pullAll({ limit: 2, heads });
    for (const [scope, rows] of pages) {
      const sums = new Map<string, { count: number; checksum: bigint }>();
      for (const { collection, id, version, deleted } of putsIn(rows)) {
        if (deleted) continue;
        const sum = sums.get(collection) ?? { count: 0, checksum: 0n };
        sums.set(collection, {
          count: sum.count + 1,
          checksum: addChecksum(sum.checksum, recordChecksum(id, version)),
        });
      }
      const computed = Object.fromEntries(
        [...sums].map(([collection, { count, checksum }]) => [
          collection,
          { count, checksum: checksumToHex(checksum) },
        ]),
      );
      expect({ scope, digests: heads.digests[scope] ?? {} }).toEqual({ scope, digests: computed });
    }
    expect(Object.keys(heads.digests)).toEqual(expect.arrayContaining(['company', NORTH, SOUTH]));
  });

  test('SYNC-120: the token of another device, of another person or of nobody is refused', async () => {
    const [ali, second, sara] = await Promise.all([server.device('ali'), server.device('ali'), server.device('sara')]);
    const { token, view } = await ali.heads();
    await Promise.all([second.handshake(), sara.handshake()]);
    const page = { scope: 'company', after: 0, limit: 10 };
    await expect(ask(second, { token, page }, view)).rejects.toMatchObject({ code: 'token_foreign' });
    await expect(ask(sara, { token, page }, view)).rejects.toMatchObject({ code: 'token_foreign' });
    await expect(ask(ali, { token: `${token.slice(0, -2)}AA`, page }, view)).rejects.toMatchObject({
      code: 'token_foreign',
    });
    const [content = '', code = ''] = token.split('.');
    await expect(ask(ali, { token: `${content.slice(0, -4)}AAAA.${code}`, page }, view)).rejects.toMatchObject({
      code: 'token_foreign',
    });
    await expect(ask(ali, { token: 'nonsense', page }, view)).rejects.toMatchObject({ code: 'token_foreign' });
    expect(await ask(ali, { token, page }, view)).toMatchObject({ type: 'page' });
  });

  test('SYNC-125: an expired token asks for new heads', async () => {
    const ali = await server.device('ali');
    const { token, view } = await ali.heads();
    server.clock.advance(25 * 60 * 60_000);
    expect(await ask(ali, { token, page: { scope: 'company', after: 0, limit: 10 } }, view)).toEqual({
      type: 'again',
      reason: 'token_expired',
    });
  });

  test('SYNC-135: a cursor below the floor, or beyond the head, makes the server re-open that scope', async () => {
    const ali = await server.device('ali');
    await newCustomer();
    const { heads } = await ali.heads();
    expect((await ali.heads(heads)).reopen).toEqual([]);
    await server.database.rows('UPDATE scope_counters SET floor = $2 WHERE scope = $1', [NORTH, heads[NORTH]]);
    expect((await ali.heads({ ...heads, [NORTH]: (heads[NORTH] ?? 0) - 1 })).reopen).toEqual([NORTH]);
    expect((await ali.heads({ [NORTH]: 0 })).reopen).toEqual([]);
    expect((await ali.heads({ ...heads, company: (heads['company'] ?? 0) + 1 })).reopen).toEqual(['company']);
  });

  test('a role of the whole company holds every scope that there is', async () => {
    const darius = await server.device('darius');
    const own = await newCustomer({ ownerId: idOf('sara') }, 'south');
    const { heads } = await darius.heads();
    expect(Object.keys(heads)).toEqual(expect.arrayContaining(['company', NORTH, SOUTH]));
    expect(putsIn((await darius.pullAll()).get(SOUTH)).map(({ id }) => id)).toContain(own);
  });
});

describe('pages', () => {
  test('SYNC-121: pages come in sequence order up to the head, whatever their size and whichever node serves them', async () => {
    const [ali, node] = await Promise.all([server.device('ali'), server.openNode()]);
    await server.load(
      Array.from({ length: 25 }, () => ({
        collection: 'customers' as const,
        kind: 'company',
        id: server.newId(),
        body: customerBody('صفحه', 'north'),
      })),
    );
    const heads = await ali.heads();
    const whole = (await ali.pullAll({ limit: 2_000, heads })).get(NORTH) ?? [];
    for (const limit of [1, 3, 7]) {
      const rows: FeedRow[] = [];
      for (let after = 0, turn = 0; ; turn += 1) {
        const page = await ali.page(heads.token, NORTH, after, limit, turn % 2 === 0 ? server.app : node);
        expect(page.rows.length).toBeLessThanOrEqual(limit);
        expect(page.next).toBeGreaterThan(after);
        rows.push(...page.rows);
        after = page.next;
        if (page.done) break;
      }
      expect(rows).toEqual(whole);
    }
    const sequences = whole.map(({ seq }) => seq);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    expect(await ali.page(heads.token, NORTH, heads.heads[NORTH] ?? 0, 5)).toMatchObject({ rows: [], done: true });
  });

  test('SYNC-121: a transaction after the head is not seen, in no page: rows it superseded come as they were', async () => {
    const [ali, babak] = await Promise.all([server.device('ali'), server.device('babak')]);
    const ids = await Promise.all(Array.from({ length: 6 }, () => newCustomer({ note: 'پیش' })));
    const heads = await ali.heads();
    const rows: FeedRow[] = [];
    for (let after = 0, round = 0; ; round += 1) {
      const page = await ali.page(heads.token, NORTH, after, 2);
      rows.push(...page.rows);
      after = page.next;
      if (page.done) break;
      // Between two pages: one transaction over all of them, and one that creates.
      await babak.push(
        ...ids.map((id) =>
          patch(
            'customers',
            'company',
            id,
            { version: round + 1 },
            set('note', `پس ${round}`, round === 0 ? 'پیش' : `پس ${round - 1}`),
          ),
        ),
      );
      await babak.push(create('customers', 'company', server.newId(), customerBody('دیرتر', 'north')));
    }
    const seen = new Map(putsIn(rows).map((record) => [record.id, record]));
    for (const id of ids) expect(seen.get(id)).toMatchObject({ version: 1, body: { note: 'پیش' } });
    expect(putsIn(rows).every(({ body }) => body['name'] !== 'دیرتر')).toBe(true);
    // From there on, the next checkpoint brings each once, as it is now.
    const later = (await ali.pullAll({ cursor: heads.heads })).get(NORTH) ?? [];
    const changed = putsIn(later).filter(({ id }) => ids.includes(id));
    expect(changed).toHaveLength(6);
    expect(new Set(changed.map(({ body }) => body['note'])).size).toBe(1);
  });

  test('SYNC-122: while writers move pairs of records together, every checkpoint shows both or neither', async () => {
    const [ali, babak] = await Promise.all([server.device('ali'), server.device('babak')]);
    const [left, right] = [await newCustomer({ note: '0' }), await newCustomer({ note: '0' })];
    await newCustomer();
    let isWriting = true;
    const writing = (async () => {
      for (let turn = 1; turn <= 25; turn += 1) {
        const change = set('note', String(turn), String(turn - 1));
        await babak.push(
          patch('customers', 'company', left, { version: turn }, change),
          patch('customers', 'company', right, { version: turn }, change),
        );
      }
      isWriting = false;
    })();
    let cursor: HeadVector = {};
    const held = new Map<string, string>();
    let checkpoints = 0;
    while (isWriting || checkpoints === 0) {
      const heads = await ali.heads(cursor);
      const rows = (await ali.pullAll({ limit: 1, cursor, heads })).get(NORTH);
      for (const { id, body } of putsIn(rows)) if (typeof body['note'] === 'string') held.set(id, body['note']);
      expect(held.get(left)).toBe(held.get(right));
      cursor = heads.heads;
      checkpoints += 1;
    }
    await writing;
    expect(checkpoints).toBeGreaterThan(1);
  });

  test('a page ends early where its bodies grow large, and goes on from there', async () => {
    const ali = await server.device('ali');
    const note = 'بلند '.repeat(1_900);
    const before = (await ali.heads()).heads;
    await server.load(
      Array.from({ length: 400 }, (_, index) => ({
        collection: 'customers' as const,
        kind: 'company',
        id: server.newId(),
        body: customerBody('بزرگ', 'north', { note, code: String(index) }),
      })),
    );
    const { token } = await ali.heads(before);
    const page = await ali.page(token, NORTH, before[NORTH] ?? 0, 2_000);
    expect(page.done).toBe(false);
    expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(6 * 1024 * 1024);
    expect(page.rows.length).toBeGreaterThan(100);
    expect(putsIn((await ali.pullAll({ cursor: before, limit: 2_000 })).get(NORTH))).toHaveLength(400);
  });
});

test('SYNC-190: records of megabytes are read for the page that carries them, not for every page before it', async () => {
  const at = server.newId();
  const note = 'x'.repeat(1_500_000);
  const ids = Array.from({ length: 24 }, () => server.newId());
  await server.load(
    ids.map((id) => ({
      collection: 'customers' as const,
      kind: 'company',
      id,
      body: { name: 'بزرگ', stage: 'active', ownerId: at, newer: note },
    })),
  );
  let read = 0;
  const database: Queryable = {
    async rows(sql, values, handling) {
      const rows = await server.database.rows<never>(sql, values, handling);
      read += rows.filter((row) => 'body' in row).length;
      return rows;
    },
  };
  const view = createView('headOffice', schemaVersions());
  const images = createRecordImages(0);
  const scope = `person/${at}`;
  const seen: number[] = [];
  for (let after = 0, done = false; !done;) {
    const context = { database, images, epoch: 'one', view };
    const page = await readPage(context, ids.length, 'token', { scope, after, limit: 2_000 });
    seen.push(page.rows.length);
    ({ next: after, done } = page);
  }
  expect(seen.reduce((sum, rows) => sum + rows, 0)).toBe(ids.length);
  expect(read).toBeLessThan(seen.length * 9);
});

describe('grants and views', () => {
  test('SYNC-124: a new grant and a withdrawn one re-head everything; what is withdrawn is no longer given', async () => {
    const [ada, person] = [await server.device('ada'), server.newId()];
    await server.load([
      {
        collection: 'organisation',
        kind: 'person',
        id: person,
        body: { name: 'ندا', role: 'rep', active: true, territoryIds: [idOf('north')] },
      },
    ]);
    const rep = await server.device(person);
    const first = await rep.heads();
    const page = { scope: NORTH, after: 0, limit: 5 };
    expect(await ask(rep, { token: first.token, page }, first.view)).toMatchObject({ type: 'page' });
    await ada.push(
      patch(
        'organisation',
        'person',
        person,
        { version: 1 },
        { do: 'add', path: 'territoryIds', value: idOf('south') },
      ),
    );
    expect(await ask(rep, { token: first.token, page }, first.view)).toEqual({
      type: 'again',
      reason: 'grants_changed',
    });
    const second = await rep.heads();
    expect(Object.keys(second.heads)).toContain(SOUTH);
    await ada.push(
      patch(
        'organisation',
        'person',
        person,
        { version: 2 },
        { do: 'remove', path: 'territoryIds', value: idOf('north') },
      ),
    );
    expect(await ask(rep, { token: second.token, page }, second.view)).toEqual({
      type: 'again',
      reason: 'grants_changed',
    });
    const third = await rep.heads();
    expect(Object.keys(third.heads)).not.toContain(NORTH);
    await expect(ask(rep, { token: third.token, page }, third.view)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  test('SYNC-141: what the role may not read is in no page: whole collections and single fields', async () => {
    const productId = server.newId();
    const body = {
      name: 'پمپ',
      unit: 'عدد',
      taxPercentage: 90_000,
      prices: [],
      cost: { amount: 123_456_789, currency: 'IRR' },
    };
    await server.load([{ collection: 'products', kind: 'equipment', id: productId, body }]);
    const technician = server.newId();
    await server.load([
      {
        collection: 'organisation',
        kind: 'person',
        id: technician,
        body: { name: 'فنی', role: 'technician', active: true, territoryIds: [idOf('north')] },
      },
    ]);
    const customerId = await newCustomer({
      nationalId: '0012345678',
      creditLimit: { amount: 987_654_321, currency: 'IRR' },
    });
    await server.load([
      { collection: 'salesDocuments', kind: 'order', id: server.newId(), body: orderBody(customerId) },
    ]);
    const [ali, hamid, technical] = await Promise.all([
      server.device('ali'),
      server.device('hamid'),
      server.device(technician),
    ]);
    const textOf = async (device: TestDevice) => JSON.stringify([...(await device.pullAll())]);
    expect(await textOf(hamid)).toContain('123456789');
    expect(await textOf(ali)).not.toContain('123456789');
    expect(await textOf(ali)).toContain('0012345678');
    const shown = await textOf(technical);
    expect(shown).toContain(customerId);
    expect(shown).not.toMatch(/123456789|987654321|0012345678|salesDocuments/);
    // The digests are of what is shown.
    expect((await technical.heads()).digests[NORTH]).not.toHaveProperty('salesDocuments');
    expect((await hamid.heads()).digests[NORTH]).toHaveProperty('salesDocuments');
  });

  test('SYNC-140: collections that a client does not know stay away, and knowing more is another view', async () => {
    const ali = await server.device('ali');
    const { customers, organisation } = schemaVersions() as Record<'customers' | 'organisation', number>;
    const old = await ali.handshake({ customers, organisation });
    const heads = await ali.heads();
    expect(Object.keys(heads.digests[NORTH] ?? {})).toEqual(['customers']);
    const next = await ali.handshake();
    expect(next.view).not.toBe(old.view);
    expect(await ask(ali, { token: heads.token, page: { scope: NORTH, after: 0, limit: 5 } }, old.view)).toEqual({
      type: 'again',
      reason: 'view_changed',
    });
  });
});
