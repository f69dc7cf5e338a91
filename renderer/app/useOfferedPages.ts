import { mayRead } from '../../shared/domain/permissions.ts';
import { useSession } from '../data/session.tsx';
import { useRole } from '../features/records/useRights.ts';
import { NAVIGATION, type NavigationItem } from './navigation.ts';

/** The pages of this person: neither those of records that never reach them, nor those of work that is not theirs. */
export function useOfferedPages(): readonly NavigationItem[] {
  const { permissions } = useSession();
  const role = useRole();
  return NAVIGATION.filter(
    ({ permission, shows }) =>
      (permission === undefined || permissions.includes(permission)) &&
      (shows === undefined || role === null || mayRead(role, shows)),
  );
}
