/**
 * Until the first checkpoint is complete, records show as they come: what is staged moves into the tables in small transactions of its
 * own, beside the fetching. Nobody has worked with this data yet, so nobody can see it torn.
 */
import { applyStaged, type ApplyParts } from './applyCheckpoint.ts';
import type { Pacing } from './pacing.ts';
import type { Writer } from './writer.ts';

export interface FirstSync {
  /** A page was staged: see to it soon. */
  wake(): void;
  /** Resolves when nothing is under way. */
  rest(): Promise<void>;
  /** Begins no further batch. */
  stop(): void;
}

export function createFirstSync(
  parts: ApplyParts,
  writer: Writer,
  pacing: Pacing,
  listeners: { onShown: () => void; onError(error: unknown): void; logFolded(): Promise<void> },
): FirstSync {
  let running: Promise<void> | null = null;
  let isStopped = false;

  /** One transaction, in slices; large enough that every page of an index is written once for many records. */
  function* showBatch(): Generator<void, void> {
    const steps = applyStaged(parts, new Map(), () => undefined);
    for (let count = 0; count < RECORDS_PER_BATCH; count += 1) {
      if (steps.next().done) break;
      yield;
    }
    parts.memberships.flush();
    yield* parts.road.settle();
  }

  const mayGoOn = (): boolean =>
    !isStopped && parts.meta.get('firstCheckpointDone') !== true && parts.staging.count() > 0;

  const run = async (): Promise<void> => {
    await pacing.rest();
    while (mayGoOn()) {
      await writer.runJob(showBatch, { isShared: true }).finally(listeners.onShown);
      await listeners.logFolded();
      await pacing.rest();
    }
  };

  return {
    wake() {
      // What cannot be shown now stays staged; the checkpoint meets the same error and reports it.
      running ??= run()
        .catch((error: unknown) => listeners.onError(error))
        .finally(() => {
          running = null;
        });
    },
    async rest() {
      await running;
    },
    stop() {
      isStopped = true;
    },
  };
}

const RECORDS_PER_BATCH = 5_000;
