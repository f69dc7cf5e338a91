/**
 * Who pays, as it stood when the customer signed: for each machine and thing, and for each part. Whatever becomes of contracts, guarantees and other jobs
 * afterwards, this is what was signed, what is billed, and what a contract's balance counts. Requests that were signed before this was written down say
 * nothing; of them it is reckoned.
 */
import type { RecordId } from '../../base/id.ts';
import { objectOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';

/** Of a part. */
export const PAID_BY = ['customer', 'warranty', 'contract'] as const;

export interface SignedPayer {
  readonly by: (typeof PAID_BY)[number];
  /** null unless a contract pays. */
  readonly contractId: RecordId | null;
}

const CUSTOMER: SignedPayer = { by: 'customer', contractId: null };

/** Of a part of the request; null where nothing was written down. */
export function signedPayerOfPart(request: RecordBody, part: RecordBody): SignedPayer | null {
  const by = PAID_BY.find((one) => one === part['paidBy']);
  return by === undefined || !isSigned(request) ? null : payer(by, textOf(part, 'paidById'));
}

/**
 * Of work, way, or whatever else a contract may cover; null where nothing was written down.
 * @param assetId The machine; of null, and of one that the request did not name then, the first that it says something of.
 */
export function signedPayerOf(request: RecordBody, thing: string, assetId: RecordId | null = null): SignedPayer | null {
  const written = request['payers'];
  if (!Array.isArray(written) || !isSigned(request)) return null;
  const payers = written.map(objectOf);
  const first = payers[0] ? textOf(payers[0], 'assetId') : null;
  const machine = payers.some((one) => textOf(one, 'assetId') === assetId) ? assetId : first;
  const found = payers.find((one) => textOf(one, 'assetId') === machine && one['thing'] === thing);
  const by = PAID_BY.find((one) => one === found?.['by']);
  return found && by !== undefined ? payer(by, textOf(found, 'contractId')) : CUSTOMER;
}

const isSigned = (request: RecordBody): boolean => textOf(objectOf(request['signature']), 'name') !== null;

const payer = (by: SignedPayer['by'], contractId: RecordId | null): SignedPayer =>
  by !== 'contract' ? { by, contractId: null } : contractId === null ? CUSTOMER : { by, contractId };
