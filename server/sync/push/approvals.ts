/**
 * Asks of a group what the laptop asked before it saved (shared/domain/approvals): is that step its author's alone to take? A program that was changed
 * asks nobody, so what it confirms beyond its author's limits is held, with the reason by name.
 */
import type { IsoDate } from '../../../shared/base/clock.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import { APPROVAL_LIMITS_SETTING, approvalLimitsOf } from '../../../shared/domain/approvals/limits.ts';
import { isApprovable, judgeApproval, type ApprovalRefusal } from '../../../shared/domain/approvals/judge.ts';
import { quoteOf } from '../../../shared/domain/approvals/discountReason.ts';
import type { OrderFacts } from '../../../shared/domain/approvals/orderApproval.ts';
import { approvalOf } from '../../../shared/domain/approvals/approval.ts';
import { RECEIPTS_FROM_SETTING, receiptsFromOf } from '../../../shared/domain/receivables/receiptsFrom.ts';
import type { CreditDocument } from '../../../shared/domain/receivables/credit.ts';
import { stockScope, type CollectionName, type RecordBody } from '../../../shared/domain/record.ts';
import { coveredLines } from '../../../shared/domain/serviceRequests/coveredLines.ts';
import { promisesOf, stockLeft } from '../../../shared/domain/stock/slices.ts';
import { isCurrencyCode } from '../../../shared/base/currency.ts';
import { priceBeforeTax } from '../../../shared/domain/pricing/pricing.ts';
import { customerPricing, NOBODY } from '../../../shared/domain/products/priceScope.ts';
import { timeZoneOr } from '../../../shared/sync/receipt.ts';
import { writeAudit } from '../../audit/writeAudit.ts';
import type { Transaction } from '../../store/database.ts';
import type { Member } from '../organisation.ts';
import { keyOf, type StoredRecord } from '../storedRecord.ts';
import { earliestDayOf, type ApprovalReads, type ServiceRow } from './approvalReads.ts';
import { lowestTax } from './borneTaxes.ts';
import { confirmationsIn, parentIn, recordIn, type GroupWork } from './groupWork.ts';
import type { Workspace } from './workspace.ts';

/** Somebody decided about a request: what the audit log is told of it. */
export interface ApprovalDecision {
  readonly collection: CollectionName;
  readonly id: RecordId;
  readonly decision: 'approved' | 'refused';
  readonly askedBy: RecordId;
  readonly reasons: readonly string[];
}

/** null when the step may be taken. @param before null for a new record. */
export function refusedApproval(
  reads: ApprovalReads,
  workspace: Workspace,
  work: GroupWork,
  member: Member,
  definition: KindDefinition,
  record: { readonly id: RecordId; readonly before: RecordBody | null; readonly after: RecordBody },
): ApprovalRefusal | null {
  const { kind } = definition;
  if (!isApprovable(kind)) return null;
  const { author } = work.item.group;
  const limits = approvalLimitsOf(work.organisation.setting(APPROVAL_LIMITS_SETTING), member);
  return judgeApproval({
    kind,
    before: record.before,
    after: isConfirmation(kind, record) ? { ...record.after, confirmedAt: work.at } : record.after,
    // Let through by an administrator it is done with their rights, and still what its author did.
    author: { id: author, role: member.role, limits },
    facts: () => factsOf(reads, workspace, work, member, author, record),
  });
}

/** null where the step decides nothing. */
export function decisionIn(
  { collection, kind }: KindDefinition,
  { id, before, after }: { readonly id: RecordId; readonly before: RecordBody | null; readonly after: RecordBody },
): ApprovalDecision | null {
  const approval = isApprovable(kind) ? approvalOf(after) : null;
  if (!approval?.decision) return null;
  const earlier = before && approvalOf(before);
  if (earlier?.decision === approval.decision && earlier.decidedAt === approval.decidedAt) return null;
  const { decision, askedBy, reasons } = approval;
  return { collection, id, decision, askedBy, reasons: reasons.map(({ reason }) => reason) };
}

/** Behind everything else that the transaction writes: the end of the log is locked last. */
export async function auditApprovals(transaction: Transaction, works: readonly (GroupWork | null)[]): Promise<void> {
  const entries = works.flatMap((work) =>
    (work?.approvals ?? []).map(({ collection, id, decision, askedBy, reasons }) => ({
      action: `approval.${decision}` as const,
      person: work?.item.group.author ?? null,
      device: work?.item.group.device ?? null,
      subject: id,
      facts: { collection, askedBy, reasons: reasons.slice(0, REASONS_TOLD) },
    })),
  );
  if (entries.length > 0) await writeAudit(transaction, ...entries);
}

