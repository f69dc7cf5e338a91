/** The sample company itself: a distributor of medical equipment with three branches. Its ids never change, whatever the seed. */
import type { Instant } from '../../shared/base/clock.ts';
import type { CurrencyCode } from '../../shared/base/currency.ts';
import { deterministicId, type RecordId } from '../../shared/base/id.ts';
import { PERCENT_SCALE } from '../../shared/base/money.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import type { RecordDraft } from '../sync/bulkLoad.ts';
import type { City } from './places.ts';
import { CITIES } from './places.ts';
import { SAMPLE_PEOPLE, type SamplePerson } from './users.ts';

export const SAMPLE_COMPANY_NAME = 'آرمان‌طب پارس';
export const SAMPLE_TIME_ZONE = 'Asia/Tehran';
export const SAMPLE_CURRENCY: CurrencyCode = 'IRR';
/** 9 %. */
export const SAMPLE_TAX_PERCENTAGE = 90_000;

export const sampleId = (kind: string, key: string): RecordId => deterministicId('peyvand sample company', kind, key);
export const personId = (login: string): RecordId => sampleId('person', login);
export const branchId = (key: string): RecordId => sampleId('branch', key);
export const territoryId = (key: string): RecordId => sampleId('territory', key);
export const stockPlaceId = (branchKey: string): RecordId => sampleId('stockPlace', branchKey);

export interface Branch {
  readonly key: string;
  readonly name: string;
  readonly managerLogin: string;
  /** The part of printed numbers that tells the branch's paper from devices' (whose codes have neither 0 nor 1). */
  readonly paperCode: string;
}

export const BRANCHES: readonly Branch[] = [
  { key: 'tehran', name: 'شعبهٔ تهران', managerLogin: 'hamid', paperCode: 'T01' },
  { key: 'isfahan', name: 'شعبهٔ اصفهان', managerLogin: 'nasrin', paperCode: 'E01' },
  { key: 'shiraz', name: 'شعبهٔ شیراز', managerLogin: 'nasrin', paperCode: 'S01' },
];

export interface Territory {
  readonly key: string;
  readonly name: string;
  readonly region: string;
  readonly branch: Branch;
  readonly cities: readonly City[];
  /** Logins of the reps who look after it. */
  readonly reps: readonly string[];
  /** How many of a hundred customers live here. */
  readonly weight: number;
}

const [TEHRAN, ISFAHAN, SHIRAZ] = BRANCHES as [Branch, Branch, Branch];

/** Ali and Sara share the north of Tehran: two people at one customer are the case that sync must show. */
export const TERRITORIES: readonly Territory[] = [
  {
    key: 'tehran-north',
    name: 'تهران شمال و غرب',
    region: 'تهران',
    branch: TEHRAN,
    cities: CITIES.tehranNorth,
    reps: ['ali', 'sara'],
    weight: 27,
  },
  {
    key: 'tehran-south',
    name: 'تهران جنوب و شرق',
    region: 'تهران',
    branch: TEHRAN,
    cities: CITIES.tehranSouth,
    reps: ['sara'],
    weight: 19,
  },
  {
    key: 'alborz',
    name: 'البرز و قزوین',
    region: 'البرز',
    branch: TEHRAN,
    cities: CITIES.alborz,
    reps: ['ali'],
    weight: 13,
  },
  {
    key: 'isfahan-city',
    name: 'اصفهان شهر',
    region: 'اصفهان',
    branch: ISFAHAN,
    cities: CITIES.isfahan,
    reps: ['reza'],
    weight: 14,
  },
  {
    key: 'isfahan-province',
    name: 'کاشان و یزد',
    region: 'اصفهان',
    branch: ISFAHAN,
    cities: CITIES.isfahanProvince,
    reps: ['reza'],
    weight: 8,
  },
  {
    key: 'shiraz-city',
    name: 'شیراز شهر',
    region: 'فارس',
    branch: SHIRAZ,
    cities: CITIES.shiraz,
    reps: ['maryam'],
    weight: 13,
  },
  {
    key: 'fars-south',
    name: 'فارس و بوشهر',
    region: 'فارس',
    branch: SHIRAZ,
    cities: CITIES.farsSouth,
    reps: ['maryam'],
    weight: 6,
  },
];

/** Branches, territories, places of stock, people, settings: everything that the rest refers to. */
export function* organisationDrafts(at: Instant): Generator<RecordDraft> {
  const draft = (kind: string, id: RecordId, body: RecordBody): RecordDraft => ({
    collection: 'organisation',
    kind,
    id,
    body,
    createdBy: personId('admin'),
    at,
  });
  for (const branch of BRANCHES) {
    yield draft('branch', branchId(branch.key), { name: branch.name, managerId: personId(branch.managerLogin) });
    yield draft('stockPlace', stockPlaceId(branch.key), {
      name: branch.name.replace('شعبهٔ', 'انبار'),
      branchId: branchId(branch.key),
    });
  }
  for (const territory of TERRITORIES) {
    yield draft('territory', territoryId(territory.key), {
      name: territory.name,
      branchId: branchId(territory.branch.key),
      region: territory.region,
    });
  }
  for (const person of SAMPLE_PEOPLE) yield draft('person', personId(person.login), personBody(person));
  for (const [key, value] of Object.entries(SETTINGS)) yield draft('setting', sampleId('setting', key), { key, value });
}

const SETTINGS = {
  companyName: SAMPLE_COMPANY_NAME,
  defaultCurrency: SAMPLE_CURRENCY,
  taxPercentage: SAMPLE_TAX_PERCENTAGE,
  timeZone: SAMPLE_TIME_ZONE,
  idleLockMinutes: 15,
  leaseDays: 30,
  // Beyond these somebody else's word is asked for: a rep's branch manager, and a manager's head office.
  approvalLimits: {
    roles: {
      rep: { discountPercentage: 20 * PERCENT_SCALE, contractMonths: 24 },
      branchManager: { discountPercentage: 35 * PERCENT_SCALE },
    },
  },
};

/** What they can mend. */
const SKILLS_BY_LOGIN: Readonly<Record<string, readonly string[]>> = {
  kaveh: ['بیمارستانی', 'آزمایشگاهی', 'دندان‌پزشکی'],
};

function personBody(person: SamplePerson): RecordBody {
  return {
    name: person.name.fa,
    role: person.role,
    ...(person.branch === null ? {} : { branchId: branchId(person.branch) }),
    ...(person.territories.length === 0 ? {} : { territoryIds: person.territories.map(territoryId) }),
    ...(person.reportsTo === null ? {} : { managerId: personId(person.reportsTo) }),
    title: person.title,
    ...(SKILLS_BY_LOGIN[person.login] === undefined ? {} : { skills: [...(SKILLS_BY_LOGIN[person.login] ?? [])] }),
    email: `${person.login}@arman-teb.example`,
    phone: person.phone,
    active: true,
    custom: { latinName: person.name.en },
  };
}
