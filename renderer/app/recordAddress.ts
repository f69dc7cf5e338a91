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

/** The record that stands open at this address; null for lists, forms of new ones, and pages of no record. */
export function recordOfAddress(path: string): { readonly collection: keyof typeof PAGES; readonly id: string } | null {
  const [, page = '', id = ''] = path.split('/');
  const found = Object.entries(PAGES).find(([, address]) => address === `/${page}/$id`);
  return found && RECORD_ID.test(id) ? { collection: found[0] as keyof typeof PAGES, id } : null;
}

const RECORD_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
