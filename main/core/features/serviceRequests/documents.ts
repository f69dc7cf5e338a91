/** The paper that comes of a request: a quote before the work, an order for it or after it. What is covered stands on it at nothing. */
import { createError } from '../../../../shared/base/errors.ts';
import { HUNDRED_PERCENT } from '../../../../shared/base/money.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import type { RequestState } from '../../../../shared/domain/serviceRequests/requestStates.ts';
import { orderKeysBetween } from '../../../../shared/sync/orderKey.ts';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';
import { todayOf, type CoreContext, type Work } from '../procedures.ts';
import { requireRights } from '../rights.ts';
import { coverageOfRequest } from './covering.ts';
import { dayOfWork, priceOfUse } from './facts.ts';
import { commit, historyWith, requireRequest, requireStep, stateOf } from './steps.ts';

/**
 * The draft and the request's step, in one commit. Before the work a quote makes the request `quoted` and an order `ordered`; of signed work an order
 * is what is invoiced. @throws PeyvandError `illegal_transition`, `price_missing` with the lines that have none, `permission_denied`.
 */
export async function makeDocument(
  context: CoreContext,
  work: Work,
  { id, kind }: { id: string; kind: 'quote' | 'order' },
): Promise<{ id: string; documentId: string }> {
  const request = requireRequest(work, id);
  const to = stepOf(request, kind);
  const customerId = textOf(request.body, 'customerId');
  if (customerId === null) throw createError('invalid_input', { violations: ['customerId: request.customerMissing'] });
  const documentId = context.nextId();
  const create: LocalOperation = {
    act: 'create',
    collection: 'salesDocuments',
    kind,
    id: documentId,
    body: bodyOf(context, work, request, kind, customerId),
  };
  requireRights(work, create);
  const definition = kindOf('salesDocuments', kind);
  const read = definition?.schema.safeParse(create.body);
  if (!read?.success) throw createError('invalid_input', { reason: 'shape' });
  const after: RecordBody = {
    ...request.body,
    ...(kind === 'quote' ? { quoteId: documentId } : { orderId: documentId }),
    ...(to === null ? {} : { state: to, stateHistory: historyWith(context, work, request, to) }),
  };
  await commit(work, request, after, [create]);
  return { id, documentId };
}

/** null: the request stays where it is, and keeps the link. */
function stepOf(request: HeldRecord, kind: 'quote' | 'order'): RequestState | null {
  const from = stateOf(request);
  if (kind === 'quote') {
    if (from === 'quoted') return null;
    requireStep(request, 'quoted');
    return 'quoted';
  }
  if (from === 'confirmed') return 'invoiced';
  if (from === 'ordered') return null;
  requireStep(request, 'ordered');
  return 'ordered';
}

function bodyOf(
  context: CoreContext,
  work: Work,
  request: HeldRecord,
  kind: 'quote' | 'order',
  customerId: string,
): RecordBody {
  const covered = coverageOfRequest(context, work, request, dayOfWork(context, work, request));
  const { lines, priced, currency } = priceOfUse(context, work, request, covered);
  const missing = priced.lines.filter(({ unitPrice }) => unitPrice === null).map(({ id }) => id);
  if (missing.length > 0) throw createError('price_missing', { lines: missing });
  const orders = orderKeysBetween(null, null, lines.length);
  const today = todayOf(context, work);
  return {
    customerId,
    ownerId: work.person().id,
    state: 'draft',
    ...(kind === 'quote' ? { issuedOn: today } : { orderedOn: today }),
    currency,
    lines: lines.map(({ line, productName, unit, payer }, place): RecordBody => {
      const price = priced.lines.find(({ id }) => id === line.id);
      return {
        id: line.id,
        order: orders[place] ?? 'a0',
        productId: line.productId,
        productName,
        unit,
        quantity: line.quantity,
        unitPrice: price?.unitPrice ? { ...price.unitPrice } : { amount: 0, currency },
        discountPercentage: payer === null ? (price?.discountPercentage ?? 0) : HUNDRED_PERCENT,
        taxPercentage: price?.taxPercentage ?? 0,
        // It stays when prices are proposed anew: they know nothing of the contract.
        ...(payer === null ? {} : { typedDiscount: true }),
      };
    }),
    ...(priced.discountPercentage > 0 ? { discountPercentage: priced.discountPercentage } : {}),
  };
}
