/**
 * What of a push stands in the audit log: who changed the company itself (people, roles, grants, territories, settings), and who decided a review. An
 * entry for each record that changed so, however many groups did it; of all other work history tells enough.
 */
import type { AuditFacts } from '../../../shared/domain/audit/actions.ts';
import { writeAudit, type NewAuditEntry } from '../../audit/writeAudit.ts';
import type { Transaction } from '../../store/database.ts';
import type { NewVersion } from '../recordWriter.ts';
import { keyOf, textIn, type StoredRecord } from '../storedRecord.ts';
import type { Workspace } from './workspace.ts';

const PATHS_TOLD = 20;
const TEXT_TOLD = 200;

/** After the feed and the ledger: it takes the last lock. */
export async function auditPush(
  transaction: Transaction,
  { versions, before, records }: Pick<Workspace, 'versions' | 'before' | 'records'>,
): Promise<void> {
  // Of what the server did by itself (an entry about held work) there is no device.
  const told = versions.filter(({ record, device }) => device !== null && TOLD.has(record.collection));
  if (told.length === 0) return;
  const byRecord = Map.groupBy(told, ({ record }) => keyOf(record));
  const entries = [...byRecord].flatMap(([key, own]) => {
    const after = records.get(key);
    return after ? entriesOf(own, before.get(key) ?? null, after) : [];
  });
  await writeAudit(transaction, ...entries);
}

const TOLD: ReadonlySet<string> = new Set(['organisation', 'reviews']);

function entriesOf(versions: readonly NewVersion[], before: StoredRecord | null, after: StoredRecord): NewAuditEntry[] {
  const last = versions.at(-1);
  if (!last) return [];
  const paths = [...new Set(versions.flatMap(({ changedPaths }) => changedPaths))].toSorted();
  const entry = { person: last.author, device: last.device, subject: after.id };
  if (after.collection === 'reviews') {
    const status = textIn(after.body, 'status');
    // One that this push itself brought about waits for a decision yet.
    if (before === null || status === before.body['status']) return [];
    return [{ ...entry, action: 'review.decided', facts: { status, kind: after.kind } }];
  }
  const [from, to] = [before ? textIn(before.body, 'role') : '', textIn(after.body, 'role')];
  const isRoleChange = after.kind === 'person' && before !== null && from !== to;
  const others = paths.filter((path) => !isRoleChange || path !== 'role');
  const facts: AuditFacts = {
    kind: after.kind,
    name: cut(textIn(after.body, 'name') || textIn(after.body, 'key')),
    paths: others.slice(0, PATHS_TOLD).map((path) => (path === '' ? after.kind : path)),
    // Whoever lifts a limit for an hour and sets it back is seen by that.
    ...(after.kind === 'setting' ? { from: settingText(before), to: settingText(after) } : {}),
    ...(after.deleted ? { deleted: true } : {}),
  };
  return [
    ...(isRoleChange ? [{ ...entry, action: 'person.roleChanged' as const, facts: { from, to } }] : []),
    ...(others.length > 0 || after.deleted ? [{ ...entry, action: 'organisation.changed' as const, facts }] : []),
  ];
}

/** What a setting says, as JSON or plain text; empty where there is none. */
function settingText(record: StoredRecord | null): string {
  const value = record === null || record.deleted ? undefined : record.body['value'];
  return cut(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
}

/** Half a sign has no UTF-8, and could not be hashed. */
const cut = (text: string): string => text.slice(0, TEXT_TOLD).toWellFormed();
