/**
 * What the server signs about a device, and a device about itself: the lease, orders, and the word that its keys are gone. Each is a JSON Web
 * Signature with a `typ` of its own; a reader of another version passes over claims that it does not know.
 */
import { z } from 'zod';
import { readJws, writeJws, type SignText, type VerifyText } from '../base/jws.ts';
import { instantSchema, recordIdSchema } from './operation.ts';

const LEASE_TYPE = 'peyvand-lease+jwt';
const ORDER_TYPE = 'peyvand-order+jwt';
const ERASURE_TYPE = 'peyvand-erasure+jwt';

const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** When one may work, where the company is. A stretch begins on each of the weekdays; `to` not behind `from` means that it ends on the next day. */
export const workingHoursSchema = z.object({
  /** An IANA name, such as `Asia/Tehran`. */
  zone: z.string().min(1).max(64),
  /** 1 = Monday … 7 = Sunday (ISO 8601). */
  weekdays: z.array(z.int().min(1).max(7)).max(7),
  from: timeOfDaySchema,
  to: timeOfDaySchema,
});
export type WorkingHours = z.infer<typeof workingHoursSchema>;

/** `major.minor.patch`, as many numbers as there are. */
export const versionSchema = z.string().regex(/^\d{1,6}(\.\d{1,6}){0,3}$/);

/** By their numbers, from the first; what comes behind a hyphen is not looked at. */
export function isOlderVersion(version: string, minimum: string): boolean {
  const numbers = (text: string): number[] => (text.split(/[-+]/)[0] ?? '').split('.').map(Number);
  const own = numbers(version);
  for (const [place, wanted] of numbers(minimum).entries()) {
    const has = own[place] ?? 0;
    if (has !== wanted) return has < wanted;
  }
  return false;
}

/** Drawn at random by a device for one greeting: at least 128 bits in base64url. */
export const leaseNonceSchema = z.string().regex(/^[\w-]{22,64}$/);

export const leaseSchema = z.object({
  device: recordIdSchema,
  line: recordIdSchema,
  person: recordIdSchema,
  /** What this person may hold, as of the issue. */
  scopes: z.array(z.string().max(128)).max(10_000),
  issuedAt: instantSchema,
  until: instantSchema,
  /** Days that the program may still run behind `until` before the copy is erased; null: never. */
  graceDays: z.number().min(0).max(3_650).nullable(),
  workingHours: workingHoursSchema.nullable(),
  policy: z.object({
    /** The idle lock falls after so many minutes at the latest; null leaves it to the setting. */
    idleLockMinutesMaximum: z.number().min(1).max(1_440).nullable(),
  }),
  /** Older programs may not open the copy; null: any may. */
  minimumVersion: versionSchema.nullable(),
  /** The life of the server that wrote it. */
  epoch: z.string().max(128),
  /** How many orders about this device the server had written by then: an order with a higher serial came later. */
  orderSerial: z.int().min(0),
  /** What it was asked for with: the lease is the answer to that greeting and to no other. Without one it says nothing of when it was given (a bundle). */
  nonce: leaseNonceSchema.optional(),
});
export type Lease = z.infer<typeof leaseSchema>;

export const ORDER_ACTS = ['suspend', 'lift', 'wipePolitely', 'wipeAtOnce'] as const;

export const orderSchema = z.object({
  id: recordIdSchema,
  /** Whoever it was written for: a copy for another device is no order. */
  device: recordIdSchema,
  line: recordIdSchema,
  serial: z.int().min(1),
  act: z.enum(ORDER_ACTS),
  orderedAt: instantSchema,
  epoch: z.string().max(128),
});
export type Order = z.infer<typeof orderSchema>;

export const erasureSchema = z.object({
  device: recordIdSchema,
  /** The order that was carried out; null: the lease and its grace had run out. */
  order: recordIdSchema.nullable(),
  erasedAt: instantSchema,
  /** Groups that were never sent and lie sealed on that machine. */
  sealedGroups: z.int().min(0),
});
export type Erasure = z.infer<typeof erasureSchema>;

export const writeLease = (lease: Lease, sign: SignText): string => writeJws(LEASE_TYPE, lease, sign);
export const writeOrder = (order: Order, sign: SignText): string => writeJws(ORDER_TYPE, order, sign);
export const writeErasure = (erasure: Erasure, sign: SignText): string => writeJws(ERASURE_TYPE, erasure, sign);

/** null for a token that is not genuine, or none that this version can read. */
export const readLease = (token: string, verify: VerifyText): Lease | null =>
  leaseSchema.safeParse(readJws(token, LEASE_TYPE, verify)).data ?? null;
export const readOrder = (token: string, verify: VerifyText): Order | null =>
  orderSchema.safeParse(readJws(token, ORDER_TYPE, verify)).data ?? null;
export const readErasure = (token: string, verify: VerifyText): Erasure | null =>
  erasureSchema.safeParse(readJws(token, ERASURE_TYPE, verify)).data ?? null;

/**
 * Whether an order came behind a lease: then the lease no longer says how things stand. In one life of the server by their serials; a restored
 * server counts anew, so between two lives by the server's clock.
 */
export const isOrderNewer = (order: Order, lease: Lease): boolean =>
  order.epoch === lease.epoch ? order.serial > lease.orderSerial : order.orderedAt > lease.issuedAt;

/** Of two orders about one device the later one. */
export const isLaterOrder = (one: Order, other: Order): boolean =>
  one.epoch === other.epoch ? one.serial > other.serial : one.orderedAt > other.orderedAt;

// ---- the calls -------------------------------------------------------------------------------------------------

/** Anybody who knows the id may ask; only the device can do something with the answer. */
export const standingRequestSchema = z.strictObject({ device: recordIdSchema });
export const standingReplySchema = z.object({
  /** The last order about it (`readOrder`), null when there never was one, or it is unknown. */
  order: z.string().max(4_096).nullable(),
});
export type StandingRequest = z.infer<typeof standingRequestSchema>;
export type StandingReply = z.infer<typeof standingReplySchema>;

export const erasedRequestSchema = z.strictObject({
  device: recordIdSchema,
  /** As the device's key signed it (`writeErasure`), null when its store was closed for good by then. */
  proof: z.string().max(4_096).nullable(),
});
export const erasedReplySchema = z.object({});
export type ErasedRequest = z.infer<typeof erasedRequestSchema>;
