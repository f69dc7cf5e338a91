import { looksMisread } from '../../../shared/domain/products/barcode.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Products.module.css';

/** Said, and never refused: a company may print what it likes on its own labels. */
export function Misread({ barcodes }: { barcodes: readonly string[] }) {
  const { t, formats } = useLocale();
  const misread = barcodes.filter(looksMisread);
  if (misread.length === 0) return null;
  return (
    <p className={styles.noPrice} role="status">
      {t('products.barcodes.misread', { codes: misread.map((code) => formats.code(code)).join(t('day.comma')) })}
    </p>
  );
}
