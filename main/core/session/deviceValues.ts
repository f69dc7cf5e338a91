/** What a device knows of itself and its person. It lies inside the encrypted store: the token is worth as much as the data. */
import { z } from 'zod';
import { createError } from '../../../shared/base/errors.ts';
import { ROLES } from '../../../shared/domain/organisation/organisation.ts';
import type { RecordStore } from '../store/types.ts';

const deviceValuesSchema = z.object({
  token: z.string(),
  serverUrl: z.string(),
  /** Ed25519 and X25519 of the server, raw, base64url. */
  serverKeys: z.object({ signing: z.string(), sealing: z.string() }),
  /** As they were at enrolment; the record of the person, once held, is newer. */
  person: z.object({ id: z.string(), name: z.string(), login: z.string(), role: z.enum(ROLES), company: z.string() }),
  sample: z.boolean(),
});
export type DeviceValues = z.infer<typeof deviceValuesSchema>;

/** Local values of the store that make it this device's. */
export const DEVICE_AREA = 'device';
const VALUES = 'values';
export const SIGNING_SEED = 'signingSeed';

export function writeDeviceValues(store: Pick<RecordStore, 'putLocal'>, values: DeviceValues): void {
  store.putLocal(DEVICE_AREA, VALUES, values);
}

/** @throws PeyvandError `store_damaged`. */
export function readDeviceValues(store: Pick<RecordStore, 'getLocal'>): DeviceValues {
  const read = deviceValuesSchema.safeParse(store.getLocal(DEVICE_AREA, VALUES));
  if (!read.success) throw createError('store_damaged', { reason: 'device_values' }, read.error);
  return read.data;
}

export function writeSigningSeed(store: Pick<RecordStore, 'putLocal'>, seed: string): void {
  store.putLocal(DEVICE_AREA, SIGNING_SEED, seed);
}

export const readSigningSeed = (readLocal: (area: string, key: string) => unknown): unknown =>
  readLocal(DEVICE_AREA, SIGNING_SEED);
