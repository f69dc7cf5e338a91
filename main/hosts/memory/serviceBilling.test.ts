/** From the quote of a request to its bill: one truth on the request and on its papers, and no bill that cannot be made again. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { begunAgain } from '../../../shared/domain/salesDocuments/begunAgain.ts';
import { idOf } from './memoryServer.ts';
import { first, PASSPHRASE, signIn } from './company.ts';
import {
  desk,
  bodyOf,
  codeOf,
  elementOf,
  factsOf,
  newRequest,
  part,
  product,
  quantitiesOf,
  set,
  sign,
  workDone,
  closeServiceDesk,
  openServiceDesk,
} from './testing/serviceDesk.ts';

beforeEach(openServiceDesk);
afterEach(closeServiceDesk);

const make = (id: string, kind: 'quote' | 'order') => desk.window.serviceRequests.makeDocument({ id, kind });
const agreed = (id: string) => desk.window.serviceRequests.move({ id, to: 'ordered' });
const paper = (id: string) => bodyOf(id, 'salesDocuments');
const pricesOf = async (id: string) =>
  ((await paper(id))['lines'] as { unitPrice: { amount: number } }[]).map(({ unitPrice }) => unitPrice.amount);

let parts = 0;
/** Each has an id of its own, as in a window. */
const filter = () => ({ ...part('filter', 'فیلتر'), id: `filter ${(parts += 1)}` });

async function quoted(partsUsed: readonly object[] = [filter()]): Promise<{ id: string; quoteId: string }> {
  const id = await newRequest({ partsUsed });
  const { documentId } = await make(id, 'quote');
  await desk.window.salesDocuments.sendQuote({ id: documentId });
  return { id, quoteId: documentId };
}

async function signed(id: string): Promise<void> {
  await workDone(id);
  await sign(id);
}

async function filterCosts(amount: number): Promise<void> {
  desk.company.server.put('products', 'consumable', idOf('filter'), product('فیلتر', amount));
  await desk.window.sync.now();
}

/** The window has locked itself meanwhile. */
async function passDays(days: number): Promise<void> {
  await desk.window.sync.now();
  desk.company.clock.advance(days * 86_400_000);
  await desk.window.session.lock();
  const state = await first(desk.window.session.state());
  const known = state.phase === 'locked' ? state.profiles.find(({ login }) => login === 'hamid') : undefined;
  if (!known) throw new Error('nobody is known here');
  await desk.window.session.unlock({ profileId: known.profileId, passphrase: PASSPHRASE });
  await desk.window.sync.now();
}

