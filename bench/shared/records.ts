/**
 * The records that everything is measured with: customers and orders of about 600 bytes of JSON, half of them Persian and half English,
 * the same ones for the same seed. Ids are UUIDv7 of a clock that ticks once per record.
 */
import type { Instant } from '../../shared/base/clock.ts';
import { createIdSource, type RecordId } from '../../shared/base/id.ts';
import { createSeededRandomness, type SeededRandomness } from '../../shared/base/randomness.ts';
import type { RecordBody, RecordImage, ScopeId } from '../../shared/domain/record.ts';
import { FAMILY_NAMES, GIVEN_NAMES } from '../../server/sample/names.ts';
import { CITIES } from '../../server/sample/places.ts';

/** A record as the server sends it: version 1, in one scope. */
export type ServerImage = RecordImage & { readonly homeScope: ScopeId };

export interface RecordSource {
  readonly randomness: SeededRandomness;
  newId(): RecordId;
  /** A company with a contact, a telephone, an address and a note: about 600 bytes. */
  customer(): ServerImage;
  /** A confirmed order of 1 to 3 lines: about 600 bytes too. */
  order(customerId: RecordId, products: readonly RecordId[]): ServerImage;
}

export const START = Date.parse('2026-01-05T08:00:00.000Z');
export const SCOPE: ScopeId = 'company';
const AUTHOR: RecordId = '00000000-0000-7000-8000-000000000001';

export function createRecordSource(seed: number): RecordSource {
  const randomness = createSeededRandomness(seed);
  let milliseconds = START;
  const newId = createIdSource({ now: () => (milliseconds += 1) }, randomness);
  const serverImage = (collection: 'customers' | 'salesDocuments', kind: string, body: RecordBody): ServerImage => {
    const at: Instant = new Date(milliseconds).toISOString();
    return {
      collection,
      kind,
      id: newId(),
      version: 1,
      homeScope: SCOPE,
      shares: [],
      createdBy: AUTHOR,
      createdAt: at,
      updatedBy: AUTHOR,
      updatedAt: at,
      deleted: false,
      body,
    };
  };
  let count = 0;
  return {
    randomness,
    newId,
    customer() {
      count += 1;
      return serverImage('customers', 'company', customerBody(randomness, count));
    },
    order(customerId, products) {
      count += 1;
      return serverImage('salesDocuments', 'order', orderBody(randomness, count, customerId, products));
    },
  };
}

const CITY_LIST = Object.values(CITIES).flat();
const ENGLISH_CITIES = ['Tehran', 'Isfahan', 'Shiraz', 'Tabriz', 'Mashhad', 'Ahvaz', 'Rasht', 'Kerman', 'Yazd', 'Qom'];
const TRADES = [
  ['داروخانه', 'Pharmacy'],
  ['آزمایشگاه', 'Laboratory'],
  ['بیمارستان', 'Hospital'],
  ['کلینیک', 'Clinic'],
  ['فروشگاه', 'Store'],
  ['شرکت پخش', 'Distribution'],
  ['کارخانهٔ', 'Works'],
  ['صنایع غذایی', 'Foods'],
  ['چاپ و نشر', 'Print'],
  ['تعمیرگاه', 'Repairs'],
] as const;
const STAGES = ['lead', 'prospect', 'active', 'active', 'active', 'dormant', 'lost'] as const;
const NOTES = [
  ['تحویل فقط صبح‌ها؛ پیش از آمدن تلفن بزنید', 'Deliver in the morning only; call before you come'],
  [
    'تخفیف سال پیش را می‌خواهد، با مدیر فروش هماهنگ شود',
    'Asks for last year’s discount; agree it with the sales manager',
  ],
  ['دستگاه دوم در انبار است و هنوز نصب نشده', 'The second machine is in the store and not yet installed'],
] as const;

