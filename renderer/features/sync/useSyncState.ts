import { useCore } from '../../data/CoreProvider.tsx';
import { useLive, type Live } from '../../data/useLive.ts';
import type { SyncState } from '../../../shared/contract/sync.ts';

/** Pending work, last contact, what needs review. One stream, however many parts of the window show it. */
export function useSyncState(): Live<SyncState> {
  return useLive(useCore().sync.state, undefined);
}
