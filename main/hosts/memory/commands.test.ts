import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import {
  createTestCompany,
  failure,
  first,
  firstWhere,
  PASSPHRASE,
  signIn,
  START,
  type TestCompany,
} from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  window = await signIn(company);
});
afterEach(() => company.close());

const NOW = new Date(START).toISOString();
const bodyOf = async (collection: 'customers' | 'salesDocuments' | 'reviews' | 'opportunities', id: string) =>
  (await first(window.records.observe({ collection, id })))?.body;
const codeOf = async (call: PromiseLike<unknown>): Promise<string> => (await failure(call)).code;
const set = (path: string, value: string | number, seen?: string | number) => ({
  do: 'set' as const,
  path,
  value,
  ...(seen === undefined ? {} : { seen }),
});

/** Becomes another person on this machine. */
async function become(login: 'tara' | 'nader' | 'hamid' | 'darius'): Promise<void> {
  await window.session.lock();
  await window.session.addPerson();
  window = await signIn(company, login);
}

const line = (id: string, amount: number | null = 1_200_000) => ({
  id,
  order: `a${id}`,
  productId: idOf('pump'),
  productName: 'پمپ آب',
  unit: 'عدد',
  quantity: 2_000,
  unitPrice: { amount: amount ?? 0, currency: 'IRR' },
  discountPercentage: 100_000,
  taxPercentage: 90_000,
});
const orderBody = (lines: ReturnType<typeof line>[]) => ({
  customerId: idOf('bahar'),
  orderedOn: '2026-11-21',
  currency: 'IRR',
  lines,
});
const draftOrder = async (lines = [line('1')]): Promise<string> =>
  (await window.orders.create({ kind: 'order', body: orderBody(lines) })).id;

