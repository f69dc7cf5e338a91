import { ROLES, type Role } from '../../../shared/domain/organisation/organisation.ts';
import { hiddenFields, mayRead } from '../../../shared/domain/permissions.ts';
import type { CollectionName } from '../../../shared/domain/record.ts';
import { useSession } from '../../data/session.tsx';

/** Do records of this collection reach this person? Where they do not, "none" would be a lie: say nothing of them. */
export function useMayRead(collection: CollectionName): boolean {
  const role = useRole();
  return role === null || mayRead(role, collection);
}

/** Does this field of the collection reach this person? */
export function useMaySee(collection: CollectionName, field: string): boolean {
  const role = useRole();
  return role === null || !hiddenFields(role, collection).includes(field);
}

/** null for a role that this version does not know. */
export function useRole(): Role | null {
  const { person } = useSession();
  return ROLES.find((known) => known === person.role) ?? null;
}
