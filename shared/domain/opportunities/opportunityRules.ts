/** How an opportunity moves through the pipeline, and what it must be. */
import type { Instant, IsoDate } from '../../base/clock.ts';
import { isCurrencyCode } from '../../base/currency.ts';
import { joinPath, type JsonValue } from '../../base/leafPath.ts';
import { applyPercentage, HUNDRED_PERCENT, PERCENT_SCALE, ratioToMoney, type Money } from '../../base/money.ts';
import type { LeafChange } from '../../sync/operation.ts';
import { integerOf, moneyOf, textOf } from '../bodyReads.ts';
import type { Violation } from '../kind.ts';
import { violation } from '../reasons.ts';
import type { RecordBody } from '../record.ts';
import type { Opportunity } from './opportunity.ts';

type Stage = Opportunity['stage'];

/** Percent × 10,000; what a stage proposes until somebody knows better. */
const PROBABILITY_BY_STAGE: Readonly<Record<Stage, number>> = {
  prospecting: 10 * PERCENT_SCALE,
  engaging: 30 * PERCENT_SCALE,
  proposal: 50 * PERCENT_SCALE,
  negotiation: 75 * PERCENT_SCALE,
  won: HUNDRED_PERCENT,
  lost: 0,
};

export const proposedProbability = (stage: Stage): number => PROBABILITY_BY_STAGE[stage];

export const isClosedStage = (stage: string): boolean => stage === 'won' || stage === 'lost';

const isStage = (stage: string): stage is Stage => Object.hasOwn(PROBABILITY_BY_STAGE, stage);

/** Open stages move anywhere, forward and back; a closed one is first re-opened, so won never becomes lost in one slip. */
export const opportunityTransition = (from: string, to: string): boolean =>
  from !== to && isStage(from) && isStage(to) && !(isClosedStage(from) && isClosedStage(to));

export interface StageMove {
  readonly to: Stage;
  readonly now: Instant;
  readonly today: IsoDate;
  /** Kept only when the stage is `lost`. */
  readonly lostReason?: string;
}

/**
 * The changes that a move means: stage, the instant it was entered, the closing day (which re-opening takes away), the reason, the
 * probability that the stage proposes. Empty for a move that is not allowed. What the person saw is read from `body`.
 */
export function stageChanges(body: RecordBody | Opportunity, move: StageMove): LeafChange[] {
  const opportunity = body as RecordBody;
  if (!opportunityTransition(textOf(opportunity, 'stage') ?? '', move.to)) return [];
  const isClosing = isClosedStage(move.to);
  const lostReason = move.to === 'lost' ? move.lostReason : undefined;
  return [
    change('stage', opportunity['stage'], move.to),
    change(joinPath('stageHistory', move.to), stageEnteredAt(opportunity, move.to), move.now),
    change('closedOn', opportunity['closedOn'], isClosing ? move.today : undefined),
    change('lostReason', opportunity['lostReason'], lostReason),
    change('probability', opportunity['probability'], proposedProbability(move.to)),
  ].filter((item) => item !== null);
}

/** amount × probability (the stage's when none was typed), half-even; null without an amount. Won counts in full, lost not at all. */
export function weightedAmount(body: RecordBody | Opportunity): Money | null {
  const opportunity = body as RecordBody;
  const amount = moneyOf(opportunity, 'amount');
  const stage = textOf(opportunity, 'stage') ?? '';
  if (!amount || !isCurrencyCode(amount.currency) || !Number.isSafeInteger(amount.amount) || !isStage(stage))
    return null;
  const typed = integerOf(opportunity, 'probability');
  const probability =
    isClosedStage(stage) || typed === null || typed < 0 || typed > HUNDRED_PERCENT ? proposedProbability(stage) : typed;
  return ratioToMoney(
    applyPercentage({ amount: amount.amount, currency: amount.currency }, probability),
    amount.currency,
  );
}

export function opportunityViolations(body: RecordBody | Opportunity): Violation[] {
  const opportunity = body as RecordBody;
  const isClosed = isClosedStage(textOf(opportunity, 'stage') ?? '');
  const openedOn = textOf(opportunity, 'openedOn');
  const closedOn = textOf(opportunity, 'closedOn');
  const violations: Violation[] = [];
  if (isClosed && closedOn === null) violations.push(violation('closedOn', 'opportunity.closedOnMissing'));
  if (!isClosed && closedOn !== null) violations.push(violation('closedOn', 'opportunity.closedOnUnexpected'));
  if (openedOn && closedOn && closedOn < openedOn)
    violations.push(violation('closedOn', 'opportunity.closedBeforeOpened'));
  if ((moneyOf(opportunity, 'amount')?.amount ?? 0) < 0)
    violations.push(violation('amount', 'opportunity.amountNegative'));
  return violations;
}

/** null when nothing changes. */
function change(path: string, seen: JsonValue | undefined, value: JsonValue | undefined): LeafChange | null {
  if (seen === value) return null;
  const sawIt = seen === undefined ? {} : { seen };
  return value === undefined ? { do: 'unset', path, ...sawIt } : { do: 'set', path, value, ...sawIt };
}

function stageEnteredAt(opportunity: RecordBody, stage: Stage): JsonValue | undefined {
  const history = opportunity['stageHistory'];
  return typeof history === 'object' && history !== null && !Array.isArray(history)
    ? (history as RecordBody)[stage]
    : undefined;
}
