/** The ticket that a right password gives: good for enrolling a device within ten minutes, on any node, and for nothing else. */
import type { Clock } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { ServerKeys } from './serverKeys.ts';

const LIFETIME_MILLISECONDS = 10 * 60_000;
const PURPOSE = 'enrolment ticket';

export function writeTicket(keys: ServerKeys, clock: Clock, person: RecordId): string {
  const text = `${person}.${clock.now() + LIFETIME_MILLISECONDS}`;
  return `${text}.${keys.authenticate(PURPOSE, text)}`;
}

/** The person it was written for. @throws PeyvandError `token_foreign` when this server never wrote it, `token_expired`. */
export function readTicket(keys: ServerKeys, clock: Clock, ticket: string): RecordId {
  const [person = '', expires = '', code = ''] = ticket.split('.');
  if (!keys.isAuthentic(PURPOSE, `${person}.${expires}`, code)) throw createError('token_foreign');
  if (Number(expires) <= clock.now()) throw createError('token_expired');
  return person;
}
