/**
 * Asks of a group what the laptop asked before it saved (shared/domain/approvals): is that step its author's alone to take? A program that was changed
 * asks nobody, so what it confirms beyond its author's limits is held, with the reason by name.
 */
import { instantFromMilliseconds, type IsoDate } from '../../../shared/base/clock.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import { APPROVAL_LIMITS_SETTING, approvalLimitsOf } from '../../../shared/domain/approvals/limits.ts';
import { isApprovable, judgeApproval, type ApprovalRefusal } from '../../../shared/domain/approvals/judge.ts';
import type { OrderFacts } from '../../../shared/domain/approvals/orderApproval.ts';
import { approvalOf } from '../../../shared/domain/approvals/approval.ts';
import type { PricingRecord } from '../../../shared/domain/products/priceScope.ts';
import { promotionProductIds } from '../../../shared/domain/products/promotion.ts';
import { RECEIPTS_FROM_SETTING, receiptsFromOf } from '../../../shared/domain/receivables/receiptsFrom.ts';
import type { CreditDocument } from '../../../shared/domain/receivables/credit.ts';
import type { CollectionName, RecordBody } from '../../../shared/domain/record.ts';
import type { RecordOperation } from '../../../shared/sync/operation.ts';
import { writeAudit } from '../../audit/writeAudit.ts';
import { LEASE_DAYS } from '../../auth/lease.ts';
import type { Transaction } from '../../store/database.ts';
import type { Member, Organisation } from '../organisation.ts';
import { keyOf, type StoredRecord } from '../storedRecord.ts';
import { parentIn, type GroupWork } from './groupWork.ts';
import type { ReceivedGroup } from './receive.ts';
import type { Workspace } from './workspace.ts';

/** What orders are measured by and a batch does not hold: read without locks, behind all locks. */
export interface ApprovalReads {
  /** The catalogue as it is: what is not in it is not sold. */
  readonly products: ReadonlyMap<RecordId, RecordBody>;
  /** Of price lists, what they say of these products. */
  readonly prices: OrderFacts['prices'];
  /** Confirmed orders, and what was paid and taken back; keyed by the customer's id. */
  readonly accounts: ReadonlyMap<RecordId, readonly StoredDocument[]>;
  /** See `OrderFacts`. */
  readonly earliestDay: IsoDate | null;
}

interface StoredDocument extends CreditDocument {
  /** Of an order: whoever wrote any version of it. */
  readonly authors: readonly RecordId[];
}

/** Somebody decided about a request: what the audit log is told of it. */
export interface ApprovalDecision {
  readonly collection: CollectionName;
  readonly id: RecordId;
  readonly decision: 'approved' | 'refused';
  readonly askedBy: RecordId;
  readonly reasons: readonly string[];
}

const NOTHING: ApprovalReads = {
  products: new Map(),
  prices: { priceLists: [], promotions: [] },
  accounts: new Map(),
  earliestDay: null,
};

/** Nobody works longer than a lease without a line; and a day for where in the world somebody is. */
const DAYS_UNHEARD = LEASE_DAYS + 1;
const DAY_MILLISECONDS = 86_400_000;

/** Reads nothing for a company without limits, nor for groups that neither confirm an order nor decide about one. */
export async function readForApprovals(
  transaction: Transaction,
  groups: readonly ReceivedGroup[],
  workspace: Workspace,
  organisation: Organisation,
  now: number,
): Promise<ApprovalReads> {
  const operations = groups.flatMap(({ group }) => group.operations);
  const hasLimits =
    organisation.setting(APPROVAL_LIMITS_SETTING) !== undefined ||
    operations.some(({ collection, kind }) => collection === 'organisation' && kind === 'setting');
  if (!hasLimits || !operations.some(mayBind)) return NOTHING;
  const orders = operations.filter(({ collection }) => collection === 'salesDocuments');
  const bodies = orders.flatMap((operation): RecordBody[] => {
    const record = workspace.records.get(keyOf(operation));
    return record ? [record.body] : [];
  });
  const products = new Set([...orders.flatMap(productsIn), ...bodies.flatMap(productsOf)].filter(isId));
  const customers = new Set([...orders.flatMap(customersIn), ...bodies.flatMap(customerOf)].filter(isId));
  const prices = await readPrices(transaction, [...products]);
  const given = prices.promotions.flatMap(({ body }) => promotionProductIds(body)).filter(isId);
  return {
    products: await readProducts(transaction, [...new Set([...products, ...given])]),
    prices,
    accounts: await readAccounts(transaction, [...customers]),
    earliestDay: instantFromMilliseconds(now - DAYS_UNHEARD * DAY_MILLISECONDS).slice(0, 10),
  };
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
    after: record.after,
    // Let through by an administrator it is done with their rights, and still what its author did.
    author: { id: author, role: member.role, limits },
    facts: () => factsOf(reads, workspace, work, author, record),
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
  author: RecordId,
  { id, after }: { readonly id: RecordId; readonly after: RecordBody },
): OrderFacts {
  const customerId = textOf(after, 'customerId');
  const customer = customerId && parentIn(workspace, work, keyOf({ collection: 'customers', id: customerId }));
  return {
    product: (product) => reads.products.get(product) ?? 'notSold',
    customer: customer ? customer.body : null,
    prices: reads.prices,
    credit: creditOf(reads, workspace, work, author, customerId, id),
    confirmedOn: work.at.slice(0, 10),
    earliestDay: reads.earliestDay,
  };
}

/**
 * Of the customer's orders only those that the same author wrote, or wrote in, or sells: of these they knew for certain, whoever is named as the seller. Two people
 * who each stayed within the limit while neither could know of the other are not held for it.
 */
