/** Findings: what was noticed and waits for an administrator to look at it. Each is in the audit log as well. */
import { instantFromMilliseconds, type Instant } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import { deterministicId, type RecordId } from '../../shared/base/id.ts';
import { TOLD_BY_DEVICES, type Finding, type FindingKind } from '../../shared/contract/watch.ts';
import type { AuditAction, AuditFacts } from '../../shared/domain/audit/actions.ts';
import { lockMember } from '../administration/asking.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Device } from '../auth/devices.ts';
import type { Database, Transaction } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import type { Organisation } from '../sync/organisation.ts';

export interface NewFinding {
  readonly kind: FindingKind;
  readonly person: RecordId | null;
  readonly device: RecordId | null;
  readonly at: Instant;
  /** Names and figures. */
  readonly facts: AuditFacts;
  /** The same cause is noticed once. */
  readonly cause: string;
}

const AUDITED: Readonly<Record<FindingKind, AuditAction>> = {
  readingPaused: 'watch.readingPaused',
  readingAsked: 'watch.readingAsked',
  bulkPull: 'watch.bulkPull',
  decoyCopied: 'watch.decoyCopied',
  decoyMet: 'watch.decoyMet',
  exportBeyondLease: 'watch.exportBeyondLease',
  toldTooMuch: 'watch.toldTooMuch',
};

/** Which customer is a decoy stands in the finding, for those who may manage decoys, and not in the log, which auditors read. */
const NOT_AUDITED = new Set(['decoy', 'decoyName']);

/** Those that were not noticed yet, each once. */
export async function freshFindings(transaction: Transaction, findings: readonly NewFinding[]): Promise<NewFinding[]> {
  const single = new Map(findings.map((finding) => [causeOf(finding), finding]));
  const known = await transaction.rows<{ cause: string }>('SELECT cause FROM findings WHERE cause = ANY($1)', [
    [...single.keys()],
  ]);
  for (const { cause } of known) single.delete(cause);
  return [...single.values()];
}

const causeOf = ({ kind, cause }: NewFinding): string => `${kind} ${cause}`;

/** Takes the audit log's lock: the last of a transaction. Gives those that were new. */
export async function addFindings(transaction: Transaction, findings: readonly NewFinding[]): Promise<number> {
  const added: NewFinding[] = [];
  for (const finding of findings) {
    const rows = await transaction.rows(
      `INSERT INTO findings (id, kind, person, device, at, facts, cause) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT DO NOTHING RETURNING 1`,
      [
        deterministicId('finding', finding.kind, finding.cause),
        finding.kind,
        finding.person,
        finding.device,
        finding.at,
        JSON.stringify(finding.facts),
        causeOf(finding),
      ],
    );
    if (rows.length > 0) added.push(finding);
  }
  await writeAudit(
    transaction,
    ...added.map(({ kind, person, device, facts }) => ({
      action: AUDITED[kind],
      person,
      device,
      facts: Object.fromEntries(Object.entries(facts).filter(([name]) => !NOT_AUDITED.has(name))),
    })),
  );
  return added.length;
}

interface FindingRow {
  readonly id: string;
  readonly kind: FindingKind;
  readonly person: string | null;
  readonly device: string | null;
  readonly device_name: string | null;
  readonly code: string | null;
  readonly at: Date;
  readonly found_at: Date;
  readonly alike: number;
  readonly facts: Finding['facts'];
  readonly settled_by: string | null;
  readonly settled_at: Date | null;
  readonly note: string;
}

/** The last that the server heard of first. Of those that are open, what devices tell is one row of a person and kind: nobody buries others under theirs. */
export async function listFindings(
  database: Database,
  organisation: Organisation,
  { offset, limit, open }: { readonly offset: number; readonly limit: number; readonly open: boolean },
): Promise<{ total: number; rows: Finding[] }> {
  const listed = `SELECT f.*, count(*) OVER alike - 1 AS alike, row_number() OVER (alike ORDER BY f.found_at DESC, f.id) AS place FROM findings f
     WHERE NOT $1 OR f.settled_at IS NULL
     WINDOW alike AS (PARTITION BY CASE WHEN $1 AND f.kind = ANY($2::text[]) THEN f.kind || ' ' || coalesce(f.person::text, '') ELSE f.id::text END)`;
  const [counted] = await database.rows<{ total: number }>(
    `SELECT count(*) AS total FROM (${listed}) f WHERE place = 1`,
    [open, TOLD_BY_DEVICES],
  );
  const rows = await database.rows<FindingRow>(
    `SELECT f.*, d.name AS device_name, d.code FROM (${listed}) f LEFT JOIN devices d ON d.id = f.device WHERE place = 1
     ORDER BY f.found_at DESC, f.id LIMIT $3 OFFSET $4`,
    [open, TOLD_BY_DEVICES, limit, offset],
  );
  const named = (id: RecordId) => ({ id, name: organisation.member(id)?.name ?? '' });
  return {
    total: counted?.total ?? 0,
    rows: rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      at: instantFromMilliseconds(row.at.getTime()),
      foundAt: instantFromMilliseconds(row.found_at.getTime()),
      alike: row.alike,
      person: row.person === null ? null : named(row.person),
      device: row.device === null ? null : { id: row.device, name: row.device_name ?? '', code: row.code ?? '' },
      facts: row.facts,
      settled:
        row.settled_at === null
          ? null
          : {
              by: row.settled_by === null ? '' : named(row.settled_by).name,
              at: instantFromMilliseconds(row.settled_at.getTime()),
              note: row.note,
            },
    })),
  };
}

/** Settling it again changes nothing. @throws PeyvandError `not_found`, `illegal_transition` (`own_finding`: it is about whoever would settle it). */
export async function settleFinding(
  database: Database,
  device: Device,
  { id, note, alike = false }: { readonly id: RecordId; readonly note: string; readonly alike?: boolean | undefined },
): Promise<void> {
  const by = device.person;
  await retried(database, async (transaction) => {
    await lockMember(transaction, device, 'decoys.manage');
    const own = await transaction.rows('SELECT 1 FROM findings WHERE id = $1 AND person = $2', [id, by]);
    if (own.length > 0) throw createError('illegal_transition', { reason: 'own_finding' });
    const settled = await transaction.rows(
      `UPDATE findings f SET settled_by = $2, settled_at = now(), note = $3 FROM findings shown
       WHERE shown.id = $1 AND f.settled_at IS NULL AND (f.id = $1 OR ($4 AND f.kind = ANY($5::text[]) AND f.kind = shown.kind
         AND f.person IS NOT DISTINCT FROM shown.person AND f.found_at <= shown.found_at)) RETURNING 1`,
      [id, by, note, alike, TOLD_BY_DEVICES],
    );
    if (settled.length > 0) {
      const facts = { note, ...(settled.length > 1 ? { count: settled.length } : {}) };
      await writeAudit(transaction, { action: 'watch.settled', person: by, subject: id, facts });
      return;
    }
    const known = await transaction.rows('SELECT 1 FROM findings WHERE id = $1', [id]);
    if (known.length === 0) throw createError('not_found', { what: 'finding' });
  });
}
