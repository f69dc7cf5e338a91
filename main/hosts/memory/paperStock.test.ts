/** What deliveries and returns move: without a line, once, by whoever writes the paper; and what a cancelled one takes back. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, pumpOrder, signIn, START, TODAY, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  const { server } = company;
  const place = (name: string, rest: RecordBody): void =>
    server.put('organisation', 'stockPlace', idOf(name), { name, ...rest });
  place('store 1', { branchId: idOf('tehran') });
  place('van', { branchId: idOf('tehran'), type: 'van', holderId: idOf('ali') });
  place('far', { branchId: idOf('isfahan') });
  for (const [login, role] of [
    ['hamid', 'branchManager'],
    ['ali', 'rep'],
  ] as const)
    server.put('organisation', 'person', idOf(login), {
      name: login,
      role,
      active: true,
      branchId: idOf('tehran'),
      territoryIds: [idOf('north'), idOf('south')],
    });
  server.put('salesDocuments', 'order', idOf('sold'), {
    ...pumpOrder('bahar', TODAY, [[5_000, 900]]).body,
    state: 'confirmed',
  });
  window = await signIn(company, 'ali');
  company.server.reachable = false;
});
afterEach(() => company.close());

const PUMP = idOf('pump');
const ORDER = idOf('sold');
const [STORE, VAN, FAR] = [idOf('store 1'), idOf('van'), idOf('far')];
const lineId = async (): Promise<string> =>
  (await first(window.salesDocuments.chain({ orderId: ORDER })))?.progress.lines[0]?.lineId ?? '';
const pieces = async (quantity: number) => [{ orderLineId: await lineId(), quantity }];
const bodyOf = async (id: string): Promise<RecordBody> =>
  (await first(window.records.observe({ collection: 'salesDocuments', id })))?.body ?? {};
const at = async (placeId: string) =>
  (await first(window.stock.product({ productId: PUMP }))).places.find((place) => place.placeId === placeId)?.quantity;
const movements = async () =>
  (await first(window.stock.movements({ productId: PUMP, offset: 0, limit: 50 }))).rows.map(
    ({ placeName, reason, quantity, isTakenBack }) => [placeName, reason, quantity, isTakenBack],
  );
async function become(login: string): Promise<void> {
  company.server.reachable = true;
  await window.session.lock();
  await window.session.addPerson();
  window = await signIn(company, login);
  company.server.reachable = false;
}

describe('a delivery', () => {
  it('takes its goods from the van of whoever delivers, without a line', async () => {
    const { id } = await window.salesDocuments.deliver({ orderId: ORDER, lines: await pieces(2_000) });
    expect(await bodyOf(id)).toMatchObject({ stockPlaceId: VAN });
    expect(await at(VAN)).toBe(-2_000);
    expect(await movements()).toEqual([['van', 'delivery', -2_000, false]]);
  });

  it('asked again after a lost answer moves nothing twice', async () => {
    const request = { id: idOf('once'), orderId: ORDER, lines: await pieces(2_000) };
    await window.salesDocuments.deliver(request);
    await window.salesDocuments.deliver(request);
    expect(await at(VAN)).toBe(-2_000);
  });

  it('takes them from where it says, of the places that are theirs; and from nowhere where it says so', async () => {
    await window.salesDocuments.deliver({ orderId: ORDER, lines: await pieces(1_000), stockPlaceId: STORE });
    expect(await at(STORE)).toBe(4_000);
    await window.salesDocuments.deliver({ orderId: ORDER, lines: await pieces(1_000), stockPlaceId: null });
    expect(await movements()).toHaveLength(1);
    for (const [stockPlaceId, code] of [
      [FAR, 'permission_denied'],
      [idOf('tehran'), 'not_found'],
    ] as const)
      expect(
        await failure(window.salesDocuments.deliver({ orderId: ORDER, lines: await pieces(1_000), stockPlaceId })),
      ).toMatchObject({ code });
  });

  it('that is prepared moves nothing until it goes out', async () => {
    const { id } = await window.salesDocuments.deliver({
      orderId: ORDER,
      lines: await pieces(2_000),
      asDraft: true,
      stockPlaceId: STORE,
    });
    expect(await movements()).toEqual([]);
    await window.salesDocuments.issue({ id });
    expect(await at(STORE)).toBe(3_000);
  });

  it('that is cancelled never was: also what was counted in between stays', async () => {
    const { id } = await window.salesDocuments.deliver({ orderId: ORDER, lines: await pieces(2_000) });
    await window.salesDocuments.cancel({ id, reason: 'اشتباه' });
    expect(await at(VAN)).toBe(0);
    expect(await movements()).toContainEqual(['van', 'delivery', 2_000, true]);
    expect(await movements()).toHaveLength(2);
  });

  it('of a van is cancelled by whoever leads its branch, too; and by nobody who does not hold the place', async () => {
    const { id } = await window.salesDocuments.deliver({ orderId: ORDER, lines: await pieces(2_000) });
    company.server.reachable = true;
    await window.sync.now();
    await become('hamid');
    await window.salesDocuments.cancel({ id, reason: 'اشتباه' });
    expect(await at(VAN)).toBe(0);
  });
});

describe('a step that lost against an edit and is taken back', () => {
  it('is taken now, with what it moves, whatever day it was taken on first', async () => {
    company.server.reachable = true;
    const { id } = await window.salesDocuments.deliver({ orderId: ORDER, lines: await pieces(2_000), asDraft: true });
    await window.sync.now();
    const leaf = (path: string, mine: string) => ({ path, base: null, mine, group: 'delivery', policy: 'ask' });
    company.server.put('reviews', 'review', idOf('review'), {
      collection: 'salesDocuments',
      recordKind: 'delivery',
      recordId: id,
      group: 'f'.repeat(64),
      mineAuthorId: idOf('ali'),
      theirsAuthorId: idOf('hamid'),
      deciderId: idOf('ali'),
      leaves: [
        { ...leaf('state', 'delivered'), theirs: 'draft', result: 'draft' },
        leaf('stockPlaceId', VAN),
        leaf('deliveredAt', '2026-01-05T08:00:00.000Z'),
        leaf('number', 'DLV-TEST-0001'),
      ],
      status: 'open',
    });
    await window.sync.now();
    company.server.reachable = false;
    await window.reviews.decide({ id: idOf('review'), decision: 'takeBack' });
    expect(await bodyOf(id)).toMatchObject({
      state: 'delivered',
      stockPlaceId: VAN,
      deliveredAt: expect.stringMatching(new RegExp(`^${TODAY}`)),
    });
    expect(await at(VAN)).toBe(-2_000);
  });
});

describe('a return', () => {
  it('lies where it was taken in, once it is back', async () => {
    await window.salesDocuments.deliver({ orderId: ORDER, lines: await pieces(3_000) });
    const { id } = await window.salesDocuments.takeBack({
      orderId: ORDER,
      lines: await pieces(1_000),
      remedy: 'refund',
      reason: 'damaged',
    });
    expect(await at(VAN)).toBe(-3_000);
    await window.salesDocuments.receive({ id, stockPlaceId: STORE });
    expect([await at(VAN), await at(STORE)]).toEqual([-3_000, 6_000]);
    expect(await bodyOf(id)).toMatchObject({ state: 'received', stockPlaceId: STORE });
  });
});

it('a branch manager delivers from the warehouse of the branch', async () => {
  await become('hamid');
  await window.salesDocuments.deliver({ orderId: ORDER, lines: await pieces(2_000) });
  expect(await at(STORE)).toBe(3_000);
});

it('who keeps no stock writes none by any other road', async () => {
  expect(
    await failure(window.stock.record({ placeId: VAN, reason: 'delivery', lines: [{ productId: PUMP, quantity: 1 }] })),
  ).toMatchObject({
    code: 'permission_denied',
  });
});

describe('a move that is asked for again', () => {
  it('is the same one, and never another under its name', async () => {
    await become('hamid');
    const lines = [{ productId: PUMP, quantity: 1_000 }];
    const move = { id: idOf('move'), fromId: STORE, toId: VAN, lines };
    await window.stock.transfer(move);
    await window.stock.transfer(move);
    expect([await at(STORE), await at(VAN)]).toEqual([4_000, 1_000]);
    expect(
      await failure(window.stock.transfer({ ...move, lines: [{ productId: PUMP, quantity: 2_000 }] })),
    ).toMatchObject({ code: 'locked' });
    const count = { id: idOf('count'), placeId: STORE, lines: [{ productId: PUMP, counted: 7_000 }] };
    await window.stock.count(count);
    await window.stock.count(count);
    expect(await at(STORE)).toBe(7_000);
  });
});

describe('a machine whose clock is behind', () => {
  const counted = (occurredAt: string): void =>
    company.server.put('stock', 'movement', idOf('count by another'), {
      productId: PUMP,
      placeId: VAN,
      reason: 'count',
      counted: 9_000,
      quantity: 9_000,
      occurredAt,
    });
  const IN_FIVE_MINUTES = new Date(START + 300_000).toISOString();

  it('writes behind a count that it has seen, never before it', async () => {
    counted(IN_FIVE_MINUTES);
    company.server.reachable = true;
    await window.sync.now();
    company.server.reachable = false;
    expect(await at(VAN)).toBe(9_000);
    await window.salesDocuments.deliver({ orderId: ORDER, lines: await pieces(2_000) });
    expect(await at(VAN)).toBe(7_000);
  });

  it('and follows no moment that cannot be', async () => {
    counted('2036-01-01T00:00:00.000Z');
    company.server.reachable = true;
    await window.sync.now();
    const { id } = await window.salesDocuments.deliver({ orderId: ORDER, lines: await pieces(2_000) });
    expect(await bodyOf(id)).toMatchObject({ deliveredAt: expect.stringMatching(/^2026-11-/) });
  });
});
