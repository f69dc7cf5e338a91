/** The pages of a record's history: the server's, with what only this machine knows above them; without a line the latter alone. */
import { useCallback, useEffect, useState } from 'react';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import type { HistoryEntry, HistoryPage } from '../../../shared/contract/history.ts';
import type { RecordView } from '../../../shared/contract/records.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';

const PAGE = 20;

export interface RecordHistory {
  /** Newest first; null until the first answer. */
  readonly entries: readonly HistoryEntry[] | null;
  /** Only what is known here. */
  readonly isOffline: boolean;
  readonly error: PeyvandError | null;
  readonly busy: boolean;
  /** Asks for the next page; null when there is none. */
  readonly more: (() => void) | null;
}

export function useRecordHistory({
  collection,
  id,
  version,
}: Pick<RecordView, 'collection' | 'id' | 'version'>): RecordHistory {
  const core = useCore();
  const { data: here } = useLive(core.records.historyHere, { collection, id });
  const [page, setPage] = useState<HistoryPage | null>(null);
  const [error, setError] = useState<PeyvandError | null>(null);
  const [busy, setBusy] = useState(true);

  const ask = useCallback(
    async (before: number | null, isWanted: () => boolean): Promise<void> => {
      setBusy(true);
      const answer = await attempt(core.records.history, { collection, id, before, limit: PAGE });
      if (!isWanted()) return;
      setBusy(false);
      setError(answer.ok ? null : answer.error);
      if (!answer.ok) return;
      setPage((earlier) => ({
        entries: before === null ? answer.value.entries : [...(earlier?.entries ?? []), ...answer.value.entries],
        next: answer.value.next,
      }));
    },
    [core, collection, id],
  );

  // A new version of the record is a new first line.
  useEffect(() => {
    let isWanted = true;
    void ask(null, () => isWanted);
    return () => {
      isWanted = false;
    };
  }, [ask, version]);

  const isOffline = error?.code === 'server_unreachable';
  // The server has not heard of a record that was made here and not sent.
  const isUnsent = error?.code === 'not_found';
  const onlyHere = here?.filter(({ standing }) => standing !== 'server') ?? [];
  const isKnown = here !== undefined && (page !== null || error !== null);
  return {
    entries: isKnown ? (page === null ? here : [...onlyHere, ...page.entries]) : null,
    isOffline,
    error: isOffline || isUnsent ? null : error,
    busy,
    more: page === null || page.next === null ? null : () => void (!busy && ask(page.next, () => true)),
  };
}
