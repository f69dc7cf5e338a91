/** A page of a record's history, for whoever holds the record now, without the fields that their role hides. */
import { createError } from '../../shared/base/errors.ts';
import type { HistoryEntry, HistoryPage } from '../../shared/contract/history.ts';
import type { DeviceCallInputs } from '../../shared/contract/server.ts';
import { kindOf, schemaVersions } from '../../shared/domain/catalogue.ts';
import { mayRead } from '../../shared/domain/permissions.ts';
import type { RecordBody, RecordReference, ScopeId } from '../../shared/domain/record.ts';
import { diffBodies } from '../../shared/sync/diff.ts';
import { createView, type View } from '../../shared/sync/view.ts';
import type { DeviceAnswers, DeviceCallContext } from '../api/deviceAnswers.ts';
import type { Queryable } from '../store/database.ts';
import type { Member } from '../sync/organisation.ts';
import { membershipsOf } from '../sync/storedRecord.ts';

/** Of one version; whoever needs more sees the record itself. */
const CHANGES_SHOWN = 200;
/** An answer ends behind the version with which it has grown beyond this. One version goes whatever its size. */
const ANSWER_BYTES = 1_000_000;
/** Bodies can be large: only so many are in memory at once. */
const VERSIONS_AT_ONCE = 8;

export function createHistoryAnswers({
  database,
  organisation,
}: DeviceCallContext): Pick<DeviceAnswers, 'recordHistory'> {
  return {
    async recordHistory(device, input) {
      const member = (await organisation.read(database)).member(device.person);
      if (!member?.active) throw createError('permission_denied', { reason: 'not_active' });
      await requireHeld(database, member, input);
      return readPage(database, createView(member.role, schemaVersions()), input);
    },
  };
}

/** What a person does not hold does not exist for them. */
async function requireHeld(database: Queryable, member: Member, { collection, id }: RecordReference): Promise<void> {
  if (!mayRead(member.role, collection)) throw createError('permission_denied', { collection });
  const [row] = await database.rows<{ home_scope: ScopeId; shares: ScopeId[] }>(
    'SELECT home_scope, shares FROM records WHERE collection = $1 AND id = $2',
    [collection, id],
  );
  const held = row && membershipsOf({ homeScope: row.home_scope, shares: row.shares }).some(member.holds);
  if (!held) throw createError('not_found', { collection, id });
}

interface VersionRow {
  readonly version: number;
  readonly kind: string;
  readonly at: string;
  readonly author: string;
  readonly deleted: boolean;
  readonly body: string;
}

async function readPage(
  database: Queryable,
  view: View,
  { collection, id, before, limit }: DeviceCallInputs['recordHistory'],
): Promise<HistoryPage> {
  const entries: HistoryEntry[] = [];
  let bytes = 0;
  for (let below = before; ;) {
    const wanted = Math.min(limit - entries.length, VERSIONS_AT_ONCE);
    // One more than wanted: a version's changes are told from the one before it.
    const rows = await readVersions(database, { collection, id }, below, wanted + 1);
    for (const [index, row] of rows.slice(0, wanted).entries()) {
      const entry = toEntry(view, { collection, id }, row, rows[index + 1] ?? null);
      entries.push(entry);
      bytes += Buffer.byteLength(JSON.stringify(entry));
      below = row.version;
      const isLast = index + 1 === rows.length;
      if (isLast) return { entries, next: null };
      if (bytes > ANSWER_BYTES) return { entries, next: below };
    }
    if (rows.length === 0) return { entries, next: null };
    if (entries.length >= limit) return { entries, next: below };
  }
}

const readVersions = (
  database: Queryable,
  { collection, id }: RecordReference,
  below: number | null,
  limit: number,
): Promise<VersionRow[]> =>
  database.rows<VersionRow>(
    `SELECT h.version, h.kind, h.updated_at AS at, coalesce(p.body->>'name', '') AS author, h.deleted, h.body::text AS body
     FROM history h LEFT JOIN records p ON p.collection = 'organisation' AND p.id = h.author
     WHERE h.collection = $1 AND h.id = $2 AND ($3::integer IS NULL OR h.version < $3) ORDER BY h.version DESC LIMIT $4`,
    [collection, id, below, limit],
  );

function toEntry(
  view: View,
  { collection }: RecordReference,
  row: VersionRow,
  previous: VersionRow | null,
): HistoryEntry {
  const shown = ({ kind, body }: VersionRow): RecordBody =>
    view.maskBody(collection, kind, JSON.parse(body) as RecordBody);
  const definition = kindOf(collection, row.kind);
  const isDeletion = row.deleted && previous?.deleted !== true;
  const changes = definition && !isDeletion ? diffBodies(definition, previous ? shown(previous) : {}, shown(row)) : [];
  return {
    version: row.version,
    authorName: row.author,
    at: row.at,
    act: isDeletion ? 'deleted' : previous ? 'changed' : 'created',
    changes: changes.slice(0, CHANGES_SHOWN),
    changesLeftOut: Math.max(0, changes.length - CHANGES_SHOWN),
    standing: 'server',
  };
}