describe('creating and editing customers', () => {
  it('keeps what was typed, names its author, and works without a server', async () => {
    company.server.reachable = false;
    const { id } = await window.customers.create({
      kind: 'person',
      body: { name: '  مینا  ', stage: 'lead', unknownField: { kept: ['as', 'is'] } },
    });
    const view = await first(window.records.observe({ collection: 'customers', id }));
    expect(view).toMatchObject({
      kind: 'person',
      version: 0,
      createdBy: idOf('ali'),
      createdAt: NOW,
      deleted: false,
      pending: true,
      held: null,
    });
    expect(view?.body).toEqual({ name: 'مینا', stage: 'lead', unknownField: { kept: ['as', 'is'] } });
  });

  it('reaches the server as operations with the values seen, never as a whole record', async () => {
    await window.customers.edit({ id: idOf('bahar'), changes: [set('stage', 'dormant', 'active')] });
    await window.sync.now();
    expect(company.server.groups.at(-1)?.operations).toEqual([
      expect.objectContaining({
        act: 'patch',
        collection: 'customers',
        id: idOf('bahar'),
        changes: [set('stage', 'dormant', 'active')],
      }),
    ]);
    expect(company.server.record('customers', idOf('bahar'))?.body['stage']).toBe('dormant');
  });

  it('merges an edit whose record changed meanwhile: other fields stay', async () => {
    company.server.put('customers', 'company', idOf('part'), {
      name: 'پارت صنعت نوین',
      stage: 'prospect',
      ownerId: idOf('ali'),
    });
    await window.sync.now();
    await window.customers.edit({ id: idOf('part'), changes: [set('stage', 'active', 'prospect')] });
    expect(await bodyOf('customers', idOf('part'))).toMatchObject({ name: 'پارت صنعت نوین', stage: 'active' });
  });

  it('refuses a stale edit of a field that must be asked about, and changes nothing', async () => {
    await become('hamid');
    const money = (amount: number) => ({ amount, currency: 'IRR' });
    await window.customers.edit({
      id: idOf('bahar'),
      changes: [{ do: 'set', path: 'creditLimit', value: money(100) }],
    });
    const stale = await failure(
      window.customers.edit({
        id: idOf('bahar'),
        changes: [set('note', 'x'), { do: 'set', path: 'creditLimit', value: money(300), seen: money(200) }],
      }),
    );
    expect(stale).toMatchObject({ code: 'stale_edit', facts: { id: idOf('bahar'), paths: ['creditLimit'] } });
    expect(await bodyOf('customers', idOf('bahar'))).toMatchObject({ creditLimit: money(100) });
    expect(await bodyOf('customers', idOf('bahar'))).not.toHaveProperty('note');
  });

  it('refuses what is not a customer, with the places', async () => {
    expect((await failure(window.customers.create({ kind: 'company', body: { stage: 'unheardOf' } }))).facts).toEqual({
      reason: 'shape',
      paths: ['name', 'stage'],
    });
    for (const kind of ['nothing', 'constructor', '__proto__', ''])
      expect(
        (await failure(window.customers.create({ kind, body: { name: 'x', stage: 'lead' } }))).facts,
      ).toMatchObject({ reason: 'unknown_kind' });
    expect(
      await codeOf(
        window.customers.create({ kind: 'company', body: { name: 'x', stage: 'lead', parentId: idOf('nobody') } }),
      ),
    ).toBe('not_found');
    expect(await codeOf(window.customers.edit({ id: idOf('nobody'), changes: [set('name', 'x')] }))).toBe('not_found');
    expect(await codeOf(window.customers.edit({ id: idOf('bahar'), changes: [set('stage', 'unheardOf')] }))).toBe(
      'invalid_input',
    );
    expect(await codeOf(window.customers.edit({ id: idOf('bahar'), changes: [] }))).toBe('invalid_input');
    expect(
      await codeOf(window.customers.edit({ id: idOf('bahar'), changes: [{ do: 'drop', path: 'name' } as never] })),
    ).toBe('invalid_input');
  });

  it('asks for the right, by collection, by field and by person', async () => {
    expect(
      (
        await failure(
          window.customers.edit({
            id: idOf('bahar'),
            changes: [{ do: 'set', path: 'creditLimit', value: { amount: 1, currency: 'IRR' } }],
          }),
        )
      ).facts,
    ).toEqual({ collection: 'customers', path: 'creditLimit' });
    expect(
      (
        await failure(
          window.customers.create({
            kind: 'company',
            body: { name: 'x', stage: 'lead', chequeLimit: { amount: 1, currency: 'IRR' } },
          }),
        )
      ).facts,
    ).toEqual({ collection: 'customers', path: 'chequeLimit' });
    expect(await codeOf(window.customers.remove({ id: idOf('acme') }))).toBe('permission_denied');
    await become('nader');
    expect(await codeOf(window.customers.create({ kind: 'company', body: { name: 'x', stage: 'lead' } }))).toBe(
      'permission_denied',
    );
    expect(await codeOf(window.customers.edit({ id: idOf('bahar'), changes: [set('name', 'x', 'بهار شیمی')] }))).toBe(
      'permission_denied',
    );
    expect(await codeOf(window.activities.log({ kind: 'visit', body: { subject: 'x', happenedAt: NOW } }))).toBe(
      'permission_denied',
    );
    await become('tara');
    expect(await codeOf(window.opportunities.create({ kind: 'lead', body: { name: 'x', stage: 'proposal' } }))).toBe(
      'permission_denied',
    );
    expect(await codeOf(first(window.records.observe({ collection: 'salesDocuments', id: idOf('any') })))).toBe(
      'permission_denied',
    );
    await window.activities.log({ kind: 'visit', body: { subject: 'x', happenedAt: NOW, customerId: idOf('bahar') } });
  });

  it('removes, for whom it is allowed', async () => {
    await become('hamid');
    await window.customers.remove({ id: idOf('acme') });
    expect((await first(window.customers.list({ offset: 0, limit: 10 }))).total).toBe(4);
    expect(await codeOf(window.customers.edit({ id: idOf('acme'), changes: [set('name', 'x')] }))).toBe('not_found');
  });

  it('shows a single record live: from nothing, over changes, to its end', async () => {
    await become('hamid');
    const { id } = await window.customers.create({ kind: 'company', body: { name: 'یک', stage: 'lead' } });
    await window.sync.now();
    const record = await window.records.observe({ collection: 'customers', id });
    expect((await record.next()).value).toMatchObject({ body: { name: 'یک' }, version: 1, pending: false });
    await window.customers.edit({ id, changes: [set('name', 'دو', 'یک')] });
    const changed = await record.next();
    expect(changed.value).toMatchObject({ body: { name: 'دو' } });
    await window.customers.remove({ id });
    await firstWhere(Promise.resolve(record), (value) => value?.deleted === true);
    expect(await first(window.records.observe({ collection: 'customers', id: idOf('nobody') }))).toBeNull();
  });
});

