/** From what a device sent to groups that may be applied: hash, shape, signature and authorship checked, nothing looked up yet in the ledger. */
import { hash as digest, verify, type KeyObject } from 'node:crypto';
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

/** Its hash and shape were checked, its origin not yet. */
type ReadGroup = SignedGroup & { readonly group: OperationGroup };

/** On the thread pool: many signatures hold up nobody. */
const verifySignature = promisify(verify);
/** The machine's own is several times as fast as the one that devices and windows share. */
const sha256 = (text: string): string => digest('sha256', text, 'hex');

/** @param sender The device whose message it is, as its token told: it need not be looked up. */
export async function receiveGroups(
  database: Queryable,
  signed: readonly SignedGroup[],
  sender: Device,
): Promise<Reception> {
  const refusals = new Map<string, GroupOutcome>();
  const refuse = (hash: string, code: string): void => void refusals.set(hash, { hash, outcome: 'refused', code });

  const read: ReadGroup[] = [];
  const seen = new Set<string>();
  for (const item of signed) {
    if (seen.has(item.hash)) continue;
    seen.add(item.hash);
    const result = readGroup(item, sha256);
    if (result.ok) read.push({ ...item, group: liftGroup(result.value) });
    else refuse(item.hash, result.error.code);
  }

  const others = new Set(read.map(({ group }) => group.device).filter((id) => id !== sender.id));
  const devices = others.size > 0 ? await findDevices(database, [...others]) : new Map<RecordId, Device>();
  devices.set(sender.id, sender);
  const genuine = await listGenuine(read, devices);
  const groups: ReceivedGroup[] = [];
  for (const item of read) {
    const device = devices.get(item.group.device);
    const code = device ? judge(item, device, genuine) : 'not_enrolled';
    if (device && code === null) groups.push({ ...item, device });
    else refuse(item.hash, code ?? 'not_enrolled');
  }
  return { groups, refusals };
}

function judge(item: ReadGroup, device: Device, genuine: ReadonlySet<string>): string | null {
  if (!genuine.has(item.hash)) return 'signature_invalid';
  if (!isOfItsPerson(item.group, device)) return 'permission_denied';
  return stands(item.group, device) ? null : 'invalid_input';
}

/** A device is one person's for good; only that person can have acted on it. */
const isOfItsPerson = ({ author }: OperationGroup, { person }: Device): boolean => author === person;

/** Numbers of groups end here. */
export const LARGEST_N = 2_147_483_647;

/** Numbers count on from where the device's chain begins, and the first names what it follows. */
function stands({ n, parent }: OperationGroup, { continues }: Device): boolean {
  const begin = (continues?.n ?? 0) + 1;
  return n >= begin && n <= LARGEST_N && (n === begin) === (parent === (continues?.hash ?? null));
}

/**
 * Hashes of the groups that their devices really wrote. A group names the hash of the one before it, so its signature covers that one too, and all
 * before: of each chain in the message the last signature is checked, and the others only where it does not hold (docs/decisions).
 */
async function listGenuine(
  read: readonly ReadGroup[],
  devices: ReadonlyMap<RecordId, Device>,
): Promise<ReadonlySet<string>> {
  const keys = new Map([...devices].map(([id, { signingKey }]) => [id, readSigningKey(signingKey)]));
  const byHash = new Map(read.map((item) => [item.hash, item]));
  // Of the same device alone: the first group of a new identity follows one that another key signed. And only for a group that has its place in the
  // chain: one that is refused is not kept, and its signature would vouch for what is kept without it.
  const parentOf = ({ group }: ReadGroup): ReadGroup | undefined => {
    const device = devices.get(group.device);
    const parent = group.parent === null ? undefined : byHash.get(group.parent);
    const isNext = parent?.group.device === group.device && parent.group.n === group.n - 1;
    return device && isNext && isOfItsPerson(group, device) && stands(group, device) ? parent : undefined;
  };
  const followed = new Set(read.map((item) => parentOf(item)?.hash));
  const genuine = new Set<string>();
  const check = async (item: ReadGroup): Promise<void> => {
    const key = keys.get(item.group.device);
    if (!key || !(await isSignedBy(key, item))) return;
    for (let at: ReadGroup | undefined = item; at && !genuine.has(at.hash); at = parentOf(at)) genuine.add(at.hash);
  };
  await Promise.all(read.filter(({ hash }) => !followed.has(hash)).map(check));
  await Promise.all(read.filter(({ hash }) => followed.has(hash) && !genuine.has(hash)).map(check));
  return genuine;
}

async function isSignedBy(key: KeyObject, { hash, signature }: SignedGroup): Promise<boolean> {
  const bytes = Buffer.from(signature, 'base64url');
  if (bytes.length !== 64) return false;
  return verifySignature(null, Buffer.from(hash, 'utf8'), key, bytes);
}

export const devicesOf = (groups: readonly ReceivedGroup[]): RecordId[] => [
  ...new Set(groups.map(({ group }) => group.device)),
];
