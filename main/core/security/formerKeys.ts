/**
 * Data keys that this store had before: kept inside it, so that backups and what was set aside under them stay readable for this person on this machine. They open nothing that whoever
 * holds the key of today could not read here already.
 */
import { z } from 'zod';
import { base64urlToBytes, bytesToBase64url } from '../../../shared/base/bytes.ts';
import type { RecordStore } from '../store/types.ts';

const AREA = 'device';
/** Their name among the values of the device. */
export const FORMER_KEYS = 'formerKeys';
const KEPT = 20;

const formerKeysSchema = z.array(z.object({ key: z.string().length(43), until: z.string() }));

/** Noted before a rotation begins, in the store that it will copy. */
export function noteFormerKey(
  store: Pick<RecordStore, 'getLocal' | 'putLocal'>,
  dataKey: Uint8Array,
  until: string,
): void {
  const key = bytesToBase64url(dataKey);
  const others = readKept(store).filter((kept) => kept.key !== key);
  store.putLocal(AREA, FORMER_KEYS, [{ key, until }, ...others].slice(0, KEPT));
}

/** The last first. The caller wipes them. */
export const readFormerKeys = (store: Pick<RecordStore, 'getLocal'>): Uint8Array[] =>
  readKept(store).map(({ key }) => base64urlToBytes(key));

function readKept(store: Pick<RecordStore, 'getLocal'>): z.infer<typeof formerKeysSchema> {
  const read = formerKeysSchema.safeParse(store.getLocal(AREA, FORMER_KEYS));
  return read.success ? read.data : [];
}
