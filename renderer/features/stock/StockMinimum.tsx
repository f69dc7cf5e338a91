/** How much of a product there should be at least, of all places together; whoever writes products sets it. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import type { RecordView } from '../../../shared/contract/records.ts';
import { integerOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { Form } from '../../ui/form/Form.tsx';
import { QuantityInput } from '../../ui/inputs/NumberInputs.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import styles from './Stock.module.css';
import { QuantityText } from './StockFigure.tsx';

export function StockMinimum({ record }: { record: RecordView }) {
  const { t } = useLocale();
  const mayWrite = useMay('products.write');
  const [editing, setEditing] = useState(false);
  const minimum = integerOf(record.body, 'stockMinimum');
  if (record.kind === 'service' || (minimum === null && !mayWrite)) return null;
  return (
    <p className={styles.minimum}>
      {t('stock.minimum')}:{' '}
      {minimum === null ? (
        <span className={styles.dim}>{t('stock.minimum.none')}</span>
      ) : (
        <QuantityText quantity={minimum} unit={textOf(record.body, 'unit') ?? ''} />
      )}
      {mayWrite && (
        <Button variant="default" size="compact-sm" onClick={() => setEditing(true)}>
          {t('stock.minimum.edit')}
        </Button>
      )}
      {editing && <MinimumDialog record={record} minimum={minimum} onClose={() => setEditing(false)} />}
    </p>
  );
}

function MinimumDialog(props: { record: RecordView; minimum: number | null; onClose: () => void }) {
  const { record, minimum, onClose } = props;
  const { t } = useLocale();
  const edit = useCommand(useCore().products.edit);
  const [typed, setTyped] = useState(minimum);

  async function save(): Promise<void> {
    const path = 'stockMinimum';
    const seen = minimum === null ? {} : { seen: minimum };
    const saved = await edit.run({
      id: record.id,
      changes: [typed === null ? { do: 'unset', path, ...seen } : { do: 'set', path, value: typed, ...seen }],
    });
    if (!saved.ok) return;
    notify(t('notice.saved'));
    onClose();
  }

  return (
    <Dialog opened onClose={onClose} title={t('stock.minimum.edit')}>
      <Form onSubmit={() => void save()} onCancel={onClose} busy={edit.busy} error={edit.error}>
        <QuantityInput
          label={t('field.stockMinimum')}
          description={t('stock.minimum.text')}
          unit={textOf(record.body, 'unit') ?? ''}
          value={typed}
          onChange={setTyped}
          data-autofocus
        />
      </Form>
    </Dialog>
  );
}
