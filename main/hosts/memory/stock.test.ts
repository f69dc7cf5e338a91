/** Stock at a branch without a line: what came, went, was moved and counted; what is kept for whom; and who may. */
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
  place('store 2', { branchId: idOf('tehran') });
  place('van', { branchId: idOf('tehran'), type: 'van', holderId: idOf('ali') });
  place('far', { branchId: idOf('isfahan') });
  for (const [login, role] of [
    ['hamid', 'branchManager'],
    ['ali', 'rep'],
    ['darius', 'headOffice'],
  ] as const)
    server.put('organisation', 'person', idOf(login), {
      name: login,
      role,
      active: true,
      branchId: idOf('tehran'),
      territoryIds: [idOf('north'), idOf('south')],
    });
  window = await signIn(company, 'hamid');
});
afterEach(() => company.close());

const PAGE = { offset: 0, limit: 50 };
const TEN_MINUTES = 600_000;
const PUMP = idOf('pump');
const NOW = new Date(START).toISOString();
const [STORE, OTHER, VAN, FAR] = [idOf('store 1'), idOf('store 2'), idOf('van'), idOf('far')];
const pumps = (quantity: number) => [{ productId: PUMP, quantity }];
const later = (): void => company.clock.advance(TEN_MINUTES);

const figures = async () =>
  Object.fromEntries(
    (await first(window.stock.product({ productId: PUMP }))).places.map(({ name, quantity, mark }) => [
      name,
      mark === null ? quantity : `${quantity} ${mark}`,
    ]),
  );
const movements = async () => (await first(window.stock.movements({ ...PAGE, productId: PUMP }))).rows;

describe('what lies where', () => {
  it('is the opening balance until something moves, with its age, by place and together', async () => {
    const { rows, total } = await first(window.stock.list(PAGE));
    expect(total).toBe(1);
    expect(rows).toEqual([
      {
        id: PUMP,
        name: 'پمپ آب',
        code: 'P-10',
        unit: 'عدد',
        units: [],
        quantity: 7_000,
        available: 7_000,
        asOf: '2026-11-19T10:00:00.000Z',
        mark: null,
        pending: false,
        places: 2,
        mine: null,
      },
    ]);
    const here = await first(window.stock.list({ ...PAGE, placeId: STORE }));
    expect(here.rows).toMatchObject([{ quantity: 5_000, asOf: '2026-11-20T10:00:00.000Z', places: 1 }]);
    expect((await first(window.stock.list({ ...PAGE, placeId: VAN }))).rows).toEqual([]);
    expect((await first(window.stock.list({ ...PAGE, text: 'فیلتر' }))).rows).toEqual([]);
  });

  it('follows what is written down at once, without a line: receipt, delivery, damage; less than nothing is shown', async () => {
    company.server.reachable = false;
    await window.stock.record({ placeId: STORE, reason: 'receipt', lines: pumps(10_000), note: ' بارنامه ۱۲ ' });
    later();
    await window.stock.record({ placeId: STORE, reason: 'damage', lines: pumps(1_000) });
    await window.stock.record({ placeId: OTHER, reason: 'delivery', lines: pumps(5_000) });
    expect(await figures()).toEqual({ 'store 1': 14_000, 'store 2': '-3000 negative' });
    const [row] = (await first(window.stock.list({ ...PAGE, placeId: STORE }))).rows;
    expect(row).toMatchObject({ asOf: new Date(START + TEN_MINUTES).toISOString(), pending: true });
    expect((await movements()).at(-1)).toMatchObject({
      reason: 'receipt',
      quantity: 10_000,
      occurredAt: NOW,
      placeName: 'store 1',
      note: 'بارنامه ۱۲',
      by: 'hamid',
      pending: true,
    });
    // The catalogue says the same.
    const { rows } = await first(window.products.search({ ...PAGE, text: 'پمپ', on: TODAY }));
    expect(rows[0]?.stock).toMatchObject({ quantity: 11_000 });
  });

  it('moves from place to place whole: two ends, one commit, linked; onto a van it is a loading', async () => {
    const { id } = await window.stock.transfer({ fromId: STORE, toId: VAN, lines: pumps(2_000) });
    expect(await figures()).toEqual({ 'store 1': 3_000, 'store 2': 2_000, van: 2_000 });
    expect(
      (await movements()).map(({ reason, quantity, otherPlaceName }) => [reason, quantity, otherPlaceName]),
    ).toEqual(
      expect.arrayContaining([
        ['vanLoading', 2_000, 'store 1'],
        ['vanLoading', -2_000, 'van'],
      ]),
    );
    const ends = await Promise.all(
      (await movements()).map(({ id: end }) => first(window.records.observe({ collection: 'stock', id: end }))),
    );
    expect(ends.map((end) => end?.body['transferId'])).toEqual([id, id]);
    // Asked again, for the answer was lost: nothing moves twice.
    await window.stock.transfer({ id, fromId: STORE, toId: VAN, lines: pumps(2_000) });
    expect(await figures()).toMatchObject({ van: 2_000 });
    expect(await failure(window.stock.transfer({ fromId: STORE, toId: STORE, lines: pumps(1_000) }))).toMatchObject({
      code: 'invalid_input',
    });
  });

  it('is what was counted, and says how far that was from the books', async () => {
    const counted = [{ productId: PUMP, counted: 4_000 }];
    expect(await window.stock.count({ placeId: STORE, lines: counted })).toMatchObject({ corrected: 1 });
    expect(await figures()).toMatchObject({ 'store 1': 4_000 });
    expect(await movements()).toMatchObject([{ reason: 'count', counted: 4_000, quantity: -1_000 }]);
    later();
    expect(await window.stock.count({ placeId: STORE, lines: counted })).toMatchObject({ corrected: 0 });
    const [row] = (await first(window.stock.list({ ...PAGE, placeId: STORE }))).rows;
    expect(row?.asOf).toBe(new Date(START + TEN_MINUTES).toISOString());
    const twice = window.stock.count({ placeId: STORE, lines: [...counted, ...counted] });
    expect(await failure(twice)).toMatchObject({ code: 'invalid_input' });
  });

  it('is not changed behind: a movement is neither edited nor removed', async () => {
    await window.stock.record({ placeId: STORE, reason: 'receipt', lines: pumps(1_000) });
    const [movement] = await movements();
    const change = { do: 'set' as const, path: 'quantity', value: 9_000, seen: 1_000 };
    const edit = window.stock.changeGrant({ id: movement?.id ?? '', changes: [change] });
    expect(await failure(edit)).toMatchObject({ code: 'not_found' });
    expect(await failure(window.stock.withdrawGrant({ id: movement?.id ?? '' }))).toMatchObject({ code: 'not_found' });
  });
});

