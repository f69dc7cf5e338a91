/** How far whom may go without asking, in words. */
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import { approvalLimitsOf, type ApprovalLimits } from '../../../shared/domain/approvals/limits.ts';
import { objectOf } from '../../../shared/domain/bodyReads.ts';
import { ROLES, type Role } from '../../../shared/domain/organisation/organisation.ts';
import { hasPermission } from '../../../shared/domain/permissions.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import type { Locale } from '../../ui/locale/LocaleProvider.tsx';

/** What a person is called; null for somebody who is not listed. */
export type PeopleNames = (id: string) => string | null;

/** Those who write anything that is limited. */
export const LIMITED_ROLES: readonly Role[] = ROLES.filter(
  (role) => hasPermission(role, 'orders.confirm') || hasPermission(role, 'contracts.write'),
);

/** What is set for one role, as the rules of approval read it: a slip in it limits to nothing. */
export const limitsOfRole = (setting: JsonValue | undefined, role: Role): ApprovalLimits =>
  approvalLimitsOf({ roles: objectOf(objectOf(setting)['roles']) }, { id: '', role });

/** What is set for one person alone, without their role's. */
export const limitsOfPerson = (setting: JsonValue | undefined, id: string): ApprovalLimits =>
  approvalLimitsOf({ people: objectOf(objectOf(setting)['people']) }, { id, role: 'rep' });

export const limitedPeople = (setting: JsonValue | undefined): string[] =>
  Object.keys(objectOf(objectOf(setting)['people']));

export function limitWords({ t, formats, language }: Locale, limits: ApprovalLimits): string {
  const { paperDays, withinAllotment } = limits;
  const { discountPercentage, withinCredit, contractMonths, contractVisits, contractResponseHours, contractCoverage } =
    limits;
  const words = [
    discountPercentage !== undefined &&
      t('company.limits.words.discount', { value: formats.percentage(discountPercentage) }),
    withinCredit === true && t('company.limits.words.credit'),
    withinCredit === false && t('company.limits.words.noCredit'),
    paperDays !== undefined && t('company.limits.words.paperDays', { count: paperDays }),
    withinAllotment === true && t('company.limits.words.allotment'),
    withinAllotment === false && t('company.limits.words.noAllotment'),
    contractMonths !== undefined && t('company.limits.words.months', { count: contractMonths }),
    contractVisits !== undefined && t('company.limits.words.visits', { value: formats.quantity(contractVisits) }),
    contractResponseHours !== undefined && t('company.limits.words.response', { count: contractResponseHours }),
    contractCoverage !== undefined &&
      (contractCoverage.length === 0
        ? t('company.limits.words.noCoverage')
        : t('company.limits.words.coverage', {
            value: contractCoverage
              .map((item) => valueLabel(t, 'contracts', 'coverage', item))
              .join(language === 'fa' ? '، ' : ', '),
          })),
  ].filter((word) => word !== false);
  return words.length === 0 ? t('company.limits.none') : words.join(' · ');
}

/** A line for each role and person of whom something is said. */
export function limitLines(locale: Locale, names: PeopleNames, setting: JsonValue): string[] {
  const { t } = locale;
  const roles = ROLES.map((role) => ({ name: t(`role.${role}`), limits: limitsOfRole(setting, role) }));
  const people = limitedPeople(setting).map((id) => ({
    name: names(id) ?? t('company.limits.gone'),
    limits: limitsOfPerson(setting, id),
  }));
  const lines = [...roles, ...people]
    .filter(({ limits }) => Object.keys(limits).length > 0)
    .map(({ name, limits }) => t('company.meanwhile.value', { what: name, value: limitWords(locale, limits) }));
  return lines.length === 0 ? [t('company.limits.none')] : lines;
}