const REASONS_TOLD = 20;

function factsOf(
  reads: ApprovalReads,
  workspace: Workspace,
  work: GroupWork,
  member: Member,
  author: RecordId,
  { id, after }: { readonly id: RecordId; readonly after: RecordBody },
): OrderFacts {
  const customerId = textOf(after, 'customerId');
  const customer = customerId && parentIn(workspace, work, keyOf({ collection: 'customers', id: customerId }));
  return {
    product: (product) => reads.products.get(product) ?? 'notSold',
    customer: customer ? customer.body : null,
    prices: () => reads.prices,
    isListed: (productId) =>
      reads.prices.priceLists.some(({ body }) =>
        elementsOf(body, 'entries').some((entry) => entry['productId'] === productId),
      ),
    lowestTax: (productId, since) => lowestTax(reads.taxes.get(productId) ?? [], since),
    quote: quoteFor(reads, workspace, work, id, after),
    covered: coveredFor(reads, workspace, work, author, id, after),
    credit: creditOf(reads, workspace, work, author, customerId, id),
    stockLeft: () => stockLeftFor(reads, workspace, work, member, author, id),
    confirmedOn: measuringDay(work),
    earliestDay: earliestDayOf(work.arrivedAt),
  };
}

/** What the author may still promise: of allotments those at places that they hold, of orders those that they sell. */
function stockLeftFor(
  reads: ApprovalReads,
  workspace: Workspace,
  work: GroupWork,
  member: Member,
  author: RecordId,
  own: RecordId,
): ReadonlyMap<RecordId, number> {
  const { allotments, promises } = reads;
  const day = measuringDay(work);
  const kept = allotments.filter((allotment) => member.holds(stockScope(textOf(allotment, 'placeId') ?? '')));
  if (kept.length === 0) return new Map();
  const here = new Map<string, StoredRecord>([...workspace.records, ...work.records]);
  const inHand = [...here.values()]
    .filter(({ kind, deleted, id, body }) => kind === 'order' && !deleted && id !== own && body['ownerId'] === author)
    .flatMap((order) => promisesOf(asBound(reads, workspace, work, order).body));
  const stored = promises.filter(
    ({ id, ownerId }) => ownerId === author && id !== own && !here.has(keyOf({ collection: 'salesDocuments', id })),
  );
  const promised = [...stored.flatMap((order) => order.promised), ...inHand];
  return stockLeft({ personId: author, day, allotments: kept, promised });
}

/** As it is behind what the group did before: a quote that is accepted makes its order in the same commit. */
function quoteFor(
  { quotes }: ApprovalReads,
  workspace: Workspace,
  work: GroupWork,
  orderId: RecordId,
  order: RecordBody,
): OrderFacts['quote'] {
  const id = textOf(order, 'quoteId');
  if (id === null) return null;
  return quoteOf(
    recordIn(workspace, work, keyOf({ collection: 'salesDocuments', id })) ?? quotes.get(id) ?? null,
    orderId,
  );
}

/** What contracts and guarantees pay for of it, by the jobs that it bills: of the customer, and of all that were found to be the same. */
function coveredFor(
  reads: ApprovalReads,
  workspace: Workspace,
  work: GroupWork,
  author: RecordId,
  orderId: RecordId,
  order: RecordBody,
): OrderFacts['covered'] {
  const customerId = textOf(order, 'customerId');
  if (customerId === null) return new Map();
  const family = reads.families.get(customerId) ?? [customerId];
  const here = [...new Map([...workspace.records, ...work.records]).values()];
  const inHand = here.filter(
    ({ collection, deleted, body }) =>
      isOfService(collection) && !deleted && family.includes(textOf(body, 'customerId') ?? ''),
  );
  const stored = (reads.service.get(customerId) ?? []).filter(
    ({ collection, id }) => !here.some((record) => record.collection === collection && record.id === id),
  );
  const of = (collection: string): ServiceRow[] =>
    [...stored, ...inHand].filter((row) => row.collection === collection);
  return coveredLines({
    id: orderId,
    body: order,
    author,
    requests: of('serviceRequests'),
    contracts: of('contracts'),
    assets: of('assets'),
    kindOf: (productId) => reads.kinds.get(productId) ?? null,
    priceOf(productId, quantity, day, currency) {
      const customer = recordIn(workspace, work, keyOf({ collection: 'customers', id: customerId }));
      if (!isCurrencyCode(currency)) return null;
      const pricing = customer ? customerPricing(customerId, customer.body) : NOBODY;
      return priceBeforeTax({ ...reads, ...reads.prices, day, currency, customer: pricing }, productId, quantity);
    },
    isOfItsQuote: quoteFor(reads, workspace, work, orderId, order) !== null,
    confirmed: family.flatMap((member) => accountOf(reads, workspace, work, member)).filter(isConfirmedOrder),
    today: measuringDay(work),
    timeZone: timeZoneOr(work.organisation.setting('timeZone')),
  });
}

