/** When this machine syncs by itself: read from the core, and changed there at once. */
import { useCallback, useRef, useState } from 'react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import type { SyncRhythm } from '../../../shared/contract/sync.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { toPeyvandError } from '../../data/follow.ts';
import { methodName } from '../../data/methodProxy.ts';
import { attempt } from '../../data/useCommand.ts';
import { useSyncState } from '../sync/useSyncState.ts';

export interface SyncRhythmChoice {
  /** undefined until the core has answered. */
  readonly rhythm: SyncRhythm | undefined;
  /** Why it could not be read. */
  readonly error: PeyvandError | null;
  retry(): void;
  /** Changes what the core has now, which another window may have changed since. True once it is saved; else `saved` says why not. */
  change(edit: (rhythm: SyncRhythm) => SyncRhythm): Promise<boolean>;
  /** How the last change went. */
  readonly saved: 'notYet' | 'saved' | PeyvandError;
  /** Something new is being written: "saved" would be said of that. */
  begin(): void;
}

export function useSyncRhythm(): SyncRhythmChoice {
  const core = useCore();
  const client = useQueryClient();
  const { data: state } = useSyncState();
  const [saved, setSaved] = useState<SyncRhythmChoice['saved']>('notYet');
  /** One change after the other: each begins with what the one before left. */
  const last = useRef(Promise.resolve(true));
  const name = methodName(core.sync.rhythm);
  const { data, error, refetch } = useQuery({
    // Another window's change is seen by what it does to the state.
    queryKey: [name, state?.metered === true, state?.nextScheduledAt ?? null],
    queryFn: async ({ signal }) => core.sync.rhythm(undefined, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

  const change = useCallback(
    (edit: (rhythm: SyncRhythm) => SyncRhythm) => {
      const changing = last.current.then(async () => {
        setSaved('notYet');
        const now = await attempt(core.sync.rhythm, undefined);
        const changed = now.ok ? await attempt(core.sync.changeRhythm, edit(now.value)) : now;
        if (changed.ok) {
          await client.cancelQueries({ queryKey: [name] });
          client.setQueriesData<SyncRhythm>({ queryKey: [name] }, changed.value);
        }
        setSaved(changed.ok ? 'saved' : changed.error);
        return changed.ok;
      });
      last.current = changing;
      return changing;
    },
    [client, core, name],
  );
  const begin = useCallback(() => setSaved((now) => (now === 'saved' ? 'notYet' : now)), []);
  const retry = useCallback(() => void refetch(), [refetch]);
  return { rhythm: data, error: error ? toPeyvandError(error) : null, retry, change, saved, begin };
}