function customerBody(randomness: SeededRandomness, count: number): RecordBody {
  const isPersian = randomness.integer(2) === 0;
  const language = isPersian ? 0 : 1;
  const family = randomness.pick(FAMILY_NAMES)[language];
  const given = randomness.pick(GIVEN_NAMES)[language];
  const trade = randomness.pick(TRADES)[language];
  const place = randomness.pick(CITY_LIST);
  const city = isPersian ? place.name : randomness.pick(ENGLISH_CITIES);
  // A word that hardly any other customer has, as real company names do.
  const own = ownWord(randomness, isPersian);
  return {
    name: isPersian ? `${trade} ${own} ${family}` : `${own} ${family} ${trade}`,
    code: `C-${String(count).padStart(7, '0')}`,
    stage: randomness.pick(STAGES),
    channelRole: randomness.pick(['retailer', 'wholesaler', 'endCustomer']),
    industry: trade,
    territoryId: territoryId(randomness.integer(20)),
    ownerId: ownerId(randomness.integer(50)),
    contacts: [
      { id: 'c1', order: 'a0', name: `${given} ${randomness.pick(FAMILY_NAMES)[language]}`, phone: mobile(randomness) },
    ],
    phones: [
      {
        id: 'p1',
        order: 'a0',
        label: 'office',
        number: `${place.areaCode}-${10_000_000 + randomness.integer(89_999_999)}`,
      },
    ],
    addresses: [
      {
        id: 'a1',
        order: 'a0',
        label: 'main',
        city,
        postalCode: String(1_000_000_000 + randomness.integer(900_000_000)),
      },
    ],
    customerSince: dayOf(randomness.integer(3_000)),
    note: randomness.pick(NOTES)[language],
  };
}

const PERSIAN_SYLLABLES = [
  'آر',
  'با',
  'پر',
  'تا',
  'دل',
  'را',
  'سا',
  'شا',
  'فر',
  'کا',
  'گل',
  'ما',
  'نو',
  'هم',
  'یا',
  'مهر',
  'نیک',
  'زر',
];
const ENGLISH_SYLLABLES = [
  'al',
  'be',
  'cor',
  'da',
  'el',
  'fa',
  'gen',
  'ha',
  'in',
  'ka',
  'lo',
  'me',
  'no',
  'or',
  'pa',
  'ra',
  'so',
  'ti',
];

function ownWord(randomness: SeededRandomness, isPersian: boolean): string {
  const syllables = isPersian ? PERSIAN_SYLLABLES : ENGLISH_SYLLABLES;
  const word = Array.from({ length: 3 }, () => randomness.pick(syllables)).join('');
  return isPersian ? word : word.charAt(0).toUpperCase() + word.slice(1);
}

const mobile = (randomness: SeededRandomness): string =>
  `0912${String(randomness.integer(10_000_000)).padStart(7, '0')}`;
const fixedId = (group: string, number: number): RecordId =>
  `00000000-0000-7000-${group}-${String(number).padStart(12, '0')}`;
const territoryId = (number: number): RecordId => fixedId('8001', number);
const ownerId = (number: number): RecordId => fixedId('8002', number);
/** Products are named by number alone: no bench reads their records. */
export const productId = (number: number): RecordId => fixedId('8003', number);

const DAY = 86_400_000;
/** An ISO date so many days before {@link START}. */
export const dayOf = (daysBefore: number): string => new Date(START - daysBefore * DAY).toISOString().slice(0, 10);

function orderBody(
  randomness: SeededRandomness,
  count: number,
  customerId: RecordId,
  products: readonly RecordId[],
): RecordBody {
  return {
    customerId,
    ownerId: ownerId(randomness.integer(50)),
    number: `S-${String(count).padStart(7, '0')}`,
    state: randomness.integer(10) === 0 ? 'draft' : 'confirmed',
    orderedOn: dayOf(randomness.integer(1_000)),
    currency: 'IRR',
    lines: Array.from({ length: 1 + randomness.integer(3) }, (_, index) => ({
      id: `l${index}`,
      order: `a${index}`,
      productId: randomness.pick(products),
      productName: `کالای ${index + 1}`,
      unit: 'piece',
      quantity: 1_000 * (1 + randomness.integer(9)),
      unitPrice: { amount: 10_000 * (1 + randomness.integer(500)), currency: 'IRR' },
      discountPercentage: 0,
      taxPercentage: 90_000,
    })),
  };
}
