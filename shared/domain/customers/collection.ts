import { persianSortKey } from '../../base/text.ts';
import { elementsOf, textOf } from '../bodyReads.ts';
import type { CollectionDefinition } from '../kind.ts';
import type { RecordBody } from '../record.ts';
import { companyKind, dealerKind, personKind } from './customer.ts';

const mainCity = (body: RecordBody): string | null =>
  elementsOf(body, 'addresses')
    .map((address) => textOf(address, 'city'))
    .find((city) => city !== null) ?? null;
const mainPhone = (body: RecordBody): string | null =>
  elementsOf(body, 'phones')
    .map((phone) => textOf(phone, 'number'))
    .find((number) => number !== null) ?? null;

export const customersCollection: CollectionDefinition = {
  collection: 'customers',
  schemaVersion: 1,
  kinds: { company: companyKind, person: personKind, dealer: dealerKind },
  columns: [
    { name: 'name', type: 'text', value: (body) => textOf(body, 'name') },
    { name: 'name_sort', type: 'text', value: (body) => persianSortKey(textOf(body, 'name') ?? '') },
    { name: 'city', type: 'text', value: mainCity },
    { name: 'city_sort', type: 'text', value: (body) => persianSortKey(mainCity(body) ?? '') },
    { name: 'phone', type: 'text', value: mainPhone },
    { name: 'stage', type: 'text', value: (body) => textOf(body, 'stage') },
    { name: 'channel_role', type: 'text', value: (body) => textOf(body, 'channelRole') },
    { name: 'territory_id', type: 'text', value: (body) => textOf(body, 'territoryId') },
    { name: 'owner_id', type: 'text', value: (body) => textOf(body, 'ownerId') },
    { name: 'parent_id', type: 'text', value: (body) => textOf(body, 'parentId') },
    { name: 'industry', type: 'text', value: (body) => textOf(body, 'industry') },
  ],
  indexes: [
    { name: 'customers_by_name', columns: ['name_sort', 'id'] },
    { name: 'customers_by_city', columns: ['city_sort', 'name_sort'] },
    { name: 'customers_by_stage', columns: ['stage', 'name_sort'] },
    { name: 'customers_by_territory', columns: ['territory_id', 'name_sort'] },
    { name: 'customers_by_owner', columns: ['owner_id', 'name_sort'] },
  ],
};
