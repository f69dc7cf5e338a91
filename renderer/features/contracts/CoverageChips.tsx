import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Contracts.module.css';

/** What a contract covers, a chip each. */
export function CoverageChips({ coverage }: { coverage: readonly string[] }) {
  const { t } = useLocale();
  return (
    <span className={styles.chips}>
      {coverage.map((item) => (
        <span key={item} className={styles.chip}>
          {valueLabel(t, 'contracts', 'coverage', item)}
        </span>
      ))}
    </span>
  );
}
