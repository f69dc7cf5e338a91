/**
 * How many streams of pokes a device may hold open. One listens; a line that broke unnoticed leaves another behind for a while. The newest is
 * the one that somebody listens to: beyond the most, the oldest ends.
 */
import type { RecordId } from '../../shared/base/id.ts';

export interface Seats {
  /** @param end Ends that stream. @returns what gives the seat back. */
  take(device: RecordId, end: () => void): () => void;
}

export function createSeats(most: number): Seats {
  const streams = new Map<RecordId, Set<() => void>>();
  return {
    take(device, end) {
      const own = streams.get(device) ?? new Set();
      streams.set(device, own.add(end));
      const [oldest] = own;
      if (own.size > most && oldest) {
        own.delete(oldest);
        oldest();
      }
      return () => {
        own.delete(end);
        if (own.size === 0 && streams.get(device) === own) streams.delete(device);
      };
    },
  };
}
