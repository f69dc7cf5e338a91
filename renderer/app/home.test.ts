import { expect, it } from 'vitest';
import { ROLES } from '../../shared/domain/organisation/organisation.ts';
import { homeOf } from './home.ts';

const ALL = ['/today', '/customers', '/branch', '/insights'];

it('opens where the day of the role begins', () => {
  expect(Object.fromEntries(ROLES.map((role) => [role, homeOf('role', role, ALL)]))).toEqual({
    rep: '/today',
    technician: '/today',
    branchManager: '/branch',
    marketing: '/customers',
    headOffice: '/insights',
    administrator: '/customers',
    auditor: '/customers',
  });
});

it('opens where the person chose, unless that page is not theirs', () => {
  expect(homeOf('customers', 'rep', ALL)).toBe('/customers');
  expect(homeOf('insights', 'technician', ['/today', '/customers'])).toBe('/customers');
  expect(homeOf('role', null, ALL)).toBe('/customers');
});
