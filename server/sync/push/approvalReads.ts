/** Reads what steps that need somebody's word are measured by, for a whole batch at once. */
import { addDays, instantFromMilliseconds, type Instant, type IsoDate } from '../../../shared/base/clock.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import { APPROVAL_LIMITS_SETTING } from '../../../shared/domain/approvals/limits.ts';
import type { OrderFacts } from '../../../shared/domain/approvals/orderApproval.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { PricingRecord } from '../../../shared/domain/products/priceScope.ts';
import { promotionProductIds } from '../../../shared/domain/products/promotion.ts';
import type { CreditDocument } from '../../../shared/domain/receivables/credit.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { RecordOperation } from '../../../shared/sync/operation.ts';
import { LEASE_DAYS } from '../../auth/lease.ts';
import type { Transaction } from '../../store/database.ts';
import type { Organisation } from '../organisation.ts';
import { keyOf } from '../storedRecord.ts';
import { mayBind } from './binding.ts';
import { readTaxes, type BorneTax } from './borneTaxes.ts';
import { readFamilies } from './family.ts';
import { productsIn, productsOf } from './namedProducts.ts';
import type { ReceivedGroup } from './receive.ts';
import { AS_BOUND, readSlices, type SliceReads } from './sliceReads.ts';
import type { Workspace } from './workspace.ts';

/** What orders are measured by and a batch does not hold: read without locks, behind all locks. */
export interface ApprovalReads extends SliceReads {
  /** The catalogue as it is: what is not in it is not sold. */
  readonly products: ReadonlyMap<RecordId, RecordBody>;
  /** Kinds of these products. */
  readonly kinds: ReadonlyMap<RecordId, string>;
  /** What tax these products bore, by id. */
  readonly taxes: ReadonlyMap<RecordId, readonly BorneTax[]>;
  /** Of price lists, of whatever day and for whomever, what they say of these products and of those that promotions give. */
  readonly prices: ReturnType<OrderFacts['prices']>;
  /** Quotes that orders came of, by id. */
  readonly quotes: ReadonlyMap<RecordId, StoredQuote>;
  /** Customers that orders name, by id, each with all that were found to be the same; itself alone where it is not here. */
  readonly families: ReadonlyMap<RecordId, readonly RecordId[]>;
  /** Jobs, contracts and machines of the families of whom an order bills a job; keyed by the id of the customer that the order names. */
  readonly service: ReadonlyMap<RecordId, readonly ServiceRow[]>;
  /** Confirmed orders, and what was paid and taken back; keyed by the customer's id. */
  readonly accounts: ReadonlyMap<RecordId, readonly StoredDocument[]>;
  /** Of orders among `promises` and `accounts`, by id: since when they bind. */
  readonly confirmedAt: ReadonlyMap<RecordId, string>;
}

export interface StoredQuote {
  readonly id: RecordId;
  readonly kind: string;
  readonly body: RecordBody;
  readonly createdAt: string;
  readonly deleted: boolean;
}

export interface ServiceRow {
  readonly collection: string;
  readonly id: RecordId;
  readonly kind: string;
  readonly createdBy: RecordId;
  readonly body: RecordBody;
}

export interface StoredDocument extends CreditDocument {
  /** Of an order: whoever wrote any version of it. */
  readonly authors: readonly RecordId[];
}

const NOTHING: ApprovalReads = {
  products: new Map(),
  kinds: new Map(),
  taxes: new Map(),
  prices: { priceLists: [], promotions: [] },
  quotes: new Map(),
  families: new Map(),
  service: new Map(),
  allotments: [],
  promises: [],
  accounts: new Map(),
  confirmedAt: new Map(),
};

/** Nobody works longer than a lease without a line; and a day for where in the world somebody is. */
const DAYS_UNHEARD = LEASE_DAYS + 1;

/** No group that came truthfully at that moment is of a day before this one. */
export const earliestDayOf = (arrivedAt: Instant): IsoDate => addDays(arrivedAt.slice(0, 10), -DAYS_UNHEARD);

/** Reads nothing for a company without limits, nor for groups that neither confirm an order nor decide about one. */
export async function readForApprovals(
  transaction: Transaction,
  groups: readonly ReceivedGroup[],
  workspace: Workspace,
  organisation: Organisation,
  { now, firstArrival }: { readonly now: number; readonly firstArrival: number },
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
  const families = await readFamilies(transaction, [...customers]);
  const slices = await readSlices(
    transaction,
    groups.map(({ group }) => group.author),
    [...products],
    { from: earliestDayOf(instantFromMilliseconds(firstArrival)), to: instantFromMilliseconds(now).slice(0, 10) },
  );
  const accounts = await readAccounts(transaction, [...new Set([...families.values()].flat())]);
  return {
    ...slices,
    ...(await readProducts(transaction, [...new Set([...products, ...given])])),
    taxes: await readTaxes(transaction, [...products]),
    prices,
    quotes: await readQuotes(transaction, [...orders.flatMap(quotesIn), ...bodies.flatMap(quoteIdOf)].filter(isId)),
    families,
    service: await readService(
      transaction,
      families,
      orders.map(({ id }) => id),
    ),
    accounts,
    confirmedAt: confirmationsOf(slices.promises, [...accounts.values()].flat()),
  };
}

// ---- what an operation may need ------------------------------------------------------------------------------

const customerOf = (body: RecordBody): string[] => {
  const id = textOf(body, 'customerId');
  return id === null ? [] : [id];
};

