import type { CollectionName } from '../../../shared/domain/record.ts';
import { createLiveQuery } from '../store/index.ts';
import type { SqlValue } from '../store/types.ts';
import { whileSessionLasts, type Stream } from './follow.ts';
import type { Work } from './procedures.ts';
import { requireReadable } from './rights.ts';

export interface LiveOptions<Result> {
  readonly work: Work;
  readonly signal: AbortSignal | undefined;
  /** Collections without which the question is refused, now and whenever it is answered anew: a role may change under an open window. */
  readonly readable: readonly CollectionName[];
  /** Collections that the query reads, also through read models. */
  readonly dependencies: readonly CollectionName[];
  /** Also when outbox, reviews or sync state moved. */
  readonly alsoSync?: boolean;
  /** Also when something moved that is not in the store. */
  readonly alsoOn?: (listener: () => void) => () => void;
  readonly run: (signal: AbortSignal) => Result | Promise<Result>;
}

/** A live query of the person at work; ends with the window, and with `locked` when the session ends. */
export function liveQuery<Result>({
  work,
  signal,
  readable,
  dependencies,
  alsoSync = false,
  alsoOn,
  run,
}: LiveOptions<Result>): Stream<Result> {
  const ends = signal ? AbortSignal.any([signal, work.ended]) : work.ended;
  const query = createLiveQuery({
    store: work.store,
    // Whoever's role it is stands in the organisation.
    dependencies: [...new Set<CollectionName>([...dependencies, 'organisation'])],
    alsoSync,
    alsoOn,
    run: () => {
      requireReadable(work, readable);
      return run(ends);
    },
    signal: ends,
  });
  return whileSessionLasts(work, query);
}

export interface ListQuery {
  /** Answers one row with `total`. */
  readonly count: string;
  readonly rows: string;
  readonly parameters: Readonly<Record<string, SqlValue>>;
}

/** Of papers: their lines, added up, as `total`. */
export interface PaperListQuery extends ListQuery {
  readonly countOfLines: string;
}

/** One window of a list and how long the list is, read beside the core's own thread. */
export async function readWindow<Row>(
  work: Work,
  { count, rows, parameters }: ListQuery,
  signal: AbortSignal,
): Promise<{ total: number; rows: Row[] }> {
  const [counted, found] = await Promise.all([
    work.store.readInWorker<{ total: number }>(count, parameters, signal),
    work.store.readInWorker<Row>(rows, parameters, signal),
  ]);
  return { total: counted[0]?.total ?? 0, rows: found };
}
