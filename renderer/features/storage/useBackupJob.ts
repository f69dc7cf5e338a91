/** One backup that a person asked for: its progress and its end. Leaving the page cancels it, as the button does. */
import { useEffect, useRef, useState } from 'react';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import type { BackupEvent, BackupProgress } from '../../../shared/contract/storage.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { toPeyvandError } from '../../data/follow.ts';

export type BackupJob =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly progress: BackupProgress | null }
  | { readonly phase: 'done'; readonly file: string }
  | { readonly phase: 'cancelled' }
  | { readonly phase: 'failed'; readonly error: PeyvandError };

export function useBackupJob(): { readonly state: BackupJob; start(passphrase: string | null): void; cancel(): void } {
  const core = useCore();
  const [state, setState] = useState<BackupJob>({ phase: 'idle' });
  const stopping = useRef<AbortController | null>(null);
  useEffect(() => () => stopping.current?.abort(), []);

  async function run({ signal }: AbortController, passphrase: string | null): Promise<void> {
    setState({ phase: 'running', progress: null });
    try {
      const stream: AsyncIterator<BackupEvent> = await core.storage.backUp(passphrase === null ? {} : { passphrase }, {
        signal,
      });
      signal.addEventListener('abort', () => void stream.return?.(), { once: true });
      for (let next = await stream.next(); next.done !== true; next = await stream.next()) {
        if (signal.aborted) break;
        const event = next.value;
        setState(
          event.type === 'progress'
            ? { phase: 'running', progress: event }
            : { phase: 'done', file: event.report.file },
        );
      }
      if (signal.aborted) setState({ phase: 'cancelled' });
    } catch (thrown) {
      setState(signal.aborted ? { phase: 'cancelled' } : { phase: 'failed', error: toPeyvandError(thrown) });
    }
  }

  return {
    state,
    start(passphrase) {
      stopping.current?.abort();
      stopping.current = new AbortController();
      void run(stopping.current, passphrase);
    },
    cancel: () => stopping.current?.abort(),
  };
}
