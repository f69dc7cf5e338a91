/** Two customers that are one, and two of them taken apart again; both halves in one save, as the command has it. */
import { kindOf } from '../../shared/domain/catalogue.ts';
import { survivorOf } from '../../shared/domain/customers/customerLinks.ts';
import {
  inOrderOfMerge,
  mergeChanges,
  mergedBody,
  takenOfMerge,
  unmergeChanges,
} from '../../shared/domain/customers/mergeCustomers.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import type { LeafChange } from '../../shared/sync/operation.ts';
import type { HeldRecord, LocalOperation } from '../../main/core/store/index.ts';
import type { Actor } from '../actorTypes.ts';
import { TWINS } from '../company.ts';
import { patchOf } from './edit.ts';

/** The codes of these two pairs change together: a merge takes the code of one. */
const KEPT_APART = TWINS.flat()
  .map((id) => `'${id}'`)
  .join(', ');

export async function mergeCustomers(actor: Actor): Promise<void> {
  const own = `id NOT IN (${KEPT_APART}) AND merged_into_id IS NULL`;
  const [one, other] = [actor.pick('customers', own), actor.pick('customers', own)];
  if (!one || !other || one.id === other.id) return;
  const [survivor, merged] = inOrderOfMerge(one, other);
  const definition = kindOf('customers', survivor.kind);
  if (!definition) return;
  const next = mergedBody(definition, survivor, merged, new Set());
  const { changes, taken } = mergeChanges(definition, survivor.body, next);
  await actor.commit([
    ...patchWith(survivor, changes),
    ...patchOf(merged, { ...merged.body, mergedIntoId: survivor.id, mergeTaken: taken } as unknown as RecordBody),
  ]);
}

export async function takeCustomersApart(actor: Actor): Promise<void> {
  const merged = actor.pick('customers', 'merged_into_id IS NOT NULL');
  const survivorId = merged && survivorOf(merged.id, merged.body);
  if (!merged || !survivorId) return;
  const survivor = actor.record('customers', survivorId);
  const definition = survivor && !survivor.deleted ? kindOf('customers', survivor.kind) : undefined;
  const { mergedIntoId: _survivor, mergeTaken: _taken, ...apart } = merged.body;
  await actor.commit([
    ...(survivor && definition
      ? patchWith(survivor, unmergeChanges(definition, survivor.body, takenOfMerge(merged.body)))
      : []),
    ...patchOf(merged, apart),
  ]);
}

const patchWith = (record: HeldRecord, changes: readonly LeafChange[]): LocalOperation[] =>
  changes.length === 0
    ? []
    : [
        {
          act: 'patch',
          collection: 'customers',
          kind: record.kind,
          id: record.id,
          changes: [...changes],
          seen: { version: record.version, body: record.body },
        },
      ];
