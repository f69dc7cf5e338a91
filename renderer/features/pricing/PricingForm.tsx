/** A price list or a promotion: what it is called, when and for whom it holds, and what it says. */
import { Select, Switch } from '@mantine/core';
import type { RecordView } from '../../../shared/contract/records.ts';
import { isCurrencyCode } from '../../../shared/base/money.ts';
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { priceListKind } from '../../../shared/domain/products/priceList.ts';
import { promotionKind } from '../../../shared/domain/products/promotion.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { FieldRow, FormSection } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateBox, TextBox, WholeNumberBox } from '../records/Fields.tsx';
import { RecordFormFrame } from '../records/RecordFormFrame.tsx';
import type { Directory } from '../records/useDirectory.ts';
import type { RecordForm } from '../records/useRecordForm.ts';
import { useRecordSave } from '../records/useRecordSave.ts';
import { PriceListEntries } from './PriceListEntries.tsx';
import type { PricingKind } from './pricingSearch.ts';
import { PromotionFields } from './PromotionFields.tsx';
import { ScopeFields } from './ScopeFields.tsx';

export const definitionOf = (kind: PricingKind) => (kind === 'promotion' ? promotionKind : priceListKind);

export interface PricingFormProps {
  kind: PricingKind;
  form: RecordForm;
  record: RecordView | null;
  directory: Directory;
  onSaved: (id: string) => void;
  onCancel: () => void;
}

export function PricingForm({ kind, form, record, directory, onSaved, onCancel }: PricingFormProps) {
  const { t } = useLocale();
  const core = useCore();
  const save = useRecordSave({ form, record, kind, create: core.pricing.create, edit: core.pricing.edit });
  const named = textOf(form.body, 'currency');
  const currency = isCurrencyCode(named) ? named : directory.currency;
  return (
    <RecordFormFrame
      form={form}
      save={save}
      onSaved={onSaved}
      onCancel={onCancel}
      sticky
      {...(record === null ? { submitLabel: t(`pricing.create.${kind}`) } : {})}
    >
      <FormSection>
        <TextBox form={form} path="name" data-autofocus />
        <FieldRow>
          <DateBox form={form} path="from" />
          <DateBox form={form} path="to" />
        </FieldRow>
        <FieldRow>
          <WholeNumberBox form={form} path="priority" description={t('pricing.priorityHint')} />
          {kind === 'priceList' && <CurrencyChoice form={form} directory={directory} />}
        </FieldRow>
        <Switch
          label={t('field.products.paused')}
          checked={form.body['paused'] === true}
          onChange={(event) => form.set('paused', event.currentTarget.checked ? true : undefined)}
        />
      </FormSection>
      <FormSection>
        <ScopeFields form={form} directory={directory} />
      </FormSection>
      <FormSection>
        {kind === 'promotion' ? (
          <PromotionFields form={form} currency={currency} />
        ) : (
          <PriceListEntries form={form} currency={currency} />
        )}
      </FormSection>
      <FormSection>
        <TextBox form={form} path="note" multiline />
      </FormSection>
    </RecordFormFrame>
  );
}

const USUAL_CURRENCIES = ['IRR', 'USD', 'EUR', 'AED'] as const;

/** Prices of another currency cannot be carried over. */
function CurrencyChoice({ form, directory }: { form: RecordForm; directory: Directory }) {
  const { t, formats } = useLocale();
  const currencies = [...new Set([directory.currency, ...USUAL_CURRENCIES])];
  return (
    <Select
      label={t('field.currency')}
      value={textOf(form.body, 'currency')}
      disabled={elementsOf(form.body, 'entries').length > 0}
      allowDeselect={false}
      data={currencies.map((code) => ({ value: code, label: formats.currencyName(code) }))}
      onChange={(chosen) => {
        if (chosen !== null) form.set('currency', chosen);
      }}
    />
  );
}
