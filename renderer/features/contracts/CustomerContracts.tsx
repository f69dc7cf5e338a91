/** The contracts of one customer, on their page: which of them runs and until when, and what of it is left. */
import { Link } from '@tanstack/react-router';
import type { IsoDate } from '../../../shared/base/clock.ts';
import type { ContractRow } from '../../../shared/contract/sales.ts';
import { renewalWindow } from '../../../shared/domain/contracts/entitlements.ts';
import { contractStateAs } from '../../../shared/domain/contracts/contractState.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { Skeleton } from '../../ui/state/States.tsx';
import { DateText, WrittenText } from '../../ui/text/Text.tsx';
import { useToday } from '../records/useDirectory.ts';
import { visitWords } from '../serviceRequests/CoverageNote.tsx';
import styles from '../serviceRequests/Service.module.css';
import { ContractStateBadge } from './ContractStateBadge.tsx';

const SHOWN = 20;

export function CustomerContracts({ customerId }: { customerId: string }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const today = useToday();
  const { data, isPrevious } = useLive(core.contracts.list, { customerId, offset: 0, limit: SHOWN });
  if (!data || isPrevious) return <Skeleton width="60%" />;
  if (data.rows.length === 0) return <p className={styles.dim}>{t('customers.contracts.none')}</p>;
  return (
    <>
      <ul className={styles.lines} aria-label={t('customers.contracts')}>
        {data.rows.map((contract) => (
          <li key={contract.id}>
            <Link to="/contracts/$id" params={{ id: contract.id }} className={styles.line ?? ''}>
              <WrittenText>{formats.digits(contract.title)}</WrittenText>
              <span className={styles.dim}>
                {t('field.endsOn')} <DateText value={contract.endsOn} />
              </span>
              <span className={styles.lineEnd}>
                {isCounted(contract, today) && <WhatIsLeft contractId={contract.id} />}
                <ContractStateBadge contract={contract} agreed={contract.agreed} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {data.total > data.rows.length && (
        <p className={styles.dim}>{t('customers.contracts.more', { count: data.total - data.rows.length })}</p>
      )}
    </>
  );
}

/** Of what ran out long ago nothing is left that anybody asks for. */
function isCounted(contract: ContractRow, today: IsoDate): boolean {
  const state = contractStateAs({ startsOn: contract.startsOn, endsOn: contract.endsOn }, contract.agreed, today);
  if (state === 'ended') return contract.endsOn >= renewalWindow(today).from;
  return state === 'running' || state === 'expiring';
}

function WhatIsLeft({ contractId }: { contractId: string }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const { data: facts } = useLive(core.contracts.facts, { id: contractId });
  if (!facts) return null;
  return (
    <>
      {facts.visits.included !== null && (
        <span className={styles.dim}>{visitWords(t, formats.number, facts.visits)}</span>
      )}
      {facts.renewalDue && <StateBadge tone="warn">{t('contracts.renewalDue')}</StateBadge>}
      {facts.renewedById !== null && <span className={styles.dim}>{t('customers.contracts.renewed')}</span>}
    </>
  );
}
