/** One receipt: its signature is checked each time it is opened, on this machine, with or without a line. It can be printed. */
import { Button } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useCommands } from '../../app/commands.tsx';
import { useCore } from '../../data/CoreProvider.tsx';
import { toPeyvandError } from '../../data/follow.ts';
import { Page } from '../../ui/layout/Page.tsx';
import { PrintedBy } from '../watch/PrintedBy.tsx';
import { Paper } from '../../ui/layout/Paper.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState, ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
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
  const print = (): void => window.print();
  useCommands(data ? [{ id: 'dayEnd.print', label: t('dayEnd.receipt.print'), run: print }] : []);
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
      actions={
        data && (
          <Button leftSection={<IconPrinter size={16} stroke={1.75} aria-hidden />} onClick={print}>
            {t('dayEnd.receipt.print')}
          </Button>
        )
      }
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
      {data && (
        <Paper>
          <ReceiptPaper kept={data} />
          <PrintedBy of="paper" />
        </Paper>
      )}
    </Page>
  );
}
