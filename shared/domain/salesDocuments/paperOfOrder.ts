/**
 * A delivery, an invoice or a return is of its order: its goods, and the prices, discounts, taxes and terms that the order has. Nobody prices a sale twice, so
 * whatever somebody's word was asked for stands on the order. The laptop asks this before it saves, the server of every group.
 *
 * How much of the order several papers take together is not asked here: two machines may each have taken the rest without knowing of each other.
 */
import { joinPath, type JsonValue } from '../../base/leafPath.ts';
import { canonicalJson } from '../../base/canonicalJson.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../bodyReads.ts';
import type { Violation } from '../kind.ts';
import { violation } from '../reasons.ts';
import type { RecordBody } from '../record.ts';

export const PAPERS_OF_ORDERS = ['delivery', 'invoice', 'return'] as const;
export type PaperOfOrder = (typeof PAPERS_OF_ORDERS)[number];

export const isPaperOfOrder = (kind: string): kind is PaperOfOrder => PAPERS_OF_ORDERS.some((known) => known === kind);

/** It is in force: goods or money move by it. */
const OUT: ReadonlySet<JsonValue | undefined> = new Set(['delivered', 'issued', 'accepted', 'received']);

export const isOut = (paper: RecordBody): boolean => OUT.has(paper['state']);

const TERMS: Readonly<Record<PaperOfOrder, readonly string[]>> = {
  delivery: ['customerId'],
  invoice: ['customerId', 'currency', 'discountPercentage', 'paymentDays', 'payment'],
  return: ['customerId', 'currency', 'discountPercentage'],
};
/** Left out, they are this. */
const UNSAID: Readonly<Record<string, JsonValue>> = { discountPercentage: 0, paymentDays: 0, payment: 'account' };

/** Where it says something else than its order. @param order null where there is none: then no paper can be of it. */
export function paperViolations(kind: PaperOfOrder, paper: RecordBody, order: RecordBody | null): Violation[] {
  // What was imported is left to the books that it came from.
  if (paper['source'] !== undefined) return [];
  if (order === null || order['state'] === 'draft') return [violation('orderId', 'document.orderUnknown')];
  const terms = TERMS[kind].filter((field) => !isSame(said(paper, field), said(order, field)));
  return [
    ...terms.map((field) => violation(field, 'document.differsFromOrder')),
    ...freightViolations(kind, paper, order),
    ...lineViolations(kind, paper, order),
  ];
}

const said = (body: RecordBody, field: string): JsonValue => body[field] ?? UNSAID[field] ?? null;

const isSame = (one: JsonValue | undefined, other: JsonValue | undefined): boolean =>
  canonicalJson(one ?? null) === canonicalJson(other ?? null);

/** Of the freight it bears a part. */
function freightViolations(kind: PaperOfOrder, paper: RecordBody, order: RecordBody): Violation[] {
  if (kind !== 'invoice') return [];
  const [borne, whole] = [moneyOf(paper, 'freight'), moneyOf(order, 'freight')];
  const isWithin =
    borne === null || borne.amount === 0 || (whole?.currency === borne.currency && borne.amount <= whole.amount);
  return isWithin ? [] : [violation('freight', 'document.differsFromOrder')];
}

function lineViolations(kind: PaperOfOrder, paper: RecordBody, order: RecordBody): Violation[] {
  const ordered = new Map(elementsOf(order, 'lines').map((line) => [textOf(line, 'id') ?? '', line]));
  const taken = new Map<string, bigint>();
  const fields = kind === 'delivery' ? (['productId'] as const) : PRICED;
  return elementsOf(paper, 'lines').flatMap((line): Violation[] => {
    const orderLineId = textOf(line, 'orderLineId') ?? '';
    const of = ordered.get(orderLineId);
    const path = (field?: string): string =>
      joinPath('lines', textOf(line, 'id') ?? '', ...(field === undefined ? [] : [field]));
    if (!of) return [violation(path(), 'document.orderLineMissing')];
    const together = (taken.get(orderLineId) ?? 0n) + BigInt(Math.max(0, integerOf(line, 'quantity') ?? 0));
    taken.set(orderLineId, together);
    return [
      ...fields
        .filter((field) => !isSame(line[field], of[field]))
        .map((field) => violation(path(field), 'document.differsFromOrder')),
      // Left out by a program that does not know it; a carton of another size is no carton of this sale.
      ...(line['saidIn'] === undefined || isSame(line['saidIn'], of['saidIn'])
        ? []
        : [violation(path('saidIn'), 'document.differsFromOrder')]),
      ...(together > BigInt(integerOf(of, 'quantity') ?? 0)
        ? [violation(path('quantity'), 'document.moreThanOrdered')]
        : []),
    ];
  });
}

const PRICED = ['productId', 'unitPrice', 'discountPercentage', 'taxPercentage'] as const;
