/** What a server takes while it works: memory and processor time of its process, and its connections to PostgreSQL. */
import type { Database } from '../../server/store/database.ts';
import { collectGarbage } from '../shared/rounds.ts';

/** Of a server's process, between `watch` and `watched`. */
export interface Usage {
  /** Mebibytes that the system gave it (resident set), after a collection, when the watch began. */
  readonly memoryBefore: number;
  /** The most that was seen, twenty times a second. */
  readonly memoryPeak: number;
  /** After a collection, when the watch ended. */
  readonly memoryAfter: number;
  /** Mebibytes that are in use by the program itself (heap and buffers), after the same collection. */
  readonly inUse: number;
  /** Milliseconds of processor time. */
  readonly processorTime: number;
  readonly milliseconds: number;
}

const SAMPLE_MILLISECONDS = 50;
const inUseMebibytes = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
};
const residentMebibytes = (): number => process.memoryUsage.rss() / 2 ** 20;

/** Two commands for `serveCommands` of any server. */
export function usageCommands(): { watch(): void; watched(): Usage } {
  let end: () => Usage = () => {
    throw new Error('nothing is watched');
  };
  return {
    watch() {
      collectGarbage();
      const memoryBefore = residentMebibytes();
      const cpuBefore = process.cpuUsage();
      const start = performance.now();
      let memoryPeak = memoryBefore;
      const sample = (): void => void (memoryPeak = Math.max(memoryPeak, residentMebibytes()));
      const timer = setInterval(sample, SAMPLE_MILLISECONDS);
      end = () => {
        clearInterval(timer);
        sample();
        const milliseconds = performance.now() - start;
        const { user, system } = process.cpuUsage(cpuBefore);
        collectGarbage();
        return {
          memoryBefore,
          memoryPeak,
          memoryAfter: residentMebibytes(),
          inUse: inUseMebibytes(),
          processorTime: (user + system) / 1_000,
          milliseconds,
        };
      };
    },
    watched: () => end(),
  };
}

export interface Connections {
  /** The most at once. */
  readonly open: number;
  /** The most at once that were in a transaction or a statement. */
  readonly busy: number;
}

/** Counts the connections of one server (by its `application_name`) until the returned function is called. */
export function watchConnections(database: Database, name: 'product' | 'ceiling'): () => Promise<Connections> {
  let most: Connections = { open: 0, busy: 0 };
  let isOver = false;
  const look = async (): Promise<void> => {
    while (!isOver) {
      // The database is gone with a bench that failed: what it failed of is said elsewhere.
      const [now] = await database
        .rows<Connections>(
          "SELECT count(*)::int AS open, count(*) FILTER (WHERE state <> 'idle')::int AS busy FROM pg_stat_activity WHERE application_name = $1",
          [name],
        )
        .catch(() => {
          isOver = true;
          return [];
        });
      if (now) most = { open: Math.max(most.open, now.open), busy: Math.max(most.busy, now.busy) };
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MILLISECONDS));
    }
  };
  const looking = look();
  return async () => {
    isOver = true;
    await looking;
    return most;
  };
}
