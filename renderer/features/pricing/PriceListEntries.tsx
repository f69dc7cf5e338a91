/**
 * The prices of a list: a product is added by its name, at what it costs today; a second entry of a product with a quantity is a tier. Lists have
 * thousands of entries: so many are shown at once, and the name narrows them.
 */
import { useMemo, useRef, useState } from 'react';
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { foldText } from '../../../shared/base/foldText.ts';
import type { CurrencyCode } from '../../../shared/base/money.ts';
import type { ProductRow } from '../../../shared/contract/sales.ts';
import { joinPath } from '../../../shared/base/leafPath.ts';
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { SearchSelect } from '../../ui/inputs/SearchSelect.tsx';
import { MoneyInput, PercentageInput, QuantityInput } from '../../ui/inputs/NumberInputs.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { WrittenText } from '../../ui/text/Text.tsx';
import { ProductOption } from '../products/ProductOption.tsx';
import { idOf, withElement, withElementBack, withoutElement } from '../records/bodyEdits.ts';
import { newElementId } from '../records/newElementId.ts';
import { useToday } from '../records/useDirectory.ts';
import type { RecordForm } from '../records/useRecordForm.ts';
import { withPricesChanged } from './listPrices.ts';
import { readMoney } from './readMoney.ts';
import styles from './Pricing.module.css';
import { useProductNames } from './useProductNames.ts';

const OFFERED = 20;
const SHOWN = 100;
/** From so many on, the list can be narrowed. */
const NARROWED_FROM = 12;

export function PriceListEntries({ form, currency }: { form: RecordForm; currency: CurrencyCode }) {
  const { t } = useLocale();
  const [wanted, setWanted] = useState('');
  const entries = elementsOf(form.body, 'entries');
  const names = useProductNames(entries);
  const folded = foldText(wanted);
  const found = useMemo(
    () =>
      folded === ''
        ? entries
        : entries.filter((entry) => foldText(names.get(textOf(entry, 'productId') ?? '')?.name ?? '').includes(folded)),
    [entries, folded, names],
  );
  return (
    <fieldset className={styles.chosen}>
      <legend className={styles.legend}>{t('field.products.entries')}</legend>
      {entries.length >= NARROWED_FROM && (
        <TextInput
          aria-label={t('pricing.entries.narrow')}
          placeholder={t('pricing.entries.narrow')}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      )}
      {found.length > 0 && (
        <table className={styles.entries} aria-label={t('field.products.entries')}>
          <thead>
            <tr>
              <th scope="col">{t('field.productId')}</th>
              <th scope="col" className={styles.quantity}>
                {t('field.products.minimumQuantity')}
              </th>
              <th scope="col" className={styles.price}>
                {t('field.price')}
              </th>
              <th scope="col" className={styles.remove}>
                <span className={styles.hidden}>{t('action.remove')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, SHOWN).map((entry) => (
              <Entry
                key={idOf(entry)}
                form={form}
                entry={entry}
                currency={currency}
                name={names.get(textOf(entry, 'productId') ?? '')?.name ?? t('pricing.unknown')}
              />
            ))}
          </tbody>
        </table>
      )}
      {found.length > SHOWN && (
        <p className={styles.dim}>{t('pricing.entries.more', { count: found.length - SHOWN })}</p>
      )}
      <AddEntry form={form} currency={currency} />
      {entries.length > 0 && <ChangeAll form={form} />}
    </fieldset>
  );
}

/** All prices of the list by so many percent, up or down; to be taken back. */
function ChangeAll({ form }: { form: RecordForm }) {
  const { t, formats } = useLocale();
  const [percentage, setPercentage] = useState<number | null>(null);
  const { change } = form;
  function apply(direction: 1 | -1): void {
    if (percentage === null || percentage === 0) return;
    const before = form.body['entries'];
    change((body) => withPricesChanged(body, direction * percentage));
    notify(t('pricing.all.changed', { percentage: formats.percentage(percentage) }), {
      label: t('action.undo'),
      run: () => change((body) => (before === undefined ? body : { ...body, entries: before })),
    });
  }
  return (
    <div className={styles.changeAll}>
      <PercentageInput label={t('pricing.all.label')} value={percentage} onChange={setPercentage} />
      <Button variant="default" onClick={() => apply(1)}>
        {t('pricing.all.raise')}
      </Button>
      <Button variant="default" onClick={() => apply(-1)}>
        {t('pricing.all.lower')}
      </Button>
    </div>
  );
}

function Entry(props: { form: RecordForm; entry: RecordBody; currency: CurrencyCode; name: string }) {
  const { form, entry, currency, name } = props;
  const { t, direction } = useLocale();
  const id = idOf(entry);
  const { change } = form;
  const align = direction === 'rtl' ? 'start' : 'end';
  const path = (field: string): string => joinPath('entries', id, field);
  const quantity = form.valueAt(path('minimumQuantity'));
  const price = readMoney(entry, 'price');
  function remove(): void {
    change((body) => withoutElement(body, 'entries', id));
    notify(t('orders.lineRemoved', { name }), {
      label: t('action.undo'),
      run: () => change((body) => withElementBack(body, 'entries', entry)),
    });
  }
  return (
    <tr data-entry={id}>
      <th scope="row">
        <WrittenText>{name}</WrittenText>
      </th>
      <td>
        <QuantityInput
          aria-label={t('pricing.entries.quantity', { name })}
          align={align}
          value={typeof quantity === 'number' ? quantity : null}
          onChange={(value) => form.set(path('minimumQuantity'), value ?? undefined)}
        />
      </td>
      <td>
        <MoneyInput
          aria-label={t('pricing.entries.price', { name })}
          required
          align={align}
          currency={currency}
          value={price}
          onChange={(money) =>
            form.set(path('price'), money ? { amount: money.amount, currency: money.currency } : undefined)
          }
          error={price === null || price.amount <= 0 ? t('reason.pricing.priceNotPositive') : undefined}
        />
      </td>
      <td>
        <ActionIcon aria-label={t('orders.removeLine', { name })} onClick={remove}>
          <IconTrash size={15} stroke={1.75} aria-hidden />
        </ActionIcon>
      </td>
    </tr>
  );
}

function AddEntry({ form, currency }: { form: RecordForm; currency: CurrencyCode }) {
  const { t } = useLocale();
  const core = useCore();
  const today = useToday();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState<string | null>(null);
  const { data: found, isPrevious } = useLive(
    core.products.search,
    { text: text ?? '', on: today, offset: 0, limit: OFFERED, currency },
    { enabled: text !== null },
  );
  return (
    <SearchSelect<ProductRow>
      inputRef={input}
      aria-label={t('pricing.add.products')}
      placeholder={t('orders.addProductHint')}
      keepsAdding
      chosen={null}
      options={found?.rows}
      isStale={isPrevious}
      onSearch={setText}
      onChoose={({ id, price }) => {
        const fields = { productId: id, ...(price ? { price: { ...price } } : {}) };
        form.change((body) => withElement(body, 'entries', newElementId(), fields));
      }}
      renderOption={(product) => <ProductOption product={product} />}
    />
  );
}
