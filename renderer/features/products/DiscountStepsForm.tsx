import type { RecordView } from '../../../shared/contract/records.ts';
import { FieldRow } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { PercentageBox, QuantityBox } from '../records/Fields.tsx';
import { ListEditor } from '../records/ListEditor.tsx';
import { ProductPartForm } from './ProductPartForm.tsx';

/** The stepped discounts of one product, in its panel. */
export function DiscountStepsForm({ record, onDone }: { record: RecordView; onDone: () => void }) {
  const { t } = useLocale();
  return (
    <ProductPartForm record={record} part="steps" onDone={onDone}>
      {(form) => (
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
      )}
    </ProductPartForm>
  );
}
