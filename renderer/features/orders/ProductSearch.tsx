import { useState, type Ref } from 'react';
import type { ProductRow } from '../../../shared/contract/sales.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { documentDay } from '../../../shared/domain/salesDocuments/documentStates.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { SearchSelect } from '../../ui/inputs/SearchSelect.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ProductOption } from '../products/ProductOption.tsx';
import { useToday } from '../records/useDirectory.ts';
import styles from './ProductSearch.module.css';

const OFFERED = 20;

/** Where lines come from: type, arrow, Enter. Prices are the customer's, of the order's day, stock has its age. */
export function ProductSearch(props: {
  body: RecordBody;
  onChoose: (productId: string) => void;
  ref?: Ref<HTMLInputElement>;
}) {
  const { body, onChoose, ref } = props;
  const { t } = useLocale();
  const core = useCore();
  const today = useToday();
  const [text, setText] = useState<string | null>(null);
  const currency = textOf(body, 'currency');
  const customerId = textOf(body, 'customerId');
  const { data: found, isPrevious } = useLive(
    core.products.search,
    {
      text: text ?? '',
      on: documentDay(body) ?? today,
      offset: 0,
      limit: OFFERED,
      ...(currency === null ? {} : { currency }),
      ...(customerId === null ? {} : { customerId }),
    },
    { enabled: text !== null },
  );
  return (
    <div className={styles.search}>
      <SearchSelect<ProductRow>
        {...(ref ? { inputRef: ref } : {})}
        aria-label={t('orders.addProduct')}
        placeholder={t('orders.addProductHint')}
        keepsAdding
        chosen={null}
        options={found?.rows}
        isStale={isPrevious}
        onSearch={setText}
        onChoose={({ id }) => onChoose(id)}
        renderOption={(product) => <ProductOption product={product} />}
      />
    </div>
  );
}
