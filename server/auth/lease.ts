/**
 * What lets a device go on without the server for a while: signed, so that it cannot lengthen it itself. The terms are settings of the company
 * (`organisation` records of kind setting); what is missing or no such value is as the company had said nothing.
 */
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import { canonicalJson } from '../../shared/base/canonicalJson.ts';
import { leaseSchema, writeLease } from '../../shared/sync/lease.ts';
import type { HandshakeReply } from '../../shared/sync/protocol.ts';
import type { Member, Organisation } from '../sync/organisation.ts';
import type { Device } from './devices.ts';
import type { ServerKeys } from './serverKeys.ts';

/**
 * From the start (DESIGN section 9); the setting `leaseDays` may ask for fewer. Not for more: the feed keeps tombstones so long (SYNC-163), and devices the
 * groups that are in no backup yet (SYNC-30).
 */
export const LEASE_DAYS = 30;
/** Days of the running program, not of the calendar; the setting `leaseGraceDays`, where null says never. */
export const GRACE_DAYS = 14;
const DAY_MILLISECONDS = 86_400_000;

export interface LeaseOccasion {
  readonly device: Device;
  readonly member: Member;
  readonly organisation: Organisation;
  readonly epoch: string;
  /** Of the greeting that it answers. */
  readonly nonce: string | undefined;
}

/** `lease` is what was there before the token: how long devices keep what is in no backup yet, which no setting makes shorter. */
export function signLease(
  keys: ServerKeys,
  clock: Clock,
  { device, member, organisation, epoch, nonce }: LeaseOccasion,
): Pick<HandshakeReply, 'lease' | 'leaseToken'> {
  const terms = leaseTerms(organisation, member);
  const now = clock.now();
  const issuedAt = instantFromMilliseconds(now);
  const inDays = (days: number) => instantFromMilliseconds(now + days * DAY_MILLISECONDS);
  const text = canonicalJson({
    format: 1,
    device: device.id,
    person: device.person,
    epoch,
    issuedAt,
    until: inDays(LEASE_DAYS),
  });
  const { days: _days, ...rest } = terms;
  const lease = {
    ...rest,
    device: device.id,
    line: device.line,
    person: device.person,
    scopes: [...(member.holdsAll ? [EVERY_SCOPE] : []), ...member.scopes],
    issuedAt,
    until: inDays(terms.days),
    epoch,
    orderSerial: device.orderSerial,
    ...(nonce === undefined ? {} : { nonce }),
  };
  return { lease: { text, signature: keys.sign(text) }, leaseToken: writeLease(lease, (signed) => keys.sign(signed)) };
}

/** Stands for whatever scope there is or will be. */
const EVERY_SCOPE = '*';

function leaseTerms(organisation: Organisation, { role }: Member) {
  const { graceDays, policy, workingHours, minimumVersion } = leaseSchema.shape;
  const setting = <Value>(key: string, schema: Reader<Value>, otherwise: Value): Value => {
    const read = schema.safeParse(organisation.setting(key));
    return read.success ? read.data : otherwise;
  };
  const days = organisation.setting('leaseDays');
  // Whoever sets the hours and the version must never lock out the only one who can set them right.
  const isBound = role !== 'administrator';
  return {
    days: typeof days === 'number' && days > 0 ? Math.min(days, LEASE_DAYS) : LEASE_DAYS,
    graceDays: setting('leaseGraceDays', graceDays, GRACE_DAYS),
    workingHours: isBound ? hoursOfAZone(setting('workingHours', workingHours, null)) : null,
    minimumVersion: isBound ? setting('minimumProgramVersion', minimumVersion, null) : null,
    policy: {
      idleLockMinutesMaximum: setting('idleLockMinutesMaximum', policy.shape.idleLockMinutesMaximum, null),
    },
  };
}

interface Reader<Value> {
  safeParse(value: unknown): { success: true; data: Value } | { success: false };
}

type Hours = ReturnType<typeof leaseSchema.shape.workingHours.parse>;

/** A zone that nobody knows would lock everybody out, or nobody, by the device's whim. */
function hoursOfAZone(hours: Hours): Hours {
  if (hours === null) return null;
  try {
    new Intl.DateTimeFormat('en', { timeZone: hours.zone }).format(0);
    return hours;
  } catch {
    return null;
  }
}
