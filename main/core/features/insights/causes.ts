/** Why machines failed, why customers complained, why goods came back; live. Whoever does not read sales is told of their own work alone. */
import { addDays, isIsoDate, isoDateFromInstant, type IsoDate } from '../../../../shared/base/clock.ts';
import { createError } from '../../../../shared/base/errors.ts';
import type { BehindCauseRow, CauseFigure, CauseGroup, CausesOf } from '../../../../shared/contract/causes.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import type { CollectionName } from '../../../../shared/domain/record.ts';
import type { CalendarSystem } from '../../../../shared/locale/format.ts';
import { monthOfDay, monthsBetween } from '../../../../shared/locale/months.ts';
import { dayBounds } from '../../../../shared/sync/receipt.ts';
import { familyOf, standingOf } from '../customers/family.ts';
import { liveQuery, readWindow } from '../live.ts';
import { atWork, todayOf, type CoreContext, type Work } from '../procedures.ts';
import { timeZoneOf } from '../serviceRequests/covering.ts';
import {
  ALL_TIME,
  behindCausesQuery,
  countedQuery,
  firstQuery,
  namesQuery,
  type BehindRow,
  type CauseQuestion,
  type CountedRow,
  type Span,
} from './causeQueries.ts';

/** More groups would not be looked at. */
const SHOWN = 200;
/** Fifty years. */
const MONTHS = 600;

export const causes = {
  causes: atWork.insights.causes.handler(({ input, context, signal }) =>
    liveQuery({
      work: context.work,
      signal,
      ...collectionsOf(input.of),
      run: (ends) => readFigures(context, context.work, input, ends),
    }),
  ),
  behindCauses: atWork.insights.behindCauses.handler(({ input, context, signal }) =>
    liveQuery({
      work: context.work,
      signal,
      ...collectionsOf(input.of),
      run: (ends) => readBehind(context, context.work, input, ends),
    }),
  ),
};

interface CauseFigures {
  readonly of: CausesOf;
  readonly by: CauseGroup;
  readonly total: number;
  readonly isMore: boolean;
  readonly figures: CauseFigure[];
}

/** As the contract has it. */
interface Asked {
  readonly of: CausesOf;
  readonly by: CauseGroup;
  readonly calendar: CalendarSystem;
  readonly from?: IsoDate | undefined;
  readonly to?: IsoDate | undefined;
  readonly cause?: string | undefined;
}

function collectionsOf(of: CausesOf): { readable: CollectionName[]; dependencies: CollectionName[] } {
  const facts = of === 'returns' ? 'salesDocuments' : 'serviceRequests';
  return { readable: [facts], dependencies: [facts, 'assets', 'customers', 'organisation', 'products'] };
}

async function readFigures(context: CoreContext, work: Work, asked: Asked, signal: AbortSignal): Promise<CauseFigures> {
  const question = questionOf(context, work, asked);
  const months = asked.by === 'month' ? await readMonths(context, work, asked, signal) : [];
  const { rows, parameters } = countedQuery(question, months, asked.by === 'month' ? MONTHS : SHOWN + 1);
  const counted = await work.store.readInWorker<CountedRow>(rows, parameters, signal);
  const folded = asked.by === 'customer' ? foldMerged(work, counted) : counted;
  const namesByKey = await readNames(work, asked.by, folded, signal);
  const figures = folded
    .slice(0, asked.by === 'month' ? MONTHS : SHOWN)
    .map(({ key, count, most, mostCount }): CauseFigure => ({
      key,
      name: (asked.by === 'cause' ? undefined : namesByKey.get(key ?? '')) ?? null,
      count,
      most:
        most === null
          ? null
          : { what: asked.by === 'cause' ? (namesByKey.get(most) ?? '') : most, count: mostCount ?? 0 },
    }));
  return {
    of: asked.of,
    by: asked.by,
    total: counted[0]?.total ?? 0,
    // Of more customers than these, some may have come together.
    isMore: folded.length > figures.length || (asked.by !== 'month' && counted.length > SHOWN),
    figures:
      asked.by === 'month' ? figures.toSorted((one, other) => ((one.key ?? '') < (other.key ?? '') ? -1 : 1)) : figures,
  };
}

