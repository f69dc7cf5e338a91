import { IconArrowUp, IconLock } from '@tabler/icons-react';
import { Tooltip } from '@mantine/core';
import { useLocale } from '../locale/LocaleProvider.tsx';
import styles from './PendingMark.module.css';

/** A small arrow beside what has been saved here and not yet been sent. Says so to a screen reader and in its tooltip. */
export function PendingMark({ pending }: { pending: boolean }) {
  const { t } = useLocale();
  if (!pending) return null;
  return (
    <Tooltip label={t('state.pendingHint')}>
      <span className={styles.mark} role="img" aria-label={t('state.pending')}>
        <IconArrowUp size={12} stroke={2} aria-hidden />
      </span>
    </Tooltip>
  );
}

/** The same for what head office holds. */
export function HeldMark() {
  const { t } = useLocale();
  return (
    <span className={styles.held} role="img" aria-label={t('state.held')}>
      <IconLock size={12} stroke={2} aria-hidden />
    </span>
  );
}
