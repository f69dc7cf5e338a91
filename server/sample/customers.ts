/** Who the sample company sells to: hospitals, clinics, laboratories, pharmacies, doctors and dealers. */
import { addDays, type IsoDate } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { Customer } from '../../shared/domain/customers/customer.ts';
import { workingDayBefore } from './calendar.ts';
import type { Chance } from './chance.ts';
import { personId, SAMPLE_CURRENCY, TERRITORIES, territoryId, type Territory } from './company.ts';
import {
  CONTACT_TITLES,
  ENGLISH_NAMES,
  FAMILY_NAMES,
  GIVEN_NAMES,
  MIXED_NAMES,
  PLACE_NAMES,
  VERY_LONG_NAME,
  withArabicLetters,
} from './names.ts';
import { COMMON_STREETS, type City } from './places.ts';
import { TRADES, type Trade } from './trades.ts';

export interface SampleCustomer {
  readonly id: RecordId;
  readonly kind: Trade['kind'];
  readonly trade: Trade;
  readonly territory: Territory;
  /** Login of the rep who looks after it. */
  readonly owner: string;
  /** The day on which it was first written down. */
  readonly knownSince: IsoDate;
  readonly body: Customer;
}

const TERRITORY_WEIGHTS = TERRITORIES.map((territory) => [territory.weight, territory] as const);
const LONG_NAME_PLACE = 6;

type Consent = NonNullable<Customer['consent']>;

/** The customer number `place` (from 0). */
export function createCustomer(place: number, today: IsoDate, id: RecordId, chance: Chance): SampleCustomer {
  const territory = chance.weighted(TERRITORY_WEIGHTS);
  const city = chance.pick(territory.cities);
  const trade = chance.weighted(TRADES);
  const stage = chance.weighted<Customer['stage']>([
    [62, 'active'],
    [13, 'prospect'],
    [11, 'lead'],
    [9, 'dormant'],
    [5, 'lost'],
  ]);
  const owner = chance.pick(territory.reps);
  const isNew = stage === 'lead' || stage === 'prospect';
  const knownSince = workingDayBefore(today, isNew ? chance.between(2, 200) : chance.between(420, 2_900));
  const names = nameCustomer(place, trade, city, chance);
  const credit = creditOf(trade, chance);
  const tags = tagsOf(trade, chance);
  return {
    id,
    kind: trade.kind,
    trade,
    territory,
    owner,
    knownSince,
    body: {
      name: names.name,
      code: `C-${String(place + 1).padStart(6, '0')}`,
      stage,
      channelRole: trade.channelRole,
      industry: trade.industry,
      region: city.region,
      territoryId: territoryId(territory.key),
      ownerId: personId(owner),
      ...(chance.percent(3) ? { accountTeam: [personId('leila')] } : {}),
      ...(trade.kind === 'person' ? {} : { contacts: contactsOf(trade, chance) }),
      addresses: addressesOf(city, chance),
      phones: phonesOf(trade, city, chance),
      ...(chance.percent(trade.kind === 'person' ? 25 : 65) ? { email: `info@${names.slug}.example` } : {}),
      ...(trade.kind !== 'person' && chance.percent(40) ? { website: `https://www.${names.slug}.example` } : {}),
      ...(chance.percent(70) ? { nationalId: digits(chance, trade.kind === 'person' ? 10 : 11) } : {}),
      consent: { phone: consent(chance), sms: consent(chance), email: consent(chance) },
      ...(credit === 0
        ? {}
        : {
            creditLimit: { amount: credit, currency: SAMPLE_CURRENCY },
            chequeLimit: { amount: credit * 2, currency: SAMPLE_CURRENCY },
          }),
      ...(isNew ? {} : { customerSince: addDays(knownSince, chance.between(0, 45)) }),
      ...(tags.length === 0 ? {} : { tags }),
      ...(chance.percent(12) ? { note: chance.pick(NOTES) } : {}),
    },
  };
}

function nameCustomer(place: number, trade: Trade, city: City, chance: Chance): { name: string; slug: string } {
  const [placeName, placeSlug] = chance.pick(PLACE_NAMES);
  const [given, givenSlug] = chance.pick(GIVEN_NAMES);
  const [family, familySlug] = chance.pick(FAMILY_NAMES);
  const latin = chance.between(1, 100);
  const isFirm = trade.kind !== 'person';
  const pattern =
    isFirm && latin <= 4
      ? chance.pick(ENGLISH_NAMES)
      : isFirm && latin <= 9
        ? chance.pick(MIXED_NAMES)
        : chance.pick(trade.names);
  const isEnglish = ENGLISH_NAMES.some((name) => name === pattern);
  const name = pattern
    .replace('{place}', isEnglish ? placeSlug : placeName)
    .replace('{city}', city.name)
    .replace('{given}', given)
    .replace('{family}', family);
  const words = pattern.includes('{place}')
    ? [placeSlug, trade.key]
    : [...(pattern.includes('{given}') ? [givenSlug] : []), familySlug];
  const slug = `${words.join('-').toLowerCase().replaceAll(' ', '')}-${place + 1}`;
  if (place === LONG_NAME_PLACE) return { name: VERY_LONG_NAME, slug };
  return { name: chance.percent(5) ? withArabicLetters(name) : name, slug };
}