describe('the customer’s yes', () => {
  it('on the request accepts its quote as well, and what was quoted is billed as it was quoted', async () => {
    const { id, quoteId } = await quoted();
    await agreed(id);
    const quote = await paper(quoteId);
    expect(quote).toMatchObject({ state: 'accepted' });
    expect(await bodyOf(id)).toMatchObject({ state: 'ordered', orderId: quote['orderId'] });
    await filterCosts(9_999_000);
    await signed(id);
    const { documentId } = await make(id, 'order');
    expect(documentId).toBe(quote['orderId']);
    expect(await paper(documentId)).toMatchObject({ quoteId, state: 'draft' });
    expect(await pricesOf(documentId)).toEqual([100_000]);
    expect(await bodyOf(id)).toMatchObject({ state: 'invoiced', orderId: documentId });
  });

  it('on the quote orders the request in the same save; and what is ordered already, once', async () => {
    const { id, quoteId } = await quoted();
    const { orderId } = await desk.window.salesDocuments.acceptQuote({ id: quoteId });
    expect(await bodyOf(id)).toMatchObject({
      state: 'ordered',
      orderId,
      stateHistory: [{ state: 'inquiry' }, { state: 'quoted' }, { state: 'ordered', personId: idOf('hamid') }],
    });
    await desk.window.sync.now();
    expect(
      desk.company.server.groups
        .at(-1)
        ?.operations.map(({ collection }) => collection)
        .toSorted(),
    ).toEqual(['salesDocuments', 'salesDocuments', 'serviceRequests']);
    expect(await codeOf(agreed(id))).toBe('illegal_transition');
  });

  it('moves no request that somebody is at already', async () => {
    const { id, quoteId } = await quoted();
    await desk.window.serviceRequests.assign({ id, personId: idOf('tara') });
    await desk.window.salesDocuments.acceptQuote({ id: quoteId });
    expect(await bodyOf(id)).toMatchObject({ state: 'assigned' });
  });

  it('that an older program wrote on the request alone, and one that came with the work, is made up for by the bill', async () => {
    for (const steps of [['ordered'], []]) {
      const { id, quoteId } = await quoted();
      await desk.window.sync.now();
      const held = await bodyOf(id);
      const kind = 'job';
      if (steps.length > 0) desk.company.server.put('serviceRequests', kind, id, { ...held, state: 'ordered' });
      await filterCosts(9_999_000);
      await signed(id);
      const { documentId } = await make(id, 'order');
      expect(await paper(quoteId)).toMatchObject({ state: 'accepted', orderId: documentId });
      expect(await pricesOf(documentId)).toEqual([100_000]);
      await filterCosts(100_000);
    }
  });

  it('is refused to a quote that was declined, has run out, or was never sent, and nothing moves', async () => {
    const declined = await quoted();
    await desk.window.salesDocuments.declineQuote({ id: declined.quoteId, reason: 'گران' });
    expect(await codeOf(agreed(declined.id))).toBe('quote_declined');
    expect(await bodyOf(declined.id)).toMatchObject({ state: 'quoted' });
    const late = await quoted();
    await desk.window.salesDocuments.prolongQuote({ id: late.quoteId, validUntil: '2026-11-21' });
    await passDays(2);
    expect(await codeOf(agreed(late.id))).toBe('quote_expired');
    expect(await bodyOf(late.id)).toMatchObject({ state: 'quoted' });
    const unsent = await newRequest({ partsUsed: [filter()] });
    await make(unsent, 'quote');
    expect(await codeOf(agreed(unsent))).toBe('quote_unsent');
    // Its draft was removed: what the customer says counts for itself.
    await desk.window.salesDocuments.removeDraft({ id: textOf(await bodyOf(unsent), 'quoteId') ?? '' });
    await agreed(unsent);
    expect(await bodyOf(unsent)).toMatchObject({ state: 'ordered' });
  });

  it('is taken back with the draft of its order, and given again', async () => {
    const { id, quoteId } = await quoted();
    await agreed(id);
    const removed = textOf(await bodyOf(id), 'orderId') ?? '';
    expect(await codeOf(desk.window.serviceRequests.move({ id, to: 'quoted' }))).toBe('illegal_transition');
    await desk.window.orders.removeDraft({ id: removed });
    expect(await paper(quoteId)).toMatchObject({ state: 'sent' });
    expect(await bodyOf(id)).toMatchObject({ state: 'quoted' });
    await agreed(id);
    const second = textOf(await bodyOf(id), 'orderId') ?? '';
    expect(second).not.toBe(removed);
    expect(await paper(second)).toMatchObject({ quoteId, state: 'draft' });
  });

  it('is not taken for whoever may not sell', async () => {
    const { id } = await quoted();
    await desk.window.sync.now();
    await desk.window.session.lock();
    await desk.window.session.addPerson();
    desk.window = await signIn(desk.company, 'tara');
    expect(await codeOf(agreed(id))).toBe('permission_denied');
    expect(await bodyOf(id)).toMatchObject({ state: 'quoted' });
  });
});

describe('a quote', () => {
  it('is made once, however often it is asked for; another only where it was declined, has run out, or is gone', async () => {
    const id = await newRequest({ partsUsed: [filter()] });
    const earlier = await make(id, 'quote');
    expect(earlier.isNew).toBe(true);
    expect(await make(id, 'quote')).toEqual({ ...earlier, isNew: false });
    await desk.window.salesDocuments.sendQuote({ id: earlier.documentId });
    expect(await make(id, 'quote')).toEqual({ ...earlier, isNew: false });
    await desk.window.salesDocuments.declineQuote({ id: earlier.documentId, reason: 'گران' });
    const second = await make(id, 'quote');
    expect([second.isNew, second.documentId === earlier.documentId]).toEqual([true, false]);
    await desk.window.salesDocuments.removeDraft({ id: second.documentId });
    expect((await make(id, 'quote')).documentId).not.toBe(second.documentId);
    expect((await factsOf(id)).papers).toMatchObject([{ kind: 'quote', state: 'draft' }]);
  });
});

