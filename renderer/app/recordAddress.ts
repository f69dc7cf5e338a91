const PAGES = {
  customers: '/customers/$id',
  products: '/products/$id',
  opportunities: '/opportunities/$id',
  salesDocuments: '/orders/$id',
  contracts: '/contracts/$id',
  activities: '/activities/$id',
  assets: '/equipment/$id',
  serviceRequests: '/service/$id',
} as const;

export interface RecordAddress {
  readonly to: (typeof PAGES)[keyof typeof PAGES];
  readonly params: { readonly id: string };
}

/** Where a record is shown: `<Link {...recordAddress('customers', id)}>`. null for collections that have no page yet. */
export function recordAddress(collection: string, id: string): RecordAddress | null {
  return isShown(collection) ? { to: PAGES[collection], params: { id } } : null;
}

function isShown(collection: string): collection is keyof typeof PAGES {
  return Object.hasOwn(PAGES, collection);
}
