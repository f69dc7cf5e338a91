/** Promises that run out and that one answers for: what one was told of, until somebody is there. */
import { IconAlarm } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { NameText, useNow } from '../../ui/text/Text.tsx';
import { ClockBadge } from './RequestBadges.tsx';
import styles from './Service.module.css';

const LOOKS_MILLISECONDS = 30_000;
/** The page of requests has the rest, by the clock. */
const SHOWN = 20;

/** Nothing where nothing runs out. */
export function PromisesRunningOut() {
  const { t } = useLocale();
  const now = useNow(LOOKS_MILLISECONDS);
  const { data } = useLive(useCore().serviceRequests.promises, undefined);
  const running = (data ?? []).filter(({ warnAt }) => warnAt <= now);
  if (running.length === 0) return null;
  return (
    <section aria-labelledby="promises-running-out">
      <h2 id="promises-running-out" className={styles.promisesHeading}>
        {t('service.promise.title')}
      </h2>
      <ul className={styles.promises}>
        {running.slice(0, SHOWN).map((promise) => (
          <li key={promise.id} className={styles.promise}>
            <IconAlarm size={15} stroke={1.6} aria-hidden />
            <Link to="/service/$id" params={{ id: promise.id }} className={styles.promiseName}>
              <NameText>
                {promise.customerName === null
                  ? promise.subject
                  : `${promise.subject}${t('day.comma')}${promise.customerName}`}
              </NameText>
            </Link>
            <span className={styles.dim}>
              {promise.assigneeId === null ? t('service.promise.nobody') : <bdi>{promise.assigneeName}</bdi>}
            </span>
            <ClockBadge request={{ ...promise, respondedAt: null }} />
          </li>
        ))}
      </ul>
    </section>
  );
}
