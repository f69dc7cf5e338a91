/** What may come of a visit, as one list with a digit each: an order, or why there was none. */
import type { ACTIVITY_OUTCOMES, NO_ORDER_REASONS } from '../../../shared/domain/activities/activity.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import type { Translator } from '../../../shared/locale/translator.ts';

export interface VisitOutcome {
  readonly digit: string;
  readonly outcome: (typeof ACTIVITY_OUTCOMES)[number];
  readonly reason?: (typeof NO_ORDER_REASONS)[number];
}

/** Nobody was met where it was closed or the one who decides was away; elsewhere somebody said no. */
export const VISIT_OUTCOMES: readonly VisitOutcome[] = [
  { digit: '1', outcome: 'ordered' },
  { digit: '2', outcome: 'followUp' },
  { digit: '3', outcome: 'refused', reason: 'competitor' },
  { digit: '4', outcome: 'refused', reason: 'stock' },
  { digit: '5', outcome: 'refused', reason: 'price' },
  { digit: '6', outcome: 'notReached', reason: 'closed' },
  { digit: '7', outcome: 'notReached', reason: 'decisionMakerAbsent' },
  { digit: '8', outcome: 'refused', reason: 'noNeed' },
  { digit: '9', outcome: 'refused', reason: 'noBudget' },
  { digit: '0', outcome: 'refused', reason: 'other' },
];

/** "Ordered", "No order: price". */
export function outcomeWords(t: Translator, outcome: string, reason: string | null | undefined): string {
  const word = valueLabel(t, 'activities', 'outcome', outcome);
  return reason === null || reason === undefined
    ? word
    : t('day.noOrder', { reason: valueLabel(t, 'activities', 'noOrderReason', reason) });
}
