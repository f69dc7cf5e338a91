/**
 * Work that is held because its device was stopped (server/sync/push/stopped.ts), let through as a whole: by somebody's word, or because the device was lifted. Each
 * group is then judged as if it came now, with its author's rights; what still cannot be applied is held for a reason of its own.
 */
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { ReleaseInput, ReleaseReply } from '../../shared/contract/parking.ts';
import type { DeviceCallContext } from '../api/deviceAnswers.ts';
import { lockDevices, type DeviceChain } from '../auth/devices.ts';
import type { Database } from '../store/database.ts';
import type { Member } from '../sync/organisation.ts';
import { announceScopes } from '../sync/pokes.ts';
import { describeFault, isPoison } from '../sync/push.ts';
import { DEVICE_STOPPED, isHeldForStop } from '../sync/push/stopped.ts';
import { readStoredGroup } from './heldGroup.ts';
import { reapply } from './reapply.ts';
import { reapplyOneByOne } from './reapplyOneByOne.ts';
import { countOutcomes, decideWait } from './release.ts';
import { inOneTransaction, readParked, toReceived, type ParkedRow } from './settleHeld.ts';

type Context = Pick<DeviceCallContext, 'database' | 'organisation' | 'clock' | 'log'>;

/** As many as a push may bring. */
const GROUPS_AT_ONCE = 500;

/**
 * One decision about all of it. The decision is written first; asked again with it, after a lost answer or a node that stopped, the rest follows.
 * @returns null when the group is not held for this.
 */
export async function letThrough(
  context: DeviceCallContext,
  member: Member,
  { id, hash, note }: ReleaseInput,
): Promise<ReleaseReply | null> {
  const [place] = await context.database.rows<{ device: string }>(
    `SELECT device FROM ledger WHERE hash = $1 AND outcome = 'parked' AND facts ->> 'cause' = $3
     UNION ALL SELECT device FROM decisions WHERE id = $2 AND group_hash = $1 AND text::jsonb ->> 'reason' = $3`,
    [hash, id, DEVICE_STOPPED],
  );
  if (!place) return null;
  const hashes = await decideWait(context, member, id, { group: hash, device: place.device }, async (transaction) => {
    const held = (await readParked(transaction, place.device)).filter(isHeldForStop);
    const own = held.find((row) => row.hash === hash);
    if (!own) throw createError('not_found', { reason: 'held_work' });
    const numbers = held.map(({ bytes }) => readStoredGroup(bytes).n);
    return {
      facts: {
        decision: 'released',
        authorId: readStoredGroup(own.bytes).author,
        deviceId: place.device,
        group: hash,
        first: Math.min(...numbers),
        last: Math.max(...numbers),
        reason: DEVICE_STOPPED,
        decidedBy: member.id,
        decidedByName: member.name,
        note,
        records: [],
        changes: [],
      },
      hashes: held.map((row) => row.hash),
    };
  });
  const decided = new Set(hashes);
  await reexamine(context, place.device, (row) => isHeldForStop(row) && decided.has(row.hash));
  return countOutcomes(context.database, hashes);
}

/** What of the device's work was held while it was stopped, once it is no more. Fails in nothing: the device's next greeting tries again. */
export async function releaseLifted(context: Context, device: RecordId): Promise<void> {
  try {
    if (!(await anyHeldForStop(context.database, device))) return;
    await reexamine(context, device, (row, chain) => isHeldForStop(row) && chain?.stopped === null);
  } catch (error) {
    context.log('parking.not_released', { device, ...describeFault(error) });
  }
}

async function anyHeldForStop(database: Database, device: RecordId): Promise<boolean> {
  const rows = await database.rows(
    `SELECT 1 FROM ledger WHERE device = ANY(ARRAY(SELECT id FROM devices WHERE line = (SELECT line FROM devices WHERE id = $1)))
       AND outcome = 'parked' AND facts ->> 'cause' = $2 LIMIT 1`,
    [device, DEVICE_STOPPED],
  );
  return rows.length > 0;
}

type IsDue = (row: ParkedRow, chain: DeviceChain | undefined) => boolean;

/** So many at a time, in the order of the chain; with what waits behind them. */
async function reexamine(context: Context, device: RecordId, isDue: IsDue): Promise<void> {
  const tried = new Set<string>();
  for (;;) {
    const isNext: IsDue = (row, chain) => !tried.has(row.hash) && isDue(row, chain);
    const hashes = await reexamineSome(context, device, isNext);
    if (hashes.length === 0) return;
    for (const hash of hashes) tried.add(hash);
  }
}

async function reexamineSome(context: Context, device: RecordId, isDue: IsDue): Promise<readonly string[]> {
  let due: readonly string[] = [];
  try {
    const movedScopes = await inOneTransaction(context, async (transaction, plan, organisation) => {
      const chains = await lockDevices(transaction, [device]);
      const parked = await readParked(transaction, device);
      due = parked
        .filter((row) => isDue(row, chains.get(device)))
        .slice(0, GROUPS_AT_ONCE)
        .map(({ hash }) => hash);
      if (due.length === 0) return [];
      const rows = parked.filter(({ hash, reason }) => due.includes(hash) || reason === 'behind_parked');
      const groups = await toReceived(transaction, rows);
      const parts = { groups, decided: [], judgedAs: new Map<string, RecordId>(), entry: null };
      return (await reapply(transaction, parts, null, plan, chains, { clock: context.clock, organisation }))
        .movedScopes;
    });
    await announceScopes(context.database, movedScopes);
  } catch (error) {
    if (!isPoison(error)) throw error;
    context.log('parking.poison', { device, ...describeFault(error) });
    await reapplyOneByOne(context, device, (row) => due.includes(row.hash));
  }
  return due;
}
