/** What takes an act on many records back: kept in memory while the session lasts, and asked of each record as it is then. */
import { createError } from '../../../../shared/base/errors.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import type { CollectionName } from '../../../../shared/domain/record.ts';
import { applyChanges, diffBodies } from '../../../../shared/sync/diff.ts';
import type { LocalOperation } from '../../store/types.ts';
import { creationOf, requireHeld } from '../commands.ts';
import type { Work } from '../procedures.ts';
import { requireRights } from '../rights.ts';
import { begunAgain } from './workActs.ts';

export interface UndoStep {
  readonly id: string;
  readonly collection: CollectionName;
  /** Of an assignment: who had it before, null for nobody. */
  readonly assignedBefore?: string | null;
  /** Of an assignment: who has it since. */
  readonly personId?: string;
  /** @throws PeyvandError `stale_edit` where somebody has changed since what was changed then. */
  readonly operations: (work: Work) => LocalOperation[];
}

/** As many acts as anybody takes back; the oldest is forgotten first. */
const KEPT = 50;

const kept = new WeakMap<Work['store'], Map<string, readonly UndoStep[]>>();

export function rememberUndo({ store }: Work, id: string, steps: readonly UndoStep[]): string {
  const own = kept.get(store) ?? new Map<string, readonly UndoStep[]>();
  own.set(id, steps);
  const oldest = own.keys().next();
  if (own.size > KEPT && !oldest.done) own.delete(oldest.value);
  kept.set(store, own);
  return id;
}

/** Once: asked again there is nothing to take back. */
export function stepsOfUndo({ store }: Work, id: string): readonly UndoStep[] | null {
  const steps = kept.get(store)?.get(id) ?? null;
  kept.get(store)?.delete(id);
  return steps;
}

/** Read before the operations are done. A task that was made beside one that repeats stays: on its day it would stand there anyway. */
export function inverseOf(
  work: Work,
  { id, collection }: Pick<UndoStep, 'id' | 'collection'>,
  operations: readonly LocalOperation[],
  nextId: () => string,
): UndoStep {
  const removal = operations.find(({ act }) => act === 'delete');
  if (removal) {
    const { body, kind } = requireHeld(work, { collection, id });
    // As a new one: what was removed stays so. What went with it is as if it had never been.
    const operationsOfUndo = (then: Work): LocalOperation[] => [
      creationOf(then, collection, { id: nextId(), kind, body: begunAgain(body) }),
    ];
    return { id, collection, operations: operationsOfUndo };
  }
  const inverses = operations
    .filter((operation) => operation.act !== 'create' || collection !== 'activities')
    .map((operation) => inverse(work, operation));
  return { id, collection, operations: (then) => inverses.flatMap((one) => one(then)) };
}

function inverse(work: Work, operation: LocalOperation): (then: Work) => LocalOperation[] {
  const { collection, id, kind } = operation;
  if (operation.act === 'create')
    return (then) => {
      requireHeld(then, { collection, id });
      const removal: LocalOperation = { act: 'delete', collection, kind, id };
      requireRights(then, removal);
      return [removal];
    };
  if (operation.act !== 'patch') return () => [];
  const definition = kindOf(collection, kind);
  const before = requireHeld(work, { collection, id }).body;
  if (!definition) return () => [];
  const { changes } = operation;
  const back = diffBodies(definition, applyChanges(definition, before, changes), before);
  return (then) => {
    const { body } = requireHeld(then, { collection, id });
    const since = diffBodies(definition, body, applyChanges(definition, body, changes));
    if (since.length > 0) throw createError('stale_edit', { collection, id, paths: since.map(({ path }) => path) });
    const undoing: LocalOperation = { act: 'patch', collection, kind, id, changes: back };
    requireRights(then, undoing);
    return [undoing];
  };
}
