/**
 * Two people let a recovery secret go, and neither of them is whoever asks. An account is no second person while somebody else may hold its password, nor is a
 * machine that was enrolled for the occasion; and whoever set the password of the one who asks may be the one who asks.
 */
import type { RecordId } from '../../shared/base/id.ts';
import { HANDS_MILLISECONDS, hasSetPassword, wasTouchedByOthers } from '../administration/accountActs.ts';
import type { Queryable } from '../store/database.ts';
import type { RequestRow } from './requestRows.ts';

interface Approver {
  readonly person: RecordId;
  /** At which they agree; null of what was agreed before that was written down. */
  readonly device: RecordId | null;
  /** When, in milliseconds. What was done since then counts too. */
  readonly at: number;
}

/**
 * Why an approval does not count; null when it does.
 * - `accountTouched`: in the days before it somebody else made or opened the approver's account, changed their role or set their password
 * - `passwordGiver`: the approver set the password of whoever asks
 * - `deviceTooNew`: the device was enrolled behind the request
 */
type Dependence = 'accountTouched' | 'passwordGiver' | 'deviceTooNew';

export async function whyDependent(
  database: Queryable,
  request: Pick<RequestRow, 'id' | 'person_id'>,
  { person, device, at }: Approver,
): Promise<Dependence | null> {
  const since = at - HANDS_MILLISECONDS;
  if (await wasTouchedByOthers(database, person, since)) return 'accountTouched';
  if (await hasSetPassword(database, { person: request.person_id, by: person, since })) return 'passwordGiver';
  return (await wasThereBefore(database, request.id, device)) ? null : 'deviceTooNew';
}

/** Of its line the first identity: a disk that was put back is no new machine. */
async function wasThereBefore(database: Queryable, request: RecordId, device: RecordId | null): Promise<boolean> {
  const rows = await database.rows(
    `SELECT 1 FROM devices d JOIN devices first ON first.id = d.line JOIN recovery_requests r ON r.id = $1
     WHERE d.id = $2 AND first.enrolled_at < r.made_at`,
    [request, device],
  );
  return rows.length > 0;
}
