/** Requests as lines of another record's page: of a customer, of a machine, of a contract. The newest first. */
import { Link } from '@tanstack/react-router';
import type { OPEN_REQUEST_STATES } from '../../../shared/domain/serviceRequests/requestStates.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Skeleton } from '../../ui/state/States.tsx';
import { DateText, WrittenText } from '../../ui/text/Text.tsx';
import { ClockBadge, RequestStateBadge } from './RequestBadges.tsx';
import styles from './Service.module.css';

const SHOWN = 20;

interface RequestLinesProps {
  filter: {
    readonly customerId?: string;
    readonly assetId?: string;
    readonly contractId?: string;
    readonly states?: (typeof OPEN_REQUEST_STATES)[number][];
  };
  emptyText: string;
  /** The clock matters while somebody waits. */
  withClock?: boolean;
}

export function RequestLines({ filter, emptyText, withClock = false }: RequestLinesProps) {
  const { formats } = useLocale();
  const core = useCore();
  const { data, isPrevious } = useLive(core.serviceRequests.list, { ...filter, offset: 0, limit: SHOWN });
  if (!data || isPrevious) return <Skeleton width="60%" />;
  if (data.rows.length === 0) return <p className={styles.dim}>{emptyText}</p>;
  return (
    <ul className={styles.lines}>
      {data.rows.map((request) => (
        <li key={request.id}>
          <Link to="/service/$id" params={{ id: request.id }} className={styles.line ?? ''}>
            <WrittenText>{formats.digits(request.subject)}</WrittenText>
            <span className={styles.dim}>
              <DateText value={request.receivedAt} />
            </span>
            <span className={styles.lineEnd}>
              {withClock && <ClockBadge request={request} />}
              <RequestStateBadge state={request.state} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
