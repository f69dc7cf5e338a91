/** What the address of the customer list carries: search, filters, sorting. Anything else in it is ignored. */
import { CUSTOMER_SORTS, type CustomerListInput } from '../../../shared/contract/customers.ts';

export const CUSTOMER_FILTERS = [
  'stages',
  'territories',
  'owners',
  'cities',
  'kinds',
  'classes',
  'groups',
  'tags',
  'own',
] as const;
export type CustomerFilter = (typeof CUSTOMER_FILTERS)[number];
export type CustomerSort = (typeof CUSTOMER_SORTS)[number];

export type CustomerSearch = { readonly [Filter in CustomerFilter]?: string[] | undefined } & {
  readonly q?: string | undefined;
  readonly sort?: CustomerSort | undefined;
  readonly descending?: boolean | undefined;
};

export function readCustomerSearch(search: Record<string, unknown>): CustomerSearch {
  const filters = Object.fromEntries(
    CUSTOMER_FILTERS.flatMap((filter) => {
      const values = textsOf(search[filter]);
      return values.length > 0 ? [[filter, values]] : [];
    }),
  );
  const sort = CUSTOMER_SORTS.find((candidate) => candidate === search['sort']);
  return {
    ...filters,
    ...(typeof search['q'] === 'string' && search['q'] !== '' ? { q: search['q'] } : {}),
    ...(sort ? { sort } : {}),
    ...(search['descending'] === true ? { descending: true } : {}),
  };
}

export function searchToListInput(search: CustomerSearch): Omit<CustomerListInput, 'offset' | 'limit'> {
  const { stages, territories, owners, cities, kinds, classes, groups, tags, own } = search;
  const filter = {
    ...(stages ? { stages } : {}),
    ...(territories ? { territoryIds: territories } : {}),
    ...(owners ? { ownerIds: owners } : {}),
    ...(cities ? { cities } : {}),
    ...(kinds ? { kinds } : {}),
    ...(classes ? { classes } : {}),
    ...(groups ? { groupIds: groups } : {}),
    ...(tags ? { tags } : {}),
    ...(own ? { own } : {}),
  };
  return {
    ...(search.q === undefined ? {} : { search: search.q }),
    ...(Object.keys(filter).length > 0 ? { filter } : {}),
    sort: { by: search.sort ?? 'name', descending: search.descending ?? false },
  };
}

export const isNarrowed = (search: CustomerSearch): boolean =>
  search.q !== undefined || CUSTOMER_FILTERS.some((filter) => (search[filter]?.length ?? 0) > 0);

/** Dates and amounts begin with the newest and the largest; names with the first letter. */
export function nextSort(search: CustomerSearch, by: string): Pick<CustomerSearch, 'sort' | 'descending'> {
  const sort = CUSTOMER_SORTS.find((candidate) => candidate === by) ?? 'name';
  const isNew = (search.sort ?? 'name') !== sort;
  const beginsDescending =
    sort === 'lastContactAt' || sort === 'lastOrderOn' || sort === 'revenue' || sort === 'updatedAt';
  const descending = isNew ? beginsDescending : !(search.descending ?? false);
  return { sort: sort === 'name' ? undefined : sort, descending: descending || undefined };
}

const textsOf = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string' && item !== '').slice(0, 100)
    : [];
