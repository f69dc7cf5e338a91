/** Says of two customers that are alike that they are not the same, and takes that back. */
import { createError } from '../../../../shared/base/errors.ts';
import { textsOf } from '../../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import { matchKeysOf } from '../../../../shared/domain/customers/matchKeys.ts';
import { inOrderOfMerge } from '../../../../shared/domain/customers/mergeCustomers.ts';
import { apartMark, isToldApart, marksAbout } from '../../../../shared/domain/customers/toldApart.ts';
import { diffBodies } from '../../../../shared/sync/diff.ts';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';
import { requireHeld } from '../commands.ts';
import type { Work } from '../procedures.ts';
import { requirePermission, requireRights } from '../rights.ts';

type Ids = readonly [string, string];

/** @throws PeyvandError `permission_denied`, `not_found`, `invalid_input`. */
export async function tellApart(work: Work, ids: Ids): Promise<{ id: string }> {
  requirePermission(work, 'customers.delete');
  const [older, younger] = inOrderOfMerge(requireCustomer(work, ids[0]), requireCustomer(work, ids[1]));
  if (older.id === younger.id) throw createError('invalid_input', { reason: 'same_record', id: older.id });
  const theirs = new Set(matchKeysOf(younger.body));
  const common = matchKeysOf(older.body).filter((key) => theirs.has(key));
  const said = common.filter((key) => !isToldApart(older, younger, key)).map((key) => apartMark(younger.id, key));
  await commitAll(work, [withToldApart(older, [...textsOf(older.body, 'toldApart'), ...said])]);
  return { id: older.id };
}

/** @throws PeyvandError `permission_denied`, `not_found`. */
export async function askAgain(work: Work, ids: Ids): Promise<{ id: string }> {
  requirePermission(work, 'customers.delete');
  const [one, other] = [requireCustomer(work, ids[0]), requireCustomer(work, ids[1])];
  const without = (holder: HeldRecord, id: string): LocalOperation => {
    const gone = new Set(marksAbout(holder.body, id));
    return withToldApart(
      holder,
      textsOf(holder.body, 'toldApart').filter((mark) => !gone.has(mark)),
    );
  };
  await commitAll(work, [without(one, other.id), without(other, one.id)]);
  return { id: one.id };
}

const requireCustomer = (work: Work, id: string): HeldRecord => requireHeld(work, { collection: 'customers', id });

function withToldApart({ kind, id, body }: HeldRecord, marks: readonly string[]): LocalOperation {
  const definition = kindOf('customers', kind);
  if (!definition) throw createError('invalid_input', { reason: 'unknown_kind', collection: 'customers', kind });
  const { toldApart: _before, ...rest } = body;
  const next = marks.length === 0 ? rest : { ...rest, toldApart: [...marks] };
  return { act: 'patch', collection: 'customers', kind, id, changes: diffBodies(definition, body, next) };
}

async function commitAll(work: Work, operations: readonly LocalOperation[]): Promise<void> {
  const some = operations.filter((operation) => operation.act !== 'patch' || operation.changes.length > 0);
  for (const operation of some) requireRights(work, operation);
  if (some.length > 0) await work.store.commit({ author: work.person().id, operations: some });
}
