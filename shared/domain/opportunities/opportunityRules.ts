/** How an opportunity moves through its pipeline, what it must be, what it is worth by its chances, and when it has stood still too long. */
import { addDays, isoDateFromInstant, type Instant, type IsoDate } from '../../base/clock.ts';
import { isCurrencyCode } from '../../base/currency.ts';
import { joinPath, type JsonValue } from '../../base/leafPath.ts';
import { applyPercentage, HUNDRED_PERCENT, ratioToMoney, type Money } from '../../base/money.ts';
import type { LeafChange } from '../../sync/operation.ts';
import { integerOf, moneyOf, objectOf, textOf } from '../bodyReads.ts';
import type { Violation } from '../kind.ts';
import { violation } from '../reasons.ts';
import type { RecordBody } from '../record.ts';
import type { Opportunity } from './opportunity.ts';
import { BUILT_IN_PIPELINE, isClosedStage, proposedProbability, stageOf, type Pipeline } from './pipeline.ts';

/**
 * Open stages move anywhere, forward and back; a closed one is first re-opened, so won never becomes lost in one slip. From a stage that
 * the pipeline no longer has a deal goes wherever it likes. Leads alone become converted, and by that command alone.
 */
export const opportunityTransition = (from: string, to: string, pipeline: Pipeline = BUILT_IN_PIPELINE): boolean =>
  from !== to && from !== '' && (isClosedStage(to) ? !isClosedStage(from) : stageOf(pipeline, to) !== null);

export interface StageMove {
  readonly to: string;
  readonly now: Instant;
  readonly today: IsoDate;
  /** The one that the deal is in; by default the built-in one. */
  readonly pipeline?: Pipeline;
  /** Kept only when the stage is `lost`: one of the pipeline's reasons, and free words. */
  readonly lostReasonId?: string | undefined;
  readonly lostReason?: string | undefined;
}

/**
 * The changes that a move means: stage, the instant it was entered, the closing day (which re-opening takes away), the reason, the
 * probability that the stage proposes. Empty for a move that is not allowed. What the person saw is read from `body`.
 */
export function stageChanges(body: RecordBody | Opportunity, move: StageMove): LeafChange[] {
  const opportunity = body as RecordBody;
  const pipeline = move.pipeline ?? BUILT_IN_PIPELINE;
  if (!opportunityTransition(textOf(opportunity, 'stage') ?? '', move.to, pipeline)) return [];
  const isClosing = isClosedStage(move.to);
  const isLosing = move.to === 'lost';
  return [
    change('stage', opportunity['stage'], move.to),
    change(joinPath('stageHistory', move.to), enteredAt(opportunity, move.to), move.now),
    change('closedOn', opportunity['closedOn'], isClosing ? move.today : undefined),
    change('lostReasonId', opportunity['lostReasonId'], isLosing ? move.lostReasonId : undefined),
    change('lostReason', opportunity['lostReason'], isLosing ? move.lostReason : undefined),
    change('convertedToId', opportunity['convertedToId'], undefined),
    change('probability', opportunity['probability'], proposedProbability(move.to, pipeline)),
  ].filter((item) => item !== null);
}

/** amount × probability (the stage's when none was typed), half-even; null without an amount. Won counts in full, lost not at all. */
export function weightedAmount(body: RecordBody | Opportunity, pipeline: Pipeline = BUILT_IN_PIPELINE): Money | null {
  const opportunity = body as RecordBody;
  const amount = moneyOf(opportunity, 'amount');
  const stage = textOf(opportunity, 'stage') ?? '';
  if (!amount || !isCurrencyCode(amount.currency) || !Number.isSafeInteger(amount.amount)) return null;
  const typed = integerOf(opportunity, 'probability');
  const probability =
    isClosedStage(stage) || typed === null || typed < 0 || typed > HUNDRED_PERCENT
      ? proposedProbability(stage, pipeline)
      : typed;
  return ratioToMoney(
    applyPercentage({ amount: amount.amount, currency: amount.currency }, probability),
    amount.currency,
  );
}

/** When the deal came to where it stands: by its history, else the instant at which its first day began; null when neither is known. */
export function stageEnteredAt(body: RecordBody): Instant | null {
  const entered = enteredAt(body, textOf(body, 'stage') ?? '');
  if (typeof entered === 'string') return entered;
  const openedOn = textOf(body, 'openedOn');
  return openedOn === null ? null : `${openedOn}T00:00:00.000Z`;
}

/** The last instant of entry with which a deal has stood too long in a stage with this limit, `now`; null: it never does. */
export const rottingSince = (rotDays: number | null, now: Instant): Instant | null =>
  rotDays === null ? null : `${addDays(isoDateFromInstant(now, 'UTC'), -rotDays)}${now.slice(10)}`;

/** Has it stood in its stage for longer than the pipeline lets it? A closed one never has. */
export function isRotting(body: RecordBody, pipeline: Pipeline, now: Instant): boolean {
  const limit = rottingSince(stageOf(pipeline, textOf(body, 'stage') ?? '')?.rotDays ?? null, now);
  const entered = stageEnteredAt(body);
  return limit !== null && entered !== null && entered < limit;
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

/** Own names only: `toString` is no stage. */
function enteredAt(opportunity: RecordBody, stage: string): JsonValue | undefined {
  const history = objectOf(opportunity['stageHistory']);
  return Object.hasOwn(history, stage) ? history[stage] : undefined;
}
