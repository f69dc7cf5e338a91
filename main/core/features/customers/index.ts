import {
  STORY_COLLECTIONS,
  type CustomerListInput,
  type CustomerRow,
  type StoryEntry,
} from '../../../../shared/contract/customers.ts';
import type { IsoDate } from '../../../../shared/base/clock.ts';
import type { JsonValue } from '../../../../shared/base/leafPath.ts';
import { objectOf } from '../../../../shared/domain/bodyReads.ts';
import { contractState } from '../../../../shared/domain/contracts/contractState.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import type { CollectionName, RecordBody } from '../../../../shared/domain/record.ts';
import { createRecord, deleteRecord, editRecord } from '../commands.ts';
import { liveQuery, readWindow } from '../live.ts';
import { readMoneyList } from '../moneyList.ts';
import { customersByKey } from './byKey.ts';
import { familyOf, mergedIntoOf, mergedQuery } from './family.ts';
import { mergeTwo, takeApart } from './mergeTwo.ts';
import { networkAbove, networkBelow, networkRoots } from './network.ts';
import { createSetup, editSetup, readSetup, removeSetup, requireOwnFields } from './setup.ts';
import { askAgain, tellApart } from './tellApart.ts';
import { createTwinPairs } from './twinPairs.ts';
import { requirePermission } from '../rights.ts';
import { findTwins } from './twins.ts';
import { withMarks } from '../records/marks.ts';
import { atWork, todayOf, type CoreContext, type Work } from '../procedures.ts';
import {
  cityFacetQuery,
  contractsOfTodayQuery,
  customerListQuery,
  customerSearch,
  equipmentQuery,
  mergedSummariesQuery,
  nextStepQuery,
  openRequestsQuery,
  ownerFacetQuery,
  stageFacetQuery,
  storyCountQuery,
  storyQuery,
  summaryQuery,
  territoryFacetQuery,
  type CustomerListRow,
  type MergedSummaryRow,
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
      dependencies: [...STORY_COLLECTIONS, 'customers', 'organisation', 'reviews'],
      run: (ends) => readStory(context, context.work, input, ends),
    }),
  ),
  summary: atWork.customers.summary.handler(({ input, context, signal }) =>
    liveQuery({
      work: context.work,
      signal,
      readable: ['customers'],
      dependencies: [...STORY_COLLECTIONS, 'customers'],
      run: () => readSummary(context, context.work, input.customerId),
    }),
  ),
  create: atWork.customers.create.handler(async ({ input, context }) => {
    requireOwnFields(context.work, {}, input.body);
    return createRecord(context.work, 'customers', context.nextId(), input);
  }),
  edit: atWork.customers.edit.handler(({ input, context }) =>
    editRecord(context.work, 'customers', input, (before, after) => requireOwnFields(context.work, before, after)),
  ),
  remove: atWork.customers.remove.handler(({ input, context }) =>
    deleteRecord(context.work, { collection: 'customers', id: input.id }),
  ),
  twinPairs: atWork.customers.twinPairs.handler(({ context: { work }, signal }) => {
    const pairs = createTwinPairs(work);
    return liveQuery({
      work,
      signal,
      readable: ['customers'],
      dependencies: ['customers'],
      // Told beside the bell, which rings of the collection alone.
      alsoOn: () => work.store.onChange(pairs.noteChange),
      run: (ends) => {
        // A list to work through is for whoever may merge.
        requirePermission(work, 'customers.delete');
        return pairs.read(ends);
      },
    });
  }),
  tellApart: atWork.customers.tellApart.handler(({ input, context: { work } }) => tellApart(work, input.ids)),
  askAgain: atWork.customers.askAgain.handler(({ input, context: { work } }) => askAgain(work, input.ids)),
  twins: atWork.customers.twins.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['customers'],
      dependencies: ['customers'],
      run: () => findTwins(work, input),
    }),
  ),
  merge: atWork.customers.merge.handler(({ input, context }) => mergeTwo(context.work, input)),
  unmerge: atWork.customers.unmerge.handler(({ input, context }) => takeApart(context.work, input)),
  setup: atWork.customers.setup.handler(({ context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['customers'],
      dependencies: ['organisation', 'customers'],
      run: () => readSetup(work),
    }),
  ),
  createSetup: atWork.customers.createSetup.handler(({ input, context }) =>
    createSetup(context.work, context.nextId(), input),
  ),
  editSetup: atWork.customers.editSetup.handler(({ input, context }) => editSetup(context.work, input)),
  removeSetup: atWork.customers.removeSetup.handler(({ input, context }) => removeSetup(context.work, input)),
  mergedInto: atWork.customers.mergedInto.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['customers'],
      dependencies: ['customers'],
      run: () => mergedInto(work, input.id),
    }),
  ),
  networkRoots: atWork.customers.networkRoots.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['customers'],
      dependencies: ['customers', 'organisation'],
      run: (ends) => networkRoots(work, input, ends),
    }),
  ),
  networkBelow: atWork.customers.networkBelow.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['customers'],
      dependencies: ['customers', 'organisation'],
      run: () => networkBelow(work, input),
    }),
  ),
  networkAbove: atWork.customers.networkAbove.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['customers'],
      dependencies: ['customers', 'organisation'],
      run: () => networkAbove(work, input),
    }),
  ),
};

