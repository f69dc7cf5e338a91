import { useEffect } from 'react';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';

/** Syncs at once when the machine says that its network is back; the core alone would wait for its next try, up to a minute. */
export function useSyncWhenOnline(): void {
  const core = useCore();
  useEffect(() => {
    const sync = (): void => void attempt(core.sync.now, undefined);
    window.addEventListener('online', sync);
    return () => window.removeEventListener('online', sync);
  }, [core]);
}