/** What happened with a merged customer counts for the one that stands for it. What that was most often is told of the larger part. */
function foldMerged(work: Work, counted: readonly CountedRow[]): CountedRow[] {
  const standing = standingOf(
    work,
    counted.flatMap(({ key }) => (key === null ? [] : [key])),
  );
  const byKey = Map.groupBy(counted, ({ key }) => (key === null ? null : (standing.get(key) ?? key)));
  return [...byKey]
    .flatMap(([key, [first, ...others]]) =>
      first ? [{ ...first, key, count: others.reduce((sum, { count }) => sum + count, first.count) }] : [],
    )
    .toSorted((one, other) => other.count - one.count);
}

const TABLES = { customer: 'customers', product: 'products', person: 'organisation', cause: 'products' } as const;

async function readNames(
  work: Work,
  by: CauseGroup,
  rows: readonly CountedRow[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  if (by === 'month') return new Map();
  const ids = JSON.stringify(rows.map(({ key, most }) => (by === 'cause' ? most : key)).filter((id) => id !== null));
  const named = await work.store.readInWorker<{ id: string; name: string | null }>(
    namesQuery(TABLES[by]),
    { ids },
    signal,
  );
  return new Map(named.flatMap(({ id, name }) => (name === null ? [] : [[id, name] as const])));
}

async function readBehind(
  context: CoreContext,
  work: Work,
  asked: Asked & { readonly key: string | null; readonly offset: number; readonly limit: number },
  signal: AbortSignal,
): Promise<{ total: number; rows: BehindCauseRow[] }> {
  const { key } = asked;
  if (asked.by === 'month' && key !== null && !isIsoDate(key))
    throw createError('invalid_input', { reason: 'shape', paths: ['key'] });
  const within = asked.by === 'month' && key !== null ? { ...asked, ...daysWithin(asked, key) } : asked;
  const customerIds = asked.by === 'customer' && key !== null ? familyOf(work, key) : [];
  const { total, rows } = await readWindow<BehindRow>(
    work,
    behindCausesQuery(questionOf(context, work, within), { ...asked, customerIds }),
    signal,
  );
  return {
    total,
    rows: rows.map(({ id, title, customerName, at, causes: own }) => ({
      id,
      title: title ?? '',
      customerName,
      on: at,
      causes: JSON.parse(own) as string[],
    })),
  };
}

function questionOf(context: CoreContext, work: Work, asked: Asked): CauseQuestion {
  const { role, id } = work.person();
  const isOfAll = mayRead(role, 'salesDocuments') && mayRead(role, 'opportunities');
  return {
    of: asked.of,
    by: asked.by,
    span: spanOf(context, work, asked),
    cause: asked.cause,
    ...(isOfAll ? {} : { personId: id }),
  };
}

/** Days of returns; of requests from the beginning of the first to the end of the last, on the company's clock. */
function spanOf(context: CoreContext, work: Work, { of, from, to }: Pick<Asked, 'of' | 'from' | 'to'>): Span {
  const zone = timeZoneOf(context, work);
  const isOfDays = of === 'returns';
  const start = from === undefined ? ALL_TIME.from : isOfDays ? from : dayBounds(from, zone).from;
  const end = to === undefined ? ALL_TIME.until : isOfDays ? addDays(to, 1) : dayBounds(to, zone).until;
  return { from: start, until: end };
}

/** Every month of the period, none before the first that there is something of. */
async function readMonths(
  context: CoreContext,
  work: Work,
  asked: Asked,
  signal: AbortSignal,
): Promise<(Span & { readonly key: string })[]> {
  const [first] = await work.store.readInWorker<{ at: string | null }>(firstQuery(asked.of), {}, signal);
  const at = first?.at ?? null;
  if (at === null) return [];
  const began = asked.of === 'returns' ? at : isoDateFromInstant(at, timeZoneOf(context, work));
  const from = asked.from !== undefined && asked.from > began ? asked.from : began;
  const to = asked.to ?? todayOf(context, work);
  return monthsBetween(from, to, asked.calendar, MONTHS).map((month) => ({
    key: month.from,
    ...spanOf(context, work, { of: asked.of, ...daysWithin(asked, month.from) }),
  }));
}

/** The days of a month that lie in the period. */
function daysWithin({ from, to, calendar }: Asked, day: IsoDate): { from: IsoDate; to: IsoDate } {
  const month = monthOfDay(day, calendar);
  return {
    from: from !== undefined && from > month.from ? from : month.from,
    to: to !== undefined && to < month.to ? to : month.to,
  };
}
