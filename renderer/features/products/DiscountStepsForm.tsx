import type { RecordView } from '../../../shared/contract/records.ts';
import { DiscountStepsEditor } from './ProductLists.tsx';
import { ProductPartForm } from './ProductPartForm.tsx';

/** The stepped discounts of one product, in its panel. */
export function DiscountStepsForm({ record, onDone }: { record: RecordView; onDone: () => void }) {
  return (
    <ProductPartForm record={record} part="steps" onDone={onDone}>
      {(form) => <DiscountStepsEditor form={form} />}
    </ProductPartForm>
  );
}
