/** What lets a device go on without the server for a while: signed, so that it cannot lengthen it itself. */
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import { canonicalJson } from '../../shared/base/canonicalJson.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { HandshakeReply } from '../../shared/sync/protocol.ts';
import type { ServerKeys } from './serverKeys.ts';

/** A server setting, 30 days from the start (DESIGN section 9). */
export const LEASE_DAYS = 30;
const DAY_MILLISECONDS = 86_400_000;

export function signLease(
  keys: ServerKeys,
  clock: Clock,
  device: RecordId,
  person: RecordId,
  epoch: string,
): HandshakeReply['lease'] {
  const now = clock.now();
  const text = canonicalJson({
    format: 1,
    device,
    person,
    epoch,
    issuedAt: instantFromMilliseconds(now),
    until: instantFromMilliseconds(now + LEASE_DAYS * DAY_MILLISECONDS),
  });
  return { text, signature: keys.sign(text) };
}
