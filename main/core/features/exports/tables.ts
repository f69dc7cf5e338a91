/**
 * The lists that can be exported: each as its page shows it at this moment, read in one statement, so that nothing is missed or doubled while work goes on; and
 * a few fields more that stand in the records themselves, but for those that the person's role hides.
 */
import type { IsoDate } from '../../../../shared/base/clock.ts';
import type { CurrencyCode } from '../../../../shared/base/currency.ts';
import type { ExportedList, ExportList } from '../../../../shared/contract/exports.ts';
import { contractState } from '../../../../shared/domain/contracts/contractState.ts';
import { elementsOf, textOf, textsOf } from '../../../../shared/domain/bodyReads.ts';
import { hiddenFields, mayRead } from '../../../../shared/domain/permissions.ts';
import type { CollectionName, RecordBody } from '../../../../shared/domain/record.ts';
import { activityListQuery, type ActivityListRow } from '../activities/queries.ts';
import { contractListQuery, type ContractListRow } from '../contracts/queries.ts';
import { customerListQuery, type CustomerListRow } from '../customers/queries.ts';
import type { ListQuery } from '../live.ts';
import { readMoneyList } from '../moneyList.ts';
import { opportunityListQuery, type OpportunityListRow } from '../opportunities/queries.ts';
import { orderListQuery, type OrderListRow } from '../orders/queries.ts';
import type { Work } from '../procedures.ts';
import { priceInList } from '../products/index.ts';
import { productListQuery, type ProductListRow } from '../products/queries.ts';
import { readPrices, type PricesFor } from '../pricing/terms.ts';
import type { Cell } from './cells.ts';

