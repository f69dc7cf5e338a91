/** One import: its files, its preview, its run. The preview is asked anew whenever something of the request changes. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import type { ImportProgress, ImportReport, ImportRequest } from '../../../shared/contract/imports.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { toPeyvandError } from '../../data/follow.ts';
import { attempt } from '../../data/useCommand.ts';

export interface Preview {
  readonly report: ImportReport;
  readonly samples: Readonly<Record<string, { columns: string[]; rows: string[][] }>>;
  readonly earlierMappings: Readonly<Record<string, string>>;
}

export type PreviewState =
  | { readonly phase: 'waiting' }
  | { readonly phase: 'checking'; readonly before: Preview | null }
  | { readonly phase: 'ready'; readonly preview: Preview }
  | { readonly phase: 'failed'; readonly error: PeyvandError };

/** `request` is null while files are missing. */
export function usePreview(request: ImportRequest | null): PreviewState {
  const core = useCore();
  const [state, setState] = useState<PreviewState>({ phase: 'waiting' });
  const last = useRef<Preview | null>(null);
  useEffect(() => {
    if (request === null) {
      last.current = null;
      setState({ phase: 'waiting' });
      return undefined;
    }
    let isCurrent = true;
    setState({ phase: 'checking', before: last.current });
    void attempt(core.imports.preview, request).then((answer) => {
      if (!isCurrent) return;
      if (!answer.ok) {
        setState({ phase: 'failed', error: answer.error });
        return;
      }
      last.current = answer.value;
      setState({ phase: 'ready', preview: answer.value });
    });
    return () => {
      isCurrent = false;
    };
  }, [core, request]);
  return state;
}

export type RunState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly progress: Extract<ImportProgress, { type: 'progress' }> | null }
  | { readonly phase: 'done'; readonly report: ImportReport }
  | { readonly phase: 'cancelled' }
  | { readonly phase: 'failed'; readonly error: PeyvandError };

export interface ImportRun {
  readonly state: RunState;
  start(request: ImportRequest): void;
  cancel(): void;
  reset(): void;
}

/** Leaving the page cancels, as the button does: batches already written stay. */
export function useImportRun(): ImportRun {
  const core = useCore();
  const [state, setState] = useState<RunState>({ phase: 'idle' });
  const stopping = useRef<AbortController | null>(null);
  useEffect(() => () => stopping.current?.abort(), []);

  return useMemo(() => {
    async function run(request: ImportRequest, { signal }: AbortController): Promise<void> {
      setState({ phase: 'running', progress: null });
      try {
        const stream = await core.imports.run(request, { signal });
        const stop = (): void => void stream.return?.();
        signal.addEventListener('abort', stop, { once: true });
        for (let next = await stream.next(); next.done !== true; next = await stream.next()) {
          if (signal.aborted) break;
          if (next.value.type === 'done') setState({ phase: 'done', report: next.value.report });
          else setState({ phase: 'running', progress: next.value });
        }
        if (signal.aborted) setState({ phase: 'cancelled' });
      } catch (thrown) {
        setState(signal.aborted ? { phase: 'cancelled' } : { phase: 'failed', error: toPeyvandError(thrown) });
      }
    }
    return {
      state,
      start(request) {
        stopping.current = new AbortController();
        void run(request, stopping.current);
      },
      cancel: () => stopping.current?.abort(),
      reset: () => setState({ phase: 'idle' }),
    };
  }, [core, state]);
}
