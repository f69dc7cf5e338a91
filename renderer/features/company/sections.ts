/** How the company's settings are grouped: what is changed together is one form, and one commit. */
import type { SettingKey } from '../../../shared/domain/organisation/companySettings.ts';

export const SECTIONS = {
  general: ['timeZone', 'defaultCurrency', 'taxPercentage', 'invoicedBy', 'receiptsFrom'],
  letterhead: ['letterhead'],
  devices: ['leaseDays', 'leaseGraceDays', 'minimumProgramVersion'],
  hours: ['workingHours'],
  holidays: ['holidays', 'promiseWarningMinutes'],
  lock: ['idleLockMinutes', 'idleLockMinutesMaximum'],
  recovery: ['recoveryShares'],
  reading: ['readingPagesPerHour'],
} as const satisfies Readonly<Record<string, readonly SettingKey[]>>;

export type SectionName = keyof typeof SECTIONS;

export const SECTION_NAMES = Object.keys(SECTIONS) as SectionName[];

export const isSectionName = (name: string | undefined): name is SectionName =>
  SECTION_NAMES.some((known) => known === name);
