/**
 * One act on many records. Those that may be changed go in one commit, those that may not are named with the reason; what the store refuses for one of them
 * is found by trying them one by one, so that one record never keeps the others from what was asked.
 */
import { createError, isPeyvandError, type PeyvandError } from '../../../../shared/base/errors.ts';
import type { BulkAct, BulkRefused } from '../../../../shared/contract/bulk.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import type { LocalOperation } from '../../store/types.ts';
import { requireHeld } from '../commands.ts';
import { atWork, type CoreContext, type Work } from '../procedures.ts';
import { recordTitle } from '../records/titles.ts';
import { assign } from '../serviceRequests/steps.ts';
import { collectionOfAct, operationsOf } from './acts.ts';
import { closeRequest, isClosed } from './workActs.ts';
import { inverseOf, rememberUndo, takingBack, type UndoStep } from './undo.ts';

interface Outcome {
  readonly done: string[];
  readonly unchanged: number;
  readonly refused: BulkRefused[];
  /** Saved, and not in the sealed copy. */
  readonly withoutCopy: boolean;
}

export const bulk = {
  run: atWork.bulk.run.handler(async ({ input: { act, ids }, context }) => {
    const { work } = context;
    const distinct = [...new Set(ids)];
    const { steps, ...outcome } =
      act.act === 'serviceRequests.assign'
        ? await assignAll(context, work, act, distinct)
        : act.act === 'serviceRequests.close'
          ? await closeAll(context, work, distinct)
          : await commitAll(
              context,
              work,
              distinct.map((id) => ({
                id,
                collection: collectionOfAct(act),
                make: () => operationsOf(context, work, act, id),
              })),
            );
    return { ...outcome, undo: steps.length === 0 ? null : rememberUndo(work, context.nextId(), steps) };
  }),
  undo: atWork.bulk.undo.handler(({ input, context }) =>
    takingBack(context.work, input.undo, (steps) => takeBack(context, context.work, steps)),
  ),
};

async function takeBack(context: CoreContext, work: Work, steps: readonly UndoStep[]): Promise<Outcome> {
  const [assigned, others] = [steps.filter(isAssigned), steps.filter((step) => !isAssigned(step))];
  const { steps: _again, ...outcome } = await commitAll(
    context,
    work,
    others.map((step) => ({ id: step.id, collection: step.collection, make: () => step.operations(work) })),
  );
  const given = await eachAlone(work, assigned, (step) => assignBack(context, work, step));
  return {
    done: [...outcome.done, ...given.done],
    unchanged: outcome.unchanged,
    refused: [...outcome.refused, ...given.refused],
    withoutCopy: outcome.withoutCopy || given.withoutCopy,
  };
}

interface Wanted {
  readonly id: string;
  readonly collection: UndoStep['collection'];
  /** @throws PeyvandError where this record is not to be changed. */
  readonly make: () => LocalOperation[];
}

async function commitAll(
  context: CoreContext,
  work: Work,
  wanted: readonly Wanted[],
): Promise<Outcome & { steps: UndoStep[] }> {
  const refused: BulkRefused[] = [];
  const ready: { readonly wanted: Wanted; readonly operations: LocalOperation[]; readonly step: UndoStep }[] = [];
  let unchanged = 0;
  for (const item of wanted) {
    try {
      const operations = item.make();
      if (operations.length === 0) unchanged += 1;
      // What takes it back is read before it is done.
      else ready.push({ wanted: item, operations, step: inverseOf(context, work, item, operations) });
    } catch (error) {
      refused.push(toRefused(work, item, error));
    }
  }
  let withoutCopy = false;
  const commit = async (operations: LocalOperation[]): Promise<void> => {
    if (await isSavedAlone(() => work.store.commit({ author: work.person().id, operations }))) withoutCopy = true;
  };
  const done: typeof ready = [];
  if (ready.length > 0) {
    try {
      await commit(ready.flatMap(({ operations }) => operations));
      done.push(...ready);
    } catch (error) {
      if (!isAboutRecords(error)) throw error;
      for (const item of ready) {
        try {
          await commit(item.operations);
          done.push(item);
        } catch (one) {
          refused.push(toRefused(work, item.wanted, one));
        }
      }
    }
  }
  return {
    done: done.map((item) => item.wanted.id),
    unchanged,
    refused,
    withoutCopy,
    steps: done.map(({ step }) => step),
  };
}

/** Saves. True: the work is in the file, and could not be written to the sealed copy. Whatever else fails is thrown. */
async function isSavedAlone(save: () => Promise<unknown>): Promise<boolean> {
  try {
    await save();
    return false;
  } catch (error) {
    if (isPeyvandError(error) && error.code === 'saved_without_copy') return true;
    throw error;
  }
}

