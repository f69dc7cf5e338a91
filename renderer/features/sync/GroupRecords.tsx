import type { HeldGroup } from '../../../shared/contract/sync.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './HeldGroups.module.css';
import { RecordTitle } from './RecordTitle.tsx';

/** What a save is about, in the panel: its records by name, else its number. */
export function GroupRecords({ n, records, onLeave }: Pick<HeldGroup, 'n' | 'records'> & { onLeave: () => void }) {
  const { t } = useLocale();
  return (
    <span className={styles.records}>
      {records.length === 0 && t('sync.panel.change', { n })}
      {records.map((record) => (
        <RecordTitle key={record.id} {...record} onLeave={onLeave} />
      ))}
    </span>
  );
}
