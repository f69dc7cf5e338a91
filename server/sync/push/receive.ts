/** From what a device sent to groups that may be applied: hash, shape, signature and authorship checked, nothing looked up yet in the ledger. */
import { verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { RecordId } from '../../../shared/base/id.ts';
import { readGroup } from '../../../shared/sync/group.ts';
import { liftGroup } from '../../../shared/sync/lift.ts';
import type { OperationGroup, SignedGroup } from '../../../shared/sync/operation.ts';
import type { GroupOutcome } from '../../../shared/sync/protocol.ts';
import { findDevices, readSigningKey, type Device } from '../../auth/devices.ts';
import type { Queryable } from '../../store/database.ts';

/** A group that its device really wrote. */
export interface ReceivedGroup extends SignedGroup {
  readonly group: OperationGroup;
  readonly device: Device;
}

export interface Reception {
  readonly groups: ReceivedGroup[];
  /** Keyed by hash: what is not a group of an enrolled device. Never stored. */
  readonly refusals: Map<string, GroupOutcome>;
}

/** On the thread pool: a thousand signatures hold up nobody. */
const verifySignature = promisify(verify);

export async function receiveGroups(database: Queryable, signed: readonly SignedGroup[]): Promise<Reception> {
  const refusals = new Map<string, GroupOutcome>();
  const refuse = (hash: string, code: string): void => void refusals.set(hash, { hash, outcome: 'refused', code });

  const read: (SignedGroup & { group: OperationGroup })[] = [];
  const seen = new Set<string>();
  for (const item of signed) {
    if (seen.has(item.hash)) continue;
    seen.add(item.hash);
    const result = readGroup(item);
    if (result.ok) read.push({ ...item, group: liftGroup(result.value) });
    else refuse(item.hash, result.error.code);
  }

  const devices = await findDevices(database, [...new Set(read.map(({ group }) => group.device))]);
  const keys = new Map([...devices].map(([id, { signingKey }]) => [id, readSigningKey(signingKey)]));
  const groups: ReceivedGroup[] = [];
  await Promise.all(
    read.map(async (item) => {
      const device = devices.get(item.group.device);
      const key = keys.get(item.group.device);
      const code = device && key ? await judge(item, device, key) : 'not_enrolled';
      if (device && code === null) groups.push({ ...item, device });
      else refuse(item.hash, code ?? 'not_enrolled');
    }),
  );
  // The order sent, whatever order the signatures were checked in.
  const place = new Map(signed.map(({ hash }, index) => [hash, index]));
  return { groups: groups.toSorted((a, b) => (place.get(a.hash) ?? 0) - (place.get(b.hash) ?? 0)), refusals };
}

async function judge(
  item: SignedGroup & { group: OperationGroup },
  device: Device,
  key: KeyObject,
): Promise<string | null> {
  if (!(await isSignedBy(key, item))) return 'signature_invalid';
  // A device is one person's for good; only that person can have acted on it.
  if (item.group.author !== device.person) return 'permission_denied';
  return stands(item.group, device) ? null : 'invalid_input';
}

/** Numbers of groups end here. */
export const LARGEST_N = 2_147_483_647;

/** Numbers count on from where the device's chain begins, and the first names what it follows. */
function stands({ n, parent }: OperationGroup, { continues }: Device): boolean {
  const begin = (continues?.n ?? 0) + 1;
  return n >= begin && n <= LARGEST_N && (n === begin) === (parent === (continues?.hash ?? null));
}

async function isSignedBy(key: KeyObject, { hash, signature }: SignedGroup): Promise<boolean> {
  const bytes = Buffer.from(signature, 'base64url');
  if (bytes.length !== 64) return false;
  return verifySignature(null, Buffer.from(hash, 'utf8'), key, bytes);
}

export const devicesOf = (groups: readonly ReceivedGroup[]): RecordId[] => [
  ...new Set(groups.map(({ group }) => group.device)),
];
