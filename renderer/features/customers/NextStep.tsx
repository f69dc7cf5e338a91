import { IconArrowForward } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useCore } from '../../data/CoreProvider.tsx';
import { useSession } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateText, WrittenText } from '../../ui/text/Text.tsx';
import { useMayRead } from '../records/useRights.ts';
import styles from './CustomerReach.module.css';

/** What is planned first with a customer and not done yet; where nothing is, how it comes about. */
export function NextStep({ customerId }: { customerId: string }) {
  const { t } = useLocale();
  const core = useCore();
  const seesActivities = useMayRead('activities');
  const { firstSyncDone } = useSession();
  const { data: summary } = useLive(core.customers.summary, { customerId });
  if (!seesActivities || !firstSyncDone || !summary) return null;
  const { nextStep } = summary;
  return (
    <p className={styles.next}>
      <IconArrowForward size={15} stroke={1.75} aria-hidden className={styles.icon} />
      <span className={styles.dim}>{t('customers.nextStep')}</span>
      {nextStep === null ? (
        <span className={styles.dim}>{t('customers.nextStep.none')}</span>
      ) : (
        <span>
          {t.maybe(`kind.${nextStep.kind}`)} · <DateText value={nextStep.at} /> ·{' '}
          <Link to="/activities/$id" params={{ id: nextStep.id }} className={styles.link ?? ''}>
            <WrittenText>{nextStep.title}</WrittenText>
          </Link>
        </span>
      )}
    </p>
  );
}