describe('orders', () => {
  it('begin as drafts, are edited, and get a printed number when confirmed', async () => {
    const id = await draftOrder();
    expect(await bodyOf('salesDocuments', id)).toMatchObject({ state: 'draft' });
    expect(await bodyOf('salesDocuments', id)).not.toHaveProperty('number');
    await window.orders.edit({ id, changes: [set('lines/1/quantity', 3_000, 2_000), set('note', 'فوری')] });
    const { number } = await window.orders.confirm({ id });
    expect(number).toMatch(/^ORD-TEST-0*1$/);
    expect(await bodyOf('salesDocuments', id)).toMatchObject({
      state: 'confirmed',
      number,
      confirmedAt: NOW,
      note: 'فوری',
    });
    const { rows } = await first(window.orders.list({ offset: 0, limit: 10 }));
    // 3 × 1,200,000 less 10 %, plus 9 % tax.
    expect(rows[0]).toMatchObject({ number, state: 'confirmed', total: { amount: 3_531_600, currency: 'IRR' } });
    const second = await window.orders.confirm({ id: await draftOrder() });
    expect(second.number).not.toBe(number);
  });

  it('keep every number once, also across a restart and without a server', async () => {
    company.server.reachable = false;
    const numbers = [(await window.orders.confirm({ id: await draftOrder() })).number];
    const state = await first(window.session.state());
    await company.restart();
    window = company.host.connect();
    await window.session.unlock({ profileId: state.phase === 'open' ? state.profileId : '', passphrase: PASSPHRASE });
    for (let count = 0; count < 3; count += 1)
      numbers.push((await window.orders.confirm({ id: await draftOrder() })).number);
    expect(new Set(numbers).size).toBe(4);
  });

  it('are not confirmed twice, even by two windows at once', async () => {
    const id = await draftOrder();
    const other = company.host.connect();
    const outcomes = await Promise.allSettled([window.orders.confirm({ id }), other.orders.confirm({ id })]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    expect(await codeOf(window.orders.confirm({ id }))).toBe('illegal_transition');
  });

  it('are not confirmed with something missing, which is named', async () => {
    const unpriced = await draftOrder([line('1'), line('2', null)]);
    const missing = await failure(window.orders.confirm({ id: unpriced }));
    expect(missing).toMatchObject({
      code: 'price_missing',
      facts: { violations: ['lines/2/unitPrice: order.priceMissing'] },
    });
    const empty = await failure(window.orders.confirm({ id: await draftOrder([]) }));
    expect(empty).toMatchObject({ code: 'invalid_input', facts: { violations: ['lines: order.linesMissing'] } });
    expect(await bodyOf('salesDocuments', unpriced)).toMatchObject({ state: 'draft' });
    expect(await bodyOf('salesDocuments', unpriced)).not.toHaveProperty('number');
  });

  it('use no number for a confirmation that fails', async () => {
    await failure(window.orders.confirm({ id: await draftOrder([]) }));
    expect((await window.orders.confirm({ id: await draftOrder() })).number).toMatch(/1$/);
  });

  it('are locked once confirmed, can be cancelled with a reason, and never come back', async () => {
    const id = await draftOrder();
    await window.orders.confirm({ id });
    expect(await codeOf(window.orders.edit({ id, changes: [set('lines/1/quantity', 9_000, 2_000)] }))).toBe('locked');
    expect(await codeOf(window.orders.removeDraft({ id }))).toBe('illegal_transition');
    await window.orders.cancel({ id, reason: ' اشتباه شد ' });
    expect(await bodyOf('salesDocuments', id)).toMatchObject({
      state: 'cancelled',
      cancelledAt: NOW,
      cancelReason: 'اشتباه شد',
    });
    expect((await failure(window.orders.cancel({ id, reason: '' }))).facts).toEqual({
      from: 'cancelled',
      to: 'cancelled',
    });
    expect(await codeOf(window.orders.confirm({ id }))).toBe('illegal_transition');
  });

  it('change their state by its own commands alone', async () => {
    const id = await draftOrder();
    for (const change of [
      set('state', 'confirmed', 'draft'),
      set('number', 'ORD-1'),
      set('confirmedAt', NOW),
      set('cancelReason', 'x'),
    ])
      expect(await codeOf(window.orders.edit({ id, changes: [change] }))).toBe('illegal_transition');
    expect(await codeOf(window.orders.create({ kind: 'order', body: { ...orderBody([]), state: 'confirmed' } }))).toBe(
      'illegal_transition',
    );
    expect(await codeOf(window.orders.create({ kind: 'order', body: { ...orderBody([]), number: 'ORD-1' } }))).toBe(
      'illegal_transition',
    );
  });

  it('refuse a customer or product that nobody has here, and contradictions', async () => {
    expect(
      (await failure(window.orders.create({ kind: 'order', body: { ...orderBody([]), customerId: idOf('nobody') } })))
        .facts,
    ).toMatchObject({ collection: 'customers' });
    expect(
      (
        await failure(
          window.orders.create({ kind: 'order', body: orderBody([{ ...line('1'), productId: idOf('nothing') }]) }),
        )
      ).facts,
    ).toMatchObject({ collection: 'products' });
    const dollars = { ...line('1'), unitPrice: { amount: 5, currency: 'USD' } };
    expect(
      (await failure(window.orders.create({ kind: 'order', body: orderBody([dollars]) }))).facts['violations'],
    ).toEqual(['lines/1/unitPrice: order.currencyDiffers']);
  });

  it('are removed while they are drafts', async () => {
    const id = await draftOrder();
    await window.orders.removeDraft({ id });
    expect((await first(window.orders.list({ offset: 0, limit: 10 }))).total).toBe(0);
  });

  it('run out of numbers with a clear word, and lose nothing by it', async () => {
    for (let count = 0; count < 100; count += 1) await window.orders.confirm({ id: await draftOrder() });
    const id = await draftOrder();
    expect(await codeOf(window.orders.confirm({ id }))).toBe('number_block_exhausted');
    expect(await bodyOf('salesDocuments', id)).toMatchObject({ state: 'draft' });
  });
});

describe('other commands', () => {
  it('of contracts hold to their rules', async () => {
    const body = {
      customerId: idOf('bahar'),
      title: 'سرویس',
      startsOn: '2026-01-01',
      endsOn: '2026-12-31',
      coverage: ['parts'],
    };
    const { id } = await window.contracts.create({ kind: 'serviceContract', body });
    await window.contracts.edit({ id, changes: [{ do: 'add', path: 'coverage', value: 'labour' }] });
    expect(
      (await first(window.contracts.list({ offset: 0, limit: 10 }))).rows[0]?.coverage.toSorted((a, b) =>
        a < b ? -1 : 1,
      ),
    ).toEqual(['labour', 'parts']);
    expect(
      (await failure(window.contracts.create({ kind: 'serviceContract', body: { ...body, endsOn: '2025-12-31' } })))
        .facts['violations'],
    ).toEqual(['endsOn: contract.endsBeforeStart']);
    expect(await codeOf(window.contracts.edit({ id, changes: [set('endsOn', '2025-01-01', '2026-12-31')] }))).toBe(
      'invalid_input',
    );
  });

  it('of opportunities move through the stages as the pipeline allows', async () => {
    const { id } = await window.opportunities.create({
      kind: 'opportunity',
      body: { name: 'x', stage: 'proposal', openedOn: '2026-11-01' },
    });
    await window.opportunities.edit({ id, changes: [set('stage', 'won', 'proposal'), set('closedOn', '2026-11-21')] });
    expect((await failure(window.opportunities.edit({ id, changes: [set('stage', 'lost', 'won')] }))).facts).toEqual({
      from: 'won',
      to: 'lost',
    });
    expect(await bodyOf('opportunities', id)).toMatchObject({ stage: 'won' });
  });

  it('of activities need a time', async () => {
    expect(
      (await failure(window.activities.log({ kind: 'visit', body: { subject: 'x' } }))).facts['violations'],
    ).toEqual(['plannedAt: activity.timeMissing']);
  });
});

describe('asking again after a lost answer', () => {
  it('makes no second record, and takes what was typed in between', async () => {
    const id = '01935a3e-0000-7000-8000-0000000000aa';
    const countOf = async (): Promise<number> => (await first(window.orders.list({ offset: 0, limit: 1 }))).total;
    const before = await countOf();
    // Or a round that is under way sends them before they are counted.
    company.server.reachable = false;
    await window.orders.create({ id, kind: 'order', body: orderBody([line('1')]) });
    await window.orders.create({ id, kind: 'order', body: orderBody([line('1')]) });
    await window.orders.create({ id, kind: 'order', body: { ...orderBody([line('1')]), note: 'دوباره' } });
    expect(await countOf()).toBe(before + 1);
    expect(await bodyOf('salesDocuments', id)).toMatchObject({ note: 'دوباره', state: 'draft' });
    // The first and the last: what was asked in between changed nothing and sent nothing.
    expect((await first(window.sync.state())).pending).toBe(2);
  });
});
