/** Which line of an order bears less tax than its product does: tax is not its seller's to give. */
import { elementsOf, integerOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import type { ApprovalReason } from './approval.ts';
import type { ApprovalLimits } from './limits.ts';
import type { OrderFacts } from './orderApproval.ts';

/** One reason, of the line that goes furthest; null for whoever sets prices freely, and where every line bears what its product does. */
export function taxReason(order: RecordBody, limits: ApprovalLimits, facts: OrderFacts): ApprovalReason | null {
  if (limits.discountPercentage === undefined) return null;
  const lower = elementsOf(order, 'lines').flatMap((line) => {
    const product = facts.product(textOf(line, 'productId') ?? '');
    const limit = product === null || product === 'notSold' ? null : integerOf(product, 'taxPercentage');
    const found = integerOf(line, 'taxPercentage') ?? 0;
    return limit !== null && found < limit ? [{ found, limit, lineId: textOf(line, 'id') }] : [];
  });
  const [furthest] = lower.toSorted((one, other) => other.limit - other.found - (one.limit - one.found));
  if (!furthest) return null;
  const { found, limit, lineId } = furthest;
  return { reason: 'tax', found, limit, ...(lineId === null ? {} : { lineId }) };
}
