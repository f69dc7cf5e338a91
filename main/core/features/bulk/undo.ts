/** What takes an act on many records back: kept in memory while the session lasts, and asked of each record as it is then. */
import { createError, isPeyvandError } from '../../../../shared/base/errors.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import type { CollectionName, RecordBody, RecordReference } from '../../../../shared/domain/record.ts';
import { begunAgain } from '../../../../shared/domain/salesDocuments/begunAgain.ts';
import { applyChanges, diffBodies } from '../../../../shared/sync/diff.ts';
import type { LocalOperation } from '../../store/types.ts';
import { creationOf, requireHeld } from '../commands.ts';
import type { CoreContext, Work } from '../procedures.ts';
import { requireRights } from '../rights.ts';
import { acceptanceOf } from '../salesDocuments/quotes.ts';

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

/**
 * Nobody else takes it back while that is under way. What did not come back is remembered under the same id: of a failure all of it, else what was refused.
 * @throws PeyvandError `not_found` where there is nothing to take back; whatever `act` throws.
 */
export async function takingBack<Taken extends { readonly refused: readonly { readonly id: string }[] }>(
  work: Work,
  id: string,
  act: (steps: readonly UndoStep[]) => Promise<Taken>,
): Promise<Taken> {
  const own = kept.get(work.store);
  const steps = own?.get(id);
  if (!steps) throw createError('not_found', { undo: id });
  own?.delete(id);
  try {
    const taken = await act(steps);
    const refused = new Set(taken.refused.map((one) => one.id));
    if (refused.size > 0)
      rememberUndo(
        work,
        id,
        steps.filter((step) => refused.has(step.id)),
      );
    return taken;
  } catch (error) {
    rememberUndo(work, id, steps);
    throw error;
  }
}

/**
 * Read before the operations are done. A task that was made beside one that repeats stays: on its day it would stand there anyway.
 * @throws PeyvandError `permission_denied` for the removal of what this person may not write down again: it would be gone for good.
 */
export function inverseOf(
  context: CoreContext,
  work: Work,
  { id, collection }: Pick<UndoStep, 'id' | 'collection'>,
  operations: readonly LocalOperation[],
): UndoStep {
  const removal = operations.find(({ act }) => act === 'delete');
  if (removal) return { id, collection, operations: inverseOfRemoval(context, work, removal) };
  const inverses = operations
    .filter((operation) => operation.act !== 'create' || collection !== 'activities')
    .map((operation) => inverse(work, operation));
  return { id, collection, operations: (then) => inverses.flatMap((one) => one(then)) };
}

/** As a new one: what was removed stays so. */
function inverseOfRemoval(context: CoreContext, work: Work, removal: RecordReference): UndoStep['operations'] {
  const { collection } = removal;
  const { body, kind } = requireHeld(work, removal);
  // Asked again after it has come back, it is not begun a second time.
  const id = context.nextId();
  const draft = begunAgain(body);
  requireRights(work, { act: 'create', collection, kind, id, body: draft });
  return (then) => {
    if (then.store.read.record({ collection, id })) return [];
    return acceptedAgain(context, then, id, body) ?? [creationOf(then, collection, { id, kind, body: draft })];
  };
}

/** Of the quote that it came of, while that still holds. */
function acceptedAgain(context: CoreContext, work: Work, id: string, body: RecordBody): LocalOperation[] | null {
  const quoteId = textOf(body, 'quoteId');
  if (quoteId === null) return null;
  const { state: _draft, ...draft } = begunAgain(body);
  try {
    return acceptanceOf({ ...context, work }, quoteId, draft, id);
  } catch (error) {
    if (isPeyvandError(error)) return null;
    throw error;
  }
}

function inverse(work: Work, operation: LocalOperation): (then: Work) => LocalOperation[] {
  const { collection, id, kind } = operation;
  if (operation.act === 'create')
    return (then) => {
      const { body } = requireHeld(then, { collection, id });
      const definition = kindOf(collection, kind);
      const since = definition ? diffBodies(definition, operation.body, body) : [];
      if (since.length > 0) throw createError('stale_edit', { collection, id, paths: since.map(({ path }) => path) });
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
