/** Scope rule of everything that hangs on a customer: its home is the customer's home; without a customer, its owner's. */
import { textOf } from './bodyReads.ts';
import type { ScopeRule } from './kind.ts';
import { COMPANY_SCOPE, personScope } from './record.ts';

export const followCustomer: ScopeRule = {
  parent: (body) => {
    const customerId = textOf(body, 'customerId');
    return customerId ? { collection: 'customers', id: customerId } : null;
  },
  home: (body, parentHome) => {
    if (parentHome) return parentHome;
    const ownerId = textOf(body, 'ownerId');
    return ownerId ? personScope(ownerId) : COMPANY_SCOPE;
  },
};
