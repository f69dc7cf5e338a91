import type { CollectionName } from '../../../shared/domain/record.ts';
import type { PriceScope } from '../../../shared/domain/products/priceScope.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { WrittenText } from '../../ui/text/Text.tsx';
import { useScopeWords } from './useScopeWords.ts';
import styles from './Pricing.module.css';

/** For whom, name by name. */
export function ScopeText({ scope, ids }: { scope: PriceScope; ids: readonly string[] }) {
  const { t } = useLocale();
  const words = useScopeWords();
  const collection = COLLECTIONS[scope];
  if (collection === undefined) return words(scope, ids, ids.length);
  return (
    <>
      {t(`value.products.scope.${scope}`)}
      <ul className={styles.things}>
        {ids.map((id) => (
          <ScopeName key={id} collection={collection} id={id} />
        ))}
      </ul>
    </>
  );
}

const COLLECTIONS: Readonly<Partial<Record<PriceScope, CollectionName>>> = {
  customers: 'customers',
  groups: 'organisation',
  territories: 'organisation',
};

/** Of whom this person does not hold, no name is known. */
function ScopeName({ collection, id }: { collection: CollectionName; id: string }) {
  const { t } = useLocale();
  const core = useCore();
  const { data: record } = useLive(core.records.observe, { collection, id });
  return (
    <li>
      <WrittenText>{(record && textOf(record.body, 'name')) ?? t('pricing.unknown')}</WrittenText>
    </li>
  );
}
