/** What a promotion says, by its rule. Fields of other rules are taken out when the rule changes. */
import { MultiSelect, Select, Switch } from '@mantine/core';
import type { CurrencyCode } from '../../../shared/base/money.ts';
import { textsOf } from '../../../shared/domain/bodyReads.ts';
import { PROMOTION_RULES, ruleOf, type PromotionRule } from '../../../shared/domain/products/promotion.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { FieldRow } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ProductPicker } from '../products/ProductPicker.tsx';
import { MoneyBox, PercentageBox, QuantityBox, useBoundField } from '../records/Fields.tsx';
import { ListEditor } from '../records/ListEditor.tsx';
import type { RecordForm } from '../records/useRecordForm.ts';
import { ChosenRecords } from './ChosenRecords.tsx';
import styles from './Pricing.module.css';

const FIELDS: Readonly<Record<PromotionRule, readonly string[]>> = {
  percentOff: ['productIds', 'categories', 'percentage', 'minimumQuantity'],
  freeGoods: ['productIds', 'minimumQuantity', 'freeProductId', 'freeQuantity'],
  bundle: ['items', 'price'],
  amountDiscount: ['percentage', 'minimumAmount'],
};
const ALL_FIELDS = [...new Set(Object.values(FIELDS).flat())];

export function PromotionFields({ form, currency }: { form: RecordForm; currency: CurrencyCode }) {
  const { t } = useLocale();
  const { label, required } = useBoundField({ form, path: 'rule' });
  const rule = ruleOf(form.body) ?? 'percentOff';
  function setRule(next: PromotionRule): void {
    form.change((body) => {
      const gone = new Set(ALL_FIELDS.filter((field) => !FIELDS[next].includes(field)));
      const kept = Object.entries(body).filter(([field]) => !gone.has(field));
      return { ...Object.fromEntries(kept), rule: next };
    });
  }
  return (
    <>
      <Select
        label={label}
        withAsterisk={required}
        description={t(`pricing.rule.${rule}`)}
        value={rule}
        allowDeselect={false}
        data={PROMOTION_RULES.map((value) => ({ value, label: t(`value.products.rule.${value}`) }))}
        onChange={(chosen) => {
          const next = PROMOTION_RULES.find((known) => known === chosen);
          if (next) setRule(next);
        }}
      />
      {rule === 'percentOff' && (
        <>
          <FieldRow>
            <PercentageBox form={form} path="percentage" />
            <QuantityBox form={form} path="minimumQuantity" />
          </FieldRow>
          <CategoriesBox form={form} />
          <ChosenRecords form={form} path="productIds" collection="products" />
        </>
      )}
      {rule === 'freeGoods' && (
        <>
          <QuantityBox form={form} path="minimumQuantity" label={t('pricing.buyQuantity')} />
          <ChosenRecords form={form} path="productIds" collection="products" />
          <FieldRow>
            <ProductBox form={form} path="freeProductId" />
            <QuantityBox form={form} path="freeQuantity" />
          </FieldRow>
        </>
      )}
      {rule === 'bundle' && (
        <>
          <ListEditor
            form={form}
            list="items"
            blank={{ quantity: 1_000 }}
            addLabel={t('pricing.add.products')}
            removeLabel={t('pricing.removeItem')}
          >
            {(path) => (
              <FieldRow>
                <ProductBox form={form} path={path('productId')} />
                <QuantityBox form={form} path={path('quantity')} />
              </FieldRow>
            )}
          </ListEditor>
          <FieldProblem form={form} path="items" />
          <MoneyBox form={form} path="price" currency={currency} label={t('pricing.bundlePrice')} />
        </>
      )}
      {rule === 'amountDiscount' && (
        <FieldRow>
          <PercentageBox form={form} path="percentage" />
          <MoneyBox form={form} path="minimumAmount" currency={currency} />
        </FieldRow>
      )}
      <Switch
        label={t('field.products.exclusive')}
        description={t('pricing.exclusiveHint')}
        checked={form.body['exclusive'] === true}
        onChange={(event) => form.set('exclusive', event.currentTarget.checked ? true : undefined)}
      />
    </>
  );
}

function ProductBox({ form, path }: { form: RecordForm; path: string }) {
  const { label } = useBoundField({ form, path });
  const value = form.valueAt(path);
  return (
    <div>
      <ProductPicker
        label={label}
        value={typeof value === 'string' ? value : null}
        onChange={(product) => form.set(path, product?.id)}
      />
      <FieldProblem form={form} path={path} />
    </div>
  );
}

/** What is wrong with a field whose input has no place for it. */
function FieldProblem({ form, path }: { form: RecordForm; path: string }) {
  const { error } = useBoundField({ form, path });
  if (error === undefined) return null;
  return (
    <p className={styles.error} role="alert">
      {error}
    </p>
  );
}

function CategoriesBox({ form }: { form: RecordForm }) {
  const { t } = useLocale();
  const core = useCore();
  const { label } = useBoundField({ form, path: 'categories' });
  const { data: categories } = useLive(core.products.categories, undefined);
  const chosen = textsOf(form.body, 'categories');
  return (
    <MultiSelect
      label={label}
      searchable
      clearable
      data={[...new Set([...(categories ?? []), ...chosen])]}
      value={chosen}
      onChange={(values) => form.set('categories', values.length === 0 ? undefined : values)}
      nothingFoundMessage={t('palette.nothing')}
      placeholder={chosen.length === 0 ? t('state.none') : ''}
    />
  );
}
