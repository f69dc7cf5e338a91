/**
 * The lists that can be exported: each as its page shows it at this moment. Which rows there are is read in one statement, so that nothing is missed or doubled
 * while work goes on; the records behind them come some thousands at a time, as they are written.
 */
import type { IsoDate } from '../../../../shared/base/clock.ts';
import { COLLECTION_OF_EXPORT, type ExportedList, type ExportList } from '../../../../shared/contract/exports.ts';
import { renewalWindow } from '../../../../shared/domain/contracts/entitlements.ts';
import { hiddenFields, mayRead } from '../../../../shared/domain/permissions.ts';
import type { CollectionName, RecordBody } from '../../../../shared/domain/record.ts';
import type { SqlValue } from '../../store/types.ts';
import { activityListQuery } from '../activities/queries.ts';
import { assetListQuery } from '../assets/queries.ts';
import { contractListQuery } from '../contracts/queries.ts';
import { customersByKey } from '../customers/byKey.ts';
import { customerListQuery } from '../customers/queries.ts';
import { readOwnFields } from '../customers/setup.ts';
import type { ListQuery, PaperListQuery } from '../live.ts';
import { readPipelines, stageRules } from '../opportunities/pipelines.ts';
import { opportunityListQuery } from '../opportunities/queries.ts';
import { orderListQuery } from '../orders/queries.ts';
import { readPrices } from '../pricing/terms.ts';
import { nowOf, todayOf, type CoreContext, type Work } from '../procedures.ts';
import { productListQuery } from '../products/queries.ts';
import { receiptListQuery } from '../receipts/queries.ts';
import { documentListQuery } from '../salesDocuments/queries.ts';
import { requestListQuery } from '../serviceRequests/queries.ts';
import { readStock } from '../stock/levels.ts';
import type { Cell } from './cells.ts';
import {
  ACTIVITIES,
  contractColumns,
  customerColumns,
  DOCUMENTS,
  EQUIPMENT,
  OPPORTUNITIES,
  ORDERS,
  PAPER_LINES,
  productColumns,
  RECEIPTS,
  SERVICE_REQUESTS,
  STOCK,
  STOCK_MOVEMENTS,
  type ExportColumn,
  type ExportField,
} from './columns.ts';
import { linesOfPapers, type PaperRow } from './paperLines.ts';
import { stockMovementsQuery, stockPlacesQuery, type StockPlaceListRow } from './stockQueries.ts';

export interface OpenedList {
  readonly collection: CollectionName;
  readonly fields: readonly ExportField[];
  /** In the list's order, some thousands at a time; never more than were asked for. */
  readonly rows: AsyncIterable<readonly (readonly Cell[])[]>;
}

/** How many rows are read, put into words and let go at a time. */
const ROWS_AT_ONCE = 2_000;
/** Of those that are reckoned one by one: the core's own thread is let go between them. */
const RECKONED_AT_ONCE = 100;
/** For SQLite: all of them. */
const NO_LIMIT = -1;

/** How many rows the list has. */
export async function countList(
  context: CoreContext,
  work: Work,
  of: ExportedList,
  signal: AbortSignal,
): Promise<number> {
  const query = queryOf(context, work, of, NO_LIMIT);
  if (query === null) return 0;
  const sql = isOfLines(of.list) && 'countOfLines' in query ? query.countOfLines : query.count;
  const [counted] = await work.store.readInWorker<{ total: number }>(sql, query.parameters, signal);
  return counted?.total ?? 0;
}

/** @param limit As many as were counted: what came in meanwhile is left out. */
export async function openList(
  context: CoreContext,
  work: Work,
  of: ExportedList,
  limit: number,
  signal: AbortSignal,
): Promise<OpenedList> {
  const query = queryOf(context, work, of, isOfLines(of.list) ? NO_LIMIT : limit);
  const collection = COLLECTION_OF_EXPORT[of.list];
  const found = query === null ? [] : await work.store.readInWorker<Found>(query.rows, query.parameters, signal);
  const { role } = work.person();
  const hidden = new Set<string>(hiddenFields(role, collection));
  if (!mayRead(role, 'salesDocuments')) for (const field of OF_SALES) hidden.add(field);
  const { columns, toRows, atOnce = ROWS_AT_ONCE } = await describe(context, work, of.list, found, signal);
  const shown = columns.filter(({ field }) => !hidden.has(field));
  async function* rows(): AsyncGenerator<(readonly Cell[])[]> {
    let left = limit;
    for (let start = 0; start < found.length && left > 0; start += atOnce) {
      const some = found.slice(start, start + atOnce);
      const ready = (await toRows(some)).slice(0, left);
      left -= ready.length;
      yield ready.map(({ row, body }) => shown.map(({ cell }) => cell(row as never, body)));
    }
  }
  return { collection, fields: shown, rows: rows() };
}

interface Found {
  readonly id: string;
}
interface ReadyRow {
  readonly row: unknown;
  readonly body: RecordBody;
}
interface Described {
  readonly columns: readonly ExportColumn<never>[];
  readonly atOnce?: number;
  readonly toRows: (found: readonly Found[]) => Promise<readonly ReadyRow[]>;
}

const isOfLines = (list: ExportList): boolean => list === 'orderLines' || list === 'documentLines';

/** Of customers: what is added up from their orders. */
const OF_SALES = ['lastOrderOn', 'revenue'];

