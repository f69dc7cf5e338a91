/** What each role may do, read from the same table that server and core enforce. */
import { IconCheck, IconMinus } from '@tabler/icons-react';
import { createLazyRoute } from '@tanstack/react-router';
import { ROLES, type Role } from '../../../shared/domain/organisation/organisation.ts';
import { hasPermission, PERMISSIONS } from '../../../shared/domain/permissions.ts';
import { holdsEveryScope } from '../../../shared/sync/scopes.ts';
import { Page } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Administration.module.css';

export const rolesPage = createLazyRoute('/roles')({ component: RolesPage });

function RolesPage() {
  const { t } = useLocale();
  return (
    <Page title={t('roles.title')}>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={t('roles.title')}>
        <p className={styles.text}>{t('roles.text')}</p>
        <table className={styles.matrix}>
          <thead>
            <tr>
              <th scope="col">{t('roles.permission')}</th>
              {ROLES.map((role) => (
                <th key={role} scope="col">
                  {t(`role.${role}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t('roles.reach')}</th>
              {ROLES.map((role) => (
                <td key={role}>{t(`roles.reach.${reachOf(role)}`)}</td>
              ))}
            </tr>
            {PERMISSIONS.map((permission) => (
              <tr key={permission}>
                <th scope="row">{t(`permission.${permission}`)}</th>
                {ROLES.map((role) => (
                  <td key={role}>
                    <Mark may={hasPermission(role, permission)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <p className={styles.dim}>{t('roles.exportNote')}</p>
      </div>
    </Page>
  );
}

function Mark({ may }: { may: boolean }) {
  const { t } = useLocale();
  return may ? (
    <IconCheck size={16} stroke={2.25} className={styles.may} role="img" aria-label={t('roles.may')} />
  ) : (
    <IconMinus size={14} stroke={1.5} className={styles.mayNot} role="img" aria-label={t('roles.mayNot')} />
  );
}

function reachOf(role: Role): 'company' | 'branch' | 'territories' {
  if (holdsEveryScope(role)) return 'company';
  return role === 'branchManager' ? 'branch' : 'territories';
}