describe('what is kept for whom', () => {
  const grant = {
    placeId: STORE,
    productId: PUMP,
    holderId: idOf('ali'),
    quantity: 3_000,
    from: TODAY,
    to: '2026-12-20',
  };

  it('leaves the rest to everybody else, is changed and let go', async () => {
    const { id } = await window.stock.grant(grant);
    const [here] = (await first(window.stock.list({ ...PAGE, placeId: STORE }))).rows;
    expect(here).toMatchObject({ quantity: 5_000, available: 2_000 });
    await window.stock.changeGrant({ id, changes: [{ do: 'set', path: 'quantity', value: 5_000, seen: 3_000 }] });
    expect(await figures()).toMatchObject({ 'store 1': '5000 promised' });
    await window.stock.withdrawGrant({ id });
    expect(await figures()).toMatchObject({ 'store 1': 5_000 });
    const [store] = await first(window.stock.places());
    expect(store?.people.map(({ name }) => name)).toEqual(['ali', 'hamid']);
    expect(await failure(window.stock.grant({ ...grant, holderId: idOf('darius') }))).toMatchObject({
      code: 'invalid_input',
      facts: { reason: 'place_not_held' },
    });
    const reversed = window.stock.grant({ ...grant, to: '2026-11-01' });
    expect(await failure(reversed)).toMatchObject({ code: 'invalid_input' });
  });

  it('is used by what its holder confirmed and has not handed over', async () => {
    await window.stock.grant(grant);
    const uses = async () =>
      (await first(window.stock.product({ productId: PUMP }))).allotments.map(({ holderName, granted, used, left }) => [
        holderName,
        granted,
        used,
        left,
      ]);
    expect(await uses()).toEqual([['ali', 3_000, 0, 3_000]]);
    const order = (state: string, rest: RecordBody = {}): RecordBody => ({
      ...pumpOrder('bahar', TODAY, [[2_000, 900]]).body,
      state,
      ...rest,
    });
    company.server.put('salesDocuments', 'order', idOf('draft'), order('draft'));
    company.server.put('salesDocuments', 'order', idOf('confirmed'), order('confirmed'));
    company.server.put('salesDocuments', 'order', idOf('another'), order('confirmed', { ownerId: idOf('hamid') }));
    company.server.put('salesDocuments', 'order', idOf('done'), order('confirmed', { deliveredOn: TODAY }));
    await window.sync.now();
    expect(await uses()).toEqual([['ali', 3_000, 2_000, 1_000]]);
  });
});

describe('who may', () => {
  it('write of places that are theirs to keep, and of no other', async () => {
    expect((await first(window.stock.places())).map(({ name }) => name)).toEqual(['store 1', 'store 2', 'van']);
    for (const call of [
      window.stock.record({ placeId: FAR, reason: 'receipt', lines: pumps(1_000) }),
      window.stock.transfer({ fromId: STORE, toId: FAR, lines: pumps(1_000) }),
    ])
      expect(await failure(call)).toMatchObject({ code: 'permission_denied' });
    const nowhere = window.stock.record({ placeId: idOf('tehran'), reason: 'receipt', lines: pumps(1_000) });
    expect(await failure(nowhere)).toMatchObject({ code: 'not_found' });
  });

  it('a rep reads, and writes nothing', async () => {
    const other = await createTestCompany();
    try {
      other.server.put('organisation', 'stockPlace', STORE, { name: 'store 1' });
      const ali = await signIn(other, 'ali');
      expect((await first(ali.stock.list(PAGE))).total).toBe(1);
      const calls = [
        ali.stock.record({ placeId: STORE, reason: 'receipt', lines: pumps(1_000) }),
        ali.stock.count({ placeId: STORE, lines: [{ productId: PUMP, counted: 1_000 }] }),
      ];
      for (const call of calls) expect(await failure(call)).toMatchObject({ code: 'permission_denied' });
    } finally {
      await other.close();
    }
  });
});
