/** Customers: companies, persons and dealers. They are the root of the scope that their orders, contracts and activities follow. */
import { z } from 'zod';
import { elementsOf, textOf, textsOf } from '../bodyReads.ts';
import {
  addressElement,
  commonFields,
  dateField,
  elementFields,
  idField,
  moneyField,
  nameField,
  noteField,
  phoneElement,
  tagsField,
} from '../fields.ts';
import { creditSliceElement, sliceViolations } from './creditSlices.ts';
import { defineKind, type KindDefinition } from '../kind.ts';
import { oneValue } from '../leafShape.ts';
import {
  COMPANY_SCOPE,
  personScope,
  territoryScope,
  type RecordBody,
  type RecordReference,
  type ScopeId,
} from '../record.ts';

export const CUSTOMER_KINDS = ['company', 'person', 'dealer'] as const;
export const CHANNEL_ROLES = ['producer', 'importer', 'wholesaler', 'retailer', 'endCustomer'] as const;
export const LIFE_CYCLE_STAGES = ['lead', 'prospect', 'active', 'dormant', 'lost'] as const;
export const CONSENTS = ['unknown', 'granted', 'refused'] as const;
/** How much a customer weighs, A the most: how often they are visited, and prices of a class, go by it. */
export const CUSTOMER_CLASSES = ['A', 'B', 'C', 'D'] as const;
export type CustomerClass = (typeof CUSTOMER_CLASSES)[number];

const contactElement = z.looseObject({
  ...elementFields,
  name: nameField,
  title: z.string().max(100).optional(),
  phone: z.string().max(40).optional(),
  email: z.string().max(200).optional(),
  note: z.string().max(1_000).optional(),
});

/** Leaves of the survivor, by path, as they were and as they became; null where there was none. */
const mergeTakenField = oneValue(
  z.array(z.object({ path: z.string().min(1).max(300), before: z.json(), after: z.json() })).max(2_000),
);

const servicePersonElement = z.looseObject({ ...elementFields, personId: idField });

export const customerSchema = z.looseObject({
  ...commonFields,
  name: nameField,
  code: z.string().max(60).optional(),
  stage: z.enum(LIFE_CYCLE_STAGES),
  channelRole: z.enum(CHANNEL_ROLES).optional(),
  class: z.enum(CUSTOMER_CLASSES).optional(),
  /** Groups of the company's own (kind `customerGroup`), for prices, promotions and lists. */
  groupIds: z.array(idField).max(50).optional(),
  /** The house that it belongs to: head office of a branch, owner of a chain. */
  parentId: idField.optional(),
  /** Customers who supply this one: the lines of the channel. */
  supplierIds: z.array(idField).max(50).optional(),
  /** The customer who brought this one. */
  referredById: idField.optional(),
  industry: z.string().max(100).optional(),
  region: z.string().max(100).optional(),
  territoryId: idField.optional(),
  ownerId: idField.optional(),
  /** Territories beside its own whose people hold it as well. */
  sharedTerritoryIds: z.array(idField).max(50).optional(),
  /** People who work on the account beside its owner; each gets a share. */
  accountTeam: z.array(idField).max(50).optional(),
  /** Whoever is sent here on a job from elsewhere, one entry per request (its id): each gets a share until the request is over. */
  serviceTeam: z.array(servicePersonElement).max(200).optional(),
  contacts: z.array(contactElement).max(500).optional(),
  addresses: z.array(addressElement).max(50).optional(),
  phones: z.array(phoneElement).max(50).optional(),
  email: z.string().max(200).optional(),
  website: z.string().max(300).optional(),
  /** A person's national id, or a company's. */
  nationalId: z.string().max(30).optional(),
  economicCode: z.string().max(30).optional(),
  consent: z
    .object({
      phone: z.enum(CONSENTS).optional(),
      sms: z.enum(CONSENTS).optional(),
      email: z.enum(CONSENTS).optional(),
    })
    .optional(),
  creditLimit: moneyField.optional(),
  chequeLimit: moneyField.optional(),
  /** Who may take how much of them without a line; see `creditSlices.ts`. */
  creditSlices: z.array(creditSliceElement).max(200).optional(),
  customerSince: dateField.optional(),
  tags: tagsField.optional(),
  note: noteField.optional(),
  /** Other names and codes that it is found by: those of the customers that were merged into it, and whatever else people call it. */
  alsoKnownAs: z.array(nameField).max(100).optional(),
  /** Found to be the same as that customer, the older of the two, which is the one that people see since then. */
  mergedIntoId: idField.optional(),
  /** Those that were merged into it, also by way of others: what names one of them (a price list, say) means this one. */
  standsForIds: z.array(idField).max(500).optional(),
  /** What the older one took over at the merge, so that it can be undone. */
  mergeTaken: mergeTakenField.optional(),
  /** Customers that it is not, although they have a match key in common: marks of `toldApart.ts`. What they have in common later is asked about again. */
  toldApart: z.array(z.string().min(1).max(250)).max(2_000).optional(),
});
export type Customer = z.infer<typeof customerSchema>;

