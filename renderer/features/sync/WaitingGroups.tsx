import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { RelativeTime } from '../../ui/text/Text.tsx';
import styles from './HeldGroups.module.css';
import { GroupRecords } from './GroupRecords.tsx';

/** Each save that waits to be sent: of which record, since when, and why where it is not for want of a line. */
export function WaitingGroups({ count, onLeave }: { count: number; onLeave: () => void }) {
  const { t } = useLocale();
  const { data: groups = [] } = useLive(useCore().sync.waiting, undefined);
  if (groups.length === 0) return null;
  return (
    <section aria-label={t('sync.panel.waitingTitle')}>
      <ul className={styles.list}>
        {groups.map((group) => (
          <li key={group.hash} className={styles.group}>
            <div className={styles.words}>
              <GroupRecords {...group} onLeave={onLeave} />
              <span className={styles.dim}>
                <RelativeTime instant={group.occurredAt} />
                {group.why === 'behindEarlier' && ` · ${t('sync.panel.behindEarlier')}`}
              </span>
            </div>
          </li>
        ))}
      </ul>
      {count > groups.length && (
        <p className={styles.dim}>{t('sync.panel.waitingMore', { count: count - groups.length })}</p>
      )}
    </section>
  );
}
