import type { ProductRow } from '../../../shared/contract/sales.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Ltr, MoneyText, WrittenText } from '../../ui/text/Text.tsx';
import styles from './Products.module.css';
import { StockText } from './StockText.tsx';

/** One product in a list to choose from: name and code, price of the day, stock with its age. */
export function ProductOption({ product }: { product: ProductRow }) {
  const { t } = useLocale();
  return (
    <span className={styles.option}>
      <span className={styles.optionName}>
        <WrittenText>{product.name}</WrittenText>
        {product.code !== null && (
          <span className={styles.dim}>
            <Ltr>{product.code}</Ltr>
          </span>
        )}
      </span>
      <span className={styles.optionFigures}>
        {product.price ? (
          <MoneyText money={product.price} />
        ) : (
          <span className={styles.noPrice}>{t('products.noPrice')}</span>
        )}
        <StockText stock={product.stock} unit={product.unit} units={product.units} />
      </span>
    </span>
  );
}
