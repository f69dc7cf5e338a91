/** Why one of many stayed as it was, and what can be done about it. */
import type { PeyvandError } from '../../../shared/base/errors.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import styles from './BulkBar.module.css';

export function RefusalWords({ error }: { error: PeyvandError }) {
  const { t } = useLocale();
  const { title, help } = errorToWords(t, error);
  return (
    <span className={styles.why}>
      <span>{title}</span>
      <span className={styles.hint}>{help}</span>
    </span>
  );
}
