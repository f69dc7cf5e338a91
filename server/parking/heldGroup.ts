/** A held group as it lies in the database, read for a person's eyes. */
import { instantFromMilliseconds, type Instant } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { JsonValue } from '../../shared/base/leafPath.ts';
import { textOf } from '../../shared/domain/bodyReads.ts';
import { mayRead } from '../../shared/domain/permissions.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { liftGroup } from '../../shared/sync/lift.ts';
import type { OperationGroup, RecordOperation } from '../../shared/sync/operation.ts';
import type { Queryable } from '../store/database.ts';
import type { Member } from '../sync/organisation.ts';
import {
  keyColumns,
  keyOf,
  membershipsOf,
  rowToRecord,
  type RecordRow,
  type StoredRecord,
} from '../sync/storedRecord.ts';

/** Its hash and shape were checked when it came. */
export const readStoredGroup = (bytes: string): OperationGroup => liftGroup(JSON.parse(bytes) as OperationGroup);

/** 9999-12-31T23:59:59.999Z: no later instant can be written. */
const LAST_MILLISECOND = 253_402_300_799_999;

/** The author's clock, put right by what it had measured; as it was where that leads nowhere. */
export function occurredAtOf({ occurredAt, clockOffset }: OperationGroup): Instant {
  const corrected = Date.parse(occurredAt) + clockOffset;
  return corrected > 0 && corrected <= LAST_MILLISECOND ? instantFromMilliseconds(corrected) : occurredAt;
}

async function readRecords(database: Queryable, keys: Iterable<string>): Promise<Map<string, StoredRecord>> {
  const wanted = [...new Set(keys)];
  if (wanted.length === 0) return new Map();
  const rows = await database.rows<RecordRow>(
    `SELECT r.* FROM unnest($1::text[], $2::uuid[]) AS k(collection, id) CROSS JOIN LATERAL (
       SELECT * FROM records r WHERE r.collection = k.collection AND r.id = k.id OFFSET 0
     ) r`,
    keyColumns(wanted),
  );
  return new Map(rows.map((row) => [keyOf(row), rowToRecord(row)]));
}

/**
 * The records that operations name, and the customers that these hang on, for `titlesOf`: of them only those that the reader may hold now. Whoever
 * writes an id into a group is told nothing by it.
 */
export async function readForTitles(
  database: Queryable,
  operations: readonly RecordOperation[],
  reader: Member | null,
): Promise<Map<string, StoredRecord>> {
  const read = async (keys: readonly string[]): Promise<[string, StoredRecord][]> =>
    [...(await readRecords(database, keys))].filter(([, record]) => isHeldBy(reader, record));
  const named = await read(keysForTitles(operations));
  return new Map([...named, ...(await read(named.flatMap(([, { body }]) => customerKey(body))))]);
}

const isHeldBy = (reader: Member | null, record: StoredRecord): boolean =>
  reader !== null && mayRead(reader.role, record.collection) && membershipsOf(record).some(reader.holds);

export interface TitledRecord {
  readonly collection: RecordOperation['collection'];
  readonly kind: string;
  readonly id: RecordId;
  readonly title: string;
}

/** Each record that the operations name, once, in their order. `records` as `readForTitles` gives them. */
export function titlesOf(
  operations: readonly RecordOperation[],
  records: ReadonlyMap<string, StoredRecord>,
  limit: number,
): TitledRecord[] {
  const bodies = new Map<string, RecordBody>();
  for (const operation of operations) if (operation.act === 'create') bodies.set(keyOf(operation), operation.body);
  for (const [key, { body }] of records) bodies.set(key, body);
  const named = new Map(operations.map((operation) => [keyOf(operation), operation]));
  return [...named.values()].slice(0, limit).map(({ collection, kind, id }) => ({
    collection,
    kind,
    id,
    title: titleOf(bodies, keyOf({ collection, id })),
  }));
}

const keysForTitles = (operations: readonly RecordOperation[]): string[] =>
  operations.flatMap((operation) => [
    keyOf(operation),
    ...customerKey(operation.act === 'create' ? operation.body : null),
  ]);

function customerKey(body: RecordBody | null): string[] {
  const id = body && textOf(body, 'customerId');
  return id && UUID.test(id) ? [keyOf({ collection: 'customers', id })] : [];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Longer names are cut: a list is to be read. */
const TITLE_LENGTH_MAXIMUM = 200;

/** As the core names a record (main/core/features/records/titles.ts). */
function titleOf(bodies: ReadonlyMap<string, RecordBody>, key: string): string {
  const body = bodies.get(key);
  if (!body) return '';
  for (const field of ['name', 'number', 'title', 'subject']) {
    const text = textOf(body, field);
    if (text !== null && text !== '') return storable(text.slice(0, TITLE_LENGTH_MAXIMUM));
  }
  const [customer] = key.startsWith('customers/') ? [] : customerKey(body);
  return customer === undefined ? '' : titleOf(bodies, customer);
}

const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\uFFFD');

/** What PostgreSQL can keep in JSON: a group that it refused is told of with the sign for an unreadable character in the bad place. */
export function toStorable(value: JsonValue): JsonValue {
  if (typeof value === 'string') return storable(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: JsonValue) => toStorable(item));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [storable(name), toStorable(item)]));
}
