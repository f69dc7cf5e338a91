/**
 * Paper, row by row, in somebody else's name: each row a commit of its own. Whose it was stands in `ownerId`, who entered it in the record's author, the slip
 * in `paper`. A row that is entered again after a lost answer is found by its id and entered once.
 */
import { instantFromMilliseconds } from '../../../../shared/base/clock.ts';
import { createError, isPeyvandError } from '../../../../shared/base/errors.ts';
import { deterministicId } from '../../../../shared/base/id.ts';
import { isCurrencyCode } from '../../../../shared/base/currency.ts';
import type { Entered, PaperRow } from '../../../../shared/contract/branch.ts';
import { elementsOf, moneyOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import { priceDocument } from '../../../../shared/domain/pricing/pricing.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { SERIES_BY_KIND } from '../../../../shared/domain/salesDocuments/documentStates.ts';
import { orderTotals } from '../../../../shared/domain/salesDocuments/orderTotals.ts';
import { collectionViolations } from '../../../../shared/domain/salesDocuments/receipt.ts';
import { diffBodies } from '../../../../shared/sync/diff.ts';
import { orderKeysBetween } from '../../../../shared/sync/orderKey.ts';
import { dayBounds } from '../../../../shared/sync/receipt.ts';
import { requireApproval } from '../approvals/standing.ts';
import { createRecord, creationOf, editRecord, requireHeld, violationFacts } from '../commands.ts';
import { openVisitQuery } from '../day/queries.ts';
import { zoneOf } from '../day/zone.ts';
import type { HeldRecord } from '../../store/types.ts';
import { confirmationOf, requireConfirmable } from '../orders/confirmation.ts';
import { readPricesNow, readProducts } from '../pricing/terms.ts';
import { nowOf, todayOf, type CoreContext, type Work } from '../procedures.ts';
import { requirePermission } from '../rights.ts';
import { ownBranch } from './branchDay.ts';
import { earlierSlip } from './entered.ts';
import { intoPlan } from './plannedVisit.ts';
import { inOwnUnits, type OwnOrderRow } from './saidLines.ts';
import { requireSameRow, type EnteredRow } from './sameRow.ts';

type RowOf<Kind extends PaperRow['kind']> = Extract<PaperRow, { kind: Kind }>;

/** @throws PeyvandError `invalid_input` (`slip_entered` with `id`, `title`, `person`; `row_entered`; `day_ahead`; `violations`), `price_missing`, `permission_denied`, `not_found`, `number_block_exhausted`. */
export async function enterRow(context: CoreContext, work: Work, row: PaperRow): Promise<Entered> {
  requirePermission(work, 'paper.enter');
  const person = requireHeld(work, { collection: 'organisation', id: row.personId });
  if (person.kind !== 'person') throw createError('not_found', { collection: 'organisation', id: row.personId });
  // A manager answers for the people of the branch; head office for everybody.
  const { role } = work.person();
  const own = ownBranch(work);
  if (role === 'branchManager' && (own === null || textOf(person.body, 'branchId') !== own))
    throw createError('permission_denied', { reason: 'branch_day' });
  if (row.on > todayOf(context, work)) throw createError('invalid_input', { reason: 'day_ahead', path: 'on' });
  await requireNewSlip(work, row);
  switch (row.kind) {
    case 'order':
      return enterOrder(context, work, inOwnUnits(work, row));
    case 'receipt':
      return enterReceipt(context, work, row);
    case 'visit':
    case 'call':
      return enterActivity(context, work, row);
  }
}

/** A warning, not a wall: two books of slips may count alike. */
async function requireNewSlip(work: Work, { kind, slip, id, isAnother }: PaperRow): Promise<void> {
  if (slip === undefined || slip === '' || isAnother === true) return;
  const collection = kind === 'order' || kind === 'receipt' ? 'salesDocuments' : 'activities';
  const earlier = await earlierSlip(work, collection, { kind, slip, rowId: id });
  if (earlier)
    throw createError('invalid_input', {
      reason: 'slip_entered',
      slip,
      id: earlier.id,
      title: earlier.title ?? '',
      person: earlier.personName ?? '',
    });
}

/** What an earlier entry of the row made, if it still says the same. @throws PeyvandError `invalid_input`, reason `row_entered`. */
function heldOfRow(
  context: CoreContext,
  work: Work,
  row: EnteredRow,
  held: HeldRecord | null | undefined,
): HeldRecord | null {
  if (!held) return null;
  requireSameRow(work, row, held, Date.parse(dayBounds(row.on, zoneOf(context, work)).from));
  return held;
}

const paperOf = ({ slip, id }: EnteredRow): RecordBody => ({
  ...(slip === undefined || slip === '' ? {} : { number: slip }),
  row: id,
});

const noteOf = ({ note }: EnteredRow): RecordBody =>
  note === undefined || note.trim() === '' ? {} : { note: note.trim() };

// ---- orders ----------------------------------------------------------------------------------------------------

/**
 * A draft first, then confirmed with a number: where that needs somebody's word, the draft stays and says so. What cannot become an order at all leaves
 * nothing behind: its row is there to be mended.
 */
async function enterOrder(context: CoreContext, work: Work, row: OwnOrderRow): Promise<Entered> {
  const { id } = row;
  const held = heldOfRow(context, work, row, work.store.read.record({ collection: 'salesDocuments', id }));
  if (!held) {
    const body = orderBody(work, row);
    requirePrices(body);
    requireConfirmable({ body });
    await createRecord(work, 'salesDocuments', id, { id, kind: 'order', body });
  }
  const order = requireHeld(work, { collection: 'salesDocuments', id });
  const entered = (body: RecordBody, draftBecause: Entered['draftBecause']): Entered => ({
    collection: 'salesDocuments',
    id,
    number: textOf(body, 'number'),
    draftBecause,
    total: { ...orderTotals(body).total },
  });
  if (order.body['state'] !== 'draft') return entered(order.body, null);
  requireConfirmable(order);
  try {
    requireApproval(work, 'order', id, order.body, { ...order.body, state: 'confirmed' });
  } catch (error) {
    if (!isPeyvandError(error) || error.code !== 'approval_needed') throw error;
    return entered(order.body, error.code);
  }
  const { operation, number } = confirmationOf(context, order);
  await work.store.commit({ author: work.person().id, operations: [operation], number });
  return entered(requireHeld(work, { collection: 'salesDocuments', id }).body, null);
}

/** @throws PeyvandError `price_missing` with the places of the `lines` that have neither the price of the day nor that of the slip. */
function requirePrices(body: RecordBody): void {
  const lines = elementsOf(body, 'lines').flatMap((line, place) =>
    (moneyOf(line, 'unitPrice')?.amount ?? 0) === 0 ? [String(place)] : [],
  );
  if (lines.length > 0) throw createError('price_missing', { lines });
}

/** Priced as the customer's price of that day is; what the slip says of a price stands. */
function orderBody(work: Work, row: OwnOrderRow): RecordBody {
  const { customerId, personId, on, lines } = row;
  const currency = currencyOf(work);
  const productIds = lines.map(({ productId }) => productId);
  const products = readProducts(work.store, productIds);
  const requested = lines.map(({ productId, quantity }, place) => ({
    id: deterministicId(row.id, `line ${place}`),
    productId,
    quantity,
  }));
  const priced = priceDocument({
    ...readPricesNow(work.store, customerId, on, productIds),
    products,
    day: on,
    currency,
    lines: requested,
  });
  const orders = orderKeysBetween(null, null, lines.length);
  return {
    customerId,
    ownerId: personId,
    state: 'draft',
    orderedOn: on,
    currency,
    lines: requested.map(({ id, productId, quantity }, place): RecordBody => {
      const product = products.get(productId);
      if (!product) throw createError('not_found', { collection: 'products', id: productId });
      const { unitPrice: typed, saidIn = null } = lines[place] ?? {};
      const price = priced.lines[place];
      return {
        id,
        order: orders[place] ?? 'a0',
        productId,
        productName: textOf(product, 'name') ?? '',
        unit: textOf(product, 'unit') ?? '',
        quantity,
        ...(saidIn === null ? {} : { saidIn: { ...saidIn } }),
        unitPrice:
          typed === undefined ? { ...(price?.unitPrice ?? { amount: 0, currency }) } : { amount: typed, currency },
        ...(typed === undefined ? {} : { typedPrice: true }),
        discountPercentage: typed === undefined ? (price?.discountPercentage ?? 0) : 0,
        taxPercentage: price?.taxPercentage ?? 0,
      };
    }),
    ...(priced.discountPercentage > 0 ? { discountPercentage: priced.discountPercentage } : {}),
    ...noteOf(row),
    paper: paperOf(row),
  };
}

function currencyOf(work: Work) {
  const currency = work.settings.defaultCurrency();
  return isCurrencyCode(currency) ? currency : ('IRR' as const);
}

// ---- money -----------------------------------------------------------------------------------------------------

/** The money is at the branch: whoever enters it holds it, and somebody else verifies it. */
async function enterReceipt(context: CoreContext, work: Work, row: RowOf<'receipt'>): Promise<Entered> {
  const { id, customerId, personId, on, method, reference, cheque } = row;
  const held = heldOfRow(context, work, row, work.store.read.record({ collection: 'salesDocuments', id }));
  const currency = currencyOf(work);
  const me = work.person().id;
  if (!held) {
    const body: RecordBody = {
      customerId,
      ownerId: personId,
      state: 'collected',
      method,
      receivedOn: on,
      currency,
      amount: { amount: row.amount, currency },
      ...(reference === undefined || reference === '' ? {} : { reference }),
      ...(method === 'cheque' ? { cheque: written(cheque ?? {}) } : {}),
      ...noteOf(row),
      collectedAt: nowOf(context),
      collectedBy: me,
      paper: paperOf(row),
    };
    const violations = collectionViolations(body);
    if (violations.length > 0)
      throw createError('invalid_input', { reason: 'invariant_broken', violations: violationFacts(violations) });
    await work.store.commit({
      author: me,
      operations: [creationOf(work, 'salesDocuments', { id, kind: 'receipt', body })],
      number: { series: SERIES_BY_KIND.receipt, reference: { collection: 'salesDocuments', id }, path: 'number' },
    });
  }
  const { body } = requireHeld(work, { collection: 'salesDocuments', id });
  const total = moneyOf(body, 'amount');
  return {
    collection: 'salesDocuments',
    id,
    number: textOf(body, 'number'),
    draftBecause: null,
    total: total && { ...total },
  };
}

const written = (fields: Readonly<Record<string, string | undefined>>): RecordBody =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([field, text]): [string, string][] =>
      text === undefined || text.trim() === '' ? [] : [[field, text.trim()]],
    ),
  );

