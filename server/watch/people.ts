/** Who may export, who may read more, and how much people read: grants are written into the person's record, by the server alone. */
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { canonicalJson } from '../../shared/base/canonicalJson.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { JsonValue } from '../../shared/base/leafPath.ts';
import type { ExportRow, WatchedPerson } from '../../shared/contract/watch.ts';
import { exportGrantSchema } from '../../shared/domain/exports/exportGrant.ts';
import { textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { readingGrantSchema } from '../../shared/domain/watch/readingGrant.ts';
import type { DeviceCallContext } from '../api/deviceAnswers.ts';
import { lockMember } from '../administration/asking.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Device } from '../auth/devices.ts';
import type { Database } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import { readEpochs } from '../sync/epochs.ts';
import { writeFeed } from '../sync/feedWriter.ts';
import type { Organisation } from '../sync/organisation.ts';
import { announceScopes } from '../sync/pokes.ts';
import { writeVersions } from '../sync/recordWriter.ts';
import { HABIT_MILLISECONDS } from './readingReport.ts';

type GrantField = 'exportGrant' | 'readingGrant';

export interface GrantChange {
  readonly field: GrantField;
  readonly person: RecordId;
  /** null takes it away. */
  readonly grant: Readonly<Record<string, JsonValue>> | null;
  readonly by: Device;
}

/**
 * A version of the person's record like any other, made by the server in the administrator's name.
 * @throws PeyvandError `not_found`, `illegal_transition` (`own_grant`; to take one from oneself is free), `permission_denied`.
 */
export async function writeGrant({ database, clock }: DeviceCallContext, change: GrantChange): Promise<void> {
  const { field, person, grant, by } = change;
  if (person === by.person && grant !== null) throw createError('illegal_transition', { reason: 'own_grant' });
  const scopes = await retried(database, async (transaction) => {
    const before = (await lockMember(transaction, by, 'people.manage', [person])).get(person);
    if (!before) throw createError('not_found', { collection: 'organisation', id: person });
    const { [field]: standing, ...rest } = before.body;
    if (canonicalJson(standing ?? null) === canonicalJson(grant)) return [];
    const after = {
      ...before,
      version: before.version + 1,
      updatedBy: by.person,
      updatedAt: instantFromMilliseconds(clock.now()),
      body: grant === null ? rest : { ...rest, [field]: grant },
    };
    const { current } = await readEpochs(transaction);
    await writeVersions(
      transaction,
      [
        {
          record: after,
          author: by.person,
          device: by.id,
          groupHash: null,
          changedPaths: [field],
          removed: {},
          bodyChanged: true,
        },
      ],
      current.number,
    );
    const { heads } = await writeFeed(transaction, [{ before, after }]);
    await writeAudit(transaction, {
      action: field === 'exportGrant' ? 'export.granted' : 'watch.readingGranted',
      person: by.person,
      device: by.id,
      subject: person,
      facts: { name: textOf(before.body, 'name') ?? '', ...(grant === null ? { withdrawn: true } : plain(grant)) },
    });
    return Object.keys(heads);
  });
  await announceScopes(database, scopes);
}

const plain = (grant: Readonly<Record<string, JsonValue>>): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(grant).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [],
    ),
  );

/** Everybody who is at work here, by name. */
export async function listWatchedPeople(
  database: Database,
  organisation: Organisation,
  now: number,
): Promise<WatchedPerson[]> {
  const people = await database.rows<{ id: string; body: RecordBody }>(
    "SELECT id, body FROM records WHERE collection = 'organisation' AND kind = 'person' AND NOT deleted",
  );
  const hours = await database.rows<{ person: string; most: number }>(
    'SELECT person, max(pages) AS most FROM reading_hours WHERE hour > $1 GROUP BY person',
    [instantFromMilliseconds(now - HABIT_MILLISECONDS)],
  );
  const decoys = await database.rows<{ home_scope: string }>(
    `SELECT r.home_scope FROM decoys d JOIN records r ON r.collection = 'customers' AND r.id = d.customer
     WHERE d.retired_at IS NULL AND NOT r.deleted`,
  );
  const mostByPerson = new Map(hours.map(({ person, most }) => [person, most]));
  return people
    .filter(({ body }) => body['active'] === true)
    .map(({ id, body }): WatchedPerson => {
      const member = organisation.member(id);
      return {
        person: { id, name: textOf(body, 'name') ?? '' },
        role: textOf(body, 'role') ?? '',
        exportGrant: exportGrantSchema.safeParse(body['exportGrant']).data ?? null,
        readingGrant: readingGrantSchema.safeParse(body['readingGrant']).data ?? null,
        busiestHour: mostByPerson.get(id) ?? null,
        decoys: decoys.filter(({ home_scope }) => member?.holds(home_scope)).length,
      };
    })
    .toSorted((one, other) => one.person.name.localeCompare(other.person.name, 'fa'));
}

interface ExportLogRow {
  readonly id: string;
  readonly at: Date;
  readonly person: string;
  readonly device_name: string | null;
  readonly list: ExportRow['list'];
  readonly format: ExportRow['format'];
  readonly rows: number;
  readonly reason: string;
  readonly offline: boolean;
}

/** Newest first. @param only Ids of exports; null lists all. */
export async function listExports(
  database: Database,
  organisation: Organisation,
  { offset, limit }: { readonly offset: number; readonly limit: number },
  only: readonly RecordId[] | null = null,
): Promise<{ total: number; rows: ExportRow[] }> {
  const where = 'WHERE $1::uuid[] IS NULL OR e.id = ANY($1::uuid[])';
  const [counted] = await database.rows<{ total: number }>(`SELECT count(*) AS total FROM exports e ${where}`, [only]);
  const rows = await database.rows<ExportLogRow>(
    `SELECT e.*, d.name AS device_name FROM exports e LEFT JOIN devices d ON d.id = e.device ${where}
     ORDER BY e.at DESC, e.id LIMIT $2 OFFSET $3`,
    [only, limit, offset],
  );
  return {
    total: counted?.total ?? 0,
    rows: rows.map((row) => ({
      export: row.id,
      at: instantFromMilliseconds(row.at.getTime()),
      person: { id: row.person, name: organisation.member(row.person)?.name ?? '' },
      device: row.device_name ?? '',
      list: row.list,
      format: row.format,
      rows: row.rows,
      reason: row.reason,
      offline: row.offline,
    })),
  };
}
