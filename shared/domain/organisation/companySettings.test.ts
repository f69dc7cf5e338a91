import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../base/leafPath.ts';
import { withApprovalLimits } from '../approvals/limits.ts';
import {
  readSetting,
  SETTING_KEYS,
  settingId,
  settingInForce,
  settingProblems,
  type SettingKey,
} from './companySettings.ts';

const HOURS = { zone: 'Asia/Tehran', weekdays: [6, 7, 1, 2, 3], from: '07:30', to: '19:00' };

const GOOD: Readonly<Record<SettingKey, readonly JsonValue[]>> = {
  timeZone: ['Asia/Tehran', 'Europe/Berlin'],
  defaultCurrency: ['IRR', 'EUR'],
  invoicedBy: ['order', 'invoice'],
  receiptsFrom: ['2026-03-21', null],
  taxPercentage: [0, 90_000, 1_000_000, null],
  letterhead: [{}, { name: 'پیوند', economicCode: '411111111111', terms: 'x'.repeat(2_000), later: 1 }],
  leaseDays: [1, 30],
  leaseGraceDays: [0, 3_650, null],
  minimumProgramVersion: ['0.1', '1.4.2', null],
  workingHours: [HOURS, { ...HOURS, from: '19:00', to: '07:30' }, null],
  holidays: [
    [],
    [
      { on: '2026-03-21', name: 'نوروز', later: 1 },
      { on: '2026-03-22', name: 'نوروز' },
    ],
  ],
  promiseWarningMinutes: [0, 60, 10_000],
  idleLockMinutes: [0, 1, 1_440],
  idleLockMinutesMaximum: [1, 1_440, null],
  recoveryShares: ['off', 'offered', 'required'],
  readingPagesPerHour: [0, 30, 100_000],
  approvalLimits: [{}, { roles: { rep: { discountPercentage: 200_000, later: 1 } }, people: {}, newer: true }],
};

const BAD: Readonly<Record<SettingKey, readonly JsonValue[]>> = {
  timeZone: ['', 'Mars/Olympus', null, 3],
  defaultCurrency: ['XXX', '', null],
  invoicedBy: ['', 'delivery', null, true],
  receiptsFrom: ['', '1405/01/01', '2026-02-30', 7],
  taxPercentage: [-1, 1_000_001, 0.5, '9'],
  letterhead: [null, [], { name: '' }, { phone: 7 }, { address: 'x'.repeat(501) }],
  leaseDays: [0, 31, 1.5, null, '30'],
  leaseGraceDays: [-1, 3_651, 0.5, ''],
  minimumProgramVersion: ['', 'new', '1.', '1.2.3.4.5'],
  workingHours: [
    { ...HOURS, weekdays: [] },
    { ...HOURS, weekdays: [8] },
    { ...HOURS, zone: 'Mars/Olympus' },
    { ...HOURS, from: '7:30' },
    { ...HOURS, to: null },
    [],
  ],
  holidays: [
    null,
    {},
    [{ on: '2026-02-30', name: 'x' }],
    [{ on: '2026-03-21', name: ' ' }],
    [{ on: '2026-03-21' }],
    // A day is one holiday, whatever else falls on it.
    [
      { on: '2026-03-21', name: 'نوروز' },
      { on: '2026-03-21', name: 'عید فطر' },
    ],
  ],
  promiseWarningMinutes: [-1, 10_001, 0.5, null],
  idleLockMinutes: [-1, 1_441, 0.5, null],
  idleLockMinutesMaximum: [0, 1_441, ''],
  recoveryShares: ['maybe', null, true],
  readingPagesPerHour: [1, 29, 100_001, null],
  approvalLimits: [
    null,
    [],
    { roles: { rep: { discountPercentage: 1_000_001 } } },
    { roles: { rep: { contractMonths: 1.5 } } },
    { people: { x: { contractCoverage: ['everything'] } } },
  ],
};

const problems = (changed: object, settings: object = {}, version: string | null = '0.2.0') =>
  settingProblems(changed, { ...settings, ...changed }, version);

