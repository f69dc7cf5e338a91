/** Chooses one customer among all that this person holds. */
import { useState, type ReactNode } from 'react';
import type { CustomerRow } from '../../../shared/contract/customers.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { SearchSelect } from '../../ui/inputs/SearchSelect.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useFieldProblem } from '../../ui/form/Form.tsx';
import styles from './CustomerPicker.module.css';
import { StageBadge } from './StageBadge.tsx';

export interface CustomerPickerProps {
  label?: ReactNode;
  /** For a picker without a visible label. */
  'aria-label'?: string;
  value: string | null;
  onChange: (customer: { id: string; name: string } | null) => void;
  required?: boolean;
  /** A customer that is not offered: the one being edited. */
  exceptId?: string | undefined;
  'data-autofocus'?: boolean;
}

/** How many are offered; typing more narrows them. */
const OFFERED = 20;

export function CustomerPicker({ label, value, onChange, required = false, exceptId, ...rest }: CustomerPickerProps) {
  const { t } = useLocale();
  const core = useCore();
  const [search, setSearch] = useState<string | null>(null);
  const { data: found, isPrevious } = useLive(
    core.customers.list,
    { offset: 0, limit: OFFERED, ...(search ? { search } : {}), sort: { by: 'name', descending: false } },
    { enabled: search !== null },
  );
  const { data: chosen } = useLive(
    core.records.observe,
    { collection: 'customers', id: value ?? '' },
    { enabled: value !== null },
  );
  const name = value === null || !chosen || chosen.id !== value ? null : textOf(chosen.body, 'name');
  const problem = required && value === null ? t('field.error.empty') : null;
  const { shown } = useFieldProblem(problem);
  return (
    <SearchSelect<CustomerRow>
      {...rest}
      label={label}
      required={required}
      error={shown && problem !== null ? problem : undefined}
      placeholder={t('customers.picker.placeholder')}
      chosen={value === null ? null : (name ?? '…')}
      options={found?.rows.filter(({ id }) => id !== exceptId)}
      isStale={isPrevious}
      onSearch={setSearch}
      onChoose={({ id, name: chosenName }) => onChange({ id, name: chosenName })}
      {...(required ? {} : { onClear: () => onChange(null) })}
      renderOption={(row) => (
        <span className={styles.option}>
          <bdi className={styles.name}>{row.name}</bdi>
          {row.city !== null && <bdi className={styles.city}>{row.city}</bdi>}
          <StageBadge stage={row.stage} />
        </span>
      )}
    />
  );
}
