/** A quote's life: draft, sent with a number, then the customer's yes, which makes an order, or their no. */
import { createError } from '../../../../shared/base/errors.ts';
import type { IsoDate } from '../../../../shared/base/clock.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { documentTransition, SERIES_BY_KIND } from '../../../../shared/domain/salesDocuments/documentStates.ts';
import { orderBegunAgain, orderOfQuote } from '../../../../shared/domain/salesDocuments/nextDocuments.ts';
import { isQuoteExpired, sendingViolations } from '../../../../shared/domain/salesDocuments/quote.ts';
import type { LeafChange } from '../../../../shared/sync/operation.ts';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { requireHeld, violationFacts } from '../commands.ts';
import { nowOf, todayOf, type CoreContext, type Work } from '../procedures.ts';
import { requireRights } from '../rights.ts';
import { requestsOfAccepted, requestsOfReopened } from '../serviceRequests/agreement.ts';
import { refuseFieldOfStep } from './fieldsOfSteps.ts';

type Context = CoreContext & { readonly work: Work };

export async function sendQuote(context: Context, id: string): Promise<{ id: string; number: string | null }> {
  const { work } = context;
  const quote = requireQuote(work, id);
  requireStep(quote, 'sent');
  const violations = sendingViolations(quote.body);
  if (violations.length > 0) {
    const isPriceAlone = violations.every(({ reason }) => reason === 'order.priceMissing');
    const facts = { violations: violationFacts(violations) };
    throw isPriceAlone
      ? createError('price_missing', facts)
      : createError('invalid_input', { ...facts, reason: 'invariant_broken' });
  }
  const operation = patch(quote, [
    { do: 'set', path: 'state', value: 'sent', seen: 'draft' },
    { do: 'set', path: 'sentAt', value: nowOf(context) },
  ]);
  requireRights(work, operation);
  const { number } = await work.store.commit({
    author: work.person().id,
    operations: [operation],
    number: { series: SERIES_BY_KIND.quote, reference: { collection: 'salesDocuments', id }, path: 'number' },
  });
  return { id, number };
}

export async function prolongQuote(
  { work }: Context,
  { id, validUntil }: { id: string; validUntil: IsoDate },
): Promise<{ id: string }> {
  const quote = requireQuote(work, id);
  const state = textOf(quote.body, 'state') ?? '';
  if (state !== 'sent') throw createError('illegal_transition', { from: state, to: 'sent' });
  const seen = quote.body['validUntil'];
  return write(work, quote, [
    { do: 'set', path: 'validUntil', value: validUntil, ...(seen === undefined ? {} : { seen }) },
  ]);
}

export async function declineQuote(
  context: Context,
  { id, reason }: { id: string; reason: string },
): Promise<{ id: string }> {
  const quote = requireQuote(context.work, id);
  requireStep(quote, 'declined');
  return write(context.work, quote, [
    { do: 'set', path: 'state', value: 'declined', seen: 'sent' },
    { do: 'set', path: 'declinedAt', value: nowOf(context) },
    { do: 'set', path: 'declineReason', value: reason },
  ]);
}

/**
 * The quote and its order in one commit: never one without the other. The order is a draft: it is numbered, and judged by limits, when it is confirmed.
 * @param draft All that an order said which was removed and comes back: nothing else of what was quoted is in it, and no other order stands for it. Steps
 * are not in it.
 */
export async function acceptQuote(
  context: Context,
  {
    id,
    draft,
    orderId = context.nextId(),
  }: { id: string; draft?: RecordBody | undefined; orderId?: string | undefined },
): Promise<{ id: string; orderId: string }> {
  const { work } = context;
  for (const field of Object.keys(draft ?? {})) refuseFieldOfStep(field);
  const held = requireQuote(work, id);
  const made = textOf(held.body, 'orderId');
  const isMade = held.body['state'] === 'accepted' && made !== null;
  // The answer to an earlier try was lost.
  if (isMade && !isGone(work, made) && (draft === undefined || made === orderId)) return { id, orderId: made };
  // Its order was removed by a program that left the quote as it was.
  if (isMade && isGone(work, made)) await write(work, held, reopening(held));
  await work.store.commit({ author: work.person().id, operations: acceptanceOf(context, id, draft ?? null, orderId) });
  return { id, orderId };
}

