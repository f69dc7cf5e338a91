/** A list that lies on the server alone: its states without a line, without rows and with more than one page has. */
import { useMemo, type ReactNode } from 'react';
import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState, ErrorState } from '../../ui/state/States.tsx';
import { DataTable, type Column, type RowSource } from '../../ui/table/DataTable.tsx';
import type { ServerAnswer } from '../parking/useServerAnswer.ts';
import styles from './Administration.module.css';

interface ServerListProps<Row extends { readonly id: string }> {
  label: string;
  columns: readonly Column<Row>[];
  answer: ServerAnswer<{ readonly total: number; readonly rows: readonly Row[] }>;
  openId: string | undefined;
  onOpen: (row: Row) => void;
  /** When this changes the list starts from its top. */
  resetKey: string;
  empty: ReactNode;
}

export function ServerList<Row extends { readonly id: string }>(props: ServerListProps<Row>) {
  const { answer } = props;
  const { data, error } = answer;
  const { t } = useLocale();
  const source = useMemo<RowSource<Row>>(
    () => ({ total: data?.rows.length, rowAt: (index) => data?.rows[index], onRange: () => {} }),
    [data],
  );
  if (error && !data) return <NoAnswer answer={answer} />;
  return (
    <div className={styles.list}>
      <StaleNote answer={answer} />
      {data && data.total > data.rows.length && (
        <p className={styles.note}>{t('administration.more', { count: data.total - data.rows.length })}</p>
      )}
      <DataTable
        label={props.label}
        columns={props.columns}
        source={source}
        openId={props.openId}
        onOpen={props.onOpen}
        resetKey={props.resetKey}
        empty={props.empty}
      />
    </div>
  );
}

/** Nothing came: there is no line, or the server refused. */
export function NoAnswer({ answer }: { answer: ServerAnswer<unknown> }) {
  const { t } = useLocale();
  if (!answer.error) return null;
  if (answer.error.code !== 'server_unreachable') return <ErrorState error={answer.error} onRetry={answer.retry} />;
  return (
    <EmptyState
      icon={<IconPlugConnectedX size={24} stroke={1.5} />}
      title={t('administration.offline.title')}
      text={t('administration.offline.text')}
      action={
        <Button variant="default" onClick={answer.retry}>
          {t('action.retry')}
        </Button>
      }
    />
  );
}

/** What is shown came earlier, and cannot be asked for again now. */
export function StaleNote({ answer }: { answer: ServerAnswer<unknown> }) {
  const { t } = useLocale();
  if (!answer.error || answer.data === undefined) return null;
  return (
    <p className={styles.stale} role="status">
      {t('administration.stale')}
    </p>
  );
}