function queryOf(context: CoreContext, work: Work, of: ExportedList, limit: number): ListQuery | PaperListQuery | null {
  const window = { offset: 0, limit };
  switch (of.list) {
    case 'customers': {
      const { sort, ...query } = of.query;
      const isOfSales =
        sort !== undefined && OF_SALES.includes(sort.by) && !mayRead(work.person().role, 'salesDocuments');
      const keyed = customersByKey(work, query.search ?? '');
      return customerListQuery({ ...query, keyed, ...(sort === undefined || isOfSales ? {} : { sort }), ...window });
    }
    case 'orders':
    case 'orderLines':
      return orderListQuery({ ...of.query, ...window });
    case 'documents':
    case 'documentLines':
      return documentListQuery({ ...of.query, ...window });
    case 'receipts':
      return receiptListQuery({ ...of.query, ...window });
    case 'products': {
      const { search: text = '', ...query } = of.query;
      return productListQuery({ ...query, text, ...window });
    }
    case 'stock':
      return stockPlacesQuery({ ...of.query, ...window });
    case 'stockMovements':
      return stockMovementsQuery({ ...of.query, ...window });
    case 'opportunities':
      return opportunityListQuery({ ...of.query, ...window }, stageRules(readPipelines(work), nowOf(context)));
    case 'activities': {
      const { mine, ...query } = of.query;
      return activityListQuery({ ...query, ownerId: mine === true ? work.person().id : undefined, ...window });
    }
    case 'contracts': {
      const { renewalDue, ...query } = of.query;
      const renewal = renewalDue === true ? { renewal: renewalWindow(todayOf(context, work)) } : {};
      return contractListQuery({ ...query, ...renewal, ...window });
    }
    case 'equipment':
      return assetListQuery({ ...of.query, ...window });
    case 'serviceRequests': {
      const { mine, ...query } = of.query;
      return requestListQuery({ ...query, ...(mine === true ? { assigneeId: work.person().id } : {}), ...window });
    }
  }
}

async function describe(
  context: CoreContext,
  work: Work,
  list: ExportList,
  found: readonly Found[],
  signal: AbortSignal,
): Promise<Described> {
  const withBodies = (columns: readonly ExportColumn<never>[]): Described => ({
    columns,
    toRows: (some) => readRows(work, COLLECTION_OF_EXPORT[list], some, signal),
  });
  const today: IsoDate = todayOf(context, work);
  switch (list) {
    case 'customers':
      return withBodies(customerColumns(readOwnFields(work)));
    case 'orders':
      return withBodies(ORDERS);
    case 'documents':
      return withBodies(DOCUMENTS);
    case 'orderLines':
    case 'documentLines':
      return {
        columns: PAPER_LINES,
        atOnce: RECKONED_AT_ONCE,
        toRows: async (some) =>
          linesOfPapers(work, (await readRows(work, 'salesDocuments', some, signal)) as PaperRow[], signal),
      };
    case 'receipts':
      return withBodies(RECEIPTS);
    case 'products': {
      const ids = found.map(({ id }) => id);
      const prices = await readPrices(work.store, null, today, ids, signal);
      return withBodies(productColumns(work.settings.defaultCurrency() ?? 'IRR', today, prices));
    }
    case 'stock':
      return {
        columns: STOCK,
        atOnce: RECKONED_AT_ONCE,
        toRows: (some) => placedStock(context, work, some as readonly StockPlaceListRow[], today, signal),
      };
    case 'stockMovements':
      return withBodies(STOCK_MOVEMENTS);
    case 'opportunities':
      return withBodies(OPPORTUNITIES);
    case 'activities':
      return withBodies(ACTIVITIES);
    case 'contracts':
      return withBodies(contractColumns(today));
    case 'equipment':
      return withBodies(EQUIPMENT);
    case 'serviceRequests':
      return withBodies(SERVICE_REQUESTS);
  }
}

async function placedStock(
  { core }: CoreContext,
  work: Work,
  rows: readonly StockPlaceListRow[],
  today: IsoDate,
  signal: AbortSignal,
): Promise<ReadyRow[]> {
  const products = [...new Set(rows.map(({ productId }) => productId))];
  const known = await readStock(work, products, { now: core.clock.now(), today }, signal);
  return rows.map((row) => ({
    row: { ...row, figure: known.get(row.productId)?.figures.get(row.placeId) ?? null },
    body: {},
  }));
}

const TABLE: Readonly<Partial<Record<CollectionName, string>>> = {
  customers: 'customers',
  salesDocuments: 'sales_documents',
  products: 'products',
  stock: 'stock',
  opportunities: 'opportunities',
  activities: 'activities',
  contracts: 'contracts',
  assets: 'assets',
  serviceRequests: 'service_requests',
};

/** With the bodies behind them; one that is gone meanwhile has an empty one. */
async function readRows(
  work: Work,
  collection: CollectionName,
  rows: readonly Found[],
  signal: AbortSignal,
): Promise<ReadyRow[]> {
  const parameters: Record<string, SqlValue> = { ids: JSON.stringify(rows.map(({ id }) => id)) };
  const found = await work.store.readInWorker<{ id: string; body: string }>(
    `SELECT id, body FROM ${TABLE[collection]} WHERE id IN (SELECT value FROM json_each(:ids))`,
    parameters,
    signal,
  );
  const bodies = new Map(found.map(({ id, body }) => [id, body]));
  return rows.map((row) => ({ row, body: JSON.parse(bodies.get(row.id) ?? '{}') as RecordBody }));
}