const isOfService = (collection: string): boolean =>
  collection === 'serviceRequests' || collection === 'contracts' || collection === 'assets';

/**
 * Of the customer's orders only those that the same author wrote, or wrote in, or sells: of these they knew for certain, whoever is named as the seller. Two people
 * who each stayed within the limit while neither could know of the other are not held for it.
 */
function creditOf(
  reads: ApprovalReads,
  workspace: Workspace,
  work: GroupWork,
  author: RecordId,
  customerId: RecordId | null,
  own: RecordId,
): OrderFacts['credit'] {
  const read = customerId === null ? [] : (reads.accounts.get(customerId) ?? []);
  const written = new Set([
    ...read.filter(({ authors }) => authors.includes(author)).map(({ id }) => id),
    ...[...workspace.versions, ...work.versions]
      .filter((version) => version.author === author)
      .map(({ record }) => record.id),
  ]);
  const documents = accountOf(reads, workspace, work, customerId);
  const orders = documents.filter((document) => isConfirmedOrder(document) && document.id !== own);
  const isKnown = ({ id, body, createdBy }: CreditDocument): boolean =>
    createdBy === author || textOf(body, 'ownerId') === author || written.has(id);
  return {
    orderId: own,
    others: orders.filter(isKnown),
    elsewhere: orders.filter((order) => !isKnown(order)),
    payments: documents.filter(({ kind }) => kind !== 'order'),
    person: author,
    since: receiptsFromOf(work.organisation.setting(RECEIPTS_FROM_SETTING)),
  };
}

/** The customer's documents: as they were stored, and as this batch left them. */
function accountOf(
  reads: ApprovalReads,
  workspace: Workspace,
  work: GroupWork,
  customerId: RecordId | null,
): readonly CreditDocument[] {
  if (customerId === null) return [];
  const here = new Map<string, StoredRecord>([...workspace.records, ...work.records]);
  const read = reads.accounts.get(customerId) ?? [];
  const stored = read.filter(({ id }) => !here.has(keyOf({ collection: 'salesDocuments', id })));
  const inHand = [...here.values()].filter(
    ({ collection, deleted, body }) => collection === 'salesDocuments' && !deleted && body['customerId'] === customerId,
  );
  return [...stored, ...inHand.map((document) => asBound(reads, workspace, work, document))];
}

/** An order as it counts beside others: from the moment at which it was confirmed as far as the server knows, not from the one that stands on it. */
function asBound(
  { confirmedAt }: ApprovalReads,
  workspace: Workspace,
  work: GroupWork,
  order: StoredRecord,
): StoredRecord {
  if (order.kind !== 'order' || order.body['state'] !== 'confirmed' || order.body['source'] !== undefined) return order;
  const at = confirmedAt.get(order.id) ?? workspace.confirmedAt.get(order.id) ?? confirmationsIn(work).get(order.id);
  return at === undefined ? order : { ...order, body: { ...order.body, confirmedAt: at } };
}

/** The day by which it is measured: of its group, and never one of which no group that comes truthfully can be. */
function measuringDay({ at, arrivedAt }: GroupWork): IsoDate {
  const [day, earliestDay] = [at.slice(0, 10), earliestDayOf(arrivedAt)];
  return day < earliestDay ? earliestDay : day;
}

const isConfirmation = (
  kind: string,
  { before, after }: { readonly before: RecordBody | null; readonly after: RecordBody },
): boolean => kind === 'order' && after['state'] === 'confirmed' && before?.['state'] !== 'confirmed';

const isConfirmedOrder = ({ kind, body }: CreditDocument): boolean => kind === 'order' && body['state'] === 'confirmed';
