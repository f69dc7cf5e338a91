/** What a device shows: the server's base with the person's own unconfirmed work on top. */
import type { KindDefinition } from '../domain/kind.ts';
import type { RecordBody } from '../domain/record.ts';
import { applyChanges, diffBodies } from './diff.ts';
import type { RecordOperation } from './operation.ts';

export interface RecordState {
  readonly body: RecordBody;
  readonly deleted: boolean;
}

/**
 * Puts pending operations of one record, oldest first, on the server's base (null: the server has no such record yet). Forced, not
 * merged: until the server has answered, a person sees what they typed, and the answer comes with the covering base.
 *
 * - A record that others deleted stays on screen while work on it is pending; the server's answer then takes it away and leaves a review.
 * - A pending change inside a list element that others took out cannot be shown: the rest of that element is not known any more.
 * - Only counters are not idempotent: a base that already holds a pending increment shows it twice until the group is covered.
 *   Hence a round pushes before it pulls.
 *
 * null when there is nothing to show: no base, and nothing pending that creates the record.
 */
export function replayPending(
  definition: KindDefinition,
  serverBase: RecordState | null,
  pending: readonly RecordOperation[],
): RecordState | null {
  return pending.reduce<RecordState | null>((state, operation) => replay(definition, state, operation), serverBase);
}

function replay(definition: KindDefinition, state: RecordState | null, operation: RecordOperation): RecordState | null {
  switch (operation.act) {
    case 'create':
      // The base may hold it already, when the reply to the push was lost: then mine goes over it, and nothing of theirs is taken out.
      return {
        body: applyChanges(definition, state?.body ?? {}, diffBodies(definition, {}, operation.body)),
        deleted: false,
      };
    case 'patch':
      return state && isShowable(definition, state)
        ? { body: applyChanges(definition, state.body, operation.changes), deleted: false }
        : state;
    case 'delete':
      return state && { ...state, deleted: true };
  }
}

/** A deleted record may come without its content; a fragment of one is not put on the screen. */
const isShowable = (definition: KindDefinition, { body, deleted }: RecordState): boolean =>
  !deleted || definition.schema.safeParse(body).success;
