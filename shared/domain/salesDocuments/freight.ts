/**
 * What an invoice bears of its order's freight: as much as the part of the order that it invoices is worth. So two machines that invoice parts of one order
 * apart bear it once together, and what an invoice bore comes back with its quantities when it is removed or cancelled. Fractions of a rial are left to the
 * invoice behind which nothing is left to invoice.
 */
import { isCurrencyCode, type Money } from '../../base/money.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import type { ChainDocument } from './chainTally.ts';
import { orderTotals } from './orderTotals.ts';

/** × 1,000, of one line of the order. */
interface Part {
  readonly orderLineId: string;
  readonly quantity: number;
}

/**
 * @param documents Those of the order that are here, prepared ones included.
 * @param isLast Nothing of the order is left to invoice behind it.
 * @returns null when it bears none.
 */
export function freightOfInvoice(
  order: RecordBody,
  chosen: readonly Part[],
  documents: readonly ChainDocument[],
  isLast: boolean,
): Money | null {
  const freight = moneyOf(order, 'freight');
  if (freight === null || !isCurrencyCode(freight.currency) || freight.amount <= 0) return null;
  const left = BigInt(freight.amount) - freightBorne(documents, freight.currency);
  const share = isLast ? left : shareOf(order, chosen, BigInt(freight.amount));
  const borne = share < left ? share : left;
  return borne <= 0n ? null : { amount: Number(borne), currency: freight.currency };
}

/** By invoices that are out say more than the order has. */
export function isFreightTooMuch(order: RecordBody, documents: readonly ChainDocument[]): boolean {
  const freight = moneyOf(order, 'freight');
  const currency = freight?.currency ?? textOf(order, 'currency') ?? '';
  const issued = documents.filter(({ body }) => body['state'] === 'issued');
  return freightBorne(issued, currency) > BigInt(freight?.amount ?? 0);
}

const freightBorne = (documents: readonly ChainDocument[], currency: string): bigint =>
  documents
    .filter(({ kind, body }) => kind === 'invoice' && body['state'] !== 'cancelled')
    .map(({ body }) => moneyOf(body, 'freight'))
    .reduce((sum, borne) => sum + (borne?.currency === currency ? BigInt(borne.amount) : 0n), 0n);

/** Rounded down, once: shares of parts that do not overlap are never more than the whole. */
function shareOf(order: RecordBody, chosen: readonly Part[], freight: bigint): bigint {
  const worth = new Map(orderTotals(order).lines.map(({ id, taxable }) => [id, BigInt(taxable.amount)]));
  const isWorthNothing = worth.values().every((amount) => amount === 0n);
  // Where all of it is given away, each line bears as much as another.
  const weightOf = (id: string): bigint => (isWorthNothing ? 1n : (worth.get(id) ?? 0n));
  const lines = elementsOf(order, 'lines').map((line) => ({
    id: textOf(line, 'id') ?? '',
    quantity: BigInt(Math.max(1, integerOf(line, 'quantity') ?? 1)),
  }));
  const all = lines.reduce((sum, { id }) => sum + weightOf(id), 0n);
  // One fraction for all lines: their common denominator is the product of their quantities.
  const denominator = lines.reduce((product, { quantity }) => product * quantity, 1n);
  const numerator = lines.reduce((sum, { id, quantity }) => {
    const part = BigInt(chosen.find(({ orderLineId }) => orderLineId === id)?.quantity ?? 0);
    return sum + weightOf(id) * part * (denominator / quantity);
  }, 0n);
  return all === 0n ? 0n : (freight * numerator) / (all * denominator);
}
