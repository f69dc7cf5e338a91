/** The terms of a draft: its day, delivery, payment, discount of the whole, freight, note. */
import { Select } from '@mantine/core';
import { isCurrencyCode } from '../../../shared/base/money.ts';
import { elementsOf, integerOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { PAYMENTS } from '../../../shared/domain/salesDocuments/payment.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { FormSection } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ChoiceBox, DateBox, MoneyBox, PercentageBox, TextBox, WholeNumberBox } from '../records/Fields.tsx';
import type { Directory } from '../records/useDirectory.ts';
import type { RecordForm } from '../records/useRecordForm.ts';
import type { EditedKind } from './useEditedPaper.ts';

/** What our users trade in, beside the company's own currency. */
const USUAL_CURRENCIES = ['IRR', 'USD', 'EUR', 'AED'] as const;

export function OrderTerms({ form, directory, kind }: { form: RecordForm; directory: Directory; kind: EditedKind }) {
  const { t, formats } = useLocale();
  const currency = textOf(form.body, 'currency');
  const hasLines = elementsOf(form.body, 'lines').length > 0;
  const currencies = [...new Set([directory.currency, ...USUAL_CURRENCIES])];
  return (
    <FormSection>
      {kind === 'order' ? (
        <DateBox form={form} path="orderedOn" />
      ) : (
        <>
          <DateBox form={form} path="issuedOn" />
          <DateBox form={form} path="validUntil" />
        </>
      )}
      <DateBox form={form} path="deliverOn" />
      <WholeNumberBox form={form} path="paymentDays" />
      {(integerOf(form.body, 'paymentDays') ?? 0) > 0 && (
        <ChoiceBox
          form={form}
          path="payment"
          options={PAYMENTS.map((payment) => ({
            value: payment,
            label: valueLabel(t, 'salesDocuments', 'payment', payment),
          }))}
        />
      )}
      <PercentageBox form={form} path="discountPercentage" label={t('orders.documentDiscount')} />
      {isCurrencyCode(currency) && <MoneyBox form={form} path="freight" currency={currency} />}
      <Select
        label={t('field.currency')}
        value={currency}
        // Prices of another currency cannot be carried over.
        disabled={hasLines}
        description={hasLines ? t('orders.currencyHint') : undefined}
        allowDeselect={false}
        data={currencies.map((code) => ({ value: code, label: formats.currencyName(code) }))}
        onChange={(chosen) => {
          if (chosen !== null) form.change(({ freight: _freight, ...body }) => ({ ...body, currency: chosen }));
        }}
      />
      <ChoiceBox
        form={form}
        path="ownerId"
        label={t('field.salesDocuments.ownerId')}
        options={directory.people}
        searchable
      />
      <TextBox form={form} path="deliveryAddress" multiline />
      <TextBox form={form} path="note" multiline />
    </FormSection>
  );
}
