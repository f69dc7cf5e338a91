/** A part of one product, edited in its panel: what it is changes nothing about its fields. */
import type { ReactNode } from 'react';
import type { RecordView } from '../../../shared/contract/records.ts';
import { PRODUCT_KINDS, productKind } from '../../../shared/domain/products/product.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { Form } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { ChangedMeanwhileNote, RestoredNote } from '../records/RecordNotes.tsx';
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
    <Form
      onSubmit={() => {
        void save.run().then((id) => {
          if (id === null) return;
          notify(t('notice.saved'));
          onDone();
        });
      }}
      onCancel={discard}
      busy={save.busy}
      error={save.error}
    >
      <RestoredNote form={form} />
      <ChangedMeanwhileNote form={form} changes={save.changedMeanwhile} />
      {children(form)}
    </Form>
  );
}
