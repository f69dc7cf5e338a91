/** Receipts on this machine: kept in the encrypted store as they were signed, and checked with the server's key from the enrolment. */
import { createPublicKey, verify } from 'node:crypto';
import { createError } from '../../../../shared/base/errors.ts';
import type { KeptReceipt } from '../../../../shared/contract/dayEnd.ts';
import { readReceipt, signedReceiptSchema, type Receipt, type SignedReceipt } from '../../../../shared/sync/receipt.ts';
import { readDeviceValues } from '../../session/deviceValues.ts';
import type { Work } from '../procedures.ts';

export const RECEIPTS_AREA = 'dayReceipts';

/** @throws PeyvandError `signature_invalid`: then nothing is kept. */
export function keepReceipt(work: Work, signed: SignedReceipt): Receipt {
  const receipt = readReceipt(signed.text);
  if (!receipt || !isGenuine(work, signed)) throw createError('signature_invalid', { reason: 'day_receipt' });
  work.store.putLocal(RECEIPTS_AREA, receipt.id, signed);
  work.localChanges.emit(RECEIPTS_AREA);
  return receipt;
}

/** Newest first. What cannot be read any more is left out here, and found by its id. */
export function listReceipts(work: Work): KeptReceipt[] {
  const receipts = work.store.listLocal(RECEIPTS_AREA).flatMap(({ value }) => {
    const signed = signedReceiptSchema.safeParse(value);
    return (signed.success ? readReceipt(signed.data.text) : null) ?? [];
  });
  // By the server's clock alone: a server that was restored counts its closes anew.
  const newestFirst = receipts.toSorted((a, b) =>
    a.closedAt === b.closedAt ? b.closing - a.closing : a.closedAt < b.closedAt ? 1 : -1,
  );
  return newestFirst.map((receipt, place) => ({
    id: receipt.id,
    receipt,
    isReplaced: newestFirst.slice(0, place).some(({ of, day }) => of.id === receipt.of.id && day === receipt.day),
  }));
}

export function findReceipt(work: Work, id: string): KeptReceipt & { isGenuine: boolean; signed: SignedReceipt } {
  const kept = listReceipts(work).find((receipt) => receipt.id === id);
  const signed = signedReceiptSchema.safeParse(work.store.getLocal(RECEIPTS_AREA, id));
  if (!kept || !signed.success) throw createError('not_found', { what: 'day_receipt' });
  return { ...kept, isGenuine: isGenuine(work, signed.data), signed: signed.data };
}

function isGenuine({ store }: Work, { text, signature }: SignedReceipt): boolean {
  const { signing } = readDeviceValues(store).serverKeys;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: signing }, format: 'jwk' });
  return verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64url'));
}
