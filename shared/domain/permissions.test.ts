import { describe, expect, it } from 'vitest';
import { collectionOf } from './catalogue.ts';
import { ROLES, type Role } from './organisation/organisation.ts';
import {
  hiddenFields,
  mayDelete,
  mayRead,
  mayWrite,
  PERMISSIONS,
  permissionsOf,
  readableCollections,
} from './permissions.ts';
import { COLLECTION_NAMES, type CollectionName } from './record.ts';

/** Written out by hand, so that a slip in the declaration is seen here: may the role create a record? */
const CREATES: Record<Role, readonly CollectionName[]> = {
  rep: [
    'customers',
    'opportunities',
    'salesDocuments',
    'contracts',
    'serviceRequests',
    'activities',
    'knowledge',
    'attachments',
  ],
  technician: ['assets', 'serviceRequests', 'activities', 'knowledge', 'attachments'],
  branchManager: [
    'customers',
    'stock',
    'opportunities',
    'salesDocuments',
    'assets',
    'contracts',
    'serviceRequests',
    'activities',
    'knowledge',
    'attachments',
  ],
  marketing: ['opportunities', 'activities', 'marketing', 'knowledge', 'attachments'],
  headOffice: [
    'customers',
    'products',
    'stock',
    'opportunities',
    'salesDocuments',
    'assets',
    'contracts',
    'serviceRequests',
    'activities',
    'marketing',
    'knowledge',
    'attachments',
  ],
  administrator: [
    'customers',
    'products',
    'stock',
    'opportunities',
    'salesDocuments',
    'assets',
    'contracts',
    'serviceRequests',
    'activities',
    'marketing',
    'knowledge',
    'organisation',
    'attachments',
  ],
  auditor: [],
};

