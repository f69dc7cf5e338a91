/** Where somebody is about to call or write: that this customer did not want to be reached like that. */
import { IconAlertTriangle } from '@tabler/icons-react';
import { refusedBy } from '../../../shared/domain/customers/consent.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './CustomerForm.module.css';

/** @param customerId null while none is chosen. */
export function ConsentNote({ customerId, activityKind }: { customerId: string | null; activityKind: string }) {
  const { t } = useLocale();
  const core = useCore();
  const { data: customer } = useLive(
    core.records.observe,
    { collection: 'customers', id: customerId ?? '' },
    { enabled: customerId !== null },
  );
  const channel = customer && customer.id === customerId ? refusedBy(customer.body, activityKind) : null;
  return (
    <p className={styles.warning} role="status">
      {channel !== null && (
        <>
          <IconAlertTriangle size={14} stroke={1.75} aria-hidden className={styles.warningIcon} />
          {t(`customers.consent.warning.${channel}`)}
        </>
      )}
    </p>
  );
}
