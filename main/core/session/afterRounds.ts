/** Work that goes along whenever a round has reached the server: one at a time, and never held up by what other work fails of. */
import { isOffline } from '../courier/courier.ts';
import type { CoreOptions } from '../coreOptions.ts';
import type { SyncEngine } from '../sync/index.ts';

interface AfterRoundsOptions {
  readonly sync: SyncEngine;
  readonly signal: AbortSignal;
  readonly work: () => Promise<unknown>;
  /** What is logged when it fails for another reason than the line. */
  readonly failure: string;
  readonly log: CoreOptions['log'];
}

export function runAfterRounds({ sync, signal, work, failure, log }: AfterRoundsOptions): { stop(): Promise<void> } {
  let before = sync.state().connection;
  let running: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    await work();
  };
  const stopListening = sync.onState(({ connection }) => {
    const isRoundOver = connection === 'online' && before !== 'online';
    before = connection;
    if (!isRoundOver || signal.aborted) return;
    running ??= run()
      .catch((error: unknown) => {
        if (!isOffline(error)) log(failure, { error: String(error) });
      })
      .finally(() => {
        running = null;
      });
  });
  return {
    async stop() {
      stopListening();
      await running;
    },
  };
}
