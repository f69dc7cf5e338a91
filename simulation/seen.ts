/** What a run tells of a save, and sees of a store. */
import { collections } from '../shared/domain/catalogue.ts';
import type { OperationGroup } from '../shared/sync/operation.ts';
import { readSealedFile } from '../main/core/courier/sealedFile.ts';
import { tableOf } from '../main/core/store/recordTables.ts';
import type { RecordStore } from '../main/core/store/index.ts';
import type { JournalEntry } from './actorTypes.ts';

/** Of a save, for the story. */
export function describe({ operations }: OperationGroup): string {
  return operations
    .map((operation) => {
      const what = operation.act === 'patch' ? JSON.stringify(operation.changes) : operation.act;
      const seen = operation.act === 'create' ? '' : `v${operation.seen.version} `;
      return `${operation.collection}/${operation.id} ${seen}${what}`;
    })
    .join('; ');
}

const versionsIn = (table: string): string =>
  `coalesce((SELECT group_concat(id || ' ' || version) FROM (SELECT id, version FROM ${table} WHERE version > 0 ORDER BY id)), '')`;
const SHOWN_VERSIONS = `SELECT ${collections.map(({ collection }) => versionsIn(tableOf(collection))).join(" || ';' || ")} AS versions`;

/** Versions of the server's that people see, as one text. */
export const shownVersions = (store: RecordStore): string =>
  store.read.get<{ versions: string }>(SHOWN_VERSIONS)?.versions ?? '';

/** Of what was saved, what the sealed copy does not have. */
export function missingInSealed(
  path: string,
  saved: readonly JournalEntry[],
  tagsByHash: ReadonlyMap<string, string>,
): JournalEntry[] {
  const sealed = readSealedFile(path);
  return saved.filter(({ hash }) => !sealed?.items.has(tagsByHash.get(hash) ?? ''));
}
