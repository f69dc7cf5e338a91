/** The declaration against what was written by hand, and the page that a newcomer reads against the declaration. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { permissionWordsEn } from '../locale/messages/permissionWords.en.ts';
import { ROLES, type Role } from './organisation/organisation.ts';
import {
  hasPermission,
  hiddenFields,
  mayDelete,
  mayRead,
  mayWrite,
  PERMISSIONS,
  permissionsOf,
  type Permission,
} from './permissions.ts';
import { COLLECTION_NAMES, type CollectionName } from './record.ts';
import { FIELDS_BY_HAND, PERMISSIONS_BY_HAND, RIGHTS_BY_HAND, type Rights } from './testing/rightsByHand.ts';

const PAGE = fileURLToPath(new URL('../../docs/spec/permissions.md', import.meta.url));
const isUpdating = process.env['PEYVAND_UPDATE_PERMISSIONS'] === '1';

/** A field of the collection that asks for nothing of its own. */
const plainField = (collection: CollectionName): string => (collection === 'reviews' ? 'status' : 'note');

function rightsOf(role: Role, collection: CollectionName): string {
  const letter = (name: string, may: boolean): string => (may ? name : '-');
  return [
    letter('r', mayRead(role, collection)),
    letter('c', mayWrite(role, collection, null)),
    letter('u', mayWrite(role, collection, plainField(collection))),
    letter('d', mayDelete(role, collection)),
  ].join('');
}

describe('SEC-80: the table of rights', () => {
  it.each(ROLES)('of %s is what was written by hand', (role) => {
    const declared = Object.fromEntries(COLLECTION_NAMES.map((name) => [name, rightsOf(role, name)]));
    const byHand: Record<string, Rights> = Object.fromEntries(
      COLLECTION_NAMES.map((name) => [name, RIGHTS_BY_HAND[name][role]]),
    );
    expect(declared).toEqual(byHand);
  });

  it('of fields is what was written by hand, and no other field is hidden from anybody', () => {
    for (const { collection, field, seenBy, changedBy } of FIELDS_BY_HAND) {
      const roles = (may: (role: Role) => boolean): readonly Role[] => ROLES.filter(may);
      expect({ field, seenBy: roles((role) => !hiddenFields(role, collection).includes(field)) }).toEqual({
        field,
        seenBy,
      });
      expect({ field, changedBy: roles((role) => mayWrite(role, collection, field)) }).toEqual({ field, changedBy });
    }
    const known = new Set(FIELDS_BY_HAND.map(({ collection, field }) => `${collection}/${field}`));
    const hidden = ROLES.flatMap((role) =>
      COLLECTION_NAMES.flatMap((name) => hiddenFields(role, name).map((field) => `${name}/${field}`)),
    );
    expect(hidden.filter((field) => !known.has(field))).toEqual([]);
  });

  it('of other permissions is what was written by hand, and every permission stands in one of the two', () => {
    for (const [permission, roles] of Object.entries(PERMISSIONS_BY_HAND))
      expect({ permission, roles: ROLES.filter((role) => hasPermission(role, permission as Permission)) }).toEqual({
        permission,
        roles,
      });
    const unnamed = PERMISSIONS.filter((permission) => !(permission in PERMISSIONS_BY_HAND));
    expect(
      unnamed.filter(
        (permission) => !/\.write$|^customers\.(credit|pricing|delete)$|^reviews\.decide$/.test(permission),
      ),
    ).toEqual([]);
  });

  it('is the page that people read', () => {
    const page = permissionPage();
    if (isUpdating) writeFileSync(PAGE, page);
    expect(readFileSync(PAGE, 'utf8')).toBe(page);
  });
});

// ---- the page ------------------------------------------------------------------------------------------------

function permissionPage(): string {
  const row = (first: string, cells: readonly string[]): string => `| ${[first, ...cells].join(' | ')} |`;
  const head = (first: string): string =>
    `${row(first, ROLES)}\n${row(
      '---',
      ROLES.map(() => '---'),
    )}`;
  const collections = COLLECTION_NAMES.map((name) =>
    row(
      name,
      ROLES.map((role) => `\`${rightsOf(role, name)}\``),
    ),
  );
  const fields = FIELDS_BY_HAND.map(({ collection, field }) =>
    row(
      `${collection}/${field}`,
      ROLES.map((role) => fieldWord(role, collection, field)),
    ),
  );
  const permissions = PERMISSIONS.map((permission) =>
    row(
      `${permission}: ${permissionWordsEn[`permission.${permission}`]}`,
      ROLES.map((role) => (permissionsOf(role).includes(permission) ? 'yes' : '')),
    ),
  );
  return `# Who may do what

Made from \`shared/domain/permissions.ts\` by its test, which fails when the two differ; \`PEYVAND_UPDATE_PERMISSIONS=1\` writes it anew. The same rights stand
once more, by hand, in \`shared/domain/testing/rightsByHand.ts\`, and are tried on the server and in the core call by call (SEC-80 to SEC-84).

Which records a person holds at all is decided by scopes (\`sync.md\`), never here. \`r\` reads, \`c\` creates, \`u\` changes, \`d\` deletes. Of orders only drafts
are deleted, of reviews only the decision is changed, and how far an order or contract may go without somebody else's word is a setting of the company (SEC-85).

## Collections

${head('collection')}
${collections.join('\n')}

## Fields that are not as their collection is

A hidden field never leaves the server for a device of that role. \`reads\` may not change it.

${head('field')}
${fields.join('\n')}

## Permissions

\`export\` is granted to a person, never to a role.

${head('permission')}
${permissions.join('\n')}
`;
}

function fieldWord(role: Role, collection: CollectionName, field: string): string {
  if (hiddenFields(role, collection).includes(field)) return '**hidden**';
  return mayWrite(role, collection, field) ? 'changes' : 'reads';
}