function creditOf(
  { accounts }: ApprovalReads,
  workspace: Workspace,
  work: GroupWork,
  author: RecordId,
  customerId: RecordId | null,
  own: RecordId,
): OrderFacts['credit'] {
  const here = new Map<string, StoredRecord>([...workspace.records, ...work.records]);
  const read = customerId === null ? [] : (accounts.get(customerId) ?? []);
  const stored = read.filter(({ id }) => !here.has(keyOf({ collection: 'salesDocuments', id })));
  const inHand = [...here.values()].filter(
    ({ collection, deleted, body }) =>
      collection === 'salesDocuments' && !deleted && customerId !== null && body['customerId'] === customerId,
  );
  const written = new Set([
    ...read.filter(({ authors }) => authors.includes(author)).map(({ id }) => id),
    ...[...workspace.versions, ...work.versions]
      .filter((version) => version.author === author)
      .map(({ record }) => record.id),
  ]);
  const documents: readonly CreditDocument[] = [...stored, ...inHand];
  const orders = documents.filter(
    ({ id, kind, body }) => kind === 'order' && body['state'] === 'confirmed' && id !== own,
  );
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

// ---- what an operation may need ------------------------------------------------------------------------------

function mayBind(operation: RecordOperation): boolean {
  if (operation.collection !== 'salesDocuments' || operation.act === 'delete') return false;
  if (operation.act === 'create') return operation.body['state'] === 'confirmed' || 'approval' in operation.body;
  return operation.changes.some(({ path }) => path === 'state' || path.startsWith('approval'));
}

const productsOf = (body: RecordBody): string[] =>
  elementsOf(body, 'lines').flatMap((line) => textOf(line, 'productId') ?? []);

function productsIn(operation: RecordOperation): string[] {
  if (operation.act === 'create') return productsOf(operation.body);
  if (operation.act === 'delete') return [];
  return operation.changes.flatMap((change): string[] => {
    if (change.do === 'addElement') return productsOf({ lines: [change.value] });
    if (change.do !== 'set') return [];
    if (change.path === 'lines') return productsOf({ lines: change.value });
    return change.path.endsWith('/productId') && typeof change.value === 'string' ? [change.value] : [];
  });
}

const customerOf = (body: RecordBody): string[] => {
  const id = textOf(body, 'customerId');
  return id === null ? [] : [id];
};

function customersIn(operation: RecordOperation): string[] {
  if (operation.act === 'create') return customerOf(operation.body);
  if (operation.act === 'delete') return [];
  return operation.changes.flatMap((change) =>
    change.do === 'set' && change.path === 'customerId' && typeof change.value === 'string' ? [change.value] : [],
  );
}

const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

// ---- reading -------------------------------------------------------------------------------------------------

async function readProducts(transaction: Transaction, ids: readonly string[]): Promise<Map<RecordId, RecordBody>> {
  if (ids.length === 0) return new Map();
  const rows = await transaction.rows<{ id: string; body: RecordBody }>(
    "SELECT id, body FROM records WHERE collection = 'products' AND id = ANY($1::uuid[]) AND NOT deleted",
    [ids],
  );
  return new Map(rows.map(({ id, body }) => [id, body]));
}

/** There are few of them; of the many entries of a list only those of the products are taken out of the store. */
async function readPrices(transaction: Transaction, products: readonly string[]): Promise<OrderFacts['prices']> {
  if (products.length === 0) return NOTHING.prices;
  const rows = await transaction.rows<PricingRecord & { kind: string }>(
    `SELECT r.id, r.kind, CASE WHEN r.kind = 'promotion' THEN r.body ELSE jsonb_set(r.body, '{entries}', (
       SELECT coalesce(jsonb_agg(e.entry), '[]'::jsonb)
       FROM jsonb_array_elements(CASE WHEN jsonb_typeof(r.body -> 'entries') = 'array' THEN r.body -> 'entries' ELSE '[]'::jsonb END) AS e(entry)
       WHERE e.entry ->> 'productId' = ANY($1::text[])
     )) END AS body
     FROM records r WHERE r.collection = 'products' AND r.kind IN ('priceList', 'promotion') AND NOT r.deleted`,
    [products],
  );
  const of = (kind: string): PricingRecord[] =>
    rows.filter((row) => row.kind === kind).map(({ id, body }) => ({ id, body }));
  return { priceLists: of('priceList'), promotions: of('promotion') };
}

async function readAccounts(
  transaction: Transaction,
  customers: readonly string[],
): Promise<Map<RecordId, StoredDocument[]>> {
  if (customers.length === 0) return new Map();
  const rows = await transaction.rows<{
    customer: string;
    id: string;
    kind: string;
    created_by: string;
    authors: string[];
    body: RecordBody;
  }>(
    `SELECT k.id AS customer, r.id, r.kind, r.created_by, r.body,
       CASE WHEN r.kind = 'order'
         THEN ARRAY(SELECT DISTINCT h.author FROM history h WHERE h.collection = 'salesDocuments' AND h.id = r.id) ELSE '{}' END AS authors
     FROM unnest($1::uuid[]) AS k(id) CROSS JOIN LATERAL (
       SELECT id, kind, created_by, body FROM records r
       WHERE r.parent_collection = 'customers' AND r.parent_id = k.id AND r.collection = 'salesDocuments' AND NOT r.deleted OFFSET 0
     ) r WHERE (r.kind = 'order' AND r.body ->> 'state' = 'confirmed') OR r.kind IN ('receipt', 'return', 'invoice')`,
    [customers],
  );
  const documents = rows.map(({ created_by, ...document }) => ({ ...document, createdBy: created_by }));
  return Map.groupBy(documents, ({ customer }) => customer);
}
