import type { DeviceStanding, DeviceView } from '../../../shared/contract/administration.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge, type Tone } from '../../ui/state/StateBadge.tsx';
import styles from './Administration.module.css';

const TONES: Readonly<Record<DeviceStanding, Tone>> = {
  active: 'good',
  suspended: 'warn',
  wipePolitely: 'warn',
  wipeAtOnce: 'bad',
  erased: 'neutral',
};

/** How a device stands, and what about it looks like a copy. */
export function DeviceMarks({ device }: { device: DeviceView }) {
  const { t } = useLocale();
  const { standing, revoked, forks, identities } = device;
  return (
    <span className={styles.marks}>
      {revoked && standing !== 'erased' ? (
        <StateBadge tone="neutral">{t('devices.revoked')}</StateBadge>
      ) : (
        <StateBadge tone={TONES[standing]}>{t(`devices.standing.${standing}`)}</StateBadge>
      )}
      {forks > 0 && <StateBadge tone="bad">{t('devices.forked', { count: forks })}</StateBadge>}
      {forks === 0 && identities > 1 && (
        <StateBadge tone="info">{t('devices.cloned', { count: identities })}</StateBadge>
      )}
    </span>
  );
}
