/** Who changed what in a record, leaf by leaf in the words of its form; each change can be taken back, as a new edit that can be undone. */
import { useState } from 'react';
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import type { RecordView } from '../../../shared/contract/records.ts';
import { mayWrite } from '../../../shared/domain/permissions.ts';
import { fieldLabel } from '../../../shared/locale/recordLabels.ts';
import type { LeafChange } from '../../../shared/sync/operation.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { LeafValue } from '../reviews/LeafValue.tsx';
import { HistoryEntries } from './HistoryEntries.tsx';
import styles from './RecordHistory.module.css';
import { sidesOf, withoutChange } from './restoreChange.ts';
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
        <HistoryEntries record={record}>{(entry) => <Changes record={record} entry={entry} />}</HistoryEntries>
      </Dialog>
    </>
  );
}

function Changes({ record, entry }: { record: HistoryRecord; entry: HistoryEntry }) {
  const { t } = useLocale();
  return (
    <>
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
    </>
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
