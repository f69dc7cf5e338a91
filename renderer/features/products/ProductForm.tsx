/** All fields of a product, for a new one and for an edit. */
import { Select, Switch } from '@mantine/core';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf, textsOf } from '../../../shared/domain/bodyReads.ts';
import { PRODUCT_KINDS, productKind } from '../../../shared/domain/products/product.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { FieldRow, Form, FormSection } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ChosenRecords } from '../pricing/ChosenRecords.tsx';
import { MoneyBox, PercentageBox, QuantityBox, SuggestedTextBox, TagsBox, TextBox } from '../records/Fields.tsx';
import { ChangedMeanwhileNote, RestoredNote } from '../records/RecordNotes.tsx';
import type { Directory } from '../records/useDirectory.ts';
import type { RecordForm } from '../records/useRecordForm.ts';
import { useRecordSave } from '../records/useRecordSave.ts';
import { CodesNote } from './CodesNote.tsx';
import { Misread } from './Misread.tsx';
import { DiscountStepsEditor, PricesEditor, UnitsEditor } from './ProductLists.tsx';
import type { ProductKind } from './productSearch.ts';

/** All kinds have one schema. */
export const PRODUCT_DEFINITION = productKind(PRODUCT_KINDS[0]);

export interface ProductFormProps {
  form: RecordForm;
  /** null for a new one. */
  record: RecordView | null;
  kind: string;
  /** Only a new product's kind can be chosen. */
  onKind?: (kind: ProductKind) => void;
  directory: Directory;
  onSaved: (id: string) => void;
  onCancel: () => void;
}

export function ProductForm({ form, record, kind, onKind, directory, onSaved, onCancel }: ProductFormProps) {
  const { t } = useLocale();
  const core = useCore();
  const save = useRecordSave({ form, record, kind, create: core.products.create, edit: core.products.edit });
  const { data: categories } = useLive(core.products.categories, undefined);
  const { data: unitNames } = useLive(core.products.unitNames, undefined);
  const isService = kind === 'service';
  const unit = textOf(form.body, 'unit') ?? undefined;

  async function submit(): Promise<void> {
    const id = await save.run();
    if (id !== null) onSaved(id);
  }

  return (
    <Form
      onSubmit={() => void submit()}
      onCancel={onCancel}
      sticky
      busy={save.busy}
      error={save.error}
      {...(record === null ? { submitLabel: t('products.form.create') } : {})}
    >
      <RestoredNote form={form} />
      <ChangedMeanwhileNote form={form} changes={save.changedMeanwhile} />
      <FormSection>
        {onKind && (
          <Select
            label={t('products.column.kind')}
            value={kind}
            allowDeselect={false}
            data={PRODUCT_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
            onChange={(chosen) => {
              const known = PRODUCT_KINDS.find((value) => value === chosen);
              if (known) onKind(known);
            }}
          />
        )}
        <TextBox form={form} path="name" data-autofocus />
        <FieldRow>
          <TextBox form={form} path="code" leftToRight />
          <SuggestedTextBox form={form} path="category" suggestions={categories ?? []} />
        </FieldRow>
        <div>
          <TagsBox form={form} path="barcodes" description={t('products.form.barcodesHint')} />
          <Misread barcodes={textsOf(form.body, 'barcodes')} />
        </div>
        <CodesNote body={form.body} exceptId={record?.id} />
      </FormSection>
      <FormSection title={t('products.form.counted')}>
        <FieldRow>
          <SuggestedTextBox form={form} path="unit" suggestions={unitNames ?? []} />
          {!isService && <QuantityBox form={form} path="stockMinimum" {...(unit === undefined ? {} : { unit })} />}
        </FieldRow>
        {!isService && <UnitsEditor form={form} suggestions={unitNames ?? []} />}
      </FormSection>
      <FormSection title={t('products.form.price')}>
        <FieldRow>
          <PercentageBox form={form} path="taxPercentage" />
          <MoneyBox form={form} path="cost" currency={directory.currency} />
        </FieldRow>
        <PricesEditor form={form} currency={directory.currency} />
        <DiscountStepsEditor form={form} />
      </FormSection>
      {kind !== 'equipment' && (
        <FormSection>
          <ChosenRecords
            form={form}
            path="fitsIds"
            collection="products"
            kinds={['equipment']}
            addLabel={t('products.form.addFitting')}
          />
        </FormSection>
      )}
      <FormSection>
        <TextBox form={form} path="note" multiline />
        <Switch
          label={t('field.discontinued')}
          description={t('products.form.discontinuedHint')}
          checked={form.body['discontinued'] === true}
          onChange={(event) => form.set('discontinued', event.currentTarget.checked ? true : undefined)}
        />
      </FormSection>
    </Form>
  );
}
