/** The trades of the sample company's customers. */
import type { Customer } from '../../shared/domain/customers/customer.ts';
import type { Department } from './productList.ts';

/** What a customer does, and so what it is called and what it buys. */
export interface Trade {
  readonly key:
    | 'hospital'
    | 'clinic'
    | 'dentalClinic'
    | 'laboratory'
    | 'imagingCentre'
    | 'pharmacy'
    | 'doctor'
    | 'homeCare'
    | 'dealer'
    | 'producer';
  readonly kind: 'company' | 'person' | 'dealer';
  readonly industry: string;
  readonly channelRole: NonNullable<Customer['channelRole']>;
  /** `{place}`, `{family}`, `{city}` are filled in. */
  readonly names: readonly string[];
  readonly buys: readonly Department[];
  /** How large its orders are: about that many lines. */
  readonly appetite: number;
  readonly hasContracts: boolean;
}

/** Each as often among a hundred customers as its weight says. */
export const TRADES: readonly (readonly [weight: number, trade: Trade])[] = [
  [
    9,
    {
      key: 'hospital',
      kind: 'company',
      industry: 'بیمارستان',
      channelRole: 'endCustomer',
      names: ['بیمارستان {place}', 'بیمارستان {place} {city}', 'بیمارستان تخصصی {place}', 'بیمارستان خصوصی {place}'],
      buys: ['hospital', 'laboratory', 'imaging'],
      appetite: 6,
      hasContracts: true,
    },
  ],
  [
    17,
    {
      key: 'clinic',
      kind: 'company',
      industry: 'درمانگاه',
      channelRole: 'endCustomer',
      names: ['درمانگاه {place}', 'درمانگاه شبانه‌روزی {place}', 'کلینیک تخصصی {place}', 'پلی‌کلینیک {place} {city}'],
      buys: ['hospital', 'rehabilitation'],
      appetite: 4,
      hasContracts: true,
    },
  ],
  [
    15,
    {
      key: 'dentalClinic',
      kind: 'company',
      industry: 'دندان‌پزشکی',
      channelRole: 'endCustomer',
      names: ['کلینیک دندان‌پزشکی {place}', 'دندان‌پزشکی دکتر {family}', 'مرکز ایمپلنت {place}'],
      buys: ['dental'],
      appetite: 4,
      hasContracts: true,
    },
  ],
  [
    13,
    {
      key: 'laboratory',
      kind: 'company',
      industry: 'آزمایشگاه',
      channelRole: 'endCustomer',
      names: ['آزمایشگاه {place}', 'آزمایشگاه پاتوبیولوژی {place}', 'آزمایشگاه دکتر {family}'],
      buys: ['laboratory'],
      appetite: 5,
      hasContracts: true,
    },
  ],
  [
    4,
    {
      key: 'imagingCentre',
      kind: 'company',
      industry: 'تصویربرداری',
      channelRole: 'endCustomer',
      names: ['مرکز تصویربرداری {place}', 'سونوگرافی و رادیولوژی {place}'],
      buys: ['imaging', 'hospital'],
      appetite: 3,
      hasContracts: true,
    },
  ],
  [
    16,
    {
      key: 'pharmacy',
      kind: 'company',
      industry: 'داروخانه',
      channelRole: 'retailer',
      names: ['داروخانهٔ دکتر {family}', 'داروخانهٔ شبانه‌روزی {place}', 'داروخانهٔ {place}'],
      buys: ['rehabilitation', 'hospital'],
      appetite: 4,
      hasContracts: false,
    },
  ],
  [
    14,
    {
      key: 'doctor',
      kind: 'person',
      industry: 'مطب',
      channelRole: 'endCustomer',
      names: ['دکتر {given} {family}'],
      buys: ['hospital', 'imaging'],
      appetite: 2,
      hasContracts: false,
    },
  ],
  [
    4,
    {
      key: 'homeCare',
      kind: 'person',
      industry: 'مراقبت در منزل',
      channelRole: 'endCustomer',
      names: ['{given} {family}'],
      buys: ['rehabilitation'],
      appetite: 1,
      hasContracts: false,
    },
  ],
  [
    6,
    {
      key: 'dealer',
      kind: 'dealer',
      industry: 'بازرگانی',
      channelRole: 'wholesaler',
      names: ['تجهیزات پزشکی {place}', 'بازرگانی {family} و پسران', 'پخش {place} {city}'],
      buys: ['hospital', 'dental', 'laboratory', 'rehabilitation'],
      appetite: 7,
      hasContracts: false,
    },
  ],
  [
    2,
    {
      key: 'producer',
      kind: 'company',
      industry: 'تولید',
      channelRole: 'producer',
      names: ['صنایع پزشکی {place}', 'شرکت {place}‌طب'],
      buys: ['hospital', 'laboratory'],
      appetite: 3,
      hasContracts: false,
    },
  ],
];
