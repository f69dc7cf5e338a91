import { createError } from '../../../../shared/base/errors.ts';
import { ROLES } from '../../../../shared/domain/organisation/organisation.ts';
import { mayWrite, permissionsOf } from '../../../../shared/domain/permissions.ts';
import type { ImportPlan } from './plan.ts';

/** All or nothing: an import of which the server would park a part is refused before anything is written. @throws `permission_denied` */
export function checkImportRights(roleName: string, plan: Pick<ImportPlan, 'drafts'>): void {
  const role = ROLES.find((known) => known === roleName);
  if (!role || !permissionsOf(role).includes('import'))
    throw createError('permission_denied', { permission: 'import' });
  const refused = new Set(plan.drafts.map(({ collection }) => collection))
    .values()
    .find((collection) => !mayWrite(role, collection, null));
  if (refused !== undefined) throw createError('permission_denied', { collection: refused });
}
