/** Which scopes a person holds, and in which scopes a record lives. Both are computed by the server, never taken from a client. */
import type { RecordId } from '../base/id.ts';
import type { KindDefinition } from '../domain/kind.ts';
import type { Role } from '../domain/organisation/organisation.ts';
import { branchScope, COMPANY_SCOPE, personScope, stockScope, territoryScope } from '../domain/record.ts';
import type { RecordBody, ScopeId } from '../domain/record.ts';
import { compareText } from './jsonValues.ts';

/** The person's own record, and lists read from the company's organisation. */
export interface ScopeGrants {
  readonly personId: RecordId;
  readonly role: Role;
  readonly branchId: RecordId | null;
  /** The person's own territories. */
  readonly territoryIds: readonly RecordId[];
  /** Territories, people and places of stock of the person's branch; empty without a branch. */
  readonly branchTerritories: readonly RecordId[];
  readonly branchPeople: readonly RecordId[];
  readonly stockPlaces: readonly RecordId[];
  /** Every scope of the company, asked for only when the role holds all. */
  readonly allScopes?: readonly ScopeId[];
}

const ROLES_OF_WHOLE_COMPANY: ReadonlySet<Role> = new Set(['marketing', 'headOffice', 'administrator', 'auditor']);

/** Does the role hold every scope there is? What of it the person may read is then a matter of the view. */
export const holdsEveryScope = (role: Role): boolean => ROLES_OF_WHOLE_COMPANY.has(role);

/** The scopes a person may hold now: sorted, without doubles. */
export function scopesOfPerson(grants: ScopeGrants): ScopeId[] {
  const own = [
    COMPANY_SCOPE,
    personScope(grants.personId),
    ...grants.territoryIds.map(territoryScope),
    ...grants.stockPlaces.map(stockScope),
  ];
  if (holdsEveryScope(grants.role)) return sorted([...own, ...(grants.allScopes ?? [])]);
  return sorted(grants.role === 'branchManager' ? [...own, ...scopesOfBranch(grants)] : own);
}

/**
 * The scopes a record lives in. `parentHome` is the home of the record that `definition.scope.parent` names, null when it names none or
 * that record is unknown. What follows a record is held by whoever holds that record, so its shares come along: `parentShares`. A colleague
 * on the account team sees the customer's orders, and keeps seeing what they themselves add to it. Shares are sorted, without doubles
 * and without the home.
 */
export function placeRecord(
  definition: KindDefinition,
  id: RecordId,
  body: RecordBody,
  parentHome: ScopeId | null,
  parentShares: readonly ScopeId[] = [],
): { homeScope: ScopeId; shares: ScopeId[] } {
  const homeScope = definition.scope.home(body, parentHome, id);
  const shares = [...(definition.scope.shares?.(body) ?? []), ...(parentHome === null ? [] : parentShares)];
  return { homeScope, shares: sorted(shares).filter((scope) => scope !== homeScope) };
}

const scopesOfBranch = ({ branchId, branchTerritories, branchPeople }: ScopeGrants): ScopeId[] => [
  ...(branchId === null ? [] : [branchScope(branchId)]),
  ...branchTerritories.map(territoryScope),
  ...branchPeople.map(personScope),
];

const sorted = (scopes: readonly ScopeId[]): ScopeId[] => [...new Set(scopes)].toSorted(compareText);
