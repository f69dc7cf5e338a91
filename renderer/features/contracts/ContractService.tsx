/** What a contract comes to so far: visits used and left, the machines under it, what was asked, and whether to offer it anew. */
import { Link } from '@tanstack/react-router';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { Skeleton } from '../../ui/state/States.tsx';
import { Ltr, WrittenText } from '../../ui/text/Text.tsx';
import { ButtonLink } from '../records/links.tsx';
import { visitWords } from '../serviceRequests/CoverageNote.tsx';
import { RequestLines } from '../serviceRequests/RequestLines.tsx';
import styles from '../serviceRequests/Service.module.css';

export function ContractService({ id, customerId }: { id: string; customerId: string }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const mayWrite = useMay('contracts.write');
  const { data: facts, isPrevious } = useLive(core.contracts.facts, { id });
  if (!facts || isPrevious) return <Skeleton width="60%" />;
  const { visits } = facts;
  return (
    <div className={styles.body}>
      {(facts.renewalDue || facts.renewedById !== null) && (
        <div className={styles.actions}>
          {facts.renewalDue && <StateBadge tone="warn">{t('contracts.renewalDue')}</StateBadge>}
          {facts.renewalDue && mayWrite && (
            <ButtonLink to="/contracts/new" search={{ customer: customerId, renews: id }}>
              {t('contracts.renew')}
            </ButtonLink>
          )}
          {facts.renewedById !== null && (
            <Link to="/contracts/$id" params={{ id: facts.renewedById }}>
              {t('contracts.renewed')}
            </Link>
          )}
        </div>
      )}
      <section>
        <h3 className={styles.heading}>{t('contracts.used')}</h3>
        <p className={styles.dim}>
          {visitWords(t, formats.number, visits)}
          {' · '}
          {t('contracts.usedText', { used: formats.number(visits.used), booked: formats.number(visits.booked) })}
        </p>
      </section>
      <section>
        <h3 className={styles.heading}>{t('contracts.covers')}</h3>
        {facts.equipment.length === 0 && <p className={styles.dim}>{t('contracts.coversNone')}</p>}
        <ul className={styles.lines}>
          {facts.equipment.map((asset) => (
            <li key={asset.id}>
              <Link to="/equipment/$id" params={{ id: asset.id }} className={styles.line ?? ''}>
                <WrittenText>{formats.digits(asset.name)}</WrittenText>
                {asset.serial !== null && (
                  <span className={styles.lineEnd}>
                    <Ltr>{asset.serial}</Ltr>
                  </span>
                )}
              </Link>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3 className={styles.heading}>{t('contracts.requests')}</h3>
        <RequestLines filter={{ contractId: id }} emptyText={t('service.openOf.none')} />
      </section>
    </div>
  );
}