const customerKind = (kind: (typeof CUSTOMER_KINDS)[number]): KindDefinition<typeof customerSchema> =>
  defineKind({
    collection: 'customers',
    kind,
    schema: customerSchema,
    merge: {
      default: 'serverOrder',
      policies: {
        tags: 'union',
        accountTeam: 'union',
        serviceTeam: 'union',
        groupIds: 'union',
        supplierIds: 'union',
        sharedTerritoryIds: 'union',
        alsoKnownAs: 'union',
        standsForIds: 'union',
        toldApart: 'union',
        creditLimit: 'ask',
        chequeLimit: 'ask',
        source: 'locked',
      },
    },
    scope: { home: customerHome, shares: customerShares },
    searchText: (body) => (textOf(body, 'mergedIntoId') === null ? customerWords(body) : []),
    invariants: sliceViolations,
    references: customerReferences,
  });

const customerWords = (body: RecordBody): string[] => [
  textOf(body, 'name') ?? '',
  textOf(body, 'code') ?? '',
  ...textsOf(body, 'alsoKnownAs'),
  ...elementsOf(body, 'contacts').flatMap((contact) => [textOf(contact, 'name') ?? '', textOf(contact, 'phone') ?? '']),
  ...elementsOf(body, 'phones').map((phone) => textOf(phone, 'number') ?? ''),
  ...elementsOf(body, 'addresses').map((address) => textOf(address, 'city') ?? ''),
  ...textsOf(body, 'tags'),
];

function customerReferences(body: RecordBody): RecordReference[] {
  const customerIds = ['parentId', 'referredById', 'mergedIntoId'].map((field) => textOf(body, field));
  return [
    ...[...customerIds, ...textsOf(body, 'supplierIds')]
      .filter((id) => id !== null)
      .map((id) => ({ collection: 'customers' as const, id })),
    ...textsOf(body, 'groupIds').map((id) => ({ collection: 'organisation' as const, id })),
  ];
}

const customerShares = (body: RecordBody): ScopeId[] => [
  ...textsOf(body, 'accountTeam').map(personScope),
  ...servicePeopleOf(body).map(personScope),
  ...textsOf(body, 'sharedTerritoryIds').map(territoryScope),
];

const servicePeopleOf = (body: RecordBody): string[] =>
  elementsOf(body, 'serviceTeam').flatMap((entry) => textOf(entry, 'personId') ?? []);

/** A customer lives in its territory; without one, with its owner; without either, where the whole company sees it. */
function customerHome(body: RecordBody) {
  const territoryId = textOf(body, 'territoryId');
  if (territoryId) return territoryScope(territoryId);
  const ownerId = textOf(body, 'ownerId');
  return ownerId ? personScope(ownerId) : COMPANY_SCOPE;
}

export const companyKind = customerKind('company');
export const personKind = customerKind('person');
export const dealerKind = customerKind('dealer');
