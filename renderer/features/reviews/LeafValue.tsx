/** One value of a record in words, whatever its kind: the review knows only its path. */
import type { ReactNode } from 'react';
import { isInstant, isIsoDate } from '../../../shared/base/clock.ts';
import { splitPath, type JsonValue } from '../../../shared/base/leafPath.ts';
import { saidInOf } from '../../../shared/domain/products/units.ts';
import { fieldLabel, valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateText, Ltr, MoneyText, PhoneText } from '../../ui/text/Text.tsx';
import { ScopeIdName } from '../pricing/ScopeIdName.tsx';
import { isPipelineField, OpportunityValue } from '../opportunities/OpportunityValue.tsx';
import styles from './LeafValue.module.css';

export interface LeafValueProps {
  collection: string;
  path: string;
  /** JSON, or undefined where the leaf was absent. */
  value: unknown;
}

export function LeafValue({ collection, path, value }: LeafValueProps): ReactNode {
  const { t, formats, language } = useLocale();
  const segments = splitPath(path);
  const field = segments.at(-1) ?? path;
  if (value === undefined || value === null || value === '')
    return <span className={styles.empty}>{t('reviews.empty')}</span>;
  if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no');
  if (typeof value === 'number') return <bdi>{numberWords(formats, field, value)}</bdi>;
  if (typeof value === 'string') return <TextValue collection={collection} field={field} text={value} path={path} />;
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    if (items.length === 0) return <span className={styles.empty}>{t('reviews.empty')}</span>;
    if (items.every((item) => typeof item === 'string')) {
      if (NAMED_PRODUCTS.has(field) || field === 'scopeIds') {
        return items.map((item, index) => (
          <span key={item}>
            {index > 0 && (language === 'fa' ? '، ' : ', ')}
            {field === 'scopeIds' ? <ScopeIdName id={item} /> : <RecordName collection="products" id={item} />}
          </span>
        ));
      }
      return (
        <bdi>
          {items
            .map((item) => valueLabel(t, collection, segments[0] ?? field, item))
            .join(language === 'fa' ? '، ' : ', ')}
        </bdi>
      );
    }
    return items.map((item, index) => <LeafValue key={index} collection={collection} path={path} value={item} />);
  }
  if (isMoney(value)) return <MoneyText money={value} />;
  const said = field === 'saidIn' ? saidInOf({ saidIn: value as JsonValue }) : null;
  if (said !== null) return <bdi>{`${formats.digits(said.unit)} (×${formats.quantity(said.factor)})`}</bdi>;
  if (path === 'approval') return t(`approvals.state.${wordOf(value)}`);
  return (
    <dl className={styles.object}>
      {Object.entries(value as Record<string, unknown>)
        .filter(([name]) => name !== 'id' && name !== 'order')
        .map(([name, inner]) => (
          <div key={name}>
            <dt>{fieldLabel(t, collection, name)}</dt>
            <dd>
              <LeafValue collection={collection} path={name} value={inner} />
            </dd>
          </div>
        ))}
    </dl>
  );
}

/** Of a request for somebody's word, what became of it: the whole of it stands on the record's page. */
function wordOf(approval: object): 'awaiting' | 'approved' | 'refused' {
  const decision = 'decision' in approval ? approval.decision : undefined;
  return decision === 'approved' || decision === 'refused' ? decision : 'awaiting';
}

function TextValue({
  collection,
  field,
  text,
  path,
}: {
  collection: string;
  field: string;
  text: string;
  path: string;
}) {
  const { t } = useLocale();
  if (isIsoDate(text)) return <DateText value={text} />;
  if (isInstant(text)) return <DateText value={text} withTime />;
  if (field === 'ownerId' || field === 'managerId' || field === 'territoryId' || field === 'branchId')
    return <DirectoryName id={text} />;
  if (field === 'customerId' || field === 'parentId') return <RecordName collection="customers" id={text} />;
  if (NAMED_PRODUCTS.has(field)) return <RecordName collection="products" id={text} />;
  const leading = splitPath(path)[0] ?? field;
  if (isPipelineField(collection, leading)) return <OpportunityValue field={leading} value={text} />;
  if (field === 'phone' || path.startsWith('phones/')) return <PhoneText>{text}</PhoneText>;
  if (['code', 'serial', 'number', 'postalCode', 'nationalId'].includes(field)) return <Ltr>{text}</Ltr>;
  return <bdi className={styles.text}>{valueLabel(t, collection, leading, text)}</bdi>;
}

/** Fields that hold ids of products, of price lists and promotions. */
const NAMED_PRODUCTS: ReadonlySet<string> = new Set(['productId', 'productIds', 'fitsIds', 'freeProductId', 'freeBy']);

/** A person, territory or branch by its id. */
function DirectoryName({ id }: { id: string }) {
  const { t } = useLocale();
  const { data } = useLive(useCore().organisation.directory, undefined);
  const known = data && [...data.people, ...data.territories, ...data.branches].find((entry) => entry.id === id);
  return <bdi>{known?.name ?? t('state.unknown')}</bdi>;
}

function RecordName({ collection, id }: { collection: 'customers' | 'products'; id: string }) {
  const { t } = useLocale();
  const { data } = useLive(useCore().records.observe, { collection, id });
  const name = data?.body['name'];
  return <bdi>{typeof name === 'string' ? name : t('state.unknown')}</bdi>;
}

function numberWords(formats: ReturnType<typeof useLocale>['formats'], field: string, value: number): string {
  if (/percentage|probability/i.test(field)) return formats.percentage(value);
  if (/quantity|factor|visitsIncluded/i.test(field)) return formats.quantity(value);
  return formats.number(value);
}

function isMoney(value: object): value is { amount: number; currency: string } {
  return (
    'amount' in value && typeof value.amount === 'number' && 'currency' in value && typeof value.currency === 'string'
  );
}
