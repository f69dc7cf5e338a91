/** Two customers become one, or are taken apart again: one commit of two records, each checked as every command's is. */
import { createError } from '../../../../shared/base/errors.ts';
import type { JsonValue } from '../../../../shared/base/leafPath.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import { survivorOf } from '../../../../shared/domain/customers/customerLinks.ts';
import {
  inOrderOfMerge,
  mergeChanges,
  mergedBody,
  takenOfMerge,
  unmergeChanges,
} from '../../../../shared/domain/customers/mergeCustomers.ts';
import type { KindDefinition } from '../../../../shared/domain/kind.ts';
import type { LeafChange } from '../../../../shared/sync/operation.ts';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';
import { requireHeld } from '../commands.ts';
import type { Work } from '../procedures.ts';
import { requirePermission, requireRights } from '../rights.ts';

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
  const survivor = work.store.read.record({ collection: 'customers', id: survivorId });
  const given =
    survivor && !survivor.deleted
      ? unmergeChanges(definitionOf(survivor), survivor.body, takenOfMerge(merged.body))
      : [];
  await commitBoth(work, [
    ...(survivor ? [patch(survivor, given)] : []),
    patch(merged, [unsetLeaf(merged, 'mergedIntoId'), unsetLeaf(merged, 'mergeTaken')]),
  ]);
  return { id };
}

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
