/** The lists inside a product, edited in its form: dated prices, stepped discounts, further units. */
import type { CurrencyCode } from '../../../shared/base/money.ts';
import { textOf, textsOf } from '../../../shared/domain/bodyReads.ts';
import { FieldRow } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateBox, MoneyBox, PercentageBox, QuantityBox, SuggestedTextBox, TagsBox } from '../records/Fields.tsx';
import { ListEditor } from '../records/ListEditor.tsx';
import { useToday } from '../records/useDirectory.ts';
import type { RecordForm } from '../records/useRecordForm.ts';
import { Misread } from './Misread.tsx';

export function PricesEditor({ form, currency }: { form: RecordForm; currency: CurrencyCode }) {
  const { t } = useLocale();
  const today = useToday();
  return (
    <ListEditor
      form={form}
      list="prices"
      blank={{ from: today }}
      addLabel={t('products.prices.add')}
      removeLabel={t('products.prices.remove')}
    >
      {(path) => (
        <>
          <FieldRow>
            <MoneyBox form={form} path={path('price')} currency={currency} />
            <QuantityBox form={form} path={path('minimumQuantity')} />
          </FieldRow>
          <FieldRow>
            <DateBox form={form} path={path('from')} />
            <DateBox form={form} path={path('to')} />
          </FieldRow>
        </>
      )}
    </ListEditor>
  );
}

/** From which quantity on how much is off. */
export function DiscountStepsEditor({ form }: { form: RecordForm }) {
  const { t } = useLocale();
  return (
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
  );
}

/** Cartons and pallets: how many of the product's own unit are in one, and what a scanner reads on it. */
export function UnitsEditor({ form, suggestions }: { form: RecordForm; suggestions: readonly string[] }) {
  const { t } = useLocale();
  const ownUnit = textOf(form.body, 'unit') ?? undefined;
  return (
    <ListEditor
      form={form}
      list="units"
      blank={{}}
      addLabel={t('products.units.add')}
      removeLabel={t('products.units.remove')}
    >
      {(path) => {
        const barcodes = form.valueAt(path('barcodes'));
        return (
          <>
            <FieldRow>
              <SuggestedTextBox form={form} path={path('unit')} suggestions={suggestions} />
              <QuantityBox form={form} path={path('factor')} {...(ownUnit === undefined ? {} : { unit: ownUnit })} />
            </FieldRow>
            <TagsBox form={form} path={path('barcodes')} />
            <Misread barcodes={textsOf({ barcodes: barcodes ?? null }, 'barcodes')} />
          </>
        );
      }}
    </ListEditor>
  );
}
