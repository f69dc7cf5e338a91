/** Everything that happened with a customer, newest first, of any length. */
import { useCore } from '../../data/CoreProvider.tsx';
import { useLiveRows } from '../../data/useLiveRows.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { VirtualList } from '../../ui/list/VirtualList.tsx';
import { EmptyState, ErrorState, RecordSkeleton, Skeleton } from '../../ui/state/States.tsx';
import styles from './CustomerStory.module.css';
import { StoryLine } from './StoryLine.tsx';

const LIKELY_HEIGHT = 64;

export function CustomerStory({ customerId }: { customerId: string }) {
  const { t } = useLocale();
  const core = useCore();
  const { total, rowAt, onRange, error, retry } = useLiveRows(core.customers.story, { customerId });
  if (error && total === undefined) return <ErrorState error={error} onRetry={retry} />;
  if (total === undefined) return <RecordSkeleton rows={4} />;
  if (total === 0)
    return <EmptyState title={t('customers.story.empty.title')} text={t('customers.story.empty.text')} />;
  return (
    <VirtualList
      label={t('customers.story.label')}
      total={total}
      estimate={LIKELY_HEIGHT}
      onRange={onRange}
      renderEntry={(index) => {
        const entry = rowAt(index);
        return entry ? (
          <StoryLine entry={entry} before={rowAt(index - 1)} />
        ) : (
          <div className={styles.waiting}>
            <Skeleton width="60%" />
          </div>
        );
      }}
    />
  );
}
