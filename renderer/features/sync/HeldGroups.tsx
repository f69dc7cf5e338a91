import { Link } from '@tanstack/react-router';
import type { HeldGroup } from '../../../shared/contract/sync.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateText } from '../../ui/text/Text.tsx';
import { WhoDecides } from '../parking/WhoDecides.tsx';
import styles from './HeldGroups.module.css';
import { GroupRecords } from './GroupRecords.tsx';

/** Changes that head office did not even take, and those that it holds: why each is held, what comes next for it, and whom to ask. */
export function HeldGroups({ onLeave }: { onLeave: () => void }) {
  const { t } = useLocale();
  const { data: groups = [] } = useLive(useCore().sync.held, undefined);
  const refused = groups.filter(isRefused);
  const held = groups.filter((group) => !isRefused(group));
  return (
    <>
      {refused.length > 0 && (
        <section aria-label={t('sync.panel.refusedTitle')}>
          <h3 className={styles.title}>{t('sync.panel.refusedTitle')}</h3>
          <p className={styles.text}>
            {t('park.refused')} {t('parkNext.refused')}
          </p>
          <Groups groups={refused} onLeave={onLeave} />
        </section>
      )}
      {held.length > 0 && (
        <section aria-label={t('sync.panel.heldTitle')}>
          <h3 className={styles.title}>{t('sync.panel.heldTitle')}</h3>
          <p className={styles.text}>{t('sync.panel.heldText')}</p>
          <Groups groups={held} onLeave={onLeave} />
          <div className={styles.who}>
            <WhoDecides />
          </div>
          <Link to="/parking" search={{ show: 'mine' }} className={styles.all} onClick={onLeave}>
            {t('sync.panel.heldAll')}
          </Link>
        </section>
      )}
    </>
  );
}

/** It was never stored there: nobody at head office can look at it or decide. */
const isRefused = ({ reason }: HeldGroup): boolean => reason === 'refused';

function Groups({ groups, onLeave }: { groups: readonly HeldGroup[]; onLeave: () => void }) {
  const { t } = useLocale();
  return (
    <ul className={styles.list}>
      {groups.map((group) => (
        <li key={group.hash} className={styles.group}>
          <div className={styles.words}>
            <GroupRecords {...group} onLeave={onLeave} />
            {!isRefused(group) && (
              <>
                <span>{t.maybe(`park.${group.reason}`) ?? t('park.unknown')}</span>
                <span className={styles.next}>{t.maybe(`parkNext.${group.reason}`) ?? t('parkNext.unknown')}</span>
              </>
            )}
            <span className={styles.dim}>
              <DateText value={group.occurredAt} withTime />
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}
