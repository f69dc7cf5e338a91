import { useState } from 'react';
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { unitsOf } from '../../../shared/domain/products/units.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { DateText, Ltr, MoneyText, WrittenText } from '../../ui/text/Text.tsx';
import { BadgesOfRecord } from '../records/BadgesOfRecord.tsx';
import { GoneRecord } from '../records/GoneRecord.tsx';
import { ActionIconLink } from '../records/links.tsx';
import { HistoryButton } from '../records/RecordHistory.tsx';
import { RecordMarks } from '../records/RecordNotes.tsx';
import { useToday } from '../records/useDirectory.ts';
import { useMayRead } from '../records/useRights.ts';
import { ProductStock } from '../stock/ProductStock.tsx';
import { Barcodes } from './Barcodes.tsx';
import { DiscountStepsForm } from './DiscountStepsForm.tsx';
import { Fitting } from './Fitting.tsx';
import styles from './Products.module.css';
import { idOf } from '../records/bodyEdits.ts';

const route = getRouteApi('/products/$id');

/** One product: its dated prices, its stepped discounts, and what it fits or what fits it. */
export function ProductPanel() {
  const { t, formats } = useLocale();
  const core = useCore();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayReadStock = useMayRead('stock');
  const { data: record, isPrevious } = useLive(core.records.observe, { collection: 'products', id });
  const mayWrite = useMay('products.write');
  useKeys([
    {
      keys: ['E'],
      label: t('keys.edit'),
      run: mayWrite ? () => void navigate({ to: '/products/$id/edit', params: { id }, search }) : undefined,
    },
  ]);
  const close = (): void => void navigate({ to: '/products', search });
  if (record === null || record?.deleted) return <GoneRecord collection="products" onClose={close} />;
  if (!record || isPrevious) {
    return (
      <DetailPanel title={t('collection.products')} onClose={close}>
        <RecordSkeleton />
      </DetailPanel>
    );
  }
  const body = record.body;
  const code = textOf(body, 'code');
  const tax = integerOf(body, 'taxPercentage');
  const note = textOf(body, 'note');
  return (
    <DetailPanel
      title={
        <span className={styles.title}>
          <WrittenText>{textOf(body, 'name')}</WrittenText>
          <BadgesOfRecord record={record} />
        </span>
      }
      actions={
        <>
          {mayWrite && (
            <Tooltip label={`${t('action.edit')} (E)`}>
              <ActionIconLink to="/products/$id/edit" params={{ id }} search={search} aria-label={t('action.edit')}>
                <IconPencil size={16} stroke={1.75} aria-hidden />
              </ActionIconLink>
            </Tooltip>
          )}
          <HistoryButton record={record} />
        </>
      }
      subtitle={
        <>
          <span>{t.maybe(`kind.${record.kind}`)}</span>
          {body['discontinued'] === true && <StateBadge tone="warn">{t('field.discontinued')}</StateBadge>}
        </>
      }
      onClose={close}
    >
      <RecordMarks record={record} />
      <Properties>
        <Property label={t('field.code')}>{code !== null && <Ltr>{code}</Ltr>}</Property>
        <Property label={t('field.category')}>{textOf(body, 'category')}</Property>
        <Property label={t('field.unit')}>{formats.digits(textOf(body, 'unit') ?? '')}</Property>
        <FurtherUnits body={body} />
        <Property label={t('field.taxPercentage')}>{tax !== null && formats.percentage(tax)}</Property>
        {note !== null && <Property label={t('field.note')}>{formats.digits(note)}</Property>}
      </Properties>
      <Barcodes key={`barcodes ${id}`} record={record} />
      <Prices body={body} />
      <DiscountSteps key={record.id} record={record} />
      <Fitting record={record} />
      {mayReadStock && <ProductStock key={`stock ${id}`} productId={id} />}
    </DetailPanel>
  );
}

/** Each with how many of the product's own unit are in it, and what a scanner reads on it. */
function FurtherUnits({ body }: { body: RecordBody }) {
  const { t, formats } = useLocale();
  const units = unitsOf(body);
  if (units.length === 0) return null;
  return (
    <Property label={t('field.units')}>
      {units.map(({ id, unit, factor, barcodes }) => (
        <div key={id}>
          {formats.digits(unit)}: {formats.quantity(factor)} {formats.digits(textOf(body, 'unit') ?? '')}
          {barcodes.map((barcode) => (
            <span key={barcode} className={styles.dim}>
              {' '}
              <Ltr>{barcode}</Ltr>
            </span>
          ))}
        </div>
      ))}
    </Property>
  );
}

function Prices({ body }: { body: RecordBody }) {
  const { t, formats } = useLocale();
  const today = useToday();
  const prices = elementsOf(body, 'prices').toSorted((one, other) =>
    (textOf(one, 'from') ?? '') < (textOf(other, 'from') ?? '') ? 1 : -1,
  );
  return (
    <section className={styles.section}>
      <h3 className={styles.heading}>{t('field.prices')}</h3>
      {prices.length === 0 && <p className={styles.dim}>{t('products.noPrice')}</p>}
      {prices.length > 0 && (
        <table className={styles.prices}>
          <thead>
            <tr>
              <th scope="col">{t('products.prices.valid')}</th>
              <th scope="col">{t('field.fromQuantity')}</th>
              <th scope="col">{t('field.price')}</th>
            </tr>
          </thead>
          <tbody>
            {prices.map((price) => {
              const from = textOf(price, 'from');
              const to = textOf(price, 'to');
              const minimum = integerOf(price, 'minimumQuantity');
              const money = moneyOf(price, 'price');
              const isPast = to !== null && to < today;
              return (
                <tr key={idOf(price)} className={isPast ? styles.dim : undefined}>
                  <td>
                    {from !== null && <DateText value={from} />} – {to === null ? '' : <DateText value={to} />}
                  </td>
                  <td>{minimum !== null && formats.quantity(minimum)}</td>
                  <td>{money && <MoneyText money={money} />}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** From which quantity on how much is off; whoever keeps the catalogue changes it here. */
function DiscountSteps({ record }: { record: RecordView }) {
  const { t, formats } = useLocale();
  const mayWrite = useMay('products.write');
  const [isEditing, setIsEditing] = useState(false);
  const steps = elementsOf(record.body, 'discountSteps');
  if (isEditing) return <DiscountStepsForm record={record} onDone={() => setIsEditing(false)} />;
  if (steps.length === 0 && !mayWrite) return null;
  return (
    <section className={styles.section}>
      <h3 className={styles.heading}>
        {t('field.discountSteps')}
        {mayWrite && (
          <ActionIcon size={24} aria-label={t('products.steps.edit')} onClick={() => setIsEditing(true)}>
            <IconPencil size={14} stroke={1.75} aria-hidden />
          </ActionIcon>
        )}
      </h3>
      {steps.length === 0 && <p className={styles.dim}>{t('products.steps.none')}</p>}
      <Properties>
        {steps.map((step) => (
          <Property
            key={idOf(step)}
            label={t('products.steps.from', { quantity: formats.quantity(integerOf(step, 'fromQuantity') ?? 0) })}
          >
            {formats.percentage(integerOf(step, 'percentage') ?? 0)}
          </Property>
        ))}
      </Properties>
    </section>
  );
}
