/** Several customers or products, chosen one by one: each by its name, to be taken out again. */
import { useState } from 'react';
import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { textOf, textsOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { WrittenText } from '../../ui/text/Text.tsx';
import { CustomerPicker } from '../customers/CustomerPicker.tsx';
import { ProductPicker } from '../products/ProductPicker.tsx';
import type { ProductKind } from '../products/productSearch.ts';
import { useBoundField } from '../records/Fields.tsx';
import type { RecordForm } from '../records/useRecordForm.ts';
import styles from './Pricing.module.css';

export interface ChosenRecordsProps {
  form: RecordForm;
  /** A set of ids. */
  path: string;
  collection: 'customers' | 'products';
  /** Of products, offers these kinds alone. */
  kinds?: readonly ProductKind[];
  addLabel?: string;
}

export function ChosenRecords({ form, path, collection, kinds, addLabel }: ChosenRecordsProps) {
  const { t } = useLocale();
  const { label, error } = useBoundField({ form, path });
  const ids = textsOf(form.body, path);
  /** An empty picker for the next one. */
  const [round, setRound] = useState(0);
  const add = (chosen: { id: string } | null): void => {
    if (!chosen) return;
    form.set(path, [...new Set([...ids, chosen.id])]);
    setRound(round + 1);
  };
  const picker = { label: addLabel ?? t(`pricing.add.${collection}`), value: null, onChange: add };
  return (
    <fieldset className={styles.chosen} aria-invalid={error !== undefined || undefined}>
      <legend className={styles.legend}>{label}</legend>
      {ids.length > 0 && (
        <ul className={styles.things}>
          {ids.map((id) => (
            <ChosenRecord
              key={id}
              collection={collection}
              id={id}
              onRemove={() =>
                form.set(
                  path,
                  ids.filter((other) => other !== id),
                )
              }
            />
          ))}
        </ul>
      )}
      {collection === 'customers' ? (
        <CustomerPicker key={round} {...picker} />
      ) : (
        <ProductPicker key={round} {...picker} {...(kinds === undefined ? {} : { kinds })} />
      )}
      {error !== undefined && (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

function ChosenRecord(props: { collection: 'customers' | 'products'; id: string; onRemove: () => void }) {
  const { collection, id, onRemove } = props;
  const { t } = useLocale();
  const core = useCore();
  const { data: record } = useLive(core.records.observe, { collection, id });
  const name = (record && textOf(record.body, 'name')) ?? t('pricing.unknown');
  return (
    <li>
      <WrittenText>{name}</WrittenText>
      <ActionIcon size={24} aria-label={t('orders.removeLine', { name })} onClick={onRemove}>
        <IconX size={14} stroke={1.75} aria-hidden />
      </ActionIcon>
    </li>
  );
}
