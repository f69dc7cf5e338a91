/** A part of one product, edited in its panel: what it is changes nothing about its fields. */
import type { ReactNode } from 'react';
import type { RecordView } from '../../../shared/contract/records.ts';
import { PRODUCT_KINDS, productKind } from '../../../shared/domain/products/product.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordFormFrame } from '../records/RecordFormFrame.tsx';
import { useDiscard } from '../records/useDiscard.ts';
import { useRecordForm, type RecordForm } from '../records/useRecordForm.ts';
import { useRecordSave } from '../records/useRecordSave.ts';

const NOTHING = {};
const DEFINITION = productKind(PRODUCT_KINDS[0]);

export interface ProductPartFormProps {
  record: RecordView;
  /** Under which what is typed is kept. */
  part: 'steps' | 'barcodes';
  onDone: () => void;
  children: (form: RecordForm) => ReactNode;
}

export function ProductPartForm({ record, part, onDone, children }: ProductPartFormProps) {
  const { t } = useLocale();
  const core = useCore();
  const form = useRecordForm({
    definition: DEFINITION,
    draftKey: `products/${record.id}/${part}`,
    record,
    initial: NOTHING,
  });
  const save = useRecordSave({
    form,
    record,
    kind: record.kind,
    // A product is here already: this form makes none.
    create: core.pricing.create,
    edit: core.products.edit,
  });
  const discard = useDiscard(form, onDone, () => undefined);
  if (!form.ready) return null;
  return (
    <RecordFormFrame
      form={form}
      save={save}
      onSaved={() => {
        notify(t('notice.saved'));
        onDone();
      }}
      onCancel={discard}
    >
      {children(form)}
    </RecordFormFrame>
  );
}