export interface ExportTable {
  readonly collection: CollectionName;
  /** Names of fields, which have labels. */
  readonly fields: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** How many rows the list has. */
export async function countList(work: Work, of: ExportedList, signal: AbortSignal): Promise<number> {
  const query = queryOf(work, of, 1);
  if (query === null) return 0;
  const [counted] = await work.store.readInWorker<{ total: number }>(query.count, query.parameters, signal);
  return counted?.total ?? 0;
}

/** At the most so many rows, in the list's order. */
export async function readList(
  work: Work,
  of: ExportedList,
  limit: number,
  today: IsoDate,
  signal: AbortSignal,
): Promise<ExportTable> {
  const query = queryOf(work, of, limit);
  const collection = COLLECTION[of.list];
  const rows =
    query === null ? [] : await work.store.readInWorker<{ id: string }>(query.rows, query.parameters, signal);
  const bodies = await readBodies(work, collection, rows, signal);
  const { role } = work.person();
  const hidden = new Set<string>(hiddenFields(role, collection));
  if (!mayRead(role, 'salesDocuments')) for (const field of OF_SALES) hidden.add(field);
  const ids = rows.map(({ id }) => id);
  const prices = of.list === 'products' ? await readPrices(work.store, null, today, ids, signal) : null;
  const columns = columnsOf(of.list, work, today, prices).filter(({ field }) => !hidden.has(field));
  return {
    collection,
    fields: columns.map(({ field }) => field),
    rows: rows.map((row) => columns.map(({ cell }) => cell(row as never, bodies.get(row.id) ?? {}))),
  };
}

const COLLECTION: Readonly<Record<ExportList, CollectionName>> = {
  customers: 'customers',
  orders: 'salesDocuments',
  products: 'products',
  opportunities: 'opportunities',
  activities: 'activities',
  contracts: 'contracts',
};
export const collectionOfList = (list: ExportList): CollectionName => COLLECTION[list];

/** Of customers: what is added up from their orders. */
const OF_SALES = ['lastOrderOn', 'revenue'];

function queryOf(work: Work, of: ExportedList, limit: number): ListQuery | null {
  const window = { offset: 0, limit };
  switch (of.list) {
    case 'customers': {
      const { sort, ...query } = of.query;
      const isOfSales =
        sort !== undefined && OF_SALES.includes(sort.by) && !mayRead(work.person().role, 'salesDocuments');
      return customerListQuery({ ...query, ...(sort === undefined || isOfSales ? {} : { sort }), ...window });
    }
    case 'orders':
      return orderListQuery({ ...of.query, ...window });
    case 'products': {
      const { search: text = '', ...query } = of.query;
      return productListQuery({ ...query, text, ...window });
    }
    case 'opportunities':
      return opportunityListQuery({ ...of.query, ...window });
    case 'activities': {
      const { mine, ...query } = of.query;
      return activityListQuery({ ...query, ownerId: mine === true ? work.person().id : undefined, ...window });
    }
    case 'contracts':
      return contractListQuery({ ...of.query, ...window });
  }
}

const TABLE: Readonly<Partial<Record<CollectionName, string>>> = {
  customers: 'customers',
  salesDocuments: 'sales_documents',
  products: 'products',
  opportunities: 'opportunities',
  activities: 'activities',
  contracts: 'contracts',
};
const BODIES_AT_ONCE = 2_000;

async function readBodies(
  work: Work,
  collection: CollectionName,
  rows: readonly { readonly id: string }[],
  signal: AbortSignal,
): Promise<Map<string, RecordBody>> {
  const bodies = new Map<string, RecordBody>();
  for (let start = 0; start < rows.length; start += BODIES_AT_ONCE) {
    const ids = JSON.stringify(rows.slice(start, start + BODIES_AT_ONCE).map(({ id }) => id));
    const found = await work.store.readInWorker<{ id: string; body: string }>(
      `SELECT id, body FROM ${TABLE[collection]} WHERE id IN (SELECT value FROM json_each(:ids))`,
      { ids },
      signal,
    );
    for (const { id, body } of found) bodies.set(id, JSON.parse(body) as RecordBody);
  }
  return bodies;
}

// ---- columns ------------------------------------------------------------------------------------------------------

interface Column<Row> {
  /** Its name in the record, and what its label is looked up by. */
  readonly field: string;
  readonly cell: (row: Row, body: RecordBody) => Cell;
}

const text = (value: string | null): Cell => ({ type: 'text', value });
const code = (value: string | null): Cell => ({ type: 'code', value });
const day = (value: string | null): Cell => ({ type: 'day', value });
const instant = (value: string | null): Cell => ({ type: 'instant', value });
const word = (collection: CollectionName, field: string, value: string | null): Cell => ({
  type: 'word',
  collection,
  field,
  value,
});
const money = (amount: number | null, currency: string | null): Cell => ({
  type: 'money',
  value: amount === null || currency === null ? [] : [{ amount, currency }],
});

/** @param prices Everyone's, for the list of products. */
function columnsOf(list: ExportList, work: Work, today: IsoDate, prices: PricesFor | null): readonly Column<never>[] {
  switch (list) {
    case 'customers':
      return CUSTOMERS;
    case 'orders':
      return ORDERS;
    case 'products':
      return productColumns(work.settings.defaultCurrency() ?? 'IRR', today, prices);
    case 'opportunities':
      return OPPORTUNITIES;
    case 'activities':
      return ACTIVITIES;
    case 'contracts':
      return contractColumns(today);
  }
}

const CUSTOMERS: readonly Column<CustomerListRow>[] = [
  { field: 'code', cell: (_, body) => code(textOf(body, 'code')) },
  { field: 'name', cell: (row) => text(row.name) },
  { field: 'kind', cell: (row) => ({ type: 'kind', value: row.kind }) },
  { field: 'stage', cell: (row) => word('customers', 'stage', row.stage) },
  { field: 'channelRole', cell: (row) => word('customers', 'channelRole', row.channelRole) },
  { field: 'industry', cell: (_, body) => text(textOf(body, 'industry')) },
  { field: 'phones', cell: (row) => ({ type: 'phone', value: row.phone }) },
  { field: 'email', cell: (_, body) => text(textOf(body, 'email')) },
  { field: 'city', cell: (row) => text(row.city) },
  { field: 'street', cell: (_, body) => text(textOf(elementsOf(body, 'addresses')[0] ?? {}, 'street')) },
  { field: 'ownerId', cell: (row) => text(row.ownerName) },
  { field: 'territoryId', cell: (row) => text(row.territoryName) },
  { field: 'tags', cell: (_, body) => text(textsOf(body, 'tags').join(' | ')) },
  { field: 'lastContactAt', cell: (row) => instant(row.lastContactAt) },
  { field: 'lastOrderOn', cell: (row) => day(row.lastOrderOn) },
  { field: 'revenue', cell: (row) => ({ type: 'money', value: readMoneyList(row.revenue) }) },
];

const ORDERS: readonly Column<OrderListRow>[] = [
  { field: 'number', cell: (row) => code(row.number) },
  { field: 'customerId', cell: (row) => text(row.customerName) },
  { field: 'orderedOn', cell: (row) => day(row.orderedOn) },
  { field: 'state', cell: (row) => word('salesDocuments', 'state', row.state) },
  { field: 'lines', cell: (row) => ({ type: 'count', value: row.lineCount }) },
  { field: 'total', cell: (row) => money(row.total, row.currency) },
];

const productColumns = (
  currency: CurrencyCode,
  today: IsoDate,
  prices: PricesFor | null,
): readonly Column<ProductListRow>[] => [
  { field: 'code', cell: (row) => code(row.code) },
  { field: 'name', cell: (row) => text(row.name) },
  { field: 'kind', cell: (row) => ({ type: 'kind', value: row.kind }) },
  { field: 'unit', cell: (_, body) => text(textOf(body, 'unit')) },
  {
    field: 'price',
    cell: (row, body) => {
      const price = prices && priceInList(row.id, body, today, currency, prices);
      return money(price?.amount ?? null, price?.currency ?? null);
    },
  },
  { field: 'taxPercentage', cell: (_, body) => ({ type: 'percentage', value: numberOf(body, 'taxPercentage') }) },
  { field: 'stock', cell: (row) => ({ type: 'quantity', value: row.quantity }) },
];

const OPPORTUNITIES: readonly Column<OpportunityListRow>[] = [
  { field: 'name', cell: (row) => text(row.name) },
  { field: 'customerId', cell: (row) => text(row.customerName) },
  { field: 'ownerId', cell: (row) => text(row.ownerName) },
  { field: 'stage', cell: (row) => word('opportunities', 'stage', row.stage) },
  { field: 'amount', cell: (row) => money(row.amount, row.currency) },
  { field: 'expectedCloseOn', cell: (row) => day(row.expectedCloseOn) },
];

const ACTIVITIES: readonly Column<ActivityListRow>[] = [
  { field: 'kind', cell: (row) => ({ type: 'kind', value: row.kind }) },
  { field: 'customerId', cell: (row) => text(row.customerName) },
  { field: 'subject', cell: (row) => text(row.subject) },
  { field: 'happenedAt', cell: (row) => instant(row.at) },
  { field: 'outcome', cell: (row) => word('activities', 'outcome', row.outcome) },
  { field: 'note', cell: (_, body) => text(textOf(body, 'note')) },
];

const contractColumns = (today: IsoDate): readonly Column<ContractListRow>[] => [
  { field: 'number', cell: (row) => code(row.number) },
  { field: 'title', cell: (row) => text(row.title) },
  { field: 'customerId', cell: (row) => text(row.customerName) },
  { field: 'startsOn', cell: (row) => day(row.startsOn) },
  { field: 'endsOn', cell: (row) => day(row.endsOn) },
  { field: 'state', cell: (_, body) => word('contracts', 'state', contractState(body, today)) },
];

const numberOf = (body: RecordBody, field: string): number | null => {
  const value = body[field];
  return typeof value === 'number' ? value : null;
};
