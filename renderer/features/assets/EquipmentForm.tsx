/** A machine at a customer: what it is, its serial number, since when, and how long somebody else pays for it. */
import { useState } from 'react';
import type { RecordView } from '../../../shared/contract/records.ts';
import type { ProductRow } from '../../../shared/contract/sales.ts';
import { equipmentKind } from '../../../shared/domain/assets/equipment.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { FieldRow, FormSection } from '../../ui/form/Form.tsx';
import { SearchSelect } from '../../ui/inputs/SearchSelect.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { CustomerPicker } from '../customers/CustomerPicker.tsx';
import { ProductOption } from '../products/ProductOption.tsx';
import { DateBox, TextBox } from '../records/Fields.tsx';
import { RecordFormFrame } from '../records/RecordFormFrame.tsx';
import { useToday } from '../records/useDirectory.ts';
import type { RecordForm } from '../records/useRecordForm.ts';
import { useRecordSave } from '../records/useRecordSave.ts';

interface EquipmentFormProps {
  form: RecordForm;
  record: RecordView | null;
  onSaved: (id: string) => void;
  onCancel: () => void;
}

export function EquipmentForm({ form, record, onSaved, onCancel }: EquipmentFormProps) {
  const { t } = useLocale();
  const core = useCore();
  const save = useRecordSave({
    form,
    record,
    kind: equipmentKind.kind,
    create: core.assets.create,
    edit: core.assets.edit,
  });
  return (
    <RecordFormFrame
      form={form}
      save={save}
      onSaved={onSaved}
      onCancel={onCancel}
      sticky
      {...(record === null ? { submitLabel: t('equipment.create') } : {})}
    >
      <FormSection>
        {record === null && (
          <CustomerPicker
            label={t('field.customerId')}
            required
            value={textOf(form.body, 'customerId')}
            onChange={(customer) => form.set('customerId', customer?.id)}
          />
        )}
        <ProductPicker form={form} />
        <FieldRow>
          <TextBox form={form} path="name" />
          <TextBox form={form} path="serial" leftToRight />
        </FieldRow>
        <FieldRow>
          <DateBox form={form} path="installedOn" />
          <DateBox form={form} path="warrantyUntil" />
        </FieldRow>
        <TextBox form={form} path="place" />
        {record !== null && <DateBox form={form} path="removedOn" />}
        <TextBox form={form} path="note" multiline />
      </FormSection>
    </RecordFormFrame>
  );
}

const OFFERED = 20;

/** What it is in the catalogue; a machine without a name takes the product's. */
function ProductPicker({ form }: { form: RecordForm }) {
  const { t } = useLocale();
  const core = useCore();
  const today = useToday();
  const [text, setText] = useState<string | null>(null);
  const productId = textOf(form.body, 'productId');
  const { data: found, isPrevious } = useLive(
    core.products.search,
    { text: text ?? '', on: today, offset: 0, limit: OFFERED, kinds: ['equipment'] },
    { enabled: text !== null },
  );
  const { data: chosen } = useLive(
    core.records.observe,
    { collection: 'products', id: productId ?? '' },
    { enabled: productId !== null },
  );
  const name = chosen && chosen.id === productId ? textOf(chosen.body, 'name') : null;
  return (
    <SearchSelect<ProductRow>
      label={t('field.productId')}
      placeholder={t('orders.addProductHint')}
      chosen={productId === null ? null : (name ?? '…')}
      options={found?.rows}
      isStale={isPrevious}
      onSearch={setText}
      onClear={() => form.set('productId', undefined)}
      onChoose={(product) => {
        form.set('productId', product.id);
        if (textOf(form.body, 'name') === null) form.set('name', product.name);
      }}
      renderOption={(product) => <ProductOption product={product} />}
      data-autofocus
    />
  );
}
