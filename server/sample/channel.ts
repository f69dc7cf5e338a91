/** How the sample's customers hang together: classes and groups, who supplies whom, whose branch one is, who brought whom; and the company's own fields. */
import { isCompanyId, isPersonId } from '../../shared/domain/customers/identifiers.ts';
import type { Instant } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { Customer } from '../../shared/domain/customers/customer.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import type { RecordDraft } from '../sync/bulkLoad.ts';
import { createChance } from './chance.ts';
import { personId, sampleId } from './company.ts';
import type { SampleCustomer } from './customers.ts';

/** A stream for each customer, of their own: what else is said of them stays as it is. */
const FIRST_STREAM = 520_000_000;
/** So many of each kind are remembered in a territory: the sample is made one customer at a time. */
const REMEMBERED = 6;

const GROUPS = [
  { key: 'publicHospitals', name: 'بیمارستان‌های دولتی', trades: ['hospital'] },
  { key: 'pharmacyChains', name: 'داروخانه‌های زنجیره‌ای', trades: ['pharmacy'] },
  { key: 'partners', name: 'نمایندگان طلایی', trades: ['dealer', 'producer'] },
] as const;

const groupId = (key: string): RecordId => sampleId('customerGroup', key);

const OWN_FIELDS = [
  {
    key: 'purchaseCycle',
    name: 'دورهٔ خرید',
    englishName: 'Purchase cycle',
    type: 'choice',
    choices: [
      { id: 'monthly', order: 'a0', name: 'ماهانه', englishName: 'Monthly' },
      { id: 'quarterly', order: 'a1', name: 'فصلی', englishName: 'Quarterly' },
      { id: 'tender', order: 'a2', name: 'مناقصه‌ای', englishName: 'By tender' },
    ],
    kinds: ['company', 'dealer'],
  },
  { key: 'beds', name: 'تعداد تخت', englishName: 'Beds', type: 'number', kinds: ['company'] },
  { key: 'licenceUntil', name: 'اعتبار پروانه', englishName: 'Licence until', type: 'date', kinds: ['dealer'] },
  { key: 'paysInCash', name: 'نقدی می‌خرد', englishName: 'Pays in cash', type: 'yesNo', kinds: [] },
] as const;

/** Groups and own fields, before the customers that name them. */
export function* channelSetupDrafts(at: Instant): Generator<RecordDraft> {
  const draft = (kind: string, key: string, body: RecordBody): RecordDraft => ({
    collection: 'organisation',
    kind,
    id: sampleId(kind, key),
    body,
    createdBy: personId('admin'),
    at,
  });
  for (const { key, name } of GROUPS) yield draft('customerGroup', key, { name });
  for (const [place, { kinds, ...field }] of OWN_FIELDS.entries())
    yield draft('customField', field.key, {
      ...(field as unknown as RecordBody),
      kinds: [...kinds],
      collection: 'customers',
      order: `a${place}`,
    });
}

/** Gives each customer its place among those that came before it. */
export function createChannel(seed: number) {
  const wholesalers = new Map<string, RecordId[]>();
  const houses = new Map<string, RecordId[]>();
  const remember = (known: Map<string, RecordId[]>, territory: string, id: RecordId): void => {
    const there = known.get(territory) ?? [];
    if (there.length < REMEMBERED) known.set(territory, [...there, id]);
  };
  return {
    joined(place: number, customer: SampleCustomer): SampleCustomer {
      const chance = createChance(seed, FIRST_STREAM + place);
      const { trade, territory, body } = customer;
      const nearWholesalers = wholesalers.get(territory.key) ?? [];
      const nearHouses = houses.get(`${territory.key} ${trade.key}`) ?? [];
      const isDealer = trade.kind === 'dealer';
      const classes =
        isDealer || trade.key === 'hospital'
          ? ([
              [40, 'A'],
              [40, 'B'],
              [20, 'C'],
            ] as const)
          : ([
              [8, 'A'],
              [22, 'B'],
              [40, 'C'],
              [30, 'D'],
            ] as const);
      const name = chance.weighted<NonNullable<Customer['class']>>(classes);
      const isSupplied = chance.percent(trade.channelRole === 'retailer' ? 80 : isDealer ? 45 : 20);
      const isBranch = chance.percent(9);
      const isReferred = chance.percent(10);
      const isGrouped = chance.percent(60);
      const ownAnswers = chance.percent(55);
      const nationalId = body.nationalId === undefined ? undefined : withCheckDigit(body.nationalId);
      const group = GROUPS.find(({ trades }) => trades.some((key) => key === trade.key));
      const joined: Customer = {
        ...body,
        class: name,
        ...(nationalId === undefined ? {} : { nationalId }),
        ...(trade.kind === 'company' && nationalId !== undefined ? { economicCode: nationalId } : {}),
        ...(group && isGrouped ? { groupIds: [groupId(group.key)] } : {}),
        ...(isSupplied && nearWholesalers.length > 0 ? { supplierIds: [chance.pick(nearWholesalers)] } : {}),
        ...(isBranch && trade.kind !== 'person' && nearHouses.length > 0 ? { parentId: chance.pick(nearHouses) } : {}),
        ...(isReferred && nearHouses.length > 0 ? { referredById: chance.pick(nearHouses) } : {}),
        ...(ownAnswers
          ? {
              custom: {
                paysInCash: chance.percent(30),
                ...(trade.kind === 'person' ? {} : { purchaseCycle: chance.pick(['monthly', 'quarterly', 'tender']) }),
                ...(trade.key === 'hospital' ? { beds: chance.between(4, 60) * 10 } : {}),
              },
            }
          : {}),
      };
      if (trade.channelRole === 'wholesaler' || trade.channelRole === 'producer')
        remember(wholesalers, territory.key, customer.id);
      remember(houses, `${territory.key} ${trade.key}`, customer.id);
      return { ...customer, body: joined };
    },
  };
}

/** The number as it was drawn, its last digit made the one that the others ask for. */
function withCheckDigit(id: string): string {
  const isRight = id.length === 10 ? isPersonId : isCompanyId;
  return Array.from({ length: 10 }, (_, digit) => `${id.slice(0, -1)}${digit}`).find(isRight) ?? id;
}
