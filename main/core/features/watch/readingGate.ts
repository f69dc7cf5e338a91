/**
 * Where reading is counted: at the one door through which windows ask. Pages of a customer are counted when they are asked for, lists by what they give, so
 * that scrolling, paging, filtering and searching all count, whatever the window looks like; a day counts as a list of the customers whom it takes one to.
 * Lists of orders, activities and the like name customers and have none of their numbers: they are not counted.
 */
import type { DayList } from '../../../../shared/contract/day.ts';
import type { ReadingHabit } from './readingHabit.ts';

/** @throws PeyvandError `reading_paused`. @param path Of the method, e.g. `customers/story`. @param input Not checked yet. */
export function countAsked(reading: ReadingHabit, path: string, input: unknown): void {
  const customer = customerAsked(path, input);
  if (customer !== null) reading.open(customer);
}

/** The output as it is, or the same stream with its rows counted before they are given. */
export function countGiven<Output>(reading: ReadingHabit, path: string, output: Output): Output {
  const idsOf = Object.hasOwn(CUSTOMER_LISTS, path) ? CUSTOMER_LISTS[path] : undefined;
  return idsOf && isStream(output) ? (countRows(reading, output, idsOf) as Output) : output;
}

const CUSTOMER_PAGES: Readonly<Record<string, string>> = {
  'customers/story': 'customerId',
  'customers/summary': 'customerId',
  'records/observe': 'id',
  'records/history': 'id',
  'records/historyHere': 'id',
};

/** Whose numbers and addresses an answer gives. */
type IdsGiven = (answer: unknown) => string[];

const CUSTOMER_LISTS: Readonly<Record<string, IdsGiven>> = {
  'customers/list': (answer) =>
    ((answer as { readonly rows?: readonly { readonly id: string }[] }).rows ?? []).map(({ id }) => id),
  'palette/find': (answer) => customersAmong(answer as PaletteAnswer),
  'palette/recent': (answer) => customersAmong(answer as PaletteAnswer),
  'day/list': (answer) => (answer as DayList).visits.flatMap((visit) => (hasFacts(visit) ? [visit.customerId] : [])),
};

type PaletteAnswer = { readonly rows: readonly { readonly collection: string; readonly id: string }[] };

const customersAmong = ({ rows }: PaletteAnswer): string[] =>
  rows.flatMap(({ collection, id }) => (collection === 'customers' ? [id] : []));

/** Of a customer who is not on this machine a visit has the subject alone. */
function hasFacts(visit: DayList['visits'][number]): visit is DayList['visits'][number] & { customerId: string } {
  const { customerId, phone, street, city, position, lastOrder } = visit;
  return customerId !== null && [phone, street, city, position, lastOrder].some((fact) => fact !== null);
}

function customerAsked(path: string, input: unknown): string | null {
  const field = Object.hasOwn(CUSTOMER_PAGES, path) ? CUSTOMER_PAGES[path] : undefined;
  if (field === undefined || typeof input !== 'object' || input === null) return null;
  const asked = input as Readonly<Record<string, unknown>>;
  if (path.startsWith('records/') && asked['collection'] !== 'customers') return null;
  const id = asked[field];
  return typeof id === 'string' ? id : null;
}

type Rows = AsyncIterator<unknown, unknown, unknown> & AsyncIterable<unknown>;

const isStream = (output: unknown): output is Rows =>
  typeof output === 'object' && output !== null && 'next' in output && Symbol.asyncIterator in output;

function countRows(reading: ReadingHabit, rows: Rows, idsOf: IdsGiven): Rows {
  const counted = {
    async next() {
      const result = await rows.next();
      if (result.done) return result;
      try {
        reading.list(idsOf(result.value));
      } catch (error) {
        await rows.return?.();
        throw error;
      }
      return result;
    },
    async return() {
      return (await rows.return?.()) ?? { done: true as const, value: undefined };
    },
    [Symbol.asyncIterator]: () => counted,
  };
  return counted;
}
