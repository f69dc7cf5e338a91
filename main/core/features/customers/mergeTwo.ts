/** Two customers become one, or are taken apart again: one commit of two records, each checked as every command's is. */
import { createError } from '../../../../shared/base/errors.ts';
import { canonicalJson } from '../../../../shared/base/canonicalJson.ts';
import type { JsonValue } from '../../../../shared/base/leafPath.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import { survivorOf } from '../../../../shared/domain/customers/customerLinks.ts';
import {
  inOrderOfMerge,
  mergeChanges,
  mergedBody,
  takenOfMerge,
  unmergeChanges,
  type TakenLeaf,
} from '../../../../shared/domain/customers/mergeCustomers.ts';
import { customersAbove, leavingWith, stillStoodFor } from '../../../../shared/domain/customers/standsFor.ts';
import type { KindDefinition } from '../../../../shared/domain/kind.ts';
import { applyChanges, diffBodies } from '../../../../shared/sync/diff.ts';
import type { LeafChange } from '../../../../shared/sync/operation.ts';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';
import { requireHeld } from '../commands.ts';
import type { Work } from '../procedures.ts';
import { requirePermission, requireRights } from '../rights.ts';
import { claimantsOf, mergedIntoOf } from './family.ts';

/** @throws PeyvandError `permission_denied`, `not_found`, `invalid_input`. */
export async function mergeTwo(
  work: Work,
  { ids, fromMerged }: { readonly ids: readonly [string, string]; readonly fromMerged: readonly string[] },
): Promise<{ id: string }> {
  requirePermission(work, 'customers.delete');
  const [survivor, merged] = inOrderOfMerge(requireCustomer(work, ids[0]), requireCustomer(work, ids[1]));
  if (survivor.id === merged.id) throw createError('invalid_input', { reason: 'same_record', id: survivor.id });
  for (const { id, body } of [survivor, merged])
    if (survivorOf(id, body) !== null) throw createError('invalid_input', { reason: 'already_merged', id });
  const definition = definitionOf(survivor);
  const next = mergedBody(definition, survivor, merged, new Set(fromMerged));
  const { changes, taken } = mergeChanges(definition, survivor.body, next);
  await commitBoth(work, [
    patch(survivor, changes),
    patch(merged, [
      setLeaf(merged, 'mergedIntoId', survivor.id),
      setLeaf(merged, 'mergeTaken', taken as unknown as JsonValue),
    ]),
  ]);
  return { id: survivor.id };
}

/** @throws PeyvandError `permission_denied`, `not_found`, `invalid_input`. */
export async function takeApart(work: Work, { id }: { readonly id: string }): Promise<{ id: string }> {
  requirePermission(work, 'customers.delete');
  const merged = requireCustomer(work, id);
  const survivorId = survivorOf(id, merged.body);
  if (survivorId === null) throw createError('invalid_input', { reason: 'not_merged', id });
  const { above, claimants, leaving, intoAfter } = familyWithout(work, merged, survivorId);
  const without = (holder: HeldRecord, taken: readonly TakenLeaf[]): LocalOperation =>
    patch(holder, unmergedChanges(holder, taken, stillStoodFor(holder, leaving, intoAfter)));
  let taken = takenOfMerge(merged.body);
  const given = above.map((holder) => {
    const operation = without(holder, taken);
    // Farther up only what came through this one goes.
    taken = takenOfMerge(holder.body).filter((leaf) => taken.some((came) => isSameTaken(leaf, came)));
    return operation;
  });
  await commitBoth(work, [
    ...given,
    ...claimants.map((holder) => without(holder, [])),
    patch(merged, [unsetLeaf(merged, 'mergedIntoId'), unsetLeaf(merged, 'mergeTaken')]),
  ]);
  return { id };
}

/** Whoever stands above a customer that is taken out, nearest first; others who say to stand for it; and who leaves with it. */
function familyWithout(work: Work, merged: HeldRecord, survivorId: string) {
  const held = (ids: Iterable<string>): HeldRecord[] =>
    [...ids].flatMap((id) => {
      const record = work.store.read.record({ collection: 'customers', id });
      return record && !record.deleted ? [record] : [];
    });
  const intoAfter = (id: string): string | null =>
    id === merged.id ? null : (held([id]).map(({ body }) => survivorOf(id, body))[0] ?? null);
  const above = new Set([survivorId, ...customersAbove(survivorId, intoAfter)].filter((id) => id !== merged.id));
  return {
    above: held(above),
    claimants: held(new Set(claimantsOf(work, merged.id)).difference(above)),
    leaving: [...new Set([...leavingWith(merged.id, merged.body), ...mergedIntoOf(work, merged.id)])],
    intoAfter,
  };
}

function unmergedChanges(holder: HeldRecord, taken: readonly TakenLeaf[], standsForIds: string[]): LeafChange[] {
  const definition = definitionOf(holder);
  // For whom it stands is told by who points to it now, not by what was written at the merge.
  const others = taken.filter(({ path }) => path !== 'standsForIds');
  const { standsForIds: _before, ...rest } = applyChanges(
    definition,
    holder.body,
    unmergeChanges(definition, holder.body, others),
  );
  return diffBodies(definition, holder.body, standsForIds.length === 0 ? rest : { ...rest, standsForIds });
}

const isSameTaken = (one: TakenLeaf, other: TakenLeaf): boolean =>
  one.path === other.path && canonicalJson(one.after) === canonicalJson(other.after);

const requireCustomer = (work: Work, id: string): HeldRecord => requireHeld(work, { collection: 'customers', id });

function definitionOf({ kind }: HeldRecord): KindDefinition {
  const definition = kindOf('customers', kind);
  if (!definition) throw createError('invalid_input', { reason: 'unknown_kind', collection: 'customers', kind });
  return definition;
}

function setLeaf({ body }: HeldRecord, path: string, value: JsonValue): LeafChange {
  const seen = body[path];
  return { do: 'set', path, value, ...(seen === undefined ? {} : { seen }) };
}

function unsetLeaf({ body }: HeldRecord, path: string): LeafChange {
  const seen = body[path];
  return { do: 'unset', path, ...(seen === undefined ? {} : { seen }) };
}

const patch = ({ kind, id }: HeldRecord, changes: readonly LeafChange[]): LocalOperation => ({
  act: 'patch',
  collection: 'customers',
  kind,
  id,
  changes: [...changes],
});

async function commitBoth(work: Work, operations: readonly LocalOperation[]): Promise<void> {
  const some = operations.filter((operation) => operation.act !== 'patch' || operation.changes.length > 0);
  for (const operation of some) requireRights(work, operation);
  await work.store.commit({ author: work.person().id, operations: some });
}
