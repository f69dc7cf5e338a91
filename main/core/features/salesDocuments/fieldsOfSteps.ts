/** What only the steps of a sales document write: an edit that names one of these is no edit. */
import { createError } from '../../../../shared/base/errors.ts';

const FIELDS_OF_STEPS = new Set([
  'state',
  'number',
  'approval',
  'confirmedAt',
  'sentAt',
  'acceptedAt',
  'declinedAt',
  'declineReason',
  'deliveredAt',
  'issuedAt',
  'receivedAt',
  'refusedAt',
  'refuseReason',
  'cancelledAt',
  'cancelReason',
  'quoteId',
  'orderId',
  'deliveryId',
  'invoiceId',
]);

/** @param field Top-level. @throws PeyvandError `illegal_transition`. */
export function refuseFieldOfStep(field: string): void {
  if (FIELDS_OF_STEPS.has(field)) throw createError('illegal_transition', { path: field });
}
