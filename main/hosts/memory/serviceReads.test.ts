/** The papers of a request, and what is read of requests: lists, contracts, quality. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { failure, first } from './company.ts';
import { idOf } from './memoryServer.ts';
import {
  desk,
  CONTRACT,
  CUSTOMER,
  MACHINE,
  bodyOf,
  contractBody,
  elementOf,
  factsOf,
  newRequest,
  part,
  quantitiesOf,
  set,
  sign,
  workDone,
  closeServiceDesk,
  openServiceDesk,
} from './testing/serviceDesk.ts';

beforeEach(openServiceDesk);
afterEach(closeServiceDesk);

describe('the papers of a request', () => {
  it('are a quote before the work, with what is covered at nothing', async () => {
    const id = await newRequest({ partsUsed: [part('seal', 'کاسه‌نمد'), part('filter', 'فیلتر')] });
    const { documentId } = await desk.window.serviceRequests.makeDocument({ id, kind: 'quote' });
    expect(await bodyOf(id)).toMatchObject({ state: 'quoted', quoteId: documentId });
    const quote = await bodyOf(documentId, 'salesDocuments');
    expect(quote).toMatchObject({ customerId: CUSTOMER, state: 'draft', issuedOn: '2026-11-21' });
    expect(
      (quote['lines'] as { productName: string; discountPercentage: number }[]).map(
        ({ productName, discountPercentage }) => [productName, discountPercentage],
      ),
    ).toEqual([
      ['فیلتر', 0],
      ['کاسه‌نمد', 1_000_000],
    ]);
  });

  it('are an order of what was signed for, after which the request is invoiced and closed', async () => {
    const id = await newRequest({ partsUsed: [part('filter', 'فیلتر')] });
    await workDone(id);
    await sign(id);
    const { documentId } = await desk.window.serviceRequests.makeDocument({ id, kind: 'order' });
    expect(await bodyOf(id)).toMatchObject({ state: 'invoiced', orderId: documentId });
    await desk.window.serviceRequests.move({ id, to: 'closed' });
    expect((await factsOf(id)).next).toEqual([]);
  });

  it('SEC-85: are no gift of whoever bills them where the contract covers them', async () => {
    desk.company.server.put('organisation', 'setting', idOf('limits'), {
      key: 'approvalLimits',
      value: { roles: { branchManager: { discountPercentage: 0 } } },
    });
    await desk.window.sync.now();
    const id = await newRequest({ partsUsed: [part('seal', 'کاسه‌نمد')] });
    await workDone(id);
    await sign(id);
    const { documentId } = await desk.window.serviceRequests.makeDocument({ id, kind: 'order' });
    const needed = async () =>
      (await first(desk.window.approvals.of({ collection: 'salesDocuments', id: documentId })))?.needed;
    expect(await needed()).toEqual([]);
    desk.company.server.put('contracts', 'serviceContract', CONTRACT, contractBody({ endsOn: '2026-11-20' }));
    await desk.window.sync.now();
    expect(await needed()).toMatchObject([{ reason: 'discount', found: 1_000_000 }]);
  });

  it('bill what an order of the job already has no second time: only what the work took beside it', async () => {
    const id = await newRequest({ partsUsed: [part('filter', 'فیلتر')] });
    const early = await desk.window.serviceRequests.makeDocument({ id, kind: 'order' });
    // Pressed again, or by a colleague who does not see it yet: nothing is left to be ordered.
    expect(await desk.window.serviceRequests.makeDocument({ id, kind: 'order' })).toEqual({ ...early, isNew: false });
    await desk.window.serviceRequests.edit({
      id,
      changes: [
        { ...set('partsUsed/filter/quantity', 5_000), seen: 2_000 },
        { do: 'addElement', path: 'partsUsed', id: 'hour', order: 'b0', value: elementOf(part('hour', 'ساعت کار')) },
      ],
    });
    await workDone(id);
    await sign(id);
    const late = await desk.window.serviceRequests.makeDocument({ id, kind: 'order' });
    expect(late.documentId).not.toBe(early.documentId);
    expect(await quantitiesOf(late.documentId)).toEqual([
      ['فیلتر', 3_000],
      ['ساعت کار', 2_000],
    ]);
    expect(await bodyOf(id)).toMatchObject({
      state: 'invoiced',
      orderId: late.documentId,
      earlierOrderIds: [early.documentId],
    });
  });

  it('bill what the order has that came of its quote no second time', async () => {
    const id = await newRequest({ partsUsed: [part('filter', 'فیلتر')] });
    const quote = await desk.window.serviceRequests.makeDocument({ id, kind: 'quote' });
    await desk.window.salesDocuments.sendQuote({ id: quote.documentId });
    const { orderId } = await desk.window.salesDocuments.acceptQuote({ id: quote.documentId });
    await workDone(id);
    await sign(id);
    expect(await desk.window.serviceRequests.makeDocument({ id, kind: 'order' })).toEqual({
      id,
      documentId: orderId,
      isNew: false,
    });
    expect(await bodyOf(id)).toMatchObject({ state: 'invoiced', orderId });
  });

  it('bill all of it where the earlier order was removed', async () => {
    const id = await newRequest({ partsUsed: [part('filter', 'فیلتر')] });
    const early = await desk.window.serviceRequests.makeDocument({ id, kind: 'order' });
    await desk.window.orders.removeDraft({ id: early.documentId });
    await workDone(id);
    await sign(id);
    const late = await desk.window.serviceRequests.makeDocument({ id, kind: 'order' });
    expect(await quantitiesOf(late.documentId)).toEqual([['فیلتر', 2_000]]);
  });

  it('are refused for a part that has no price, and nothing moves', async () => {
    desk.company.server.put('products', 'sparePart', idOf('odd'), {
      name: 'بی‌قیمت',
      unit: 'عدد',
      taxPercentage: 0,
      prices: [],
    });
    await desk.window.sync.now();
    const id = await newRequest({ assetIds: [], contractId: CONTRACT, partsUsed: [part('odd', 'بی‌قیمت')] });
    expect(await failure(desk.window.serviceRequests.makeDocument({ id, kind: 'quote' }))).toMatchObject({
      code: 'price_missing',
      facts: { lines: ['odd'] },
    });
    expect(await bodyOf(id)).toMatchObject({ state: 'inquiry' });
  });
});

describe('what is read of it', () => {
  it('is a list by state, person, customer and machine, and counts', async () => {
    const [one, other] = [await newRequest(), await newRequest({ assetIds: [] })];
    await desk.window.serviceRequests.assign({ id: one, personId: idOf('tara') });
    const list = async (
      filter: Parameters<CoreClient['serviceRequests']['list']>[0] extends infer Input ? Partial<Input> : never,
    ) => (await first(desk.window.serviceRequests.list({ offset: 0, limit: 10, ...filter }))).rows.map(({ id }) => id);
    expect(await list({ states: ['assigned'] })).toEqual([one]);
    expect(await list({ customerId: CUSTOMER, assetId: MACHINE })).toEqual([one]);
    expect(new Set(await list({ customerId: CUSTOMER }))).toEqual(new Set([one, other]));
    expect(await list({ search: 'مهر', states: ['inquiry'] })).toEqual([other]);
    expect(await list({ mine: true })).toEqual([]);
    expect(await first(desk.window.serviceRequests.counts({}))).toEqual(
      expect.arrayContaining([
        { state: 'assigned', count: 1 },
        { state: 'inquiry', count: 1 },
      ]),
    );
  });

  it('is, of a contract, what was used and what is left; and whether to offer a renewal', async () => {
    await workDone(await newRequest());
    expect(await first(desk.window.contracts.facts({ id: CONTRACT }))).toMatchObject({
      visits: { included: 4, used: 1, booked: 0, left: 3 },
      renewalDue: false,
      equipment: [{ id: MACHINE, serial: 'SN-7' }],
      requests: 1,
    });
    const due = async () =>
      (await first(desk.window.contracts.list({ offset: 0, limit: 5, renewalDue: true }))).rows.map(({ id }) => id);
    expect(await due()).toEqual([]);
    desk.company.server.put('contracts', 'serviceContract', CONTRACT, contractBody({ endsOn: '2026-12-01' }));
    await desk.window.sync.now();
    expect(await due()).toEqual([CONTRACT]);
    await desk.window.contracts.create({
      kind: 'serviceContract',
      body: { ...contractBody({ startsOn: '2026-12-02', endsOn: '2027-06-01' }), renewsContractId: CONTRACT },
    });
    expect(await due()).toEqual([]);
    expect(await first(desk.window.contracts.facts({ id: CONTRACT }))).toMatchObject({ renewalDue: false });
  });

  it('is, of a machine, what covers it today', async () => {
    const coverage = await first(desk.window.assets.coverage({ id: MACHINE }));
    expect(coverage).toMatchObject({
      contractId: CONTRACT,
      payers: { parts: { by: 'contract' }, consumables: null },
      warranty: null,
    });
    expect((await first(desk.window.assets.list({ offset: 0, limit: 5, search: 'SN-7' }))).rows).toMatchObject([
      { id: MACHINE, customerName: 'بیمارستان مهر' },
    ]);
  });
});