// ---- visits and calls ------------------------------------------------------------------------------------------

const MINUTE = 60_000;
const NOON = 12 * 60;

/** A visit that its person had planned for the day is that visit: what came of it is written there. */
async function enterActivity(context: CoreContext, work: Work, row: RowOf<'visit' | 'call'>): Promise<Entered> {
  const { id, kind, customerId, personId, on, subject, outcome, noOrderReason, minute = NOON } = row;
  const entered = (record: string): Entered => ({
    collection: 'activities',
    id: record,
    number: null,
    draftBecause: null,
    total: null,
  });
  const { from, until } = dayBounds(on, zoneOf(context, work));
  const { read } = work.store;
  const made =
    read.record({ collection: 'activities', id }) ??
    read.record({
      collection: 'activities',
      id: read.get<{ id: string }>(BY_ROW, { owner: personId, from, until, row: id })?.id ?? '',
    });
  const again = heldOfRow(context, work, row, made);
  if (again) return entered(again.id);
  // Of today's noon nothing is known yet in the morning.
  const at = Math.min(Date.parse(from) + minute * MINUTE, Math.max(Date.parse(nowOf(context)), Date.parse(from)));
  const fact: RecordBody = {
    happenedAt: instantFromMilliseconds(at),
    outcome,
    ...(noOrderReason === undefined ? {} : { noOrderReason }),
    ...noteOf(row),
    paper: paperOf(row),
  };
  const planned =
    kind === 'visit'
      ? work.store.read.get<{ id: string }>(openVisitQuery, { owner: personId, customer: customerId, from, until })
      : undefined;
  if (!planned) {
    await createRecord(work, 'activities', id, {
      id,
      kind,
      body: { customerId, ownerId: personId, subject, ...fact },
    });
    return entered(id);
  }
  const visit = requireHeld(work, { collection: 'activities', id: planned.id });
  const definition = kindOf('activities', visit.kind);
  if (!definition) throw createError('invalid_input', { reason: 'unknown_kind', kind: visit.kind });
  const changes = diffBodies(definition, visit.body, intoPlan(visit.body, fact));
  await editRecord(work, 'activities', { id: visit.id, changes });
  return entered(visit.id);
}

/** A plan of the day that the row was written into: whoever was visited, it is the row's. */
const BY_ROW = `
  SELECT a.id FROM activities a INDEXED BY activities_by_time
  WHERE a.deleted = 0 AND a.happened_at >= :from AND a.happened_at < :until AND a.owner_id = :owner
    AND json_extract(a.body, '$.paper.row') = :row
  LIMIT 1`;
