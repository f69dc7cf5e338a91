/** Actions and facts of the audit log in words; those of a newer version by their names. */
import type { AuditEntryView } from '../../../shared/contract/administration.ts';
import type { Translator } from '../../../shared/locale/translator.ts';

export const actionWords = (t: Translator, action: string): string => t.maybe(`audit.action.${action}`) ?? action;
export const factLabel = (t: Translator, fact: string): string => t.maybe(`audit.fact.${fact}`) ?? fact;

/** A setting of the company has a key for its name; what people and places are called stands as it is. */
export const nameWords = (t: Translator, name: string): string => t.maybe(`company.setting.${name}`) ?? name;

type Fact = AuditEntryView['facts'][string];

/** Roles and orders are worded; whatever else stands as it was written. */
export function factWords(t: Translator, fact: string, value: Fact, number: (value: number) => string): string {
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string' && fact === 'name') return nameWords(t, value);
  if (typeof value === 'string') return (fact in WORDED ? t.maybe(`${WORDED[fact]}.${value}`) : undefined) ?? value;
  if (typeof value === 'boolean') return t(value ? 'audit.fact.yes' : 'audit.fact.no');
  if (value === null) return '–';
  return (fact === 'paths' ? value.map((path) => pathWords(t, path)) : value).join(', ');
}

/** Of a field of the organisation's records. What a device wrote into its own log may be no path at all. */
const pathWords = (t: Translator, path: string): string =>
  t.maybe(`field.organisation.${path}`) ?? t.maybe(`field.${path}`) ?? path;

const WORDED: Readonly<Record<string, string>> = {
  kind: 'kind',
  role: 'role',
  from: 'role',
  to: 'role',
  manner: 'devices.act',
  fault: 'audit.fault',
};
