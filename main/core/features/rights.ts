/** May the person at work do that? Asked by every command for a word that fits, and by the store's one road for whatever comes by it. */
import { createError } from '../../../shared/base/errors.ts';
import { joinPath } from '../../../shared/base/leafPath.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import type { Role } from '../../../shared/domain/organisation/organisation.ts';
import { hasPermission, mayDelete, mayRead, mayWrite, type Permission } from '../../../shared/domain/permissions.ts';
import type { CollectionName } from '../../../shared/domain/record.ts';
import type { LocalOperation } from '../store/types.ts';

/** `standing` is what keeps them from everything: they left, or their role is one that this version does not know. */
export interface PersonAtWork {
  readonly id: RecordId;
  readonly role: Role;
  readonly standing: 'active' | 'left' | 'unknownRole';
}

type Asking = { person(): PersonAtWork };

/** @throws PeyvandError `permission_denied`. */
export function requireStanding({ standing }: PersonAtWork): void {
  if (standing !== 'active')
    throw createError('permission_denied', { reason: standing === 'left' ? 'not_active' : 'role_unknown' });
}

/** @throws PeyvandError `permission_denied`. */
export function requirePermission(asking: Asking, permission: Permission): void {
  const person = asking.person();
  requireStanding(person);
  if (!hasPermission(person.role, permission)) throw createError('permission_denied', { permission });
}

/** What is asked for is of these collections. @throws PeyvandError `permission_denied`. */
export function requireReadable(asking: Asking, collections: readonly CollectionName[]): void {
  const person = asking.person();
  requireStanding(person);
  const hidden = collections.find((collection) => !mayRead(person.role, collection));
  if (hidden !== undefined) throw createError('permission_denied', { collection: hidden });
}

/** May this person do that, to every field that it touches? @throws PeyvandError `permission_denied`. */
export function requireRights(asking: Asking, operation: LocalOperation): void {
  const person = asking.person();
  requireStanding(person);
  const { collection } = operation;
  if (operation.act === 'delete' && !mayDelete(person.role, collection))
    throw createError('permission_denied', { collection });
  for (const path of touchedPaths(operation))
    if (!mayWrite(person.role, collection, path, ofWhat(person, operation)))
      throw createError('permission_denied', { collection, path });
}

const ofWhat = ({ id }: PersonAtWork, operation: LocalOperation): 'new' | 'held' | 'own' =>
  operation.act === 'create' ? 'new' : operation.collection === 'organisation' && operation.id === id ? 'own' : 'held';

/** null stands for the record itself. */
function touchedPaths(operation: LocalOperation): (string | null)[] {
  if (operation.act === 'create') return [null, ...Object.keys(operation.body).map((field) => joinPath(field))];
  return operation.act === 'patch' ? operation.changes.map(({ path }) => path) : [];
}
