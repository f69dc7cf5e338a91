import { mayRead } from '../../shared/domain/permissions.ts';
import { useSession } from '../data/session.tsx';
import { useRole } from '../features/records/useRights.ts';
import { NAVIGATION, type NavigationGroup, type NavigationItem } from './navigation.ts';

/** The pages of this person: neither those of records that never reach them, nor those of work that is not theirs. A group without any is none. */
export function useOfferedGroups(): readonly NavigationGroup[] {
  const { permissions } = useSession();
  const role = useRole();
  const isOffered = ({ permission, shows }: NavigationItem): boolean =>
    (permission === undefined || permissions.includes(permission)) &&
    (shows === undefined || role === null || mayRead(role, shows));
  return NAVIGATION.map((group) => ({ ...group, items: group.items.filter(isOffered) })).filter(
    ({ items }) => items.length > 0,
  );
}

export const useOfferedPages = (): readonly NavigationItem[] => useOfferedGroups().flatMap(({ items }) => items);
