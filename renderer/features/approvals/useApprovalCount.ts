import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';

const NOTHING = { mine: false, offset: 0, limit: 1 } as const;

/** How many requests wait for this person; 0 for whoever decides about none. */
export function useApprovalCount(): number {
  const core = useCore();
  const decides = useMay('orders.approve');
  const { data } = useLive(core.approvals.list, NOTHING, { enabled: decides });
  return data?.total ?? 0;
}
