/**
 * Until the first checkpoint is complete, records show as they come: what is staged moves into the tables in small transactions of its
 * own, beside the fetching. Nobody has worked with this data yet, so nobody can see it torn.
 */
import { applyStaged, type ApplyParts } from './applyCheckpoint.ts';
import { runToEnd, type Pacing } from './pacing.ts';
import type { Writer } from './writer.ts';

export interface FirstSync {
  /** A page was staged: see to it soon. */
  wake(): void;
  /** Resolves when nothing is under way. */
  rest(): Promise<void>;
  stop(): Promise<void>;
}

export function createFirstSync(
  parts: ApplyParts,
  writer: Writer,
  pacing: Pacing,
  listeners: { onShown(): void; onError(error: unknown): void },
): FirstSync {
  let running: Promise<void> | null = null;
  let isStopped = false;

  /** One slice in one transaction; false when nothing was left to do. */
  const showSlice = (): boolean =>
    writer.write(() => {
      const steps = applyStaged(parts, new Map(), () => undefined);
      const isOver = pacing.startSlice();
      let step = steps.next();
      while (!step.done && !isOver()) step = steps.next();
      parts.memberships.flush();
      runToEnd(parts.road.settle());
      return !step.done;
    });

  const mayGoOn = (): boolean => !isStopped && !writer.isJobRunning && parts.meta.get('firstCheckpointDone') !== true;

  const run = async (): Promise<void> => {
    await pacing.rest();
    while (mayGoOn()) {
      const isMore = showSlice();
      listeners.onShown();
      if (!isMore) return;
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
    async stop() {
      isStopped = true;
      await running;
    },
  };
}
