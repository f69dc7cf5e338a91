/** Requests and approvals as they lie in the database. */
import type { Clock } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { RecoveryState } from '../../shared/contract/recovery.ts';
import type { Queryable, Transaction } from '../store/database.ts';

export interface RequestRow {
  readonly id: RecordId;
  readonly share: RecordId;
  readonly line: RecordId;
  readonly person_id: RecordId;
  readonly reply_key: string;
  readonly secret_hash: string;
  readonly requested_at: Date;
  readonly expires_at: Date;
  readonly state: Exclude<RecoveryState, 'expired'>;
  readonly wrong_codes: number;
  readonly refused_by: RecordId | null;
  readonly released_at: Date | null;
  readonly released: Uint8Array | null;
}

export interface ApprovalRow {
  readonly request: RecordId;
  readonly person_id: RecordId;
  readonly stands_as: 'manages' | 'second';
  readonly approved_at: Date;
  readonly device: RecordId | null;
}

/** Behind the lock of the devices of its line, where they are locked at all. null for an unknown one. */
export async function lockRequest(transaction: Transaction, id: RecordId): Promise<RequestRow | null> {
  const [row] = await transaction.rows<RequestRow>('SELECT * FROM recovery_requests WHERE id = $1 FOR UPDATE', [id]);
  return row ?? null;
}

/** In the order in which they were given. */
export const readApprovals = (database: Queryable, requests: readonly RecordId[]): Promise<ApprovalRow[]> =>
  database.rows<ApprovalRow>(
    'SELECT request, person_id, stands_as, approved_at, device FROM recovery_approvals WHERE request = ANY($1::uuid[]) ORDER BY approved_at, stands_as',
    [requests],
  );

/** Time ends what nobody ended; what was released stays so. */
export function stateOf(row: Pick<RequestRow, 'state' | 'expires_at'>, clock: Clock): RecoveryState {
  const isOpen = row.state === 'waiting' || row.state === 'approved';
  return isOpen && row.expires_at.getTime() <= clock.now() ? 'expired' : row.state;
}
