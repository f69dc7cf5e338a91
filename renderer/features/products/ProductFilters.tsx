/** By kind, by category, what fits one piece of equipment, and what is withdrawn. */
import { Switch } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { PRODUCT_KINDS } from '../../../shared/domain/products/product.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { FilterMenu } from '../../ui/inputs/FilterMenu.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ProductPicker } from './ProductPicker.tsx';
import styles from './Products.module.css';
import { readProductSearch, type ProductSearch } from './productSearch.ts';

export function ProductFilters({ search }: { search: ProductSearch }) {
  const { t } = useLocale();
  const core = useCore();
  const navigate = useNavigate();
  const { data: categories } = useLive(core.products.categories, undefined);
  const change = (next: Record<string, unknown>): void =>
    void navigate({ to: '.', search: readProductSearch({ ...search, ...next }), replace: true });
  return (
    <>
      <FilterMenu
        label={t('products.column.kind')}
        options={PRODUCT_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
        value={search.kinds ?? []}
        onChange={(kinds) => change({ kinds })}
      />
      <FilterMenu
        label={t('field.category')}
        options={(categories ?? []).map((value) => ({ value, label: value }))}
        value={search.category === undefined ? [] : [search.category]}
        // One at a time: the last one that was taken.
        onChange={(chosen) => change({ category: chosen.at(-1) })}
      />
      <Switch
        label={t('products.filter.withdrawn')}
        checked={search.withdrawn === true}
        onChange={(event) => change({ withdrawn: event.currentTarget.checked ? true : undefined })}
      />
      <span className={styles.fitting}>
        <ProductPicker
          label={t('products.fitting.filter')}
          placeholder={t('products.fitting.filter')}
          kinds={['equipment']}
          value={search.fits ?? null}
          onChange={(equipment) => change({ fits: equipment?.id })}
        />
      </span>
    </>
  );
}
