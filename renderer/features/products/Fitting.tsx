import { Link } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { WrittenText } from '../../ui/text/Text.tsx';
import styles from './Products.module.css';

/** Of a part, the equipment that it fits; of equipment, its parts and kits. Each leads to the other. */
export function Fitting({ record }: { record: RecordView }) {
  const { t } = useLocale();
  const core = useCore();
  const { data, isPrevious } = useLive(core.products.fitting, { id: record.id });
  if (!data || isPrevious) return null;
  return (
    <>
      <Named title={t('field.fitsIds')} products={data.fits} />
      <Named title={t('products.fitting.fittedBy')} products={data.fittedBy}>
        <Link to="/products" search={{ fits: record.id }} className={styles.link ?? ''}>
          {t('products.fitting.show')}
        </Link>
      </Named>
    </>
  );
}

function Named(props: {
  title: string;
  products: readonly { readonly id: string; readonly kind: string; readonly name: string }[];
  children?: React.ReactNode;
}) {
  const { title, products, children } = props;
  const { t } = useLocale();
  if (products.length === 0) return null;
  return (
    <section className={styles.section}>
      <h3 className={styles.heading}>{title}</h3>
      <ul className={styles.fits}>
        {products.map(({ id, kind, name }) => (
          <li key={id}>
            <Link to="/products/$id" params={{ id }} className={styles.link ?? ''}>
              <WrittenText>{name}</WrittenText>
            </Link>
            <span className={styles.dim}>{t.maybe(`kind.${kind}`)}</span>
          </li>
        ))}
      </ul>
      {children}
    </section>
  );
}
