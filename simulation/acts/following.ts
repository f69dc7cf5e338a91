/** What follows an order: its invoices, in parts; what comes back of it; and the whole way of one from the seller's list to its papers. */
import { elementsOf, integerOf, textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { SERIES_BY_KIND } from '../../shared/domain/salesDocuments/documentStates.ts';
import {
  invoiceBody,
  openLines,
  requireOpen,
  returnBody,
  type ChosenLine,
} from '../../shared/domain/salesDocuments/nextDocuments.ts';
import { orderProgress, type ChainDocument } from '../../shared/domain/salesDocuments/orderProgress.ts';
import { isPeyvandError } from '../../shared/base/errors.ts';
import type { HeldRecord } from '../../main/core/store/index.ts';
import type { Actor } from '../actorTypes.ts';
import { confirmOrAsk } from './approvals.ts';
import { doesReturnRestOn, papersOf } from './chain.ts';
import { patchOf } from './edit.ts';
import { day, isManaging, line, onCustomer } from './editable.ts';
import { nowOf } from './standing.ts';
import { deliverOrder, movementsWith, placeOf } from './stock.ts';

/** By kind: what it may take of a line, the state in which it is out, the field that says since when. */
const PAPERS = {
  invoice: { open: 'toInvoice', out: 'issued', at: 'issuedAt' },
  return: { open: 'returnable', out: 'accepted', at: 'acceptedAt' },
} as const;
type Paper = keyof typeof PAPERS;

const CONFIRMED = "kind = 'order' AND state = 'confirmed'";

/** An order is written, confirmed or asked for, and what comes of it follows at once: some of these steps, not always all. */
export async function sell(actor: Actor): Promise<void> {
  const { choice } = actor;
  const id = actor.newId();
  const body = onCustomer(actor, () => ({
    state: 'draft',
    orderedOn: nowOf(actor).slice(0, 10),
    currency: 'IRR',
    lines: [
      { ...line(actor), id: actor.token(), order: 'a0' },
      { ...line(actor), id: actor.token(), order: 'a1' },
    ],
    ...(choice.chance(0.3) ? { paymentDays: choice.integer(60) } : {}),
    ...(choice.chance(0.3) ? { freight: { amount: 1_000 * (1 + choice.integer(500)), currency: 'IRR' } } : {}),
  }));
  if (!body) return;
  await actor.commit([{ act: 'create', collection: 'salesDocuments', kind: 'order', id, body }]);
  const order = actor.record('salesDocuments', id);
  if (!order || choice.chance(0.2) || !(await confirmOrAsk(actor, order))) return;
  for (let steps = choice.integer(5); steps > 0; steps -= 1) await followOrder(actor, id);
}

/** Something of a confirmed order is delivered, invoiced or brought back. */
export async function followSome(actor: Actor): Promise<void> {
  const order = actor.pick('salesDocuments', CONFIRMED);
  for (let steps = 1 + actor.choice.integer(2); steps > 0 && order; steps -= 1) await followOrder(actor, order.id);
}

async function followOrder(actor: Actor, id: string): Promise<void> {
  const order = actor.record('salesDocuments', id);
  if (!order || order.deleted || order.body['state'] !== 'confirmed') return;
  const step = actor.choice.weighted(STEPS_OF_ORDER).step;
  if (step === 'deliver') await deliverOrder(actor, order);
  else if (step === 'pay') await pay(actor, order);
  else if (step === 'move') await stepPaperOfOrder(actor, order);
  else await write(actor, step, order);
}

const STEPS_OF_ORDER = [
  { weight: 3, step: 'deliver' },
  { weight: 6, step: 'invoice' },
  { weight: 5, step: 'return' },
  { weight: 2, step: 'pay' },
  { weight: 7, step: 'move' },
] as const;

/** Some of what is open, by the machine's own reckoning; it goes out at once or is prepared. */
async function write(actor: Actor, kind: Paper, order: HeldRecord): Promise<void> {
  const { choice } = actor;
  const { open, out, at } = PAPERS[kind];
  const documents = papersOf(actor, order.id);
  const chosen = some(actor, openLines(orderProgress(order.body, documents), open));
  if (chosen.length === 0) return;
  const next = { orderId: order.id, order: order.body, chosen, issuedOn: nowOf(actor).slice(0, 10) };
  const prepared: RecordBody =
    kind === 'invoice'
      ? invoiceBody(next, documents)
      : { ...returnBody(next), reason: 'notWanted', remedy: choice.pick(['refund', 'refund', 'replacement']) };
  const isOut = choice.chance(0.75);
  const id = actor.newId();
  const body = isOut ? { ...prepared, state: out, [at]: nowOf(actor) } : prepared;
  await actor.commit(
    [{ act: 'create', collection: 'salesDocuments', kind, id, body: mispriced(actor, body) }],
    isOut
      ? { series: SERIES_BY_KIND[kind], reference: { collection: 'salesDocuments', id }, path: 'number' }
      : undefined,
  );
}

/** All of it, or parts of some lines. */
function some({ choice }: Actor, open: readonly ChosenLine[]): ChosenLine[] {
  if (choice.chance(0.4)) return [...open];
  return open.flatMap(({ orderLineId, quantity }) => {
    const part = choice.chance(0.5) ? quantity : Math.ceil(quantity / 2);
    return choice.chance(0.7) ? [{ orderLineId, quantity: part }] : [];
  });
}

/** A changed program prices a sale a second time. */
function mispriced({ choice }: Actor, body: RecordBody): RecordBody {
  if (!choice.chance(0.04)) return body;
  const lines = elementsOf(body, 'lines').map((one) => ({ ...one, unitPrice: { amount: 1, currency: 'IRR' } }));
  return { ...body, lines };
}

/** Money for this very order, in full or in part. */
async function pay(actor: Actor, order: HeldRecord): Promise<void> {
  const { choice } = actor;
  const amount = { amount: 1_000 * (1 + choice.integer(2_000)), currency: 'IRR' };
  const id = actor.newId();
  const body: RecordBody = {
    customerId: textOf(order.body, 'customerId') ?? '',
    ownerId: actor.person,
    state: 'collected',
    ...meansOf(actor),
    receivedOn: nowOf(actor).slice(0, 10),
    currency: 'IRR',
    amount,
    allocations: [{ id: actor.token(), order: 'a0', documentId: order.id, amount }],
    collectedAt: nowOf(actor),
    collectedBy: actor.person,
  };
  await actor.commit([{ act: 'create', collection: 'salesDocuments', kind: 'receipt', id, body }], {
    series: SERIES_BY_KIND.receipt,
    reference: { collection: 'salesDocuments', id },
    path: 'number',
  });
}

const meansOf = (actor: Actor): RecordBody =>
  actor.choice.chance(0.5)
    ? { method: 'cheque', cheque: { number: actor.token(), bank: 'ملی', dueOn: day(actor) } }
    : { method: 'cash' };

/** What is prepared goes out, if its order is still open for it; what is out is called back, if nothing rests on it; goods that were promised back arrive. */
async function stepPaperOfOrder(actor: Actor, order: HeldRecord): Promise<void> {
  const papers = papersOf(actor, order.id).filter(({ kind }) => kind === 'invoice' || kind === 'return');
  if (papers.length === 0) return;
  const { id } = actor.choice.pick(papers);
  const paper = actor.record('salesDocuments', id);
  if (!paper || (paper.kind !== 'invoice' && paper.kind !== 'return')) return;
  const others = papersOf(actor, order.id).filter((document) => document.id !== id);
  const state = textOf(paper.body, 'state');
  if (state === 'draft') return issue(actor, paper.kind, paper, order, others);
  if (paper.kind === 'invoice' && state === 'issued') return cancelInvoice(actor, paper, order, others);
  if (paper.kind === 'return' && state === 'accepted') return receive(actor, paper);
}

async function issue(
  actor: Actor,
  kind: Paper,
  paper: HeldRecord,
  order: HeldRecord,
  others: readonly ChainDocument[],
): Promise<void> {
  const { open, out, at } = PAPERS[kind];
  const chosen = elementsOf(paper.body, 'lines').map((one) => ({
    orderLineId: textOf(one, 'orderLineId') ?? '',
    quantity: integerOf(one, 'quantity') ?? 0,
  }));
  try {
    requireOpen(orderProgress(order.body, others), open, chosen);
  } catch (error) {
    if (isPeyvandError(error)) return;
    throw error;
  }
  await actor.commit(patchOf(paper, { ...paper.body, state: out, [at]: nowOf(actor) }), {
    series: SERIES_BY_KIND[kind],
    reference: paper,
    path: 'number',
  });
}

async function cancelInvoice(
  actor: Actor,
  paper: HeldRecord,
  order: HeldRecord,
  others: readonly ChainDocument[],
): Promise<void> {
  if (doesReturnRestOn(order.body, others) || actor.choice.chance(0.5)) return;
  await actor.commit(
    patchOf(paper, { ...paper.body, state: 'cancelled', cancelledAt: nowOf(actor), cancelReason: actor.token() }),
  );
}

async function receive(actor: Actor, paper: HeldRecord): Promise<void> {
  if (isManaging(actor) && actor.choice.chance(0.15))
    return void (await actor.commit(
      patchOf(paper, { ...paper.body, state: 'refused', refusedAt: nowOf(actor), refuseReason: actor.token() }),
    ));
  const next: RecordBody = {
    ...paper.body,
    state: 'received',
    receivedAt: nowOf(actor),
    ...(actor.choice.chance(0.7) ? { stockPlaceId: placeOf(actor) } : {}),
  };
  await actor.commit([...patchOf(paper, next), ...movementsWith(actor, 'return', paper.id, next)]);
}