describe('SEC-73: a setting of the company', () => {
  it.each(SETTING_KEYS)('%s takes what it may be, and says of everything else that it cannot be', (key) => {
    for (const value of GOOD[key]) {
      expect(problems({ [key]: value }, { idleLockMinutes: 1 }, null), JSON.stringify(value)).toEqual([]);
      expect(readSetting({ [key]: value }, key)).toEqual(value);
    }
    for (const value of BAD[key]) {
      expect(problems({ [key]: value }), JSON.stringify(value)).toEqual([{ key, reason: key }]);
      expect(readSetting({ [key]: value }, key)).toBeUndefined();
    }
  });

  it('that nobody has set, or that cannot be read, is as it is by itself', () => {
    expect(settingInForce({}, 'leaseGraceDays')).toBe(14);
    expect(settingInForce({ leaseGraceDays: 'x' }, 'leaseGraceDays')).toBe(14);
    expect(settingInForce({ leaseGraceDays: null }, 'leaseGraceDays')).toBeNull();
    expect(settingInForce({}, 'timeZone')).toBeUndefined();
  });

  it('has one id, so that two who set it at once do not make two', () => {
    expect(new Set(SETTING_KEYS.map(settingId)).size).toBe(SETTING_KEYS.length);
    expect(settingId('leaseDays')).toBe(settingId('leaseDays'));
  });
});

describe('SEC-73: settings that do not go together', () => {
  it('the lock falls no later than at its latest, whichever of the two is changed', () => {
    const order = [{ key: 'idleLockMinutes', reason: 'idleLockOrder' }];
    expect(problems({ idleLockMinutes: 20 }, { idleLockMinutesMaximum: 10 })).toEqual(order);
    expect(problems({ idleLockMinutes: 0 }, { idleLockMinutesMaximum: 10 })).toEqual(order);
    expect(problems({ idleLockMinutesMaximum: 10 })).toEqual(order);
    expect(problems({ idleLockMinutesMaximum: 10 }, { idleLockMinutes: 10 })).toEqual([]);
    expect(problems({ idleLockMinutes: 20, idleLockMinutesMaximum: null }, { idleLockMinutesMaximum: 10 })).toEqual([]);
    // What was so before keeps nobody from changing something else.
    expect(problems({ leaseDays: 7 }, { idleLockMinutes: 20, idleLockMinutesMaximum: 10 })).toEqual([]);
  });

  it('no version is asked for that is newer than any program here', () => {
    const ahead = [{ key: 'minimumProgramVersion', reason: 'versionAhead' }];
    expect(problems({ minimumProgramVersion: '0.3' })).toEqual(ahead);
    expect(problems({ minimumProgramVersion: '2' })).toEqual(ahead);
    expect(problems({ minimumProgramVersion: '0.2' })).toEqual([]);
    expect(problems({ minimumProgramVersion: '0.2.0' })).toEqual([]);
    expect(problems({ minimumProgramVersion: '9' }, {}, null)).toEqual([]);
  });
});

describe('SEC-73: limits of one role or person', () => {
  const setting = {
    roles: { rep: { discountPercentage: 200_000, later: 1 }, headOffice: {} },
    people: { sara: { contractMonths: 6 } },
    newer: true,
  };

  it('are put in without touching those of others, nor what a newer version wrote', () => {
    expect(withApprovalLimits(setting, { role: 'rep' }, { contractMonths: 24 })).toEqual({
      ...setting,
      roles: { rep: { later: 1, contractMonths: 24 }, headOffice: {} },
    });
    expect(withApprovalLimits(setting, { person: 'ali' }, { withinCredit: false })).toEqual({
      ...setting,
      people: { sara: { contractMonths: 6 }, ali: { withinCredit: false } },
    });
  });

  it('are taken out whole, and begin a setting that is none', () => {
    expect(withApprovalLimits(setting, { person: 'sara' }, {})).toEqual({ ...setting, people: {} });
    expect(withApprovalLimits('x', { role: 'rep' }, { withinCredit: true })).toEqual({
      roles: { rep: { withinCredit: true } },
    });
  });
});
