/**
 * Which lines of an order promise more than is kept for their seller. Of a product that is divided among sellers nobody promises without asking what is kept for
 * somebody else, or for nobody: two people without a line would each promise the same piece.
 */
import { elementsOf, integerOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import type { ApprovalReason } from './approval.ts';
import type { ApprovalLimits } from './limits.ts';
import type { OrderFacts } from './orderApproval.ts';

/** More lines than that are not told one by one. */
const LINES_TOLD = 20;

/** One reason for each line that goes beyond what is left, in their order: the first ones take first. */
export function stockReasons(order: RecordBody, limits: ApprovalLimits, facts: OrderFacts): ApprovalReason[] {
  if (limits.withinAllotment !== true) return [];
  const left = new Map(facts.stockLeft());
  // What is kept for somebody is theirs to promise: on an order that another sells, nothing is.
  if (textOf(order, 'ownerId') !== facts.credit.person) for (const product of left.keys()) left.set(product, 0);
  return elementsOf(order, 'lines')
    .flatMap((line): ApprovalReason[] => {
      const productId = textOf(line, 'productId') ?? '';
      const rest = left.get(productId);
      if (rest === undefined) return [];
      const quantity = Math.max(0, integerOf(line, 'quantity') ?? 0);
      left.set(productId, Math.max(0, rest - quantity));
      const lineId = textOf(line, 'id');
      return quantity <= rest
        ? []
        : [{ reason: 'stock', found: quantity, limit: rest, ...(lineId === null ? {} : { lineId }) }];
    })
    .slice(0, LINES_TOLD);
}