/** A disk that is full is no matter of one record. */
const isAboutRecords = (error: unknown): boolean =>
  isPeyvandError(error) &&
  ['invalid_input', 'not_found', 'stale_edit', 'locked', 'permission_denied', 'illegal_transition'].includes(
    error.code,
  );

/** Each assignment is a commit of its own: it also shares the customer, and takes back another's share. */
async function assignAll(
  context: CoreContext,
  work: Work,
  { personId }: Extract<BulkAct, { act: 'serviceRequests.assign' }>,
  ids: readonly string[],
): Promise<Outcome & { steps: UndoStep[] }> {
  const steps: UndoStep[] = [];
  let unchanged = 0;
  const outcome = await eachAlone(
    work,
    ids.map((id) => ({ id, collection: 'serviceRequests' as const })),
    async ({ id }) => {
      const { body } = requireHeld(work, { collection: 'serviceRequests', id });
      const before = textOf(body, 'assigneeId');
      if (before === personId && textOf(body, 'state') === 'assigned') {
        unchanged += 1;
        return 'unchanged';
      }
      const did = await assigned(context, work, { id, personId });
      steps.push({ id, collection: 'serviceRequests', assignedBefore: before, personId, operations: () => [] });
      return did;
    },
  );
  return { ...outcome, unchanged, steps };
}

/** As each alone; nothing takes a step back that has none. */
async function closeAll(
  context: CoreContext,
  work: Work,
  ids: readonly string[],
): Promise<Outcome & { steps: UndoStep[] }> {
  let unchanged = 0;
  const outcome = await eachAlone(
    work,
    ids.map((id) => ({ id, collection: 'serviceRequests' as const })),
    async ({ id }) => {
      if (isClosed(work, id)) {
        unchanged += 1;
        return 'unchanged';
      }
      return (await isSavedAlone(() => closeRequest(context, work, id))) ? 'doneWithoutCopy' : 'done';
    },
  );
  return { ...outcome, unchanged, steps: [] };
}

const assigned = async (...given: Parameters<typeof assign>): Promise<'done' | 'doneWithoutCopy'> =>
  (await isSavedAlone(() => assign(...given))) ? 'doneWithoutCopy' : 'done';

const isAssigned = (step: UndoStep): boolean => step.assignedBefore !== undefined;

/** To whom it was given before; what nobody had stays with whom it is, and is named. */
async function assignBack(context: CoreContext, work: Work, step: UndoStep): Promise<'done' | 'doneWithoutCopy'> {
  const { body } = requireHeld(work, { collection: 'serviceRequests', id: step.id });
  if (textOf(body, 'assigneeId') !== step.personId)
    throw createError('stale_edit', { collection: 'serviceRequests', id: step.id, paths: ['assigneeId'] });
  if (step.assignedBefore === null || step.assignedBefore === undefined)
    throw createError('illegal_transition', { from: 'assigned', to: 'inquiry' });
  return assigned(context, work, { id: step.id, personId: step.assignedBefore });
}

/** @param act Whether it did anything, and whether that is in the sealed copy. */
async function eachAlone<Item extends Pick<Wanted, 'id' | 'collection'>>(
  work: Work,
  items: readonly Item[],
  act: (item: Item) => Promise<'done' | 'doneWithoutCopy' | 'unchanged'>,
): Promise<Pick<Outcome, 'done' | 'refused' | 'withoutCopy'>> {
  const done: string[] = [];
  const refused: BulkRefused[] = [];
  let withoutCopy = false;
  for (const item of items) {
    try {
      const did = await act(item);
      if (did !== 'unchanged') done.push(item.id);
      if (did === 'doneWithoutCopy') withoutCopy = true;
    } catch (error) {
      refused.push(toRefused(work, item, error));
    }
  }
  return { done, refused, withoutCopy };
}

function toRefused(work: Work, { id, collection }: Pick<Wanted, 'id' | 'collection'>, error: unknown): BulkRefused {
  if (!isPeyvandError(error)) throw error;
  const { code, facts }: PeyvandError = error;
  const copied = Object.entries(facts).map(([name, fact]) => [name, isTexts(fact) ? [...fact] : fact] as const);
  return {
    id,
    title: recordTitle(work.store.read, { collection, id }),
    code,
    facts: Object.fromEntries(copied),
  };
}

const isTexts = (fact: unknown): fact is readonly string[] => Array.isArray(fact);
