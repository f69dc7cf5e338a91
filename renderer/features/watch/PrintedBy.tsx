/** Who printed it and when, at the foot of a page that is printed as it stands, and nowhere on the screen: a photograph or a copy of it says so too. */
import { useSession } from '../../data/session.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useNow } from '../../ui/text/Text.tsx';
import styles from './Watch.module.css';

const MINUTE_MILLISECONDS = 60_000;

export function PrintedBy() {
  const { t, formats } = useLocale();
  const { person } = useSession();
  const now = useNow(MINUTE_MILLISECONDS);
  return (
    <p className={styles.printedPage} aria-hidden>
      {t('watch.printed', { person: person.name, at: formats.dateTime(now) })}
    </p>
  );
}
