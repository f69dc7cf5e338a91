/** Chooses one product of the list. */
import { useState, type ReactNode } from 'react';
import type { ProductRow } from '../../../shared/contract/sales.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { SearchSelect } from '../../ui/inputs/SearchSelect.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useToday } from '../records/useDirectory.ts';
import { ProductOption } from './ProductOption.tsx';
import type { ProductKind } from './productSearch.ts';

export interface ProductPickerProps {
  label: ReactNode;
  value: string | null;
  onChange: (product: { id: string; name: string } | null) => void;
  /** Offers these alone. */
  kinds?: readonly ProductKind[];
  placeholder?: string;
}

const OFFERED = 20;

export function ProductPicker({ label, value, onChange, kinds, placeholder }: ProductPickerProps) {
  const { t } = useLocale();
  const core = useCore();
  const today = useToday();
  const [search, setSearch] = useState<string | null>(null);
  const { data: found, isPrevious } = useLive(
    core.products.search,
    { offset: 0, limit: OFFERED, text: search ?? '', on: today, ...(kinds === undefined ? {} : { kinds: [...kinds] }) },
    { enabled: search !== null },
  );
  const { data: chosen } = useLive(
    core.records.observe,
    { collection: 'products', id: value ?? '' },
    { enabled: value !== null },
  );
  const name = chosen && chosen.id === value ? textOf(chosen.body, 'name') : null;
  return (
    <SearchSelect<ProductRow>
      {...(typeof label === 'string' && placeholder !== undefined ? { 'aria-label': label } : { label })}
      placeholder={placeholder ?? t('state.none')}
      chosen={value === null ? null : (name ?? '…')}
      options={found?.rows}
      isStale={isPrevious}
      onSearch={setSearch}
      onChoose={({ id, name: chosenName }) => onChange({ id, name: chosenName })}
      onClear={() => onChange(null)}
      renderOption={(product) => <ProductOption product={product} />}
    />
  );
}
