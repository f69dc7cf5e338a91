/** One export or import: its progress, its end, and the file that came out of it. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import type { BundleProgress } from '../../../shared/contract/bundles.ts';
import { toPeyvandError } from '../../data/follow.ts';

export type JobState<Report> =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly progress: BundleProgress | null }
  | { readonly phase: 'done'; readonly report: Report; readonly pieces: readonly string[] }
  | { readonly phase: 'cancelled' }
  | { readonly phase: 'failed'; readonly error: PeyvandError };

type JobEvent<Report> =
  | BundleProgress
  | { readonly type: 'piece'; readonly bytes: string }
  | { readonly type: 'done'; readonly report: Report };

export type OpenJob<Report> = (signal: AbortSignal) => PromiseLike<AsyncIterator<JobEvent<Report>, unknown>>;

export interface BundleJob<Report> {
  readonly state: JobState<Report>;
  start(open: OpenJob<Report>): void;
  cancel(): void;
  reset(): void;
}

/** Leaving the page cancels, as the button does. @param onDone Called once, with what came out. */
export function useBundleJob<Report>(onDone: (report: Report, pieces: readonly string[]) => void): BundleJob<Report> {
  const [state, setState] = useState<JobState<Report>>({ phase: 'idle' });
  const stopping = useRef<AbortController | null>(null);
  const done = useRef(onDone);
  done.current = onDone;
  useEffect(() => () => stopping.current?.abort(), []);

  return useMemo(() => {
    async function run(open: OpenJob<Report>, { signal }: AbortController): Promise<void> {
      setState({ phase: 'running', progress: null });
      const pieces: string[] = [];
      try {
        const stream = await open(signal);
        signal.addEventListener('abort', () => void stream.return?.(), { once: true });
        for (let next = await stream.next(); next.done !== true; next = await stream.next()) {
          if (signal.aborted) break;
          const event = next.value;
          if (event.type === 'progress') setState({ phase: 'running', progress: event });
          else if (event.type === 'piece') pieces.push(event.bytes);
          else {
            setState({ phase: 'done', report: event.report, pieces });
            done.current(event.report, pieces);
          }
        }
        if (signal.aborted) setState({ phase: 'cancelled' });
      } catch (thrown) {
        setState(signal.aborted ? { phase: 'cancelled' } : { phase: 'failed', error: toPeyvandError(thrown) });
      }
    }
    return {
      state,
      start(open) {
        stopping.current?.abort();
        stopping.current = new AbortController();
        void run(open, stopping.current);
      },
      cancel: () => stopping.current?.abort(),
      reset: () => setState({ phase: 'idle' }),
    };
  }, [state]);
}
