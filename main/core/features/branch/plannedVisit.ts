/** A visit that its person had planned, and of which a slip of paper says what came of it: both notes are kept, and the plan comes back when the slip goes. */
import { objectOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';

const BETWEEN = '\n\n';

/** @param fact What the slip says, with its `paper`. */
export function intoPlan(plan: RecordBody, fact: RecordBody): RecordBody {
  const [planned, said] = [textOf(plan, 'note'), textOf(fact, 'note')];
  if (said === null) return { ...plan, ...fact };
  return {
    ...plan,
    ...fact,
    note: planned === null ? said : `${planned}${BETWEEN}${said}`,
    paper: { ...objectOf(fact['paper']), note: said },
  };
}

/** Without what the slip said. A note that somebody has changed since stays as it is. */
export function outOfPlan(visit: RecordBody): RecordBody {
  const { happenedAt: _happened, outcome: _outcome, noOrderReason: _why, paper, ...plan } = visit;
  const [note, said] = [textOf(visit, 'note'), textOf(objectOf(paper), 'note')];
  if (note === null || said === null) return plan;
  const { note: _both, ...bare } = plan;
  if (note === said) return bare;
  return note.endsWith(`${BETWEEN}${said}`) ? { ...bare, note: note.slice(0, -BETWEEN.length - said.length) } : plan;
}
