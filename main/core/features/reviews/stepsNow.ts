/**
 * Taking a clash back may take a step of a paper once more: an order is confirmed, a delivery goes out. It binds from now on and not from the day on which it lost, and what it moves
 * in stock moves in the same commit, as if somebody had taken the step on its page.
 */
import type { Instant } from '../../../../shared/base/clock.ts';
import { momentOfStep } from '../../../../shared/domain/salesDocuments/documentStates.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { applyChanges } from '../../../../shared/sync/diff.ts';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';
import { requireKind } from '../commands.ts';
import type { Work } from '../procedures.ts';
import { paperMoment, stockOfPaper } from '../stock/paperStock.ts';

/** @param operations What takes the clash back. @param now By this machine's clock. */
export const stepsNow = (
  work: Work,
  record: HeldRecord | null,
  operations: readonly LocalOperation[],
  now: Instant,
): LocalOperation[] =>
  operations.flatMap((operation) => (record ? stepNow(work, record, operation, now) : [operation]));

function stepNow(work: Work, record: HeldRecord, operation: LocalOperation, now: Instant): LocalOperation[] {
  if (operation.act !== 'patch' || operation.collection !== 'salesDocuments') return [operation];
  const { kind, id } = operation;
  const definition = requireKind('salesDocuments', kind);
  const after = (changes: typeof operation.changes): RecordBody => applyChanges(definition, record.body, changes);
  const step = operation.changes.find((change) => change.do === 'set' && change.path === 'state');
  const path = step?.do === 'set' && typeof step.value === 'string' ? momentOfStep(kind, step.value) : null;
  if (path === null) return [operation];
  const moment = paperMoment(work, now, after(operation.changes));
  const changes = operation.changes.map((change) =>
    change.do === 'set' && change.path === path ? { ...change, value: moment } : change,
  );
  return [{ ...operation, changes }, ...stockOfPaper(work, kind, id, after(changes))];
}
