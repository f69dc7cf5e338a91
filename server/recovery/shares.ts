/** The secrets that devices leave here. They lie sealed as they came: who has the database alone has nothing. */
import { base64urlToBytes } from '../../shared/base/bytes.ts';
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { readRecoveryPolicy } from '../../shared/contract/recovery.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { lockDevices, type Device } from '../auth/devices.ts';
import { takeRoom, type DailyBound } from '../store/dailyCounts.ts';
import type { Database, Transaction } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import type { OrganisationReader } from '../sync/organisation.ts';
import { ofPerson, refuseForToday } from '../watch/refuseForToday.ts';

export interface SharesContext {
  readonly database: Database;
  readonly organisation: OrganisationReader;
  readonly clock: Clock;
}

/** The one that is used, one that is about to be, and one whose answer was lost. */
const KEPT_PER_LINE = 3;
/** Of one person, with all their machines: each is written into the audit log, and so is its end. Nobody destroys more than they have left. */
const DEPOSITS: DailyBound = { what: 'recovery secrets', most: 20 };

/**
 * Those that were there stay until the device says which one its keyring takes.
 * @throws PeyvandError `permission_denied` (`reason: 'recovery_off'`) where the company wants none, `token_foreign` for an id that is another's, `throttled` for whoever
 *   left more today than any work comes to.
 */
export async function depositShare(
  context: SharesContext,
  device: Device,
  { share, sealed }: { readonly share: RecordId; readonly sealed: string },
): Promise<void> {
  const { database, organisation, clock } = context;
  const company = await organisation.read(database);
  if (!company.member(device.person)?.active) throw createError('permission_denied', { reason: 'not_active' });
  if (readRecoveryPolicy(company.setting('recoveryShares')) === 'off')
    throw createError('permission_denied', { reason: 'recovery_off' });
  const isKept = await retried(database, async (transaction) => {
    await lockDevices(transaction, [device.id]);
    if ((await takeRoom(transaction, clock, DEPOSITS, device.person, 1)) < 1) return false;
    const written = await transaction.rows(
      `INSERT INTO recovery_shares (id, line, person_id, sealed, deposited_at) VALUES ($1, $2, $3, $4, $5::timestamptz)
       ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed
       WHERE recovery_shares.line = excluded.line AND recovery_shares.person_id = excluded.person_id RETURNING 1`,
      [share, device.line, device.person, base64urlToBytes(sealed), instantFromMilliseconds(clock.now())],
    );
    if (written.length === 0) throw createError('token_foreign', { reason: 'share' });
    await transaction.rows(
      `DELETE FROM recovery_shares WHERE line = $1 AND id <> $2 AND id NOT IN (
         SELECT id FROM recovery_shares WHERE line = $1 ORDER BY deposited_at DESC, id DESC LIMIT ${KEPT_PER_LINE})`,
      [device.line, share],
    );
    await writeAudit(transaction, {
      action: 'recovery.shareLeft',
      person: device.person,
      device: device.id,
      subject: share,
    });
    return true;
  });
  if (!isKept) throw await refuseForToday(context, ofPerson(device.person, device.id), DEPOSITS);
}

/**
 * All others of the device are destroyed, with whatever was released and not fetched.
 * @param share null: the device takes none any more.
 * @returns Whether it is held here, and whether it was ever let go.
 */
export async function keepShare(
  { database }: SharesContext,
  device: Device,
  share: RecordId | null,
): Promise<{ readonly held: boolean; readonly spent: boolean }> {
  return retried(database, async (transaction) => {
    await lockDevices(transaction, [device.id]);
    await forgetReleased(transaction, device.line);
    const gone = await transaction.rows(
      'DELETE FROM recovery_shares WHERE line = $1 AND id IS DISTINCT FROM $2 RETURNING id',
      [device.line, share],
    );
    const [held] = await transaction.rows<{ spent: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM recovery_requests r WHERE r.share = s.id AND r.released_at IS NOT NULL) AS spent
       FROM recovery_shares s WHERE id = $1 AND line = $2`,
      [share, device.line],
    );
    if (gone.length > 0)
      await writeAudit(transaction, {
        action: 'recovery.shareDestroyed',
        person: device.person,
        device: device.id,
        subject: share,
        facts: { count: gone.length },
      });
    return { held: held !== undefined, spent: held?.spent === true };
  });
}

/** The device is through: what a lost answer would have been asked for again is of no more use to anybody. */
async function forgetReleased(transaction: Transaction, line: RecordId): Promise<void> {
  await transaction.rows('UPDATE recovery_requests SET released = NULL WHERE line = $1 AND released IS NOT NULL', [
    line,
  ]);
}
