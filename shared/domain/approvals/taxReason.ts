/** Which line of an order bears less tax than its product does: tax is not its seller's to give. */
import { elementsOf, integerOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import type { ApprovalReason } from './approval.ts';
import { isAsQuoted, measuredOn, quoteThatHolds } from './discountReason.ts';
import type { ApprovalLimits } from './limits.ts';
import type { OrderFacts } from './orderApproval.ts';

/** One reason, of the line that goes furthest; null for whoever sets prices freely, and where every line bears what its product does, or did when it was sold or offered. */
export function taxReason(order: RecordBody, limits: ApprovalLimits, facts: OrderFacts): ApprovalReason | null {
  if (limits.discountPercentage === undefined) return null;
  const lower = elementsOf(order, 'lines').flatMap((line) => {
    const limit = leastTax(order, line, limits, facts);
    const found = integerOf(line, 'taxPercentage') ?? 0;
    return limit !== null && found < limit ? [{ found, limit, lineId: textOf(line, 'id') }] : [];
  });
  const [furthest] = lower.toSorted((one, other) => other.limit - other.found - (one.limit - one.found));
  if (!furthest) return null;
  const { found, limit, lineId } = furthest;
  return { reason: 'tax', found, limit, ...(lineId === null ? {} : { lineId }) };
}

/** null where nothing is known of the product's tax. Who sold before a tax rose did not know of it, and what was offered holds. */
function leastTax(order: RecordBody, line: RecordBody, limits: ApprovalLimits, facts: OrderFacts): number | null {
  const id = textOf(line, 'productId') ?? '';
  const product = facts.product(id);
  const now = product === null || product === 'notSold' ? null : integerOf(product, 'taxPercentage');
  if (now === null) return null;
  const earlier = facts.lowestTax?.(id, measuredOn(order, limits, facts)) ?? now;
  return Math.min(now, earlier, quotedTax(order, line, facts) ?? now);
}

/** As far as the product bore it since it was offered, where its past is known; null for a line that was not offered like this. */
function quotedTax(order: RecordBody, line: RecordBody, facts: OrderFacts): number | null {
  const quote = quoteThatHolds(order, facts);
  if (!quote || !isAsQuoted(order, line, quote.body)) return null;
  const offered = elementsOf(quote.body, 'lines').find((one) => one['id'] === line['id']) ?? {};
  const tax = integerOf(offered, 'taxPercentage') ?? 0;
  return facts.lowestTax ? Math.max(tax, facts.lowestTax(textOf(line, 'productId') ?? '', quote.sentOn) ?? tax) : tax;
}