const quoteIdOf = (body: RecordBody): string[] => {
  const id = textOf(body, 'quoteId');
  return id === null ? [] : [id];
};

const quotesIn = (operation: RecordOperation): string[] =>
  operation.act === 'create' ? quoteIdOf(operation.body) : [];

function customersIn(operation: RecordOperation): string[] {
  if (operation.act === 'create') return customerOf(operation.body);
  if (operation.act === 'delete') return [];
  return operation.changes.flatMap((change) =>
    change.do === 'set' && change.path === 'customerId' && typeof change.value === 'string' ? [change.value] : [],
  );
}

const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

// ---- reading -------------------------------------------------------------------------------------------------

async function readProducts(
  transaction: Transaction,
  ids: readonly string[],
): Promise<Pick<ApprovalReads, 'products' | 'kinds'>> {
  if (ids.length === 0) return NOTHING;
  const rows = await transaction.rows<{ id: string; kind: string; body: RecordBody }>(
    "SELECT id, kind, body FROM records WHERE collection = 'products' AND id = ANY($1::uuid[]) AND NOT deleted",
    [ids],
  );
  return {
    products: new Map(rows.map(({ id, body }) => [id, body])),
    kinds: new Map(rows.map(({ id, kind }) => [id, kind])),
  };
}

/** There are few of them; of the many entries of a list only those of the products, and of what promotions give, are taken out of the store. */
async function readPrices(transaction: Transaction, products: readonly string[]): Promise<ApprovalReads['prices']> {
  if (products.length === 0) return NOTHING.prices;
  const promotions = await transaction.rows<PricingRecord>(
    "SELECT id, body FROM records WHERE collection = 'products' AND kind = 'promotion' AND NOT deleted",
  );
  const given = promotions.flatMap(({ body }) => textOf(body, 'freeProductId') ?? []);
  const priceLists = await transaction.rows<PricingRecord>(
    `SELECT r.id, jsonb_set(r.body, '{entries}', (
       SELECT coalesce(jsonb_agg(e.entry), '[]'::jsonb)
       FROM jsonb_array_elements(CASE WHEN jsonb_typeof(r.body -> 'entries') = 'array' THEN r.body -> 'entries' ELSE '[]'::jsonb END) AS e(entry)
       WHERE e.entry ->> 'productId' = ANY($1::text[])
     )) AS body
     FROM records r WHERE r.collection = 'products' AND r.kind = 'priceList' AND NOT r.deleted`,
    [[...new Set([...products, ...given])]],
  );
  return { priceLists, promotions };
}

async function readQuotes(transaction: Transaction, ids: readonly string[]): Promise<Map<RecordId, StoredQuote>> {
  if (ids.length === 0) return new Map();
  const rows = await transaction.rows<Omit<StoredQuote, 'createdAt'> & { created_at: string }>(
    "SELECT id, kind, body, created_at, deleted FROM records WHERE collection = 'salesDocuments' AND id = ANY($1::uuid[])",
    [ids],
  );
  return new Map(rows.map(({ created_at, ...quote }) => [quote.id, { ...quote, createdAt: created_at }]));
}

/** Of families with a job that names one of these orders, or came of a quote; of the others nothing is read. Keyed by the customer that was asked for. */
async function readService(
  transaction: Transaction,
  families: ApprovalReads['families'],
  orders: readonly string[],
): Promise<Map<RecordId, ServiceRow[]>> {
  const members = [...families].flatMap(([customer, ids]) => ids.map((id) => ({ customer, id })));
  if (members.length === 0) return new Map();
  const rows = await transaction.rows<Omit<ServiceRow, 'createdBy'> & { customer: string; created_by: string }>(
    `WITH family(customer, id) AS (SELECT * FROM unnest($1::uuid[], $2::uuid[])),
     billed AS MATERIALIZED (
       SELECT DISTINCT f.customer FROM family f
       JOIN records j ON j.parent_collection = 'customers' AND j.parent_id = f.id AND j.collection = 'serviceRequests' AND NOT j.deleted
       WHERE j.body ->> 'orderId' = ANY($3::text[]) OR j.body ? 'quoteId' OR j.body -> 'earlierOrderIds' ?| $3::text[])
     SELECT f.customer, r.collection, r.id, r.kind, r.created_by, r.body
     FROM billed b JOIN family f ON f.customer = b.customer
     JOIN records r ON r.parent_collection = 'customers' AND r.parent_id = f.id
     WHERE r.collection IN ('serviceRequests', 'contracts', 'assets') AND NOT r.deleted`,
    [members.map(({ customer }) => customer), members.map(({ id }) => id), orders],
  );
  const found = rows.map(({ created_by, ...row }) => ({ ...row, createdBy: created_by }));
  return Map.groupBy(found, ({ customer }) => customer);
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
    `SELECT k.id AS customer, r.id, r.kind, r.created_by, CASE WHEN r.kind = 'order' THEN ${AS_BOUND} ELSE r.body END AS body,
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

const confirmationsOf = (
  promises: SliceReads['promises'],
  documents: readonly StoredDocument[],
): Map<RecordId, string> =>
  new Map(
    [...promises, ...documents.map(({ id, body }) => ({ id, confirmedAt: textOf(body, 'confirmedAt') }))].flatMap(
      ({ id, confirmedAt }): [RecordId, string][] => (confirmedAt === null ? [] : [[id, confirmedAt]]),
    ),
  );
