/** The steps of a paper that is there, by kind and state: what a button says, what it asks first, what is said when it is done. */
import type { ChainKind } from '../../../shared/domain/salesDocuments/documentStates.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import type { StockPlaceChoice } from './StockPlaceSelect.tsx';

export type StepName = 'issue' | 'receive' | 'refuse' | 'cancel' | 'decline' | 'removeDraft';

/** Steps that are never taken without a reason. */
export const asksForReason = (step: StepName): boolean => step === 'refuse' || step === 'cancel' || step === 'decline';

const STEPS: Readonly<Record<ChainKind, Readonly<Record<string, readonly StepName[]>>>> = {
  quote: { sent: ['decline'] },
  delivery: { draft: ['issue', 'removeDraft'], delivered: ['cancel'] },
  invoice: { draft: ['issue', 'removeDraft'], issued: ['cancel'] },
  return: { draft: ['issue', 'refuse', 'removeDraft'], accepted: ['receive', 'refuse'] },
};

export const stepsOf = (kind: ChainKind, state: string): readonly StepName[] =>
  Object.hasOwn(STEPS[kind], state) ? (STEPS[kind][state] ?? []) : [];

export function useStepCommand() {
  const { salesDocuments } = useCore();
  return (
    step: StepName,
    id: string,
    reason: string,
    place: StockPlaceChoice['said'] = {},
  ): PromiseLike<{ id: string; number?: string | null }> => {
    switch (step) {
      case 'issue':
        return salesDocuments.issue({ id });
      case 'receive':
        return salesDocuments.receive({ id, ...place });
      case 'refuse':
        return salesDocuments.refuse({ id, reason });
      case 'cancel':
        return salesDocuments.cancel({ id, reason });
      case 'decline':
        return salesDocuments.declineQuote({ id, reason });
      case 'removeDraft':
        return salesDocuments.removeDraft({ id });
    }
  };
}
