/** Reads the whole audit log and says where it is broken first, if it is. */
import {
  EMPTY_CHAIN,
  faultBehind,
  type AuditEntry,
  type ChainEnd,
  type ChainFault,
} from '../../shared/domain/audit/chain.ts';
import type { Queryable } from '../store/database.ts';

export interface AuditVerdict {
  /** Entries that were read and hold together. */
  readonly entries: number;
  /** The last of them: written down elsewhere, it tells later whether the log is still the same up to there. */
  readonly end: ChainEnd;
  /** The first entry that does not hold, null when all do. `cut`: the log ends before where its head says that it ends. */
  readonly broken: { readonly seq: number; readonly fault: ChainFault | 'cut' } | null;
}

export interface AuditRow {
  readonly seq: number;
  readonly at: string;
  readonly person: string | null;
  readonly device: string | null;
  readonly action: string;
  readonly subject: string | null;
  readonly facts: AuditEntry['facts'];
  readonly previous: string;
  readonly hash: string;
}

/** Their facts have up to 8,000 characters: so many are hashed without a pause. */
const ROWS_AT_ONCE = 200;

/** Entries that are added meanwhile may or may not be read. Takes some seconds for 100,000. */
export async function verifyAudit(database: Queryable): Promise<AuditVerdict> {
  const [head] = await database.rows<{ seq: number; hash: string }>('SELECT seq, hash FROM audit_head');
  let end = EMPTY_CHAIN;
  for (;;) {
    const rows = await database.rows<AuditRow>('SELECT * FROM audit_entries WHERE seq > $1 ORDER BY seq LIMIT $2', [
      end.seq,
      ROWS_AT_ONCE,
    ]);
    for (const row of rows) {
      const fault = faultBehind(end, row);
      if (fault) return { entries: end.seq, end, broken: { seq: fault === 'missing' ? end.seq + 1 : row.seq, fault } };
      end = { seq: row.seq, hash: row.hash };
      if (head?.seq === end.seq && head.hash !== end.hash)
        return { entries: end.seq, end, broken: { seq: end.seq, fault: 'unlinked' } };
    }
    if (rows.length < ROWS_AT_ONCE) break;
  }
  const broken = !head || head.seq > end.seq ? { seq: end.seq + 1, fault: 'cut' as const } : null;
  return { entries: end.seq, end, broken };
}
