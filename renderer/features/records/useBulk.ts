/** Runs one act over what is chosen, a hundred at a time: how far it is, a way back for all of it, and what was refused. */
import { useRef, useState } from 'react';
import { createError } from '../../../shared/base/errors.ts';
import { BULK_STEP, type BulkAct, type BulkRefused } from '../../../shared/contract/bulk.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';

export interface Bulk {
  run(act: BulkAct, ids: readonly string[]): Promise<void>;
  /** While it runs. */
  readonly progress: { readonly done: number; readonly of: number } | null;
  /** Stops behind the hundred that is under way. */
  stop(): void;
  readonly refused: readonly BulkRefused[];
  closeReport(): void;
}

export function useBulk(): Bulk {
  const { t } = useLocale();
  const core = useCore();
  const [progress, setProgress] = useState<Bulk['progress']>(null);
  const [refused, setRefused] = useState<readonly BulkRefused[]>([]);
  const [stopping] = useState({ isAsked: false });
  const isRunning = useRef(false);

  async function run(act: BulkAct, ids: readonly string[]): Promise<void> {
    // A palette that was opened before the first began still offers it.
    if (isRunning.current) return;
    isRunning.current = true;
    try {
      await runAll(act, ids);
    } finally {
      isRunning.current = false;
    }
  }

  async function runAll(act: BulkAct, ids: readonly string[]): Promise<void> {
    stopping.isAsked = false;
    const undos: string[] = [];
    const problems: BulkRefused[] = [];
    let changed = 0;
    let withoutCopy = false;
    for (let at = 0; at < ids.length && !stopping.isAsked; at += BULK_STEP) {
      setProgress({ done: at, of: ids.length });
      const outcome = await attempt(core.bulk.run, { act, ids: ids.slice(at, at + BULK_STEP) });
      if (!outcome.ok) {
        notifyFailure(errorToWords(t, outcome.error));
        break;
      }
      const { done, refused: refusedNow, undo } = outcome.value;
      withoutCopy ||= outcome.value.withoutCopy;
      changed += done.length;
      problems.push(...refusedNow);
      if (undo !== null) undos.push(undo);
    }
    setProgress(null);
    setRefused(problems);
    if (withoutCopy) notifyFailure(errorToWords(t, createError('saved_without_copy')));
    if (changed === 0) {
      if (problems.length === 0) notify(t('lists.nothingToDo'));
      return;
    }
    notify(
      t('lists.changed', { count: changed }),
      undos.length === 0 ? undefined : { label: t('action.undo'), run: () => void takeBack(undos) },
    );
  }

  /** The last first. */
  async function takeBack(undos: readonly string[]): Promise<void> {
    const problems: BulkRefused[] = [];
    let given = 0;
    let withoutCopy = false;
    for (const undo of undos.toReversed()) {
      const outcome = await attempt(core.bulk.undo, { undo });
      if (!outcome.ok) return notifyFailure(errorToWords(t, outcome.error));
      given += outcome.value.done.length;
      withoutCopy ||= outcome.value.withoutCopy;
      problems.push(...outcome.value.refused);
    }
    setRefused(problems);
    if (withoutCopy) notifyFailure(errorToWords(t, createError('saved_without_copy')));
    notify(t('lists.takenBack', { count: given }));
  }

  return {
    run,
    progress,
    stop: () => {
      stopping.isAsked = true;
    },
    refused,
    closeReport: () => setRefused([]),
  };
}
