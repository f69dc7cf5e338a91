import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { PhoneText } from '../../ui/text/Text.tsx';
import styles from './WhoDecides.module.css';

/** More than these nobody calls. */
const NAMES_SHOWN = 3;

/** What becomes of held work, and whom its author may call about it. */
export function WhoDecides() {
  const { t } = useLocale();
  const { data: deciders } = useLive(useCore().parking.deciders, undefined);
  if (deciders === undefined || deciders.length === 0) return null;
  return (
    <div className={styles.who}>
      <p className={styles.text}>{t('parking.who.text')}</p>
      <ul className={styles.people} aria-label={t('parking.who.label')}>
        {deciders.slice(0, NAMES_SHOWN).map(({ id, name, phone }) => (
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
