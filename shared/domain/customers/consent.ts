/** By which ways a customer does not want to be reached. It is said to whoever is about to, and keeps nobody from anything: an answer may be older than today's talk. */
import { textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';

export const CONSENT_CHANNELS = ['phone', 'sms', 'email'] as const;
export type ConsentChannel = (typeof CONSENT_CHANNELS)[number];

/** By which way an activity of this kind reaches somebody; those of other kinds ask for no consent. */
const CHANNEL_BY_KIND: Readonly<Record<string, ConsentChannel>> = { call: 'phone', sms: 'sms', email: 'email' };

/** Only what was refused: who was never asked has refused nothing. @param customer The customer's body. */
export const isRefused = (customer: RecordBody, channel: ConsentChannel): boolean =>
  textOf((customer['consent'] as RecordBody | undefined) ?? {}, channel) === 'refused';

/** The way that an activity of this kind takes, if the customer refused that one. */
export function refusedBy(customer: RecordBody, activityKind: string): ConsentChannel | null {
  const channel = Object.hasOwn(CHANNEL_BY_KIND, activityKind) ? CHANNEL_BY_KIND[activityKind] : undefined;
  return channel !== undefined && isRefused(customer, channel) ? channel : null;
}
