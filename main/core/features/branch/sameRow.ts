/** A row of paper that comes again after its answer was lost: is it still what was made of it then? */
import type { JsonValue } from '../../../../shared/base/leafPath.ts';
import { createError } from '../../../../shared/base/errors.ts';
import type { PaperRow } from '../../../../shared/contract/branch.ts';
import { elementsOf, integerOf, moneyOf, objectOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { saidInOf } from '../../../../shared/domain/products/units.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { isSameJson } from '../../../../shared/sync/jsonValues.ts';
import type { HeldRecord } from '../../store/types.ts';
import { standingOf } from '../customers/family.ts';
import type { Work } from '../procedures.ts';
import type { OwnOrderRow } from './saidLines.ts';

/**
 * Whoever corrects a row and enters it again wants the correction: they are never answered with what stood there before.
 * @param startedAt the first instant of the row's day, in milliseconds.
 * @throws PeyvandError `invalid_input`, reason `row_entered`: it says something else now, or what was made of it was taken back (`isTakenBack`). With
 *   `collection`, `id` and `title` of the record.
 */
export function requireSameRow(work: Work, row: EnteredRow, held: HeldRecord, startedAt: number): void {
  const { collection, id, body } = held;
  const isTakenBack = held.deleted || textOf(body, 'state') === 'cancelled';
  if (!isTakenBack && isSameCustomer(work, row.customerId, textOf(body, 'customerId')) && isSame(row, held, startedAt))
    return;
  throw createError('invalid_input', {
    reason: 'row_entered',
    collection,
    id,
    title: textOf(body, 'number') ?? '',
    isTakenBack,
  });
}

function isSameCustomer(work: Work, said: string, held: string | null): boolean {
  if (held === null || said === held) return said === held;
  const standing = standingOf(work, [said, held]);
  return (standing.get(said) ?? said) === (standing.get(held) ?? held);
}

function isSame(row: EnteredRow, held: HeldRecord, startedAt: number): boolean {
  const { body } = held;
  if (row.personId !== textOf(body, 'ownerId')) return false;
  if (!isSameText(row.slip, textOf(objectOf(body['paper']), 'number'))) return false;
  if (!isSameNote(row.note, body)) return false;
  switch (row.kind) {
    case 'order':
      return isSameJson(saidOfOrder(row), heldOfOrder(body));
    case 'receipt':
      return isSameJson(saidOfReceipt(row), heldOfReceipt(body));
    case 'visit':
    case 'call':
      return isSameActivity(row, held, startedAt);
  }
}

/** In a visit that was planned the slip's note stands behind another, or there is that other alone. */
function isSameNote(said: string | undefined, body: RecordBody): boolean {
  const ofSlip = textOf(objectOf(body['paper']), 'note');
  const isOfPlan = ofSlip === null && textOf(body, 'plannedAt') !== null && (said ?? '').trim() === '';
  return isOfPlan || isSameText(said, ofSlip ?? textOf(body, 'note'));
}

const isSameText = (said: string | undefined, held: string | null): boolean => (said ?? '').trim() === (held ?? '');

/** An order's lines are in the products' own units by now. */
export type EnteredRow = Exclude<PaperRow, { kind: 'order' }> | OwnOrderRow;
type RowOf<Kind extends PaperRow['kind']> = Extract<EnteredRow, { kind: Kind }>;

const saidOfOrder = ({ on, lines }: RowOf<'order'>): JsonValue => ({
  on,
  lines: lines.map(({ productId, quantity, unitPrice, saidIn }) => ({
    productId,
    quantity,
    price: unitPrice ?? null,
    saidIn: saidIn?.unitId ?? null,
  })),
});

const heldOfOrder = (body: RecordBody): JsonValue => ({
  on: textOf(body, 'orderedOn'),
  lines: elementsOf(body, 'lines').map((line) => ({
    productId: textOf(line, 'productId'),
    quantity: integerOf(line, 'quantity'),
    price: line['typedPrice'] === true ? (moneyOf(line, 'unitPrice')?.amount ?? null) : null,
    saidIn: saidInOf(line)?.unitId ?? null,
  })),
});

const saidOfReceipt = ({ on, method, amount, reference, cheque }: RowOf<'receipt'>): JsonValue => ({
  on,
  method,
  amount,
  reference: reference ?? '',
  cheque: method === 'cheque' ? [cheque?.number ?? '', cheque?.bank ?? '', cheque?.dueOn ?? ''] : [],
});

function heldOfReceipt(body: RecordBody): JsonValue {
  const cheque = objectOf(body['cheque']);
  const method = textOf(body, 'method');
  return {
    on: textOf(body, 'receivedOn'),
    method,
    amount: moneyOf(body, 'amount')?.amount ?? null,
    reference: textOf(body, 'reference') ?? '',
    cheque: method === 'cheque' ? ['number', 'bank', 'dueOn'].map((field) => textOf(cheque, field) ?? '') : [],
  };
}

const MINUTE = 60_000;

/** A time that was still to come when the row was entered was put at the instant of the entry. */
function isSameActivity(row: RowOf<'visit' | 'call'>, { body, updatedAt }: HeldRecord, startedAt: number): boolean {
  const wanted = startedAt + (row.minute ?? 0) * MINUTE;
  const happenedAt = Date.parse(textOf(body, 'happenedAt') ?? '');
  return (
    row.outcome === textOf(body, 'outcome') &&
    (row.noOrderReason ?? null) === textOf(body, 'noOrderReason') &&
    (row.minute === undefined || wanted === happenedAt || wanted > Date.parse(updatedAt))
  );
}
