/**
 * When a paper says that it was confirmed, went out or came in: about when its group was written, by the same clock. It is not the company's business whether that clock is
 * right (`moments.ts` measures by the chain), but a paper whose moment is another than its commit's was moved to another day by hand.
 */
import { instantToMilliseconds, isInstant } from '../../../shared/base/clock.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { momentOfStep } from '../../../shared/domain/salesDocuments/documentStates.ts';
import type { OperationGroup } from '../../../shared/sync/operation.ts';

/** What is written of stock may lie as far behind what one has seen of it (decision 0038); and clocks are put right in the middle of a commit. */
const NEAR_MILLISECONDS = 86_400_000;

/** The path of a moment that is not its group's; null where all is well, and where the operation takes no step. @param before null for a new record. */
export function strangeMoment(
  group: Pick<OperationGroup, 'occurredAt'>,
  kind: string,
  before: RecordBody | null,
  after: RecordBody,
): string | null {
  const state = textOf(after, 'state') ?? '';
  if (before?.['state'] === state) return null;
  const path = momentOfStep(kind, state);
  const said = path === null ? null : after[path];
  if (path === null || said === undefined || after['source'] !== undefined) return null;
  const distance = isInstant(said)
    ? Math.abs(instantToMilliseconds(said) - instantToMilliseconds(group.occurredAt))
    : Infinity;
  return distance > NEAR_MILLISECONDS ? path : null;
}
