/** What became of a record, the newest first: who did what, and when. What each did is shown by whoever asks, for they know the record's words. */
import type { ReactNode } from 'react';
import { Button } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import type { RecordView } from '../../../shared/contract/records.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { ErrorNote, RecordSkeleton } from '../../ui/state/States.tsx';
import { DateText } from '../../ui/text/Text.tsx';
import styles from './HistoryEntries.module.css';
import { Note } from './RecordNotes.tsx';
import { useRecordHistory } from './useRecordHistory.ts';

interface HistoryEntriesProps {
  record: Pick<RecordView, 'collection' | 'id' | 'version'>;
  /** What stands below the line that says who it was. */
  children: (entry: HistoryEntry) => ReactNode;
}

export function HistoryEntries({ record, children }: HistoryEntriesProps) {
  const { t } = useLocale();
  const history = useRecordHistory(record);
  if (history.entries === null) return <RecordSkeleton />;
  return (
    <div className={styles.history}>
      {history.isOffline && (
        <Note
          tone="info"
          icon={<IconCloudOff size={16} stroke={1.75} aria-hidden />}
          title={t('history.offline.title')}
        >
          {t('history.offline.text')}
        </Note>
      )}
      <ErrorNote error={history.error} />
      {history.entries.length === 0 && <p className={styles.quiet}>{t('history.empty')}</p>}
      <ol className={styles.entries}>
        {history.entries.map((entry, index) => (
          <li key={entry.version ?? `here/${entry.at}/${index}`}>
            <Who entry={entry} />
            {children(entry)}
          </li>
        ))}
      </ol>
      {history.more && (
        <Button variant="default" aria-disabled={history.busy || undefined} onClick={history.more}>
          {t('history.more')}
        </Button>
      )}
    </div>
  );
}

function Who({ entry: { act, authorName, at, standing } }: { entry: HistoryEntry }) {
  const { t } = useLocale();
  return (
    <p className={styles.who}>
      <strong>{t(`history.${act}`, { name: authorName === '' ? t('history.someone') : authorName })}</strong>
      <span className={styles.quiet}>
        <DateText value={at} withTime />
      </span>
      {standing !== 'server' && (
        <StateBadge tone={standing === 'held' ? 'warn' : 'info'}>{t(`history.${standing}`)}</StateBadge>
      )}
    </p>
  );
}
