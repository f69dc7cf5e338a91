/**
 * The series of printed numbers that every device holds blocks of, two in hand from its enrolment on: so each of these papers can be numbered without a
 * line, on a machine that is an hour old. A device that was enrolled by an older server gets the newer series with its next greeting.
 */
export const NUMBER_SERIES = [
  /** Orders. */
  'ORD',
  /** Contracts. */
  'CON',
  /** Quotes. */
  'QUO',
  /** Delivery notes. */
  'DLV',
  /** Invoices. */
  'INV',
  /** Returns. */
  'RET',
  /** Receipts. */
  'RCT',
  /** Requests for service: on the report that the customer signs. */
  'SRV',
] as const;
export type NumberSeries = (typeof NUMBER_SERIES)[number];
