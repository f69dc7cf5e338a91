import type { CollectionName } from '../../../shared/domain/record.ts';
import { recordAddress, type RecordAddress } from '../../app/recordAddress.ts';

const FORMS = { customers: '/customers/$id/edit', contracts: '/contracts/$id/edit' } as const;

export type FormAddress =
  | RecordAddress
  | { readonly to: (typeof FORMS)[keyof typeof FORMS]; readonly params: { readonly id: string } };

/** Where a record is edited: the form of its own, else its page. null for collections that have none. */
export function editAddress({
  collection,
  recordId,
}: {
  collection: CollectionName;
  recordId: string;
}): FormAddress | null {
  if (collection === 'customers' || collection === 'contracts')
    return { to: FORMS[collection], params: { id: recordId } };
  return recordAddress(collection, recordId);
}
