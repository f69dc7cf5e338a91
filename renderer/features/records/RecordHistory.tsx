/** Who changed what in a record, leaf by leaf in the words of its form; each change can be taken back, as a new edit that can be undone. */
import { useState } from 'react';
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconCloudOff, IconHistory } from '@tabler/icons-react';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import type { RecordView } from '../../../shared/contract/records.ts';
import { mayWrite } from '../../../shared/domain/permissions.ts';
import { fieldLabel } from '../../../shared/locale/recordLabels.ts';
import type { LeafChange } from '../../../shared/sync/operation.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { ErrorNote, RecordSkeleton } from '../../ui/state/States.tsx';
import { DateText } from '../../ui/text/Text.tsx';
import { LeafValue } from '../reviews/LeafValue.tsx';
import styles from './RecordHistory.module.css';
import { Note } from './RecordNotes.tsx';
import { sidesOf, withoutChange } from './restoreChange.ts';
import { useRecordHistory } from './useRecordHistory.ts';
import { useRestore, type HistoryRecord } from './useRestore.ts';
import { useRole } from './useRights.ts';

/** Stands among the actions of a record's page. */
export function HistoryButton({ record }: { record: RecordView }) {
  const { t } = useLocale();
  const [opened, setOpened] = useState(false);
  useKeys([{ keys: ['H'], label: t('history.open'), run: () => setOpened(true) }]);
  return (
    <>
      <Tooltip label={`${t('history.open')} (H)`}>
        <ActionIcon aria-label={t('history.open')} aria-haspopup="dialog" onClick={() => setOpened(true)}>
          <IconHistory size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Dialog opened={opened} onClose={() => setOpened(false)} title={t('history.title')} width={640}>
        <History record={record} />
      </Dialog>
    </>
  );
}

function History({ record }: { record: HistoryRecord }) {
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
          <Entry key={entry.version ?? `here/${entry.at}/${index}`} record={record} entry={entry} />
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

function Entry({ record, entry }: { record: HistoryRecord; entry: HistoryEntry }) {
  const { t } = useLocale();
  return (
    <li className={styles.entry}>
      <p className={styles.who}>
        <strong>
          {t(`history.${entry.act}`, { name: entry.authorName === '' ? t('history.someone') : entry.authorName })}
        </strong>
        <span className={styles.quiet}>
          <DateText value={entry.at} withTime />
        </span>
        {entry.standing !== 'server' && (
          <StateBadge tone={entry.standing === 'held' ? 'warn' : 'info'}>{t(`history.${entry.standing}`)}</StateBadge>
        )}
      </p>
      {entry.act === 'changed' && entry.changes.length === 0 && <p className={styles.quiet}>{t('history.hidden')}</p>}
      <dl className={styles.changes}>
        {entry.changes.map((change, index) => (
          <Change
            key={`${change.path}/${index}`}
            record={record}
            change={change}
            canRestore={entry.act === 'changed'}
          />
        ))}
      </dl>
      {entry.changesLeftOut > 0 && (
        <p className={styles.quiet}>{t('history.leftOut', { count: entry.changesLeftOut })}</p>
      )}
    </li>
  );
}

function Change({ record, change, canRestore }: { record: HistoryRecord; change: LeafChange; canRestore: boolean }) {
  const { t } = useLocale();
  const role = useRole();
  const restore = useRestore(record);
  const { path, before, after } = sidesOf(change);
  const field = fieldLabel(t, record.collection, path);
  const isPossible =
    canRestore &&
    role !== null &&
    mayWrite(role, record.collection, change.path) &&
    withoutChange(record.body, change) !== null;
  return (
    <div className={styles.change}>
      <dt>{field}</dt>
      <dd className={styles.values}>
        {canRestore && (
          <>
            <span className={styles.before} aria-label={t('history.before')} role="group">
              <LeafValue collection={record.collection} path={path} value={before} />
            </span>
            <span className={styles.arrow} aria-hidden />
          </>
        )}
        <span aria-label={t('history.after')} role="group">
          <LeafValue collection={record.collection} path={path} value={after} />
        </span>
      </dd>
      {isPossible && (
        <dd>
          <Button
            variant="default"
            size="compact-xs"
            aria-label={t('history.restoreField', { field })}
            aria-disabled={restore.busy || undefined}
            onClick={() => !restore.busy && void restore.run(change)}
          >
            {t('history.restore')}
          </Button>
        </dd>
      )}
    </div>
  );
}
