/** One export under way: its progress, its end, and the file that came out of it, which is in this window's memory alone until the person keeps it. */
import { useEffect, useRef, useState } from 'react';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import type { ExportInput, ExportReport } from '../../../shared/contract/exports.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { toPeyvandError } from '../../data/follow.ts';
import { saveFile } from '../bundles/bundleFile.ts';

export type ExportRun =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly done: number; readonly expected: number }
  | { readonly phase: 'done'; readonly report: ExportReport; readonly pieces: readonly string[] }
  | { readonly phase: 'cancelled' }
  | { readonly phase: 'failed'; readonly error: PeyvandError };

const TYPES = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** Leaving cancels, as the button does. */
export function useExportRun() {
  const core = useCore();
  const [state, setState] = useState<ExportRun>({ phase: 'idle' });
  const stopping = useRef<AbortController | null>(null);
  const input = useRef<ExportInput | null>(null);
  useEffect(() => () => stopping.current?.abort(), []);

  const save = ({ fileName }: ExportReport, pieces: readonly string[]): void =>
    saveFile({ name: fileName, pieces, type: TYPES[input.current?.format ?? 'csv'] });

  async function run(wanted: ExportInput, { signal }: AbortController): Promise<void> {
    setState({ phase: 'running', done: 0, expected: 0 });
    const pieces: string[] = [];
    try {
      const stream = await core.exports.run(wanted, { signal });
      signal.addEventListener('abort', () => void stream.return?.(), { once: true });
      for (let next = await stream.next(); next.done !== true && !signal.aborted; next = await stream.next()) {
        const event = next.value;
        if (event.type === 'progress') setState({ phase: 'running', done: event.done, expected: event.expected });
        else if (event.type === 'piece') pieces.push(event.bytes);
        else {
          setState({ phase: 'done', report: event.report, pieces });
          save(event.report, pieces);
        }
      }
      if (signal.aborted) setState({ phase: 'cancelled' });
    } catch (thrown) {
      setState(signal.aborted ? { phase: 'cancelled' } : { phase: 'failed', error: toPeyvandError(thrown) });
    }
  }

  return {
    state,
    save,
    start(wanted: ExportInput): void {
      stopping.current?.abort();
      stopping.current = new AbortController();
      input.current = wanted;
      void run(wanted, stopping.current);
    },
    cancel: (): void => stopping.current?.abort(),
  };
}
