/** Where the window opens when its address names no page: where the day of this person begins, unless they chose otherwise. */
import type { Preferences } from '../../shared/contract/index.ts';
import type { Role } from '../../shared/domain/organisation/organisation.ts';
import { usePreferences } from '../data/preferences.tsx';
import { useRole } from '../features/records/useRights.ts';

export type ChosenHome = NonNullable<Preferences['home']>;

const PAGES = {
  today: '/today',
  customers: '/customers',
  branch: '/branch',
  insights: '/insights',
} as const satisfies Readonly<Record<Exclude<ChosenHome, 'role'>, string>>;

/** Who goes out begins with the day, who answers for a branch with the branch; everybody else looks for somebody. */
const BY_ROLE: Readonly<Record<Role, keyof typeof PAGES>> = {
  rep: 'today',
  technician: 'today',
  branchManager: 'branch',
  marketing: 'customers',
  headOffice: 'insights',
  administrator: 'customers',
  auditor: 'customers',
};

/** @param offered The pages of this person: a choice that they do not reach any more is none. */
export function homeOf(
  chosen: ChosenHome,
  role: Role | null,
  offered: readonly string[],
): (typeof PAGES)[keyof typeof PAGES] {
  const wanted = PAGES[chosen === 'role' ? (role === null ? 'customers' : BY_ROLE[role]) : chosen];
  return offered.includes(wanted) ? wanted : PAGES.customers;
}

export function useHome(offered: readonly string[]): (typeof PAGES)[keyof typeof PAGES] {
  const { preferences } = usePreferences();
  return homeOf(preferences.home ?? 'role', useRole(), offered);
}
