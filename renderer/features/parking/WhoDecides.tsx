import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { PhoneText } from '../../ui/text/Text.tsx';
import styles from './WhoDecides.module.css';

/** What becomes of held work, and whom its author may call about it. */
export function WhoDecides() {
  const { t } = useLocale();
  const { data: deciders } = useLive(useCore().parking.deciders, undefined);
  if (deciders === undefined || deciders.length === 0) return null;
  const called = deciders.filter(({ phone }) => phone !== null);
  return (
    <div className={styles.who}>
      <p className={styles.text}>{t(called.length > 0 ? 'parking.who.call' : 'parking.who.ask')}</p>
      <ul className={styles.people} aria-label={t('parking.who.label')}>
        {(called.length > 0 ? called : deciders).map(({ id, name, phone }) => (
          <li key={id}>
            <bdi>{name}</bdi>
            {phone !== null && (
              <a href={`tel:${phone.replaceAll(/[^\d+]/g, '')}`} className={styles.phone}>
                <PhoneText>{phone}</PhoneText>
              </a>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
