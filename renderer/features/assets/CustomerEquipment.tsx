/** What stands at one customer, on their page. */
import { Link } from '@tanstack/react-router';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Skeleton } from '../../ui/state/States.tsx';
import { Ltr, WrittenText } from '../../ui/text/Text.tsx';
import styles from '../serviceRequests/Service.module.css';
import { WarrantyBadge } from './WarrantyBadge.tsx';

const SHOWN = 20;

export function CustomerEquipment({ customerId }: { customerId: string }) {
  const { t } = useLocale();
  const core = useCore();
  const { data, isPrevious } = useLive(core.assets.list, { customerId, offset: 0, limit: SHOWN });
  if (!data || isPrevious) return <Skeleton width="60%" />;
  if (data.rows.length === 0) return <p className={styles.dim}>{t('equipment.of.none')}</p>;
  return (
    <ul className={styles.lines}>
      {data.rows.map((asset) => (
        <li key={asset.id}>
          <Link to="/equipment/$id" params={{ id: asset.id }} className={styles.line ?? ''}>
            <WrittenText>{asset.name}</WrittenText>
            {asset.serial !== null && (
              <span className={styles.dim}>
                <Ltr>{asset.serial}</Ltr>
              </span>
            )}
            <span className={styles.lineEnd}>
              <WarrantyBadge until={asset.warrantyUntil} removedOn={asset.removedOn} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
