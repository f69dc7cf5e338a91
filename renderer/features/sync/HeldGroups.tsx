import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateText } from '../../ui/text/Text.tsx';
import styles from './HeldGroups.module.css';
import { RecordTitle } from './RecordTitle.tsx';

/** Changes that head office holds, each with its reason in words. */
export function HeldGroups() {
  const { t } = useLocale();
  const { data: groups = [] } = useLive(useCore().sync.held, undefined);
  return (
    <section>
      <h3 className={styles.title}>{t('sync.panel.heldTitle')}</h3>
      <p className={styles.text}>{t('sync.panel.heldText')}</p>
      <ul className={styles.list}>
        {groups.map((group) => (
          <li key={group.hash} className={styles.group}>
            <div className={styles.words}>
              <span className={styles.records}>
                {group.records.length === 0 && t('sync.panel.change', { n: group.n })}
                {group.records.map((record) => (
                  <RecordTitle key={record.id} {...record} />
                ))}
              </span>
              <span>{t.maybe(`park.${group.reason}`) ?? t('park.unknown')}</span>
              <span className={styles.dim}>
                <DateText value={group.occurredAt} withTime />
              </span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
