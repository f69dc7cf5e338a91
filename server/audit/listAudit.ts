/** The audit log as an administrator or auditor reads it: newest first, filtered, with names as they are today. */
import type { AuditEntryView, AuditList, AuditListInput } from '../../shared/contract/administration.ts';
import type { AuditAction } from '../../shared/domain/audit/actions.ts';
import { hasPermission } from '../../shared/domain/permissions.ts';
import { readNames } from '../administration/names.ts';
import type { Database } from '../store/database.ts';
import type { Member, Organisation } from '../sync/organisation.ts';
import type { AuditRow } from './verifyAudit.ts';

/** What tells of decoys, or leads to one: for those who manage them. Others hold the same records, and would know by these whose are none. */
const OF_DECOYS: readonly AuditAction[] = [
  'decoy.made',
  'decoy.retired',
  'decoy.lookedUp',
  'watch.decoyCopied',
  'watch.decoyMet',
];

export async function listAudit(
  database: Database,
  organisation: Organisation,
  { role }: Pick<Member, 'role'>,
  { offset, limit, person, actions, from, until }: AuditListInput,
): Promise<AuditList> {
  // A person's own acts, and what was done about them.
  const condition = `($1::uuid IS NULL OR person = $1 OR subject = $1::text)
    AND (cardinality($2::text[]) = 0 OR action = ANY($2)) AND ($3::text IS NULL OR at >= $3) AND ($4::text IS NULL OR at < $4)
    AND action <> ALL($5::text[])`;
  const filter = [person, actions, from, until, hasPermission(role, 'decoys.manage') ? [] : OF_DECOYS];
  const [count] = await database.rows<{ total: number }>(
    `SELECT count(*) AS total FROM audit_entries WHERE ${condition}`,
    filter,
  );
  const rows = await database.rows<AuditRow>(
    `SELECT * FROM audit_entries WHERE ${condition} ORDER BY seq DESC OFFSET $6 LIMIT $7`,
    [...filter, offset, limit],
  );
  const ids = rows.flatMap((row) => [row.person, row.device, row.subject].filter((id) => id !== null));
  const names = await readNames(database, organisation, ids);
  const toView = (row: AuditRow): AuditEntryView => ({
    seq: row.seq,
    at: row.at,
    action: row.action,
    person: row.person === null ? null : { id: row.person, name: names.of(row.person) },
    device: row.device === null ? null : { id: row.device, name: names.of(row.device), code: names.codeOf(row.device) },
    subject: row.subject === null ? null : { id: row.subject, name: names.of(row.subject) },
    facts: row.facts,
    hash: row.hash,
  });
  return { total: count?.total ?? 0, rows: rows.map(toView) };
}
