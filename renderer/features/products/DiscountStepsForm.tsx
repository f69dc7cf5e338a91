import type { RecordView } from '../../../shared/contract/records.ts';
import { PRODUCT_KINDS, productKind } from '../../../shared/domain/products/product.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { FieldRow, Form } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { PercentageBox, QuantityBox } from '../records/Fields.tsx';
import { ListEditor } from '../records/ListEditor.tsx';
import { ChangedMeanwhileNote, RestoredNote } from '../records/RecordNotes.tsx';
import { useDiscard } from '../records/useDiscard.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import { useRecordSave } from '../records/useRecordSave.ts';

const NOTHING = {};
/** What a product is changes nothing about its fields. */
const DEFINITION = productKind(PRODUCT_KINDS[0]);

/** The stepped discounts of one product, in its panel. */
export function DiscountStepsForm({ record, onDone }: { record: RecordView; onDone: () => void }) {
  const { t } = useLocale();
  const core = useCore();
  const form = useRecordForm({
    definition: DEFINITION,
    draftKey: `products/${record.id}/steps`,
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
      <ListEditor
        form={form}
        list="discountSteps"
        blank={{}}
        addLabel={t('products.steps.add')}
        removeLabel={t('products.steps.remove')}
      >
        {(path) => (
          <FieldRow>
            <QuantityBox form={form} path={path('fromQuantity')} />
            <PercentageBox form={form} path={path('percentage')} />
          </FieldRow>
        )}
      </ListEditor>
    </Form>
  );
}
