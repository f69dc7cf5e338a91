import { Loader } from '@mantine/core';
import { KEY_ROTATION_STEPS, type KeyRotation } from '../../../shared/contract/session.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { SessionPanel } from '../session/SessionPanel.tsx';
import styles from './Security.module.css';

/** Instead of the lock screen, while somebody's data is getting a new key: there is nothing to unlock. */
export function RotationScreen({ rotation }: { rotation: KeyRotation }) {
  const { t } = useLocale();
  const now = KEY_ROTATION_STEPS.indexOf(rotation.step);
  return (
    <SessionPanel title={t('security.rotation.title')} text={t('security.rotation.text')}>
      <ol className={styles.steps} role="status">
        {KEY_ROTATION_STEPS.map((step, index) => (
          <li key={step} className={styles.step} aria-current={index === now ? 'step' : undefined}>
            <span className={styles.mark} data-done={index < now || undefined} aria-hidden>
              {index === now && <Loader size={14} />}
              {index < now && '✓'}
            </span>
            {t(`security.rotation.step.${step}`)}
          </li>
        ))}
      </ol>
    </SessionPanel>
  );
}
