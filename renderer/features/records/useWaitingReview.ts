import type { RecordView } from '../../../shared/contract/records.ts';
import type { WaitingReview } from '../../../shared/contract/sync.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';

/** The open review about this record that waits for this person; null while none does, or it is not known yet. */
export function useWaitingReview({ collection, id }: Pick<RecordView, 'collection' | 'id'>): WaitingReview | null {
  return useLive(useCore().reviews.ofRecord, { collection, id }).data ?? null;
}