describe('permissions', () => {
  it.each(ROLES)('%s creates exactly what the role is for', (role) => {
    expect(COLLECTION_NAMES.filter((collection) => mayWrite(role, collection, null))).toEqual(CREATES[role]);
  });

  it('hide what the company pays from everyone who sells, serves or advertises', () => {
    expect(ROLES.filter((role) => hiddenFields(role, 'products').includes('cost'))).toEqual([
      'rep',
      'technician',
      'marketing',
    ]);
  });

  it('let everybody who changes anything say by themselves when they are away, and nothing else of themselves', () => {
    const own = (path: string | null) => ROLES.filter((role) => mayWrite(role, 'organisation', path, 'own'));
    const everybody = ROLES.filter((role) => role !== 'auditor');
    expect(own('daysAway')).toEqual(everybody);
    expect(own('daysAway/a/to')).toEqual(everybody);
    for (const path of [null, '', 'role', 'active', 'territoryIds', 'workingHours', 'basePosition', 'skills'])
      expect({ path, roles: own(path) }).toEqual({ path, roles: path === '' ? [] : ['administrator'] });
    // Of anybody else, and of records elsewhere, it gives nothing.
    expect(ROLES.filter((role) => mayWrite(role, 'organisation', 'daysAway'))).toEqual(['administrator']);
    expect(mayWrite('marketing', 'customers', 'daysAway', 'own')).toBe(false);
  });

  it('let nobody write what the role does not see', () => {
    const pairs = ROLES.flatMap((role) => COLLECTION_NAMES.map((collection) => ({ role, collection })));
    const unseen = pairs.filter(({ role, collection }) => !readableCollections(role).includes(collection));
    const hidden = pairs.flatMap(({ role, collection }) =>
      hiddenFields(role, collection).map((field) => ({ role, collection, field })),
    );
    expect([unseen.length, hidden.length]).toEqual([6, 19]);
    expect(unseen.filter(({ role, collection }) => mayWrite(role, collection, null))).toEqual([]);
    expect(
      hidden.filter(
        ({ role, collection, field }) => mayWrite(role, collection, field) || mayWrite(role, collection, `${field}/x`),
      ),
    ).toEqual([]);
  });

  it('hide fields that exist', () => {
    for (const role of ROLES) {
      for (const collection of COLLECTION_NAMES) {
        const kinds = Object.values(collectionOf(collection)?.kinds ?? {});
        for (const field of hiddenFields(role, collection))
          expect(kinds.some((kind) => field in kind.schema.shape)).toBe(true);
      }
    }
  });

  it('leave credit limits to those who answer for them', () => {
    const roles = (path: string) => ROLES.filter((role) => mayWrite(role, 'customers', path));
    expect(roles('creditLimit')).toEqual(['branchManager', 'headOffice', 'administrator']);
    expect(roles('chequeLimit')).toEqual(['branchManager', 'headOffice', 'administrator']);
    expect(roles('phones/p1/number')).toEqual(['rep', 'branchManager', 'headOffice', 'administrator']);
  });

  it('leave what prices go by to those who answer for them; a new customer is of a territory of whoever makes it', () => {
    const managers = ['branchManager', 'headOffice', 'administrator'];
    for (const path of ['class', 'groupIds', 'groupIds/x', 'channelRole'])
      for (const of of ['new', 'held'] as const)
        expect(ROLES.filter((role) => mayWrite(role, 'customers', path, of))).toEqual(managers);
    expect(ROLES.filter((role) => mayWrite(role, 'customers', 'territoryId'))).toEqual(managers);
    expect(ROLES.filter((role) => mayWrite(role, 'customers', 'territoryId', 'new'))).toEqual(['rep', ...managers]);
  });

  it('let a device decide a review and change nothing else in it', () => {
    expect(
      ['status', 'decidedBy', 'decidedAt', 'leaves', 'deciderId'].map((path) => mayWrite('rep', 'reviews', path)),
    ).toEqual([true, true, true, false, false]);
    expect(ROLES.filter((role) => mayWrite(role, 'reviews', null) || mayDelete(role, 'reviews'))).toEqual([]);
  });

  it('leave stock to those who keep it: no seller and no technician moves or allots it', () => {
    expect(ROLES.filter((role) => mayWrite(role, 'stock', null) || mayWrite(role, 'stock', 'quantity'))).toEqual([
      'branchManager',
      'headOffice',
      'administrator',
    ]);
  });

  it('SYNC-104: let no device write a sales credit, and keep them from whoever neither sells nor leads', () => {
    const paths = [null, 'state', 'personId', 'amount'];
    expect(ROLES.filter((role) => paths.some((path) => mayWrite(role, 'salesCredits', path)))).toEqual([]);
    expect(ROLES.filter((role) => mayDelete(role, 'salesCredits'))).toEqual([]);
    expect(ROLES.filter((role) => !mayRead(role, 'salesCredits'))).toEqual(['technician', 'marketing']);
  });

  it('let a rep remove drafts but no customer', () => {
    expect([
      mayDelete('rep', 'salesDocuments'),
      mayDelete('rep', 'customers'),
      mayDelete('branchManager', 'customers'),
    ]).toEqual([true, false, true]);
  });

  it('are no one`s for export until granted, and nothing but reading for the auditor, who reads everything', () => {
    expect(ROLES.filter((role) => permissionsOf(role).includes('export'))).toEqual([]);
    expect(permissionsOf('auditor')).toEqual(['audit.read']);
    expect(readableCollections('auditor')).toEqual([...COLLECTION_NAMES]);
    expect(permissionsOf('administrator').length).toBe(PERMISSIONS.length - 1);
  });

  it.each(['', '/', 'phones//number', 'a~b', 'creditLimit/'])('refuse the malformed path "%s"', (path) => {
    expect(mayWrite('administrator', 'customers', path)).toBe(false);
  });

  it('do not mistake names that every object inherits for fields with a rule', () => {
    expect(mayWrite('rep', 'customers', 'constructor')).toBe(true);
  });
});
