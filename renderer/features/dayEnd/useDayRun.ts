/** The steps of the run that need head office. What came out of them stays for whoever leaves the page and comes back. */
import { useQueryClient, useQuery } from '@tanstack/react-query';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import type { DayComparison } from '../../../shared/contract/dayEnd.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';

const KEPT_MILLISECONDS = 60 * 60_000;

export interface DayRun {
  readonly phase: 'idle' | 'syncing' | 'comparing' | 'closing';
  readonly comparison: DayComparison | null;
  /** Of the receipt that the last close of this day gave. */
  readonly receiptId: string | null;
  readonly error: PeyvandError | null;
  syncAndCompare(): void;
  close(): void;
}

interface Outcome {
  readonly comparison: DayComparison;
  readonly receiptId: string | null;
}

export function useDayRun(input: { readonly day: string; readonly of: 'person' | 'branch' }): DayRun {
  const core = useCore();
  const client = useQueryClient();
  const key = ['dayEnd', 'outcome', input.day, input.of];
  const sync = useCommand(core.sync.now);
  const compare = useCommand(core.dayEnd.compare);
  const close = useCommand(core.dayEnd.close);
  const kept = useQuery<Outcome | null>({
    queryKey: key,
    queryFn: () => null,
    enabled: false,
    gcTime: KEPT_MILLISECONDS,
  });
  const keep = (outcome: Outcome): void => {
    client.setQueryData<Outcome>(key, outcome);
  };
  const phase = sync.busy ? 'syncing' : compare.busy ? 'comparing' : close.busy ? 'closing' : 'idle';

  async function syncAndCompare(): Promise<void> {
    close.reset();
    compare.reset();
    await sync.run(undefined);
    // Whether or not the round got through: what is here can be compared as it is.
    const compared = await compare.run(input);
    if (compared.ok) keep({ comparison: compared.value, receiptId: null });
  }
  async function closeDay(): Promise<void> {
    const closed = await close.run(input);
    if (closed.ok) keep({ comparison: closed.value, receiptId: closed.value.id });
  }
  return {
    phase,
    comparison: kept.data?.comparison ?? null,
    receiptId: kept.data?.receiptId ?? null,
    error: close.error ?? compare.error ?? sync.error,
    syncAndCompare: () => void (phase === 'idle' && syncAndCompare()),
    close: () => void (phase === 'idle' && closeDay()),
  };
}
