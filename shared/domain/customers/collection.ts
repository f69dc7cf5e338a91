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
    { name: 'name', type: 'text', path: 'name', value: (body) => textOf(body, 'name') },
    { name: 'name_sort', type: 'text', value: (body) => persianSortKey(textOf(body, 'name') ?? '') },
    { name: 'city', type: 'text', value: mainCity },
    { name: 'city_sort', type: 'text', value: (body) => persianSortKey(mainCity(body) ?? '') },
    { name: 'phone', type: 'text', value: mainPhone },
    { name: 'stage', type: 'text', path: 'stage', value: (body) => textOf(body, 'stage') },
    { name: 'channel_role', type: 'text', path: 'channelRole', value: (body) => textOf(body, 'channelRole') },
    { name: 'territory_id', type: 'text', path: 'territoryId', value: (body) => textOf(body, 'territoryId') },
    { name: 'owner_id', type: 'text', path: 'ownerId', value: (body) => textOf(body, 'ownerId') },
    { name: 'parent_id', type: 'text', path: 'parentId', value: (body) => textOf(body, 'parentId') },
    { name: 'industry', type: 'text', path: 'industry', value: (body) => textOf(body, 'industry') },
    { name: 'class', type: 'text', path: 'class', value: (body) => textOf(body, 'class') },
    { name: 'merged_into_id', type: 'text', path: 'mergedIntoId', value: (body) => textOf(body, 'mergedIntoId') },
  ],
  indexes: [
    // The list in its usual order with all that it is filtered by: any filter, count or deep page of 100,000 customers is answered from
    // this index alone, in about 10 ms, without reading (and deciphering) the rows.
    {
      name: 'customers_listed',
      columns: ['name_sort', 'id', 'stage', 'kind', 'territory_id', 'owner_id', 'city_sort', 'class', 'merged_into_id'],
    },
    { name: 'customers_by_city', columns: ['city_sort', 'name_sort'] },
    { name: 'customers_by_stage', columns: ['stage', 'name_sort'] },
    { name: 'customers_by_update', columns: ['updated_at', 'id'] },
  ],
};
