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
import { defineKind, type KindDefinition } from '../kind.ts';
import { COMPANY_SCOPE, personScope, territoryScope, type RecordBody } from '../record.ts';

export const CUSTOMER_KINDS = ['company', 'person', 'dealer'] as const;
export const CHANNEL_ROLES = ['producer', 'importer', 'wholesaler', 'retailer', 'endCustomer'] as const;
export const LIFE_CYCLE_STAGES = ['lead', 'prospect', 'active', 'dormant', 'lost'] as const;
export const CONSENTS = ['unknown', 'granted', 'refused'] as const;

const contactElement = z.looseObject({
  ...elementFields,
  name: nameField,
  title: z.string().max(100).optional(),
  phone: z.string().max(40).optional(),
  email: z.string().max(200).optional(),
  note: z.string().max(1_000).optional(),
});

export const customerSchema = z.looseObject({
  ...commonFields,
  name: nameField,
  code: z.string().max(60).optional(),
  stage: z.enum(LIFE_CYCLE_STAGES),
  channelRole: z.enum(CHANNEL_ROLES).optional(),
  parentId: idField.optional(),
  industry: z.string().max(100).optional(),
  region: z.string().max(100).optional(),
  territoryId: idField.optional(),
  ownerId: idField.optional(),
  /** People who work on the account beside its owner; each gets a share. */
  accountTeam: z.array(idField).max(50).optional(),
  contacts: z.array(contactElement).max(500).optional(),
  addresses: z.array(addressElement).max(50).optional(),
  phones: z.array(phoneElement).max(50).optional(),
  email: z.string().max(200).optional(),
  website: z.string().max(300).optional(),
  nationalId: z.string().max(30).optional(),
  consent: z
    .object({
      phone: z.enum(CONSENTS).optional(),
      sms: z.enum(CONSENTS).optional(),
      email: z.enum(CONSENTS).optional(),
    })
    .optional(),
  creditLimit: moneyField.optional(),
  chequeLimit: moneyField.optional(),
  customerSince: dateField.optional(),
  tags: tagsField.optional(),
  note: noteField.optional(),
});
export type Customer = z.infer<typeof customerSchema>;

const customerKind = (kind: (typeof CUSTOMER_KINDS)[number]): KindDefinition<typeof customerSchema> =>
  defineKind({
    collection: 'customers',
    kind,
    schema: customerSchema,
    merge: {
      default: 'serverOrder',
      policies: { tags: 'union', accountTeam: 'union', creditLimit: 'ask', chequeLimit: 'ask', source: 'locked' },
    },
    scope: { home: customerHome, shares: (body) => textsOf(body, 'accountTeam').map(personScope) },
    searchText: (body) => [
      textOf(body, 'name') ?? '',
      textOf(body, 'code') ?? '',
      ...elementsOf(body, 'contacts').flatMap((contact) => [
        textOf(contact, 'name') ?? '',
        textOf(contact, 'phone') ?? '',
      ]),
      ...elementsOf(body, 'phones').map((phone) => textOf(phone, 'number') ?? ''),
      ...elementsOf(body, 'addresses').map((address) => textOf(address, 'city') ?? ''),
      ...textsOf(body, 'tags'),
    ],
    references: (body) => {
      const parentId = textOf(body, 'parentId');
      return parentId ? [{ collection: 'customers', id: parentId }] : [];
    },
  });

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
