/**
 * Records as the wire carries them, for many devices at once: the devices of a territory pull the same rows, and a version of a record never
 * changes once it is committed (within an epoch). So its JSON is made once and handed on as bytes, neither read from the database nor written
 * anew for the next device.
 *
 * Only collections of which a view hides nothing take this road (`View.hidesIn`): their JSON is the same for everybody who may read them
 * at all. What a view hides something of is read, masked and written for that device alone, every time, and is never kept.
 */
import type { RecordId } from '../../shared/base/id.ts';
import type { CollectionName, RecordBody, ScopeId } from '../../shared/domain/record.ts';
import { liftBody } from '../../shared/sync/lift.ts';
import type { FeedRow } from '../../shared/sync/protocol.ts';
import type { View } from '../../shared/sync/view.ts';
import type { Queryable } from '../store/database.ts';
import { createKeptBytes } from './keptBytes.ts';

/** One version of one record: `collection/id/version`. As text, for it is looked up far more often than it is taken apart. */
export type ImageName = string;

export interface RecordImages {
  /**
   * The JSON of these versions as this view shows them, in UTF-8, in the order asked for. @param epoch In which they are: after a restore
   * a version's number means something else.
   */
  read(database: Queryable, epoch: string, view: View, names: readonly ImageName[]): Promise<Buffer[]>;
}

/** Some thirty thousand customers or orders: more than a company's day of changes. Per node. */
const KEPT_BYTES = 32 * 1024 * 1024;

/** @param keptBytes What is kept at the most, in bytes of JSON; 0 keeps nothing. */
export function createRecordImages(keptBytes: number = KEPT_BYTES): RecordImages {
  const kept = createKeptBytes(keptBytes);
  return {
    async read(database, epoch, view, names) {
      const known = names.map((name) => (view.hidesIn(collectionOf(name)) ? undefined : kept.get(epoch, name)));
      const missing = names.filter((_, index) => known[index] === undefined);
      if (missing.length === 0) return known as Buffer[];
      const rows = new Map((await readRows(database, missing)).map((row) => [nameOf(row), row]));
      return names.map((name, index) => {
        const own = known[index];
        if (own) return own;
        const row = rows.get(name);
        if (!row) throw new Error('A row of the feed has no image');
        const text = Buffer.from(JSON.stringify(toImage(row, view)), 'utf8');
        if (!view.hidesIn(row.collection)) kept.set(epoch, name, text);
        return text;
      });
    },
  };
}

const collectionOf = (name: ImageName): CollectionName => name.slice(0, name.indexOf('/')) as CollectionName;
const nameOf = ({ collection, id, version }: ImageRow): ImageName => `${collection}/${id}/${version}`;

interface ImageRow {
  collection: CollectionName;
  id: RecordId;
  version: number;
  kind: string;
  home_scope: ScopeId;
  shares: ScopeId[];
  created_by: RecordId;
  created_at: string;
  updated_by: RecordId;
  updated_at: string;
  deleted: boolean;
  body: RecordBody;
}

/** The images of these very versions: a record that has moved on since the head was read is shown as it was then. */
function readRows(database: Queryable, names: readonly ImageName[]): Promise<ImageRow[]> {
  const parts = names.map((name) => name.split('/'));
  const column = (index: number): string[] => parts.map((part) => part[index] ?? '');
  return database.rows<ImageRow>(
    `SELECT f.collection, f.id, f.version, h.kind, h.home_scope, h.shares, h.created_by, h.created_at, h.updated_by, h.updated_at, h.deleted, h.body
     FROM unnest($1::text[], $2::uuid[], $3::int[]) AS f(collection, id, version) CROSS JOIN LATERAL (
       SELECT * FROM history h WHERE h.collection = f.collection AND h.id = f.id AND h.version = f.version OFFSET 0
     ) h`,
    [column(0), column(1), column(2)],
    'prepared',
  );
}

const toImage = (row: ImageRow, view: View): Extract<FeedRow, { type: 'put' }>['record'] => ({
  collection: row.collection,
  kind: row.kind,
  id: row.id,
  version: row.version,
  homeScope: row.home_scope,
  shares: row.shares,
  createdBy: row.created_by,
  createdAt: row.created_at,
  updatedBy: row.updated_by,
  updatedAt: row.updated_at,
  deleted: row.deleted,
  body: view.maskBody(row.collection, row.kind, liftBody(row, row.body)),
});
