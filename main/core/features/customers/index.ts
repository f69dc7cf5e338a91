import type { CustomerListInput, CustomerRow, StoryEntry } from '../../../../shared/contract/customers.ts';
import type { IsoDate } from '../../../../shared/base/clock.ts';
import { contractState } from '../../../../shared/domain/contracts/contractState.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { createRecord, deleteRecord, editRecord } from '../commands.ts';
import { liveQuery, readWindow } from '../live.ts';
import { readMoneyList } from '../moneyList.ts';
import { withMarks } from '../records/marks.ts';
import { atWork, todayOf, type CoreContext, type Work } from '../procedures.ts';
import {
  cityFacetQuery,
  contractsOfTodayQuery,
  customerListQuery,
  customerSearch,
  ownerFacetQuery,
  stageFacetQuery,
  STORY_COLLECTIONS,
  storyCountQuery,
  storyQuery,
  summaryQuery,
  territoryFacetQuery,
  type CustomerListRow,
  type StoryRow,
  type SummaryRow,
} from './queries.ts';

export const customers = {
  list: atWork.customers.list.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['customers'],
      dependencies: ['customers', 'organisation', 'salesDocuments', 'activities', 'opportunities', 'reviews'],
      run: (ends) => listCustomers(work, input, ends),
    }),
  ),
  facets: atWork.customers.facets.handler(({ context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['customers'],
      dependencies: ['customers', 'organisation'],
      run: (ends) => readFacets(work, ends),
    }),
  ),
  story: atWork.customers.story.handler(({ input, context, signal }) =>
    liveQuery({
      work: context.work,
      signal,
      readable: ['customers'],
      dependencies: ['activities', 'salesDocuments', 'contracts', 'opportunities', 'organisation', 'reviews'],
      run: (ends) => readStory(context, context.work, input, ends),
    }),
  ),
  summary: atWork.customers.summary.handler(({ input, context, signal }) =>
    liveQuery({
      work: context.work,
      signal,
      readable: ['customers'],
      dependencies: ['activities', 'salesDocuments', 'contracts', 'opportunities'],
      run: () => readSummary(context, context.work, input.customerId),
    }),
  ),
  create: atWork.customers.create.handler(({ input, context }) =>
    createRecord(context.work, 'customers', context.nextId(), input),
  ),
  edit: atWork.customers.edit.handler(({ input, context }) => editRecord(context.work, 'customers', input)),
  remove: atWork.customers.remove.handler(({ input, context }) =>
    deleteRecord(context.work, { collection: 'customers', id: input.id }),
  ),
};

const SORTS_OF_SALES: ReadonlySet<string> = new Set(['lastOrderOn', 'revenue']);

async function listCustomers(
  work: Work,
  input: CustomerListInput,
  signal: AbortSignal,
): Promise<{ total: number; rows: CustomerRow[] }> {
  // What was sold shows in the order of a list as well.
  const sells = mayRead(work.person().role, 'salesDocuments');
  const asked = sells || !SORTS_OF_SALES.has(input.sort?.by ?? 'name') ? input : { ...input, sort: undefined };
  const search = customerSearch(asked);
  const query = customerListQuery(asked);
  if (query === null) return { total: 0, rows: [] };
  const { total, rows } = search
    ? await work.store.searchByName<CustomerListRow>(search, signal)
    : await readWindow<CustomerListRow>(work, query, signal);
  const marked = await withMarks(work, rows, () => 'customers', signal);
  return {
    total,
    rows: marked.map((row) => ({
      ...row,
      name: row.name ?? '',
      stage: row.stage ?? '',
      lastOrderOn: sells ? row.lastOrderOn : null,
      revenue: sells ? readMoneyList(row.revenue) : [],
    })),
  };
}

async function readFacets({ store }: Work, signal: AbortSignal) {
  const [stages, cities, territories, owners] = await Promise.all([
    store.readInWorker<{ value: string; count: number }>(stageFacetQuery, {}, signal),
    store.readInWorker<{ value: string; count: number }>(cityFacetQuery, {}, signal),
    store.readInWorker<{ id: string; name: string }>(territoryFacetQuery, {}, signal),
    store.readInWorker<{ id: string; name: string }>(ownerFacetQuery, {}, signal),
  ]);
  return { stages, cities, territories, owners };
}

async function readStory(
  context: CoreContext,
  work: Work,
  { customerId, offset, limit }: { readonly customerId: string; readonly offset: number; readonly limit: number },
  signal: AbortSignal,
): Promise<{ total: number; rows: StoryEntry[] }> {
  const today = todayOf(context, work);
  const { role } = work.person();
  const told = STORY_COLLECTIONS.filter((collection) => mayRead(role, collection));
  if (told.length === 0) return { total: 0, rows: [] };
  const rows = work.store.read.all<StoryRow>(storyQuery(told), { customerId, offset, limit });
  const total = work.store.read.get<{ total: number }>(storyCountQuery(told), { customerId })?.total ?? 0;
  const marked = await withMarks(work, rows, ({ collection }) => collection, signal);
  return {
    total,
    rows: marked.map(({ amount, currency, contract, ...row }) => ({
      ...row,
      at: row.at ?? '',
      title: row.title ?? '',
      state: contract === null ? row.state : contractState(JSON.parse(contract) as RecordBody, today),
      amount: amount === null || currency === null ? null : { amount, currency },
    })),
  };
}

function readSummary(context: CoreContext, work: Work, customerId: string) {
  const { read } = work.store;
  const row = read.get<SummaryRow>(summaryQuery, { customerId });
  const { role } = work.person();
  const today = todayOf(context, work);
  const contracts = mayRead(role, 'contracts')
    ? read.all<{ body: string }>(contractsOfTodayQuery, { customerId, today })
    : [];
  const sells = mayRead(role, 'salesDocuments');
  return {
    lastContactAt: row?.lastContactAt ?? null,
    lastOrderOn: sells ? (row?.lastOrderOn ?? null) : null,
    orderCount: sells ? (row?.orderCount ?? 0) : 0,
    revenue: sells ? readMoneyList(row?.revenue ?? null) : [],
    openOrders: sells ? (row?.openOrders ?? 0) : 0,
    activeContracts: contracts.filter(({ body }) => runsOn(JSON.parse(body) as RecordBody, today)).length,
    openOpportunities: mayRead(role, 'opportunities') ? (row?.openOpportunities ?? 0) : 0,
  };
}

const runsOn = (contract: RecordBody, today: IsoDate): boolean =>
  ['running', 'expiring'].includes(contractState(contract, today));