function mergedInto(work: Work, customerId: string) {
  const ids = JSON.stringify(mergedIntoOf(work, customerId));
  return work.store.read.all<{ id: string; name: string; intoId: string }>(mergedQuery, { ids });
}

const SORTS_OF_SALES: ReadonlySet<string> = new Set(['lastOrderOn', 'revenue']);

async function listCustomers(
  work: Work,
  input: CustomerListInput,
  signal: AbortSignal,
): Promise<{ total: number; rows: CustomerRow[] }> {
  // What was sold shows in the order of a list as well.
  const sells = mayRead(work.person().role, 'salesDocuments');
  const asked = sells || !SORTS_OF_SALES.has(input.sort?.by ?? 'name') ? input : { ...input, sort: undefined };
  const keyed = customersByKey(work, asked.search ?? '');
  const search = keyed.length > 0 ? null : customerSearch(asked);
  const query = customerListQuery({ ...asked, keyed });
  if (query === null) return { total: 0, rows: [] };
  const { total, rows } = search
    ? await work.store.searchByName<CustomerListRow>(search, signal)
    : await readWindow<CustomerListRow>(work, query, signal);
  const marked = await withMarks(work, rows, () => 'customers', signal);
  const ofMerged = Map.groupBy(
    await work.store.readInWorker<MergedSummaryRow>(
      mergedSummariesQuery,
      { ids: JSON.stringify(rows.map(({ id }) => id)) },
      signal,
    ),
    ({ survivorId }) => survivorId,
  );
  return {
    total,
    rows: marked.map(({ own, ...row }) => {
      const all = [row, ...(ofMerged.get(row.id) ?? [])];
      return {
        ...row,
        name: row.name ?? '',
        stage: row.stage ?? '',
        ...(own === undefined || own === null ? {} : { own: ownValuesIn(own) }),
        lastContactAt: latestOf(all.map(({ lastContactAt }) => lastContactAt)),
        lastOrderOn: sells ? latestOf(all.map(({ lastOrderOn }) => lastOrderOn)) : null,
        revenue: sells ? addMoneyLists(all.map(({ revenue }) => readMoneyList(revenue))) : [],
      };
    }),
  };
}

/** What no own field holds is left out. */
function ownValuesIn(json: string): NonNullable<CustomerRow['own']> {
  const values = Object.entries(objectOf(JSON.parse(json) as JsonValue));
  return Object.fromEntries(
    values.flatMap(([key, value]) =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[key, value]] : [],
    ),
  );
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
  const customerIds = JSON.stringify(familyOf(work, customerId));
  const rows = work.store.read.all<StoryRow>(storyQuery(told), { customerIds, offset, limit });
  const total = work.store.read.get<{ total: number }>(storyCountQuery(told), { customerIds })?.total ?? 0;
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
  const customerIds = JSON.stringify(familyOf(work, customerId));
  const rows = read.all<SummaryRow>(summaryQuery, { customerIds });
  const { role } = work.person();
  const today = todayOf(context, work);
  const contracts = mayRead(role, 'contracts')
    ? read.all<{ body: string }>(contractsOfTodayQuery, { customerIds, today })
    : [];
  const sells = mayRead(role, 'salesDocuments');
  const count = (collection: CollectionName, query: string): number =>
    mayRead(role, collection) ? (read.get<{ count: number }>(query, { customerIds })?.count ?? 0) : 0;
  return {
    lastContactAt: latestOf(rows.map((row) => row.lastContactAt)),
    lastOrderOn: sells ? latestOf(rows.map((row) => row.lastOrderOn)) : null,
    orderCount: sells ? sumOf(rows.map((row) => row.orderCount)) : 0,
    revenue: sells ? addMoneyLists(rows.map((row) => readMoneyList(row.revenue))) : [],
    openOrders: sells ? sumOf(rows.map((row) => row.openOrders)) : 0,
    activeContracts: contracts.filter(({ body }) => runsOn(JSON.parse(body) as RecordBody, today)).length,
    openOpportunities: mayRead(role, 'opportunities') ? sumOf(rows.map((row) => row.openOpportunities)) : 0,
    openRequests: count('serviceRequests', openRequestsQuery),
    equipment: count('assets', equipmentQuery),
    nextStep: mayRead(role, 'activities') ? (read.get<NextStep>(nextStepQuery, { customerIds }) ?? null) : null,
  };
}

interface NextStep {
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly title: string;
}

const latestOf = (values: readonly (string | null)[]): string | null =>
  values
    .filter((value) => value !== null)
    .toSorted()
    .at(-1) ?? null;
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** One entry per currency, the largest first. */
function addMoneyLists(lists: readonly ReturnType<typeof readMoneyList>[]): ReturnType<typeof readMoneyList> {
  return [...Map.groupBy(lists.flat(), ({ currency }) => currency)]
    .map(([currency, amounts]) => ({ amount: sumOf(amounts.map(({ amount }) => amount)), currency }))
    .toSorted((a, b) => b.amount - a.amount);
}

const runsOn = (contract: RecordBody, today: IsoDate): boolean =>
  ['running', 'expiring'].includes(contractState(contract, today));
