/** The company's settings for the page that changes them: each with who did it last, and the command that writes several in one commit. */
import { createError } from '../../../../shared/base/errors.ts';
import type { JsonValue } from '../../../../shared/base/leafPath.ts';
import type { WireJson } from '../../../../shared/contract/lists.ts';
import type { SettingChange, SettingView } from '../../../../shared/contract/organisation.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import {
  SETTING_KEYS,
  settingId,
  settingProblems,
  type SettingKey,
  type SettingsByKey,
} from '../../../../shared/domain/organisation/companySettings.ts';
import { isSameJson } from '../../../../shared/sync/jsonValues.ts';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';
import type { CoreContext, Work } from '../procedures.ts';
import { requirePermission } from '../rights.ts';
import { settingRecordsQuery } from './queries.ts';

const COLLECTION = 'organisation';
const KIND = 'setting';

export function readSettingViews(work: Pick<Work, 'store'>): SettingView[] {
  const nameOf = (id: string): string =>
    textOf(work.store.read.record({ collection: COLLECTION, id })?.body ?? {}, 'name') ?? '';
  return [...readRecords(work)].map(([key, record]) => ({
    key,
    id: record.id,
    version: record.version,
    value: (record.body['value'] ?? null) as WireJson,
    changedByName: nameOf(record.updatedBy),
    changedAt: record.updatedAt,
    pending: record.pending,
    held: record.held?.reason ?? null,
  }));
}

/** @throws PeyvandError as the contract says. */
export async function changeSettings(
  { core, nextId }: Pick<CoreContext, 'core' | 'nextId'>,
  work: Work,
  changes: readonly SettingChange[],
): Promise<void> {
  requirePermission(work, 'organisation.write');
  const records = readRecords(work);
  requireSound(changes, records, core.programVersion ?? null);
  const operations = changes.flatMap((change) => operationsOf(work, nextId, records.get(change.key), change));
  if (operations.length > 0) await work.store.commit({ author: work.person().id, operations });
}

function operationsOf(
  { store }: Work,
  nextId: () => string,
  record: HeldRecord | undefined,
  { key, value, seen }: SettingChange,
): LocalOperation[] {
  if (record && isSameJson(record.body['value'], value)) return [];
  if ((record?.id ?? null) !== (seen?.id ?? null))
    throw createError('stale_edit', { collection: COLLECTION, id: record?.id ?? '', paths: ['value'] });
  if (record && seen)
    return [
      {
        act: 'patch',
        collection: COLLECTION,
        kind: KIND,
        id: record.id,
        changes: [{ do: 'set', path: 'value', value, seen: seen.value }],
        seen: { version: seen.version, body: { ...record.body, value: seen.value } },
      },
    ];
  const id = store.read.record({ collection: COLLECTION, id: settingId(key) }) ? nextId() : settingId(key);
  return [{ act: 'create', collection: COLLECTION, kind: KIND, id, body: { key, value } }];
}

function requireSound(
  changes: readonly SettingChange[],
  records: ReadonlyMap<SettingKey, HeldRecord>,
  programVersion: string | null,
): void {
  const changed = Object.fromEntries(changes.map(({ key, value }) => [key, value])) as SettingsByKey;
  if (Object.keys(changed).length < changes.length) throw createError('invalid_input', { reason: 'shape' });
  const settings = Object.fromEntries([...records].map(([key, { body }]) => [key, body['value'] ?? null]));
  const problems = settingProblems(changed, { ...settings, ...changed }, programVersion);
  if (problems.length > 0)
    throw createError('invalid_input', {
      reason: 'setting',
      problems: problems.map(({ key, reason }) => `${key}: ${reason}`),
    });
}

/** Of two records of one key the one that counts everywhere. Keys that this version does not know are none of its settings. */
function readRecords({ store }: Pick<Work, 'store'>): ReadonlyMap<SettingKey, HeldRecord> {
  const idsByKey = new Map(
    store.read.all<{ key: JsonValue; id: string }>(settingRecordsQuery).map(({ key, id }) => [key, id]),
  );
  const records = new Map<SettingKey, HeldRecord>();
  for (const key of SETTING_KEYS) {
    const id = idsByKey.get(key);
    const record = id === undefined ? null : store.read.record({ collection: COLLECTION, id });
    if (record) records.set(key, record);
  }
  return records;
}
