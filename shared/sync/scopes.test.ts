import { describe, expect, it } from 'vitest';
import { companyKind } from '../domain/customers/customer.ts';
import { ROLES } from '../domain/organisation/organisation.ts';
import { orderKind } from '../domain/salesDocuments/order.ts';
import { balanceKind } from '../domain/stock/balance.ts';
import { holdsEveryScope, placeRecord, scopesOfPerson, type ScopeGrants } from './scopes.ts';

const grants: ScopeGrants = {
  personId: 'p1',
  role: 'rep',
  branchId: 'b1',
  territoryIds: ['t2', 't1', 't2'],
  branchTerritories: ['t1', 't3'],
  branchPeople: ['p1', 'p2'],
  stockPlaces: ['s1'],
  allScopes: ['company', 'branch/b2', 'territory/t9'],
};
const own = ['company', 'person/p1', 'stock/s1', 'territory/t1', 'territory/t2'];

describe('scopesOfPerson', () => {
  it.each(['rep', 'technician'] as const)(
    'SYNC-100: a %s holds the company’s, their own, their territories’ and the branch’s stock',
    (role) => {
      expect(scopesOfPerson({ ...grants, role })).toEqual(own);
    },
  );

  it('SYNC-100: a branch manager holds the whole branch', () => {
    expect(scopesOfPerson({ ...grants, role: 'branchManager' })).toEqual(
      [...own, 'branch/b1', 'person/p2', 'territory/t3'].toSorted(),
    );
    const alone = {
      ...grants,
      role: 'branchManager' as const,
      branchId: null,
      branchTerritories: [],
      branchPeople: [],
    };
    expect(scopesOfPerson(alone)).toEqual(own);
  });

  it('SYNC-100: marketing, head office, administrators and auditors hold everything', () => {
    const everything = ROLES.filter(holdsEveryScope);
    expect(everything).toEqual(['marketing', 'headOffice', 'administrator', 'auditor']);
    for (const role of everything)
      expect(scopesOfPerson({ ...grants, role })).toEqual(
        [...new Set([...own, ...(grants.allScopes ?? [])])].toSorted(),
      );
  });
});

describe('placeRecord', () => {
  const customer = { name: 'x', stage: 'lead', territoryId: 't1', ownerId: 'p1', accountTeam: ['p3', 'p2', 'p3'] };

  it('SYNC-101: a customer lives in its territory, else with its owner, else with the company; its team shares it', () => {
    expect(placeRecord(companyKind, 'c', customer, null)).toEqual({
      homeScope: 'territory/t1',
      shares: ['person/p2', 'person/p3'],
    });
    const { territoryId: _territory, ...owned } = customer;
    expect(placeRecord(companyKind, 'c', { ...owned, accountTeam: ['p1', 'p2'] }, null)).toEqual({
      homeScope: 'person/p1',
      shares: ['person/p2'],
    });
    expect(placeRecord(companyKind, 'c', { name: 'x' }, null)).toEqual({ homeScope: 'company', shares: [] });
  });

  it('SYNC-101: what hangs on a customer lives where the customer lives, and stock at its place', () => {
    expect(placeRecord(orderKind, 'o', { customerId: 'c', ownerId: 'p1' }, 'territory/t1').homeScope).toBe(
      'territory/t1',
    );
    expect(placeRecord(orderKind, 'o', { customerId: 'c', ownerId: 'p1' }, null).homeScope).toBe('person/p1');
    expect(placeRecord(balanceKind, 'x', { placeId: 's1' }, null).homeScope).toBe('stock/s1');
  });

  it('SYNC-103: what hangs on a customer is shared with whom the customer is shared', () => {
    const order = { customerId: 'c' };
    expect(placeRecord(orderKind, 'o', order, 'territory/t1', ['person/p3', 'person/p2', 'territory/t1'])).toEqual({
      homeScope: 'territory/t1',
      shares: ['person/p2', 'person/p3'],
    });
    expect(placeRecord(orderKind, 'o', order, null, ['person/p3']).shares).toEqual([]);
  });
});
