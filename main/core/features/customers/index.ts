import type { CustomerListInput, CustomerRow, StoryEntry } from '../../../../shared/contract/customers.ts';
import { contractState } from '../../../../shared/domain/contracts/contractState.ts';
import { createRecord, deleteRecord, editRecord } from '../commands.ts';
import { liveQuery, readWindow } from '../live.ts';
import { readMoneyList } from '../moneyList.ts';
import { withMarks } from '../records/marks.ts';
import { atWork, todayOf, type CoreContext, type Work } from '../procedures.ts';
import {
  activeContractsQuery,
  cityFacetQuery,
  customerListQuery,
  customerSearch,
  ownerFacetQuery,
  stageFacetQuery,
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
      dependencies: ['customers', 'organisation', 'salesDocuments', 'activities', 'opportunities', 'reviews'],
      run: (ends) => listCustomers(work, input, ends),
    }),
  ),
  facets: atWork.customers.facets.handler(({ context: { work }, signal }) =>
    liveQuery({ work, signal, dependencies: ['customers', 'organisation'], run: (ends) => readFacets(work, ends) }),
  ),
  story: atWork.customers.story.handler(({ input, context, signal }) =>
    liveQuery({
      work: context.work,
      signal,
      dependencies: ['activities', 'salesDocuments', 'contracts', 'opportunities', 'organisation', 'reviews'],
      run: (ends) => readStory(context, context.work, input, ends),
    }),
  ),
  summary: atWork.customers.summary.handler(({ input, context, signal }) =>
    liveQuery({
      work: context.work,
      signal,
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

async function listCustomers(
  work: Work,
  input: CustomerListInput,
  signal: AbortSignal,
): Promise<{ total: number; rows: CustomerRow[] }> {
  const search = customerSearch(input);
  const query = customerListQuery(input);
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
      revenue: readMoneyList(row.revenue),
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
  const rows = work.store.read.all<StoryRow>(storyQuery, { customerId, offset, limit });
  const total = work.store.read.get<{ total: number }>(storyCountQuery, { customerId })?.total ?? 0;
  const marked = await withMarks(work, rows, ({ collection }) => collection, signal);
  return {
    total,
    rows: marked.map(({ amount, currency, startsOn, endsOn, ...row }) => ({
      ...row,
      at: row.at ?? '',
      title: row.title ?? '',
      state:
        row.collection === 'contracts' && startsOn !== null && endsOn !== null
          ? contractState({ startsOn, endsOn }, today)
          : row.state,
      amount: amount === null || currency === null ? null : { amount, currency },
    })),
  };
}

function readSummary(context: CoreContext, work: Work, customerId: string) {
  const { read } = work.store;
  const row = read.get<SummaryRow>(summaryQuery, { customerId });
  const active = read.get<{ count: number }>(activeContractsQuery, { customerId, today: todayOf(context, work) });
  return {
    lastContactAt: row?.lastContactAt ?? null,
    lastOrderOn: row?.lastOrderOn ?? null,
    orderCount: row?.orderCount ?? 0,
    revenue: readMoneyList(row?.revenue ?? null),
    openOrders: row?.openOrders ?? 0,
    activeContracts: active?.count ?? 0,
    openOpportunities: row?.openOpportunities ?? 0,
  };
}
