/** One receipt: its signature is checked each time it is opened, on this machine, with or without a line. It can be printed. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useCore } from '../../data/CoreProvider.tsx';
import { toPeyvandError } from '../../data/follow.ts';
import { Page } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState, ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { PaperActions } from '../papers/PaperActions.tsx';
import styles from './DayEnd.module.css';
import { ReceiptPaper } from './ReceiptPaper.tsx';

export function ReceiptPage() {
  const { t, formats } = useLocale();
  const core = useCore();
  const { id } = useParams({ from: '/day-end/$id' });
  const { data, error, refetch } = useQuery({
    queryKey: ['dayEnd', 'receipt', id],
    queryFn: ({ signal }) => core.dayEnd.receipt({ id }, { signal }),
    gcTime: 0,
  });
  const back = (
    <Link to="/day-end" className={styles.link}>
      {t('dayEnd.receipt.back')}
    </Link>
  );
  const failure = error ? toPeyvandError(error) : null;
  return (
    <Page
      title={data ? t('dayEnd.receipt.title', { day: formats.date(data.receipt.day) }) : t('dayEnd.receipt.heading')}
      tools={back}
      actions={data && <PaperActions of={{ of: 'dayReceipt', id }} />}
    >
      <div className={styles.scroll} tabIndex={-1}>
        {failure?.code === 'not_found' && <EmptyState title={t('dayEnd.receipt.missing')} action={back} />}
        {failure && failure.code !== 'not_found' && <ErrorState error={failure} onRetry={() => void refetch()} />}
        {!data && !failure && <RecordSkeleton />}
        {data && (
          <div className={styles.page}>
            <ReceiptPaper kept={data} />
          </div>
        )}
      </div>
    </Page>
  );
}