function contactsOf(trade: Trade, chance: Chance): NonNullable<Customer['contacts']> {
  const count = chance.between(1, trade.key === 'hospital' ? 4 : 2);
  return chance.several(CONTACT_TITLES, count).map((title, index) => ({
    id: `c${index + 1}`,
    order: `a${index}`,
    name: `${chance.pick(GIVEN_NAMES)[0]} ${chance.pick(FAMILY_NAMES)[0]}`,
    title,
    ...(chance.percent(80) ? { phone: mobile(chance) } : {}),
  }));
}

function addressesOf(city: City, chance: Chance): NonNullable<Customer['addresses']> {
  const main = address('main', 0, city, chance);
  return chance.percent(15) ? [main, address('delivery', 1, city, chance)] : [main];
}

function address(
  label: 'main' | 'delivery',
  index: number,
  city: City,
  chance: Chance,
): NonNullable<Customer['addresses']>[number] {
  const street =
    chance.percent(60) && city.streets.length > 0 ? chance.pick(city.streets) : chance.pick(COMMON_STREETS);
  const near = (degrees: number): number => degrees + chance.between(-45_000, 45_000);
  return {
    id: `a${index + 1}`,
    order: `a${index}`,
    label,
    street: `${street}، پلاک ${persianDigits(String(chance.between(1, 480)))}${chance.percent(35) ? `، طبقهٔ ${chance.pick(['اول', 'دوم', 'سوم', 'چهارم'])}` : ''}`,
    city: city.name,
    region: city.region,
    ...(chance.percent(70) ? { postalCode: digits(chance, 10) } : {}),
    country: 'ایران',
    ...(chance.percent(75)
      ? {
          position: { latitude: near(city.latitude), longitude: near(city.longitude), accuracy: chance.between(5, 60) },
        }
      : {}),
  };
}

function phonesOf(trade: Trade, city: City, chance: Chance): NonNullable<Customer['phones']> {
  const office = {
    id: 'p1',
    order: 'a0',
    label: 'office' as const,
    number: `${city.areaCode}-${chance.between(3, 8)}${digits(chance, 7)}`,
  };
  const cell = { id: 'p2', order: 'a1', label: 'mobile' as const, number: mobile(chance) };
  if (trade.kind === 'person')
    return chance.percent(60)
      ? [{ ...cell, order: 'a0' }]
      : [
          { ...cell, order: 'a0' },
          { ...office, order: 'a1' },
        ];
  return chance.percent(45) ? [office, cell] : [office];
}

/** One in twenty was typed on a Persian keyboard. */
function mobile(chance: Chance): string {
  const number = `09${chance.pick(['12', '13', '17', '19', '35', '37', '01', '90'])}${digits(chance, 7)}`;
  return chance.percent(5) ? persianDigits(number) : number;
}

const persianDigits = (text: string): string => text.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'.charAt(Number(digit)));

function digits(chance: Chance, count: number): string {
  return Array.from({ length: count }, (_, index) => chance.between(index === 0 ? 1 : 0, 9)).join('');
}

const consent = (chance: Chance): NonNullable<Consent['sms']> =>
  chance.weighted([
    [50, 'granted'],
    [38, 'unknown'],
    [12, 'refused'],
  ]);

/** In rials; 0 for who pays at once. */
function creditOf(trade: Trade, chance: Chance): number {
  if (trade.kind === 'person' || chance.percent(35)) return 0;
  return chance.between(2, trade.kind === 'dealer' ? 80 : 30) * 100_000_000;
}

function tagsOf(trade: Trade, chance: Chance): string[] {
  const tags = chance.percent(12) ? ['VIP'] : [];
  if (chance.percent(10)) tags.push('خوش‌حساب');
  if (chance.percent(6)) tags.push('نمایشگاه ایران‌هلث');
  if (trade.channelRole === 'endCustomer' && chance.percent(5)) tags.push('دولتی');
  return tags;
}

const NOTES = [
  'فقط شنبه‌ها و دوشنبه‌ها سفارش می‌دهند.',
  'تحویل کالا از درِ پشتی؛ پیش از رسیدن تلفن شود.',
  'قیمت رقیب را دارند؛ دربارهٔ تخفیف محتاط باشید.',
  'Prefers e-mail in English; the purchasing manager studied abroad.',
  'چک‌ها را تا پایان ماه بعد می‌دهند.',
  'علاقه‌مند به قرارداد سرویس سالانه برای همهٔ دستگاه‌ها.',
] as const;
