import { useState } from 'react';
import { ActionIcon, TextInput, Tooltip } from '@mantine/core';
import { IconFileImport, IconPencil, IconTrash } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { foldText } from '../../../shared/base/foldText.ts';
import type { RecordView } from '../../../shared/contract/records.ts';
import { elementsOf, integerOf, textOf, textsOf } from '../../../shared/domain/bodyReads.ts';
import { scopeOf } from '../../../shared/domain/products/priceScope.ts';
import { ruleOf } from '../../../shared/domain/products/promotion.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { DateText, MoneyText, WrittenText } from '../../ui/text/Text.tsx';
import { BadgesOfRecord } from '../records/BadgesOfRecord.tsx';
import { idOf } from '../records/bodyEdits.ts';
import { GoneRecord } from '../records/GoneRecord.tsx';
import { ActionIconLink } from '../records/links.tsx';
import { HistoryButton } from '../records/RecordHistory.tsx';
import { RecordMarks } from '../records/RecordNotes.tsx';
import { useToday } from '../records/useDirectory.ts';
import styles from './Pricing.module.css';
import { PricingStateBadge, pricingStateOn } from './PricingStateBadge.tsx';
import { ScopeText } from './ScopeText.tsx';
import { readMoney } from './readMoney.ts';
import { useProductNames } from './useProductNames.ts';

const route = getRouteApi('/prices/$id');

export function PricingPanel() {
  const { t } = useLocale();
  const core = useCore();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayWrite = useMay('products.write');
  const mayImport = useMay('import');
  const { data: record, isPrevious } = useLive(core.records.observe, { collection: 'products', id });
  const close = (): void => void navigate({ to: '/prices', search });
  const edit = (): void => void navigate({ to: '/prices/$id/edit', params: { id }, search });
  useKeys([{ keys: ['E'], label: t('keys.edit'), run: mayWrite ? edit : undefined }]);
  if (record === null || record?.deleted) return <GoneRecord collection="products" onClose={close} />;
  if (!record || isPrevious) {
    return (
      <DetailPanel title={t('nav.prices')} onClose={close}>
        <RecordSkeleton />
      </DetailPanel>
    );
  }
  return (
    <DetailPanel
      title={
        <>
          <WrittenText>{textOf(record.body, 'name')}</WrittenText> <BadgesOfRecord record={record} />
        </>
      }
      subtitle={<Subtitle record={record} />}
      actions={
        <>
          <HistoryButton record={record} />
          {mayWrite && (
            <>
              <Tooltip label={`${t('action.edit')} (E)`}>
                <ActionIconLink to="/prices/$id/edit" params={{ id }} search={search} aria-label={t('action.edit')}>
                  <IconPencil size={16} stroke={1.75} aria-hidden />
                </ActionIconLink>
              </Tooltip>
              {record.kind === 'priceList' && mayImport && (
                <Tooltip label={t('pricing.import')}>
                  <ActionIconLink
                    to="/imports"
                    search={{ preset: 'price-list', list: id }}
                    aria-label={t('pricing.import')}
                  >
                    <IconFileImport size={16} stroke={1.75} aria-hidden />
                  </ActionIconLink>
                </Tooltip>
              )}
              <RemoveButton record={record} onRemoved={close} />
            </>
          )}
        </>
      }
      onClose={close}
    >
      <div className={styles.body}>
        <RecordMarks record={record} />
        {record.kind === 'promotion' ? <PromotionFacts body={record.body} /> : <ListFacts body={record.body} />}
      </div>
    </DetailPanel>
  );
}

function Subtitle({ record }: { record: RecordView }) {
  const { t } = useLocale();
  const today = useToday();
  return (
    <>
      <span>{t.maybe(`kind.${record.kind}`)}</span>
      <PricingStateBadge state={pricingStateOn(record.body, today)} />
    </>
  );
}

