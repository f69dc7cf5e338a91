/** A branch on its day, as windows see it: who is where, what is missing, and paper that is entered for others. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { paperDraftKey, type BranchDay, type Missing, type PaperRow } from '../../../shared/contract/branch.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, signIn, START, TODAY, USERS, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  for (const { id, name, role } of USERS)
    company.server.put('organisation', 'person', id, {
      name,
      role,
      active: true,
      ...(['ali', 'tara', 'hamid'].some((login) => idOf(login) === id) ? { branchId: idOf('tehran') } : {}),
    });
  window = await signIn(company, 'hamid');
});
afterEach(() => company.close());

const NOW = new Date(START).toISOString();
const day = (): Promise<BranchDay> => first(window.branch.day({ branchId: null }));
const missing = async (what: Missing) => (await day()).missing.find((list) => list.what === what)?.rows ?? [];
const put = (key: string, kind: string, body: object): void =>
  company.server.put('activities', kind, idOf(key), { subject: 'بازدید', ...body });
const paper = { personId: idOf('ali'), on: TODAY, customerId: idOf('bahar') };
const order = (more: Partial<Extract<PaperRow, { kind: 'order' }>> = {}): PaperRow => ({
  ...paper,
  id: idOf('row 1'),
  kind: 'order',
  slip: '1201',
  lines: [{ productId: idOf('pump'), said: '2' }],
  ...more,
});
const receipt = (more: Partial<Extract<PaperRow, { kind: 'receipt' }>> = {}): PaperRow => ({
  ...paper,
  id: idOf('row 2'),
  kind: 'receipt',
  slip: '77',
  method: 'cash',
  amount: 500_000,
  ...more,
});
const visit = (more: Partial<Extract<PaperRow, { kind: 'visit' | 'call' }>> = {}): PaperRow => ({
  ...paper,
  id: idOf('row 3'),
  kind: 'visit',
  subject: 'بازدید',
  outcome: 'refused',
  noOrderReason: 'price',
  ...more,
});
const bodyOf = async (collection: 'salesDocuments' | 'activities', id: string) =>
  (await first(window.records.observe({ collection, id })))?.body;

describe('who is where', () => {
  it('says where each of the branch was last, since when, what is next, and how old that is', async () => {
    put('past', 'visit', {
      ownerId: idOf('ali'),
      customerId: idOf('bahar'),
      happenedAt: '2026-11-21T05:00:00.000Z',
      checkedInAt: '2026-11-21T05:00:00.000Z',
      checkedOutAt: '2026-11-21T05:40:00.000Z',
      outcome: 'ordered',
    });
    put('here', 'visit', {
      ownerId: idOf('ali'),
      customerId: idOf('part'),
      plannedAt: '2026-11-21T04:30:00.000Z',
      checkedInAt: '2026-11-21T06:00:00.000Z',
      checkInPosition: { latitude: 35_700_000, longitude: 51_400_000 },
    });
    put('next', 'visit', { ownerId: idOf('ali'), customerId: idOf('karimi'), plannedAt: '2026-11-21T09:00:00.000Z' });
    company.server.answer = (name) => {
      if (name !== 'branchContacts') throw new Error(name);
      const contact = { held: 0, waiting: 0, closedAt: null };
      return {
        at: NOW,
        people: [
          { id: idOf('ali'), lastSyncAt: '2026-11-21T06:01:00.000Z', ...contact },
          { id: idOf('tara'), lastSyncAt: '2026-11-19T12:00:00.000Z', ...contact },
        ],
      };
    };
    await window.sync.now();
    expect((await day()).askedAt).toBeNull();
    await window.branch.askContacts({ branchId: null });
    const { people, askedAt, branch } = await day();
    expect(branch).toEqual({ id: idOf('tehran'), name: 'تهران' });
    expect(askedAt).toBe(NOW);
    expect(people.map(({ id }) => id).toSorted()).toEqual([idOf('ali'), idOf('hamid'), idOf('tara')].toSorted());
    expect(people.find(({ id }) => id === idOf('ali'))).toMatchObject({
      place: {
        state: 'here',
        customerName: 'پارت صنعت',
        since: '2026-11-21T06:00:00.000Z',
        position: { latitude: 35_700_000 },
      },
      next: { customerName: 'کریمی', at: '2026-11-21T09:00:00.000Z' },
      visitsMade: 1,
      visitsLeft: 1,
      newestAt: '2026-11-21T06:00:00.000Z',
      contact: { lastSyncAt: '2026-11-21T06:01:00.000Z' },
    });
    expect(people.find(({ id }) => id === idOf('hamid'))).toMatchObject({ place: null, contact: null });
    expect(await missing('notHeard')).toMatchObject([{ id: idOf('tara'), at: '2026-11-19T12:00:00.000Z' }]);
    expect((await missing('notClosed')).map(({ id }) => id).toSorted()).toEqual([idOf('ali'), idOf('tara')].toSorted());
    expect(await missing('visitsNotMade')).toMatchObject([{ id: idOf('next'), personName: 'علی رضایی' }]);
  });

  it('shows the day of somebody of the branch as they have it, and nobody else’s', async () => {
    put('next', 'visit', { ownerId: idOf('ali'), customerId: idOf('karimi'), plannedAt: '2026-11-21T09:00:00.000Z' });
    await window.sync.now();
    expect((await first(window.day.list({ on: TODAY, of: idOf('ali') }))).visits.map(({ name }) => name)).toEqual([
      'کریمی',
    ]);
    expect((await first(window.day.list({ on: TODAY }))).visits).toEqual([]);
    expect(await failure(first(window.day.list({ on: TODAY, of: idOf('darius') })))).toMatchObject({
      code: 'permission_denied',
    });
  });

  it('is for a branch manager of their own branch, and for nobody who sells', async () => {
    expect(await failure(first(window.branch.day({ branchId: idOf('other') })))).toMatchObject({
      code: 'permission_denied',
    });
    const elsewhere = await createTestCompany();
    const rep = await signIn(elsewhere);
    expect(await failure(first(rep.branch.day({ branchId: null })))).toMatchObject({ code: 'permission_denied' });
    expect(await failure(rep.branch.enter(order()))).toMatchObject({ code: 'permission_denied' });
    expect(await failure(rep.branch.find({ what: 'customers', texts: ['بهار'] }))).toMatchObject({
      code: 'permission_denied',
    });
    // By the road of orders neither.
    const body = { ...pumpless, paper: { number: '1', row: idOf('x') } };
    expect(await failure(rep.orders.create({ kind: 'order', body }))).toMatchObject({ code: 'permission_denied' });
    await elsewhere.close();
  });
  const pumpless = { customerId: idOf('bahar'), ownerId: idOf('ali'), orderedOn: TODAY, currency: 'IRR', lines: [] };
});

describe('what is missing', () => {
  it('names what nobody finished, each with its record', async () => {
    put('silent', 'call', { ownerId: idOf('ali'), customerId: idOf('bahar'), happenedAt: '2026-11-21T06:30:00.000Z' });
    const documents = {
      draft: ['order', { state: 'draft', orderedOn: TODAY, currency: 'IRR', lines: [] }],
      taken: [
        'receipt',
        {
          state: 'collected',
          method: 'cash',
          receivedOn: TODAY,
          currency: 'IRR',
          amount: { amount: 9, currency: 'IRR' },
        },
      ],
      cheque: [
        'receipt',
        {
          state: 'verified',
          method: 'cheque',
          receivedOn: '2026-10-01',
          currency: 'IRR',
          amount: { amount: 8, currency: 'IRR' },
          cheque: { number: '1', bank: 'ملت', dueOn: '2026-11-20' },
        },
      ],
    } as const;
    for (const [key, [kind, body]] of Object.entries(documents))
      company.server.put('salesDocuments', kind, idOf(key), {
        customerId: idOf('bahar'),
        ownerId: idOf('ali'),
        ...body,
      });
    company.server.put('serviceRequests', 'repair', idOf('late'), {
      customerId: idOf('bahar'),
      subject: 'نشتی',
      state: 'inquiry',
      priority: 'high',
      receivedAt: '2026-11-20T06:00:00.000Z',
      dueAt: '2026-11-21T06:00:00.000Z',
    });
    await window.sync.now();
    const ids = async (what: Missing) => (await missing(what)).map(({ id }) => id);
    expect(await ids('outcomes')).toEqual([idOf('silent')]);
    expect(await ids('ordersOpen')).toEqual([idOf('draft')]);
    expect(await ids('receiptsUnverified')).toEqual([idOf('taken')]);
    expect(await ids('chequesDue')).toEqual([idOf('cheque')]);
    expect(await ids('requestsLate')).toEqual([idOf('late')]);
    expect((await day()).missing.map(({ what }) => what)).not.toContain('notInvoiced');
  });
});

describe('paper', () => {
  it('becomes a confirmed order of whoever wrote the slip, entered by the manager, priced of its day', async () => {
    const entered = await window.branch.enter(order());
    expect(entered).toMatchObject({ draftBecause: null, total: { amount: 2 * 1_200_000 * 1.09, currency: 'IRR' } });
    expect(entered.number).toMatch(/^ORD-/);
    expect(await bodyOf('salesDocuments', entered.id)).toMatchObject({
      ownerId: idOf('ali'),
      state: 'confirmed',
      paper: { number: '1201', row: idOf('row 1') },
    });
    const { createdBy } = (await first(window.records.observe({ collection: 'salesDocuments', id: entered.id }))) ?? {};
    expect(createdBy).toBe(idOf('hamid'));
    // The answer was lost: asked again, nothing is doubled and no number more is used.
    expect(await window.branch.enter(order())).toEqual(entered);
    expect(await first(window.branch.entered({ personId: idOf('ali'), on: TODAY }))).toMatchObject([
      { kind: 'order', slip: '1201', number: entered.number, enteredBy: 'حمید مدیر' },
    ]);
  });

  it('says cartons where the slip does, at the slip’s price of a carton, and counts pieces', async () => {
    company.server.put('products', 'consumable', idOf('gloves'), {
      name: 'دستکش',
      unit: 'عدد',
      units: [
        { id: 'u1', order: 'a0', unit: 'کارتن', factor: 12_000 },
        { id: 'u2', order: 'a1', unit: 'کارتن ۲۴تایی', factor: 24_000 },
      ],
      taxPercentage: 0,
      prices: [{ id: 'p', order: 'a', price: { amount: 100, currency: 'IRR' }, from: '2020-01-01' }],
    });
    await window.sync.now();
    const gloves = (said: string, more: object = {}) =>
      order({ lines: [{ productId: idOf('gloves'), said, ...more }] });
    const refused = (said: string, more: object = {}) => failure(window.branch.enter(gloves(said, more)));
    expect(await refused('۲ پالت')).toMatchObject({ facts: { reason: 'unit_unknown', lines: ['0'] } });
    expect(await refused('2 کارتن', { unitPrice: 1_001 })).toMatchObject({
      facts: { reason: 'unit_price_uneven' },
    });
    expect(await refused('۲ کارتن و ۰')).toMatchObject({
      facts: { reason: 'order.quantityNotPositive', lines: ['0'] },
    });
    expect(await refused('کارتن')).toMatchObject({ facts: { reason: 'not_a_number' } });
    const loose = '۲ کارتن و ۴ عدد';
    expect(await refused(loose, { unitPrice: 1_080 })).toMatchObject({ facts: { reason: 'unit_price_several' } });
    const counted = await window.branch.enter({ ...gloves(loose), id: idOf('loose'), slip: '77' });
    expect((await bodyOf('salesDocuments', counted.id))?.['lines']).toMatchObject([{ quantity: 28_000 }]);
    const large = await window.branch.enter({ ...gloves('۲ کارتن ۲۴تایی'), id: idOf('large'), slip: '78' });
    expect((await bodyOf('salesDocuments', large.id))?.['lines']).toMatchObject([
      { quantity: 48_000, saidIn: { unitId: 'u2' } },
    ]);
    const { id, total } = await window.branch.enter(gloves('2 کارتن‌ها', { unitPrice: 1_080 }));
    expect(total).toEqual({ amount: 2 * 1_080, currency: 'IRR' });
    expect((await bodyOf('salesDocuments', id))?.['lines']).toMatchObject([
      {
        quantity: 24_000,
        unit: 'عدد',
        unitPrice: { amount: 90, currency: 'IRR' },
        saidIn: { unitId: 'u1', unit: 'کارتن', factor: 12_000 },
      },
    ]);
    // Entered again it is the same; as many pieces are another slip.
    expect((await window.branch.enter(gloves('۲ کارتن', { unitPrice: 1_080 }))).id).toBe(id);
    expect(await refused('24', { unitPrice: 90 })).toMatchObject({ facts: { reason: 'row_entered' } });
  });

  it('warns of a slip that was entered before, and takes another of that number when told so', async () => {
    const { id } = await window.branch.enter(order());
    const again = order({ id: idOf('row 9') });
    expect(await failure(window.branch.enter(again))).toMatchObject({
      code: 'invalid_input',
      facts: { reason: 'slip_entered', slip: '1201', id, person: 'علی رضایی' },
    });
    // A slip of another kind counts for itself.
    await window.branch.enter(receipt({ slip: '1201' }));
    expect((await window.branch.enter({ ...again, isAnother: true })).number).toMatch(/^ORD-/);
    expect(await first(window.branch.entered({ personId: idOf('ali'), on: TODAY }))).toHaveLength(3);
  });

  it('with a product without a price is refused, line by line, and leaves nothing behind: the row is mended and entered once', async () => {
    const priceless = order({ lines: [{ productId: idOf('filter'), said: '۱' }] });
    expect(await failure(window.branch.enter(priceless))).toMatchObject({
      code: 'price_missing',
      facts: { lines: ['0'] },
    });
    expect(await first(window.branch.entered({ personId: idOf('ali'), on: TODAY }))).toEqual([]);
    // With the price of the slip it is an order.
    const priced = order({ lines: [{ productId: idOf('filter'), said: '۱', unitPrice: 70 }] });
    expect(await window.branch.enter(priced)).toMatchObject({
      draftBecause: null,
      total: { amount: 70, currency: 'IRR' },
    });
    expect(await first(window.branch.entered({ personId: idOf('ali'), on: TODAY }))).toHaveLength(1);
  });

  it('that was corrected after a lost answer is not answered with what it said before', async () => {
    const rows = [
      [order(), order({ lines: [{ productId: idOf('pump'), said: '3' }] })],
      [receipt({ slip: '78' }), receipt({ slip: '78', amount: 600_000 })],
      [visit(), visit({ customerId: idOf('part') })],
      [visit({ id: idOf('row 6'), kind: 'call' }), visit({ id: idOf('row 6'), kind: 'call', outcome: 'ordered' })],
    ] as const;
    for (const [said, corrected] of rows) {
      const { id, number, collection } = await window.branch.enter(said);
      expect(await failure(window.branch.enter(corrected)), said.kind).toMatchObject({
        code: 'invalid_input',
        facts: { reason: 'row_entered', id, collection, title: number ?? '', isTakenBack: false },
      });
      expect((await window.branch.enter(said)).id).toBe(id);
      // Taken back, the row is no answer any more: it is entered anew, with an id of its own.
      await window.branch.takeBack({ collection, id, reason: 'اشتباه' });
      expect(await failure(window.branch.enter(said)), said.kind).toMatchObject({
        facts: { reason: 'row_entered', isTakenBack: true },
      });
      const anew = { ...corrected, id: idOf(`${said.kind} anew`) };
      expect((await window.branch.enter(anew)).id).toBe(anew.id);
    }
  });

  it('finds a visit that was written into a plan again, whatever customer the row says now', async () => {
    put('planned', 'visit', { ownerId: idOf('ali'), customerId: idOf('bahar'), plannedAt: '2026-11-21T05:30:00.000Z' });
    await window.sync.now();
    await window.branch.enter(visit());
    expect(await failure(window.branch.enter(visit({ customerId: idOf('part') })))).toMatchObject({
      facts: { reason: 'row_entered', id: idOf('planned') },
    });
    expect(await first(window.branch.entered({ personId: idOf('ali'), on: TODAY }))).toHaveLength(1);
  });

  it('is money that its seller took and the manager holds: a cheque only with bank, number and day', async () => {
    const cheque = receipt({ method: 'cheque', cheque: { number: '55' } });
    expect(await failure(window.branch.enter(cheque))).toMatchObject({
      code: 'invalid_input',
      facts: { reason: 'invariant_broken' },
    });
    const whole = receipt({ method: 'cheque', cheque: { number: '55', bank: 'ملت', dueOn: '2027-01-01' } });
    const { id, number } = await window.branch.enter(whole);
    expect(number).toMatch(/^RCT-/);
    expect(await bodyOf('salesDocuments', id)).toMatchObject({
      ownerId: idOf('ali'),
      collectedBy: idOf('hamid'),
      state: 'collected',
    });
    expect(await failure(window.receipts.step({ id, to: 'verified' }))).toMatchObject({
      facts: { reason: 'receipt_own' },
    });
  });

  it('says what came of a visit that was planned for that day, and of one that was not', async () => {
    put('planned', 'visit', { ownerId: idOf('ali'), customerId: idOf('bahar'), plannedAt: '2026-11-21T05:30:00.000Z' });
    await window.sync.now();
    const { id } = await window.branch.enter(visit());
    expect(id).toBe(idOf('planned'));
    expect(await window.branch.enter(visit())).toMatchObject({ id });
    // It is 10:30: what happened at noon has not happened yet.
    expect(await bodyOf('activities', id)).toMatchObject({
      happenedAt: NOW,
      outcome: 'refused',
      noOrderReason: 'price',
    });
    const other = await window.branch.enter(visit({ id: idOf('row 5'), customerId: idOf('part'), minute: 540 }));
    expect(await bodyOf('activities', other.id)).toMatchObject({
      happenedAt: '2026-11-21T05:30:00.000Z',
      ownerId: idOf('ali'),
    });
    await window.branch.takeBack({ collection: 'activities', id, reason: 'اشتباه' });
    expect(await bodyOf('activities', id)).toEqual({
      subject: 'بازدید',
      ownerId: idOf('ali'),
      customerId: idOf('bahar'),
      plannedAt: '2026-11-21T05:30:00.000Z',
    });
    await window.branch.takeBack({ collection: 'activities', id: other.id, reason: 'اشتباه' });
    expect(await first(window.branch.entered({ personId: idOf('ali'), on: TODAY }))).toEqual([]);
  });

  it('leaves the note of a visit that was planned, with its own behind it; taken back, the plan is as it was', async () => {
    const plan = {
      subject: 'بازدید',
      ownerId: idOf('ali'),
      customerId: idOf('bahar'),
      plannedAt: '2026-11-21T05:30:00.000Z',
      note: 'کاتالوگ ببر',
    };
    put('planned', 'visit', plan);
    await window.sync.now();
    const said = visit({ note: 'قیمت پرسید' });
    const { id } = await window.branch.enter(said);
    expect(await bodyOf('activities', id)).toMatchObject({ note: 'کاتالوگ ببر\n\nقیمت پرسید', outcome: 'refused' });
    // Asked for again it is the same row; with another note it is not.
    expect((await window.branch.enter(said)).id).toBe(id);
    expect(await failure(window.branch.enter(visit({ note: 'نبود' })))).toMatchObject({
      facts: { reason: 'row_entered' },
    });
    await window.branch.takeBack({ collection: 'activities', id, reason: 'اشتباه' });
    expect(await bodyOf('activities', id)).toEqual(plan);

    // A slip without a note leaves the plan's alone; what was written behind them since stays.
    const bare = visit({ id: idOf('row 8') });
    await window.branch.enter(bare);
    expect((await window.branch.enter(bare)).id).toBe(id);
    await window.branch.takeBack({ collection: 'activities', id, reason: 'اشتباه' });
    expect(await bodyOf('activities', id)).toEqual(plan);
    await window.branch.enter(visit({ id: idOf('row 9'), note: 'قیمت پرسید' }));
    await window.activities.edit({ id, changes: [{ do: 'set', path: 'note', value: 'هر دو، و بیشتر' }] });
    await window.branch.takeBack({ collection: 'activities', id, reason: 'اشتباه' });
    expect(await bodyOf('activities', id)).toEqual({ ...plan, note: 'هر دو، و بیشتر' });
  });

  it('is taken back: an order and money are cancelled and keep their numbers', async () => {
    const taken = [await window.branch.enter(order()), await window.branch.enter(receipt())];
    for (const { collection, id } of taken) await window.branch.takeBack({ collection, id, reason: 'دوباره وارد شد' });
    for (const { id, number } of taken)
      expect(await bodyOf('salesDocuments', id)).toMatchObject({
        state: 'cancelled',
        number,
        cancelReason: 'دوباره وارد شد',
      });
    // A slip that was taken back is free again.
    expect((await window.branch.enter(order({ id: idOf('row 7') }))).number).toMatch(/^ORD-/);
  });

  it('of a day to come, and of nobody, is refused', async () => {
    expect(await failure(window.branch.enter(order({ on: '2026-11-22' })))).toMatchObject({
      facts: { reason: 'day_ahead' },
    });
    // Of another branch, or of none.
    expect(await failure(window.branch.enter(order({ personId: idOf('darius') })))).toMatchObject({
      code: 'permission_denied',
    });
    expect(await failure(window.branch.enter(order({ personId: idOf('bahar') })))).toMatchObject({ code: 'not_found' });
  });

  it('is entered for nobody by a manager who is of no branch, as whom they would enter for is of none', async () => {
    company.server.put('organisation', 'person', idOf('hamid'), {
      name: 'حمید مدیر',
      role: 'branchManager',
      active: true,
    });
    await window.sync.now();
    for (const one of [order({ personId: idOf('darius') }), order()])
      expect(await failure(window.branch.enter(one))).toMatchObject({ code: 'permission_denied' });
  });

  it('takes as certain what is equal alone: a code, a telephone, a name, a barcode, in digits of any script', async () => {
    const customers = ['02188776655', '۰۲۱۸۸۷۷۶۶۵۵', 'بهار شیمی', 'گلستان', 'هیچ‌کس', ''];
    const found = await window.branch.find({ what: 'customers', texts: customers });
    expect(found.map(({ match }) => match)).toEqual([idOf('bahar'), idOf('bahar'), idOf('bahar'), null, null, null]);
    // A part of one name finds it, and does not mean it.
    expect(found[3]?.options.map(({ id }) => id)).toEqual([idOf('golestan')]);

    company.server.put('products', 'consumable', idOf('valve'), {
      name: 'شیر برقی',
      code: 'V-200',
      barcodes: ['6260000000013'],
      unit: 'عدد',
    });
    company.server.put('products', 'consumable', idOf('old valve'), {
      name: 'شیر برقی قدیمی',
      code: 'V-20',
      unit: 'عدد',
      discontinued: true,
    });
    await window.sync.now();
    const texts = ['P-10', 'p-۱۰', '۶۲۶۰۰۰۰۰۰۰۰۱۳', 'شير برقي', 'V-2', 'شیر', 'V-20'];
    const products = await window.branch.find({ what: 'products', texts });
    expect(products.map(({ match }) => match)).toEqual([
      idOf('pump'),
      idOf('pump'),
      idOf('valve'),
      idOf('valve'),
      null,
      null,
      null,
    ]);
    expect(products[4]?.options.map(({ id }) => id)).toEqual([idOf('valve')]);
    // What is sold no more is offered by its own code, and says so; nothing else is taken in its place.
    expect(products[6]?.options).toEqual([
      { id: idOf('old valve'), name: 'شیر برقی قدیمی', detail: 'V-20', discontinued: true },
    ]);
  });

  it('that was begun and not entered is listed with its person and day until nothing of it is left', async () => {
    const rows = [{ id: idOf('row 1'), kind: 'order', cells: { slip: '1' } }];
    const ofDay = (on: string) => paperDraftKey({ personId: idOf('ali'), on });
    await window.drafts.put({ key: ofDay(TODAY), value: { rows, said: {} } });
    await window.drafts.put({ key: ofDay('2026-11-20'), value: { rows: [...rows, ...rows], said: {} } });
    // Nothing is left of a day of which the sums alone stand there; another form's draft is none.
    await window.drafts.put({ key: ofDay('2026-11-19'), value: { rows: [], said: { cash: '1' } } });
    await window.drafts.put({ key: 'customers/new', value: { rows } });
    const ali = { personId: idOf('ali'), personName: 'علی رضایی' };
    expect(await first(window.branch.open())).toEqual([
      { ...ali, on: TODAY, rows: 1 },
      { ...ali, on: '2026-11-20', rows: 2 },
    ]);
    await window.drafts.drop({ key: ofDay(TODAY) });
    expect(await first(window.branch.open())).toEqual([{ ...ali, on: '2026-11-20', rows: 2 }]);
  });
});
