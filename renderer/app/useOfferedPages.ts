import { ROLES } from '../../shared/domain/organisation/organisation.ts';
import { mayRead } from '../../shared/domain/permissions.ts';
import { useSession } from '../data/session.tsx';
import { NAVIGATION, type NavigationItem } from './navigation.ts';

/** The pages of this person: neither those of records that never reach them, nor those of work that is not theirs. */
export function useOfferedPages(): readonly NavigationItem[] {
  const { permissions, person } = useSession();
  const role = ROLES.find((known) => known === person.role);
  return NAVIGATION.filter(
    ({ permission, shows }) =>
      (permission === undefined || permissions.includes(permission)) &&
      (shows === undefined || role === undefined || mayRead(role, shows)),
  );
}