/** Orders that have its prices keep them. */
function RemoveButton({ record, onRemoved }: { record: RecordView; onRemoved: () => void }) {
  const { t } = useLocale();
  const core = useCore();
  async function remove(): Promise<void> {
    const removed = await attempt(core.pricing.remove, { id: record.id });
    if (!removed.ok) {
      notifyFailure(errorToWords(t, removed.error));
      return;
    }
    onRemoved();
    notify(t('notice.removed'), {
      label: t('action.undo'),
      run: () => void attempt(core.pricing.create, { kind: record.kind, body: record.body }),
    });
  }
  return (
    <Tooltip label={t('action.remove')}>
      <ActionIcon aria-label={t('action.remove')} onClick={() => void remove()}>
        <IconTrash size={16} stroke={1.75} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

function Reach({ body }: { body: RecordBody }) {
  const { t, formats } = useLocale();
  const [from, to, note] = [textOf(body, 'from'), textOf(body, 'to'), textOf(body, 'note')];
  return (
    <>
      <Property label={t('field.products.scope')}>
        <ScopeText scope={scopeOf(body) ?? 'everyone'} ids={textsOf(body, 'scopeIds')} />
      </Property>
      <Property label={t('field.products.from')}>{from === null ? null : <DateText value={from} />}</Property>
      <Property label={t('field.products.to')}>{to === null ? null : <DateText value={to} />}</Property>
      <Property label={t('field.products.priority')}>{formats.number(integerOf(body, 'priority') ?? 0)}</Property>
      {note !== null && (
        <Property label={t('field.note')}>
          <bdi>{formats.digits(note)}</bdi>
        </Property>
      )}
    </>
  );
}

const SHOWN = 200;

function ListFacts({ body }: { body: RecordBody }) {
  const { t, formats } = useLocale();
  const [wanted, setWanted] = useState('');
  const entries = elementsOf(body, 'entries');
  const names = useProductNames(entries);
  const nameOf = (entry: RecordBody): string => names.get(textOf(entry, 'productId') ?? '')?.name ?? '…';
  const folded = foldText(wanted);
  const found = folded === '' ? entries : entries.filter((entry) => foldText(nameOf(entry)).includes(folded));
  return (
    <>
      <Properties>
        <Reach body={body} />
      </Properties>
      <section>
        <h3 className={styles.heading}>{t('field.products.entries')}</h3>
        {entries.length > SHOWN / 10 && (
          <TextInput
            aria-label={t('pricing.entries.narrow')}
            placeholder={t('pricing.entries.narrow')}
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
          />
        )}
        {entries.length === 0 && <p className={styles.dim}>{t('pricing.entries.none')}</p>}
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
              </tr>
            </thead>
            <tbody>
              {found.slice(0, SHOWN).map((entry) => {
                const price = readMoney(entry, 'price');
                const quantity = integerOf(entry, 'minimumQuantity');
                return (
                  <tr key={idOf(entry)}>
                    <th scope="row">
                      <WrittenText>{nameOf(entry)}</WrittenText>
                    </th>
                    <td>{quantity !== null && formats.quantity(quantity)}</td>
                    <td className={styles.figure}>{price && <MoneyText money={price} />}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
        {found.length > SHOWN && (
          <p className={styles.dim}>{t('pricing.entries.more', { count: found.length - SHOWN })}</p>
        )}
      </section>
    </>
  );
}

function PromotionFacts({ body }: { body: RecordBody }) {
  const { t, formats } = useLocale();
  const rule = ruleOf(body);
  const items = elementsOf(body, 'items');
  const products = textsOf(body, 'productIds').map((productId) => ({ id: productId, productId }));
  const free = textOf(body, 'freeProductId');
  const names = useProductNames([...products, ...items, ...(free === null ? [] : [{ productId: free }])]);
  const nameOf = (id: string | null): string => names.get(id ?? '')?.name ?? '…';
  const [percentage, minimum, freeQuantity] = [
    integerOf(body, 'percentage'),
    integerOf(body, 'minimumQuantity'),
    integerOf(body, 'freeQuantity'),
  ];
  const [price, amount] = [readMoney(body, 'price'), readMoney(body, 'minimumAmount')];
  const categories = textsOf(body, 'categories');
  return (
    <>
      <Properties>
        <Property label={t('field.products.rule')}>{rule && t(`value.products.rule.${rule}`)}</Property>
        {percentage !== null && (
          <Property label={t('field.products.percentage')}>{formats.percentage(percentage)}</Property>
        )}
        {minimum !== null && (
          <Property label={t('field.products.minimumQuantity')}>{formats.quantity(minimum)}</Property>
        )}
        {free !== null && (
          <Property label={t('field.products.freeProductId')}>
            {freeQuantity !== null && `${formats.quantity(freeQuantity)} × `}
            <WrittenText>{nameOf(free)}</WrittenText>
          </Property>
        )}
        {price && (
          <Property label={t('pricing.bundlePrice')}>
            <MoneyText money={price} />
          </Property>
        )}
        {amount && (
          <Property label={t('field.products.minimumAmount')}>
            <MoneyText money={amount} />
          </Property>
        )}
        {categories.length > 0 && <Property label={t('field.products.categories')}>{categories.join(' · ')}</Property>}
        <Property label={t('field.products.exclusive')}>
          {t(body['exclusive'] === true ? 'pricing.exclusive.yes' : 'pricing.exclusive.no')}
        </Property>
        <Reach body={body} />
      </Properties>
      {(products.length > 0 || items.length > 0) && (
        <section>
          <h3 className={styles.heading}>
            {t(items.length > 0 ? 'field.products.items' : 'field.products.productIds')}
          </h3>
          <ul className={styles.things}>
            {[...products, ...items].map((item: RecordBody) => {
              const quantity = integerOf(item, 'quantity');
              return (
                <li key={idOf(item)}>
                  <WrittenText>{nameOf(textOf(item, 'productId'))}</WrittenText>
                  {quantity !== null && <span>{formats.quantity(quantity)}</span>}
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </>
  );
}
