/** What a customer waits for, what was agreed with them, and what they have of ours: sections of their page. */
import { OPEN_REQUEST_STATES } from '../../../shared/domain/serviceRequests/requestStates.ts';
import { useMay } from '../../data/session.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { CustomerEquipment } from '../assets/CustomerEquipment.tsx';
import { CustomerContracts } from '../contracts/CustomerContracts.tsx';
import { ButtonLink } from '../records/links.tsx';
import { RequestLines } from './RequestLines.tsx';
import styles from './Service.module.css';

export function CustomerService({ customerId }: { customerId: string }) {
  const { t } = useLocale();
  const mayRequest = useMay('serviceRequests.write');
  const mayInstall = useMay('assets.write');
  const mayAgree = useMay('contracts.write');
  return (
    <div className={styles.body}>
      <section>
        <div className={styles.headingRow}>
          <h3 className={styles.heading}>{t('service.openOf')}</h3>
          {mayRequest && (
            <ButtonLink variant="subtle" size="compact-sm" to="/service/new" search={{ customer: customerId }}>
              {t('service.newHere')}
            </ButtonLink>
          )}
        </div>
        <RequestLines
          filter={{ customerId, states: [...OPEN_REQUEST_STATES] }}
          emptyText={t('service.openOf.none')}
          withClock
        />
      </section>
      <section>
        <div className={styles.headingRow}>
          <h3 className={styles.heading}>{t('customers.contracts')}</h3>
          {mayAgree && (
            <ButtonLink variant="subtle" size="compact-sm" to="/contracts/new" search={{ customer: customerId }}>
              {t('contracts.new')}
            </ButtonLink>
          )}
        </div>
        <CustomerContracts customerId={customerId} />
      </section>
      <section>
        <div className={styles.headingRow}>
          <h3 className={styles.heading}>{t('equipment.of')}</h3>
          {mayInstall && (
            <ButtonLink variant="subtle" size="compact-sm" to="/equipment/new" search={{ customer: customerId }}>
              {t('equipment.new')}
            </ButtonLink>
          )}
        </div>
        <CustomerEquipment customerId={customerId} />
      </section>
    </div>
  );
}