/**
 * The customer's yes, the order of it, and the request that waited for it.
 * @param draft null for an order as it was quoted; else as for {@link acceptQuote}, which also tells the errors.
 */
export function acceptanceOf(
  context: Context,
  id: string,
  draft: RecordBody | null,
  orderId: string,
): LocalOperation[] {
  const { work } = context;
  const answer = answerOf(context, id, draft, orderId, todayOf(context, work));
  return [...answer, ...requestsOfAccepted(context, work, requireQuote(work, id), orderId)];
}

/** The quote and its order alone. @param agreedOn The day on which the customer said yes. @throws PeyvandError as {@link acceptQuote}. */
export function answerOf(
  context: Context,
  id: string,
  draft: RecordBody | null,
  orderId: string,
  agreedOn: IsoDate,
): LocalOperation[] {
  const { work } = context;
  const quote = requireQuote(work, id);
  requireStep(quote, 'accepted');
  const today = todayOf(context, work);
  if (isQuoteExpired(quote.body, agreedOn))
    throw createError('quote_expired', { validUntil: textOf(quote.body, 'validUntil') ?? '' });
  const accepted = patch(quote, [
    { do: 'set', path: 'state', value: 'accepted', seen: 'sent' },
    { do: 'set', path: 'acceptedAt', value: nowOf(context) },
    { do: 'set', path: 'orderId', value: orderId },
  ]);
  const order: LocalOperation = {
    act: 'create',
    collection: 'salesDocuments',
    kind: 'order',
    id: orderId,
    body: draft === null ? orderOfQuote(id, quote.body, today) : orderBegunAgain(id, draft, today),
  };
  requireRights(work, order);
  requireRights(work, accepted);
  return [order, accepted];
}

/** A draft of an order that came of a quote is removed with the customer's yes to it: the quote is as it was sent, and so is the request that it was made for. */
export async function removeOrderOfQuote(context: Context, order: HeldRecord): Promise<{ id: string }> {
  const { work } = context;
  const operations = removalOfOrder(context, order);
  for (const operation of operations) requireRights(work, operation);
  await work.store.commit({ author: work.person().id, operations });
  return { id: order.id };
}

export function removalOfOrder(context: Context, order: HeldRecord): LocalOperation[] {
  const { work } = context;
  const quoteId = textOf(order.body, 'quoteId');
  const quote = quoteId === null ? null : work.store.read.record({ collection: 'salesDocuments', id: quoteId });
  const isItsOwn =
    quote !== null && !quote.deleted && quote.body['state'] === 'accepted' && quote.body['orderId'] === order.id;
  const { collection, kind, id } = order;
  const reopened = isItsOwn ? [patch(quote, reopening(quote)), ...requestsOfReopened(context, work, quote)] : [];
  return [{ act: 'delete', collection, kind, id }, ...reopened];
}

const isGone = (work: Work, orderId: string): boolean =>
  work.store.read.record({ collection: 'salesDocuments', id: orderId })?.deleted === true;

const reopening = ({ body }: HeldRecord): LeafChange[] => [
  { do: 'set', path: 'state', value: 'sent', seen: 'accepted' },
  ...(['acceptedAt', 'orderId'] as const).flatMap((path): LeafChange[] =>
    body[path] === undefined ? [] : [{ do: 'unset', path, seen: body[path] }],
  ),
];

function requireQuote(work: Work, id: string): HeldRecord {
  const quote = requireHeld(work, { collection: 'salesDocuments', id });
  if (quote.kind !== 'quote') throw createError('not_found', { collection: 'salesDocuments', id });
  return quote;
}

function requireStep({ body }: HeldRecord, to: string): void {
  const from = textOf(body, 'state') ?? '';
  if (!documentTransition('quote', from, to)) throw createError('illegal_transition', { from, to });
}

const patch = (quote: HeldRecord, changes: LeafChange[]): LocalOperation => ({
  act: 'patch',
  collection: 'salesDocuments',
  kind: quote.kind,
  id: quote.id,
  changes,
});

async function write(work: Work, quote: HeldRecord, changes: LeafChange[]): Promise<{ id: string }> {
  const operation = patch(quote, changes);
  requireRights(work, operation);
  await work.store.commit({ author: work.person().id, operations: [operation] });
  return { id: quote.id };
}
