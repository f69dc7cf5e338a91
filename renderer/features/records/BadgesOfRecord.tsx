import type { RecordView } from '../../../shared/contract/records.ts';
import { RecordBadges } from '../../ui/state/RecordBadges.tsx';
import { useWaitingReview } from './useWaitingReview.ts';

/** On a record's page, what lists say beside its name. */
export function BadgesOfRecord({ record }: { record: RecordView }) {
  const needsYou = useWaitingReview(record) !== null;
  return <RecordBadges pending={record.pending} held={record.held?.reason ?? null} needsYou={needsYou} isReachable />;
}