describe('a bill that is gone', () => {
  async function billed(): Promise<{ id: string; orderId: string }> {
    const id = await newRequest({ partsUsed: [filter()] });
    await signed(id);
    return { id, orderId: (await make(id, 'order')).documentId };
  }

  it('is made again: its draft was removed', async () => {
    const { id, orderId } = await billed();
    expect(await factsOf(id)).toMatchObject({ papers: [{ id: orderId, kind: 'order', state: 'draft' }], unbilled: 0 });
    await desk.window.orders.removeDraft({ id: orderId });
    expect(await factsOf(id)).toMatchObject({ papers: [], unbilled: 1 });
    const again = await make(id, 'order');
    expect(again.documentId).not.toBe(orderId);
    expect(await quantitiesOf(again.documentId)).toEqual([['فیلتر', 2_000]]);
    expect(await bodyOf(id)).toMatchObject({ state: 'invoiced', orderId: again.documentId });
    // Asked once more, it is the same.
    expect(await make(id, 'order')).toEqual({ ...again, isNew: false });
    await desk.window.sync.now();
    expect(await bodyOf(id)).toMatchObject({ state: 'invoiced', orderId: again.documentId });
  });

  it('is made again: it was confirmed and cancelled', async () => {
    const { id, orderId } = await billed();
    await desk.window.orders.confirm({ id: orderId });
    await desk.window.orders.cancel({ id: orderId, reason: 'اشتباه' });
    expect((await factsOf(id)).unbilled).toBe(1);
    const again = await make(id, 'order');
    expect(again.documentId).not.toBe(orderId);
    expect(await quantitiesOf(again.documentId)).toEqual([['فیلتر', 2_000]]);
  });

  it('is made again as it was quoted, also where it was cancelled or the quote has run out since the customer agreed', async () => {
    for (const how of ['removed', 'cancelled', 'run out'] as const) {
      const { id, quoteId } = await quoted();
      const today = new Date(desk.company.clock.now()).toISOString().slice(0, 10);
      await desk.window.salesDocuments.prolongQuote({ id: quoteId, validUntil: today });
      await agreed(id);
      await signed(id);
      const { documentId } = await make(id, 'order');
      if (how === 'run out') await passDays(3);
      if (how === 'cancelled') {
        await desk.window.orders.confirm({ id: documentId });
        await desk.window.orders.cancel({ id: documentId, reason: 'اشتباه' });
      } else await desk.window.orders.removeDraft({ id: documentId });
      await filterCosts(9_999_000);
      const again = await make(id, 'order');
      expect([how, await pricesOf(again.documentId), (await paper(again.documentId))['quoteId']]).toEqual([
        how,
        [100_000],
        quoteId,
      ]);
      expect((await factsOf(id)).unbilled).toBe(0);
      await filterCosts(100_000);
    }
  });

  it('has what was used beyond the quote on a second order, at the price of the day', async () => {
    const { id, quoteId } = await quoted();
    await agreed(id);
    await desk.window.serviceRequests.edit({
      id,
      changes: [
        { do: 'addElement', path: 'partsUsed', id: 'more', order: 'b0', value: elementOf(part('filter', 'فیلتر')) },
      ],
    });
    await signed(id);
    await desk.window.orders.removeDraft({ id: textOf(await bodyOf(id), 'orderId') ?? '' });
    await filterCosts(150_000);
    const { documentId } = await make(id, 'order');
    expect(await pricesOf(documentId)).toEqual([150_000]);
    const ofQuote = textOf(await paper(quoteId), 'orderId') ?? '';
    expect(await bodyOf(id)).toMatchObject({ orderId: documentId, earlierOrderIds: expect.arrayContaining([ofQuote]) });
    expect(await pricesOf(ofQuote)).toEqual([100_000]);
  });

  it('is there again where its draft comes back: no second one is made', async () => {
    const { id, orderId } = await billed();
    const { state: _draft, ...draft } = begunAgain(await paper(orderId));
    await desk.window.orders.removeDraft({ id: orderId });
    const back = await desk.window.orders.create({ kind: 'order', body: draft as never });
    expect(await factsOf(id)).toMatchObject({ papers: [{ id: back.id, state: 'draft' }], unbilled: 0 });
    expect(await make(id, 'order')).toEqual({ id, documentId: back.id, isNew: false });
    expect(await bodyOf(id)).toMatchObject({ state: 'invoiced', orderId: back.id });
  });

  it('of nothing is none', async () => {
    const id = await newRequest();
    await signed(id);
    expect(await codeOf(make(id, 'order'))).toBe('document_empty');
  });

  it('is said to have more than was used', async () => {
    const { id } = await quoted([part('filter', 'فیلتر')]);
    await agreed(id);
    await desk.window.serviceRequests.edit({
      id,
      changes: [{ ...set('partsUsed/filter/quantity', 500), seen: 2_000 }],
    });
    await signed(id);
    await make(id, 'order');
    expect((await factsOf(id)).unused).toMatchObject([{ productName: 'فیلتر', quantity: 1_500 }]);
  });
});

describe('called invoiced', () => {
  it('is only what has a bill', async () => {
    const id = await newRequest({ partsUsed: [filter()] });
    await signed(id);
    expect(await codeOf(desk.window.serviceRequests.move({ id, to: 'invoiced' }))).toBe('bill_missing');
    expect(await bodyOf(id)).toMatchObject({ state: 'confirmed' });
    const early = await newRequest({ partsUsed: [filter()] });
    await make(early, 'order');
    await signed(early);
    await desk.window.serviceRequests.move({ id: early, to: 'invoiced' });
    expect(await bodyOf(early)).toMatchObject({ state: 'invoiced' });
  });
});
