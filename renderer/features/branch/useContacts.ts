/** Asks head office again and again when the branch's people were last heard of, while there is a line; without one, what it said last stands. */
import { useEffect } from 'react';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';

const EVERY_MILLISECONDS = 60_000;

export function useContacts(branchId: string | null): void {
  const core = useCore();
  useEffect(() => {
    const ask = (): void => void attempt(core.branch.askContacts, { branchId });
    ask();
    const timer = setInterval(ask, EVERY_MILLISECONDS);
    return () => clearInterval(timer);
  }, [core, branchId]);
}
