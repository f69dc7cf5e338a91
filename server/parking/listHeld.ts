/** What an administrator sees first: parked and waiting groups, the oldest first, each with what waits behind it. */
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { HeldWork, HeldWorkDetail, HeldWorkList } from '../../shared/contract/parking.ts';
import type { Database } from '../store/database.ts';
import type { Member, Organisation } from '../sync/organisation.ts';
import { keyOf } from '../sync/storedRecord.ts';
import { occurredAtOf, readForTitles, readStoredGroup, titlesOf } from './heldGroup.ts';
import { leavesOf } from './leaves.ts';

const RECORDS_SHOWN = 5;
const BEHIND_SHOWN = 100;
const OPERATIONS_SHOWN = 200;

/** Of every held group what is needed to order them: their bytes are read for those that are shown alone. */
interface Held {
  readonly hash: string;
  readonly state: 'parked' | 'waiting';
  readonly device: RecordId;
  readonly n: number;
  readonly author: RecordId;
  readonly reason: string;
  readonly facts: Record<string, string>;
  readonly since: number;
  readonly released: boolean;
  /** The held group that it waits behind; null when it waits for none. */
  readonly behind: string | null;
}

export async function listHeld(
  database: Database,
  organisation: Organisation,
  reader: Member,
  input: { readonly offset: number; readonly limit: number; readonly mine: boolean },
): Promise<HeldWorkList> {
  const held = await readHeld(database);
  const roots = [...held.values()]
    .filter(({ behind, author }) => behind === null && (!input.mine || author === reader.id))
    .toSorted((one, other) => one.since - other.since || (one.hash < other.hash ? -1 : 1));
  const shown = roots.slice(input.offset, input.offset + input.limit);
  return { total: roots.length, rows: await describe(database, organisation, reader, shown, countBehind(held)) };
}

/** @throws PeyvandError `not_found` when it is held no more. */
export async function inspectHeld(
  database: Database,
  organisation: Organisation,
  reader: Member,
  hash: string,
): Promise<HeldWorkDetail> {
  const held = await readHeld(database);
  const one = held.get(hash);
  if (!one) throw createError('not_found', { reason: 'held_work' });
  const counts = countBehind(held);
  const [work] = await describe(database, organisation, reader, [one], counts);
  const bytes = (await readBytes(database, [hash])).get(hash);
  if (!work || bytes === undefined) throw createError('not_found', { reason: 'held_work' });
  const group = readStoredGroup(bytes);
  const operations = group.operations.slice(0, OPERATIONS_SHOWN);
  const records = await readForTitles(database, operations, reader);
  const titles = new Map(titlesOf(operations, records, OPERATIONS_SHOWN).map((title) => [keyOf(title), title]));
  const behind = [...held.values()]
    .filter((other) => other.hash !== hash && rootOf(held, other) === hash)
    .toSorted((first, second) => first.n - second.n)
    .slice(0, BEHIND_SHOWN);
  return {
    work,
    operations: operations.map((operation) => {
      const { collection, kind, id, act } = operation;
      const record = records.get(keyOf(operation));
      return {
        collection,
        kind,
        id,
        act,
        title: titles.get(keyOf(operation))?.title ?? '',
        standing: record ? (record.deleted ? 'deleted' : 'present') : 'absent',
        leaves: leavesOf(operation, record && !record.deleted ? record.body : null),
      };
    }),
    operationsLeftOut: group.operations.length - operations.length,
    behind: await describe(database, organisation, reader, behind, counts),
    missing: one.state === 'waiting' ? await missingBefore(database, one, group.parent) : null,
  };
}

// ---- helpers ------------------------------------------------------------------------------------------------------

async function readHeld(database: Database): Promise<Map<string, Held>> {
  const parked = await database.rows<{
    hash: string;
    device: string;
    n: number;
    author: string;
    reason: string | null;
    facts: Record<string, string>;
    received_at: Date;
  }>("SELECT hash, device, n, author, reason, facts, received_at FROM ledger WHERE outcome = 'parked'");
  const waiting = await database.rows<{
    hash: string;
    device: string;
    n: number;
    waits_for: string | null;
    person_id: string;
    received_at: Date;
    released: boolean;
  }>(
    `SELECT w.hash, w.device, w.n, w.waits_for, d.person_id, w.received_at, w.released
     FROM waiting_groups w JOIN devices d ON d.id = w.device`,
  );
  const waitingHashes = new Set(waiting.map(({ hash }) => hash));
  const parkedHashes = new Set(parked.map(({ hash }) => hash));
  const held: Held[] = [
    ...parked.map(({ reason, received_at, ...row }): Held => {
      const behind = reason === 'behind_parked' ? row.facts['behind'] : undefined;
      return {
        ...row,
        state: 'parked',
        reason: reason ?? 'invalid',
        since: received_at.getTime(),
        released: false,
        behind: behind !== undefined && parkedHashes.has(behind) ? behind : null,
      };
    }),
    ...waiting.map(({ waits_for, person_id, received_at, ...row }): Held => ({
      ...row,
      state: 'waiting',
      author: person_id,
      reason: waits_for === null ? 'state_missing' : 'group_missing',
      facts: waits_for === null ? {} : { missing: waits_for },
      since: received_at.getTime(),
      behind: waits_for !== null && waitingHashes.has(waits_for) ? waits_for : null,
    })),
  ];
  return new Map(held.map((one) => [one.hash, one]));
}

/** The group at the head of what it waits behind, itself when it waits behind none. */
function rootOf(held: ReadonlyMap<string, Held>, one: Held): string {
  const passed = new Set<string>();
  let at = one;
  for (;;) {
    passed.add(at.hash);
    const next = at.behind === null ? undefined : held.get(at.behind);
    if (!next || passed.has(next.hash)) return at.hash;
    at = next;
  }
}

function countBehind(held: ReadonlyMap<string, Held>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of held.values()) {
    const root = rootOf(held, one);
    if (root !== one.hash) counts.set(root, (counts.get(root) ?? 0) + 1);
  }
  return counts;
}

async function describe(
  database: Database,
  organisation: Organisation,
  reader: Member,
  held: readonly Held[],
  counts: ReadonlyMap<string, number>,
): Promise<HeldWork[]> {
  if (held.length === 0) return [];
  const bytes = await readBytes(
    database,
    held.map(({ hash }) => hash),
  );
  const devices = await database.rows<{ id: string; name: string; code: string }>(
    'SELECT id, name, code FROM devices WHERE id = ANY($1::uuid[])',
    [[...new Set(held.map(({ device }) => device))]],
  );
  const devicesById = new Map(devices.map((device) => [device.id, device]));
  const groups = new Map([...bytes].map(([hash, text]) => [hash, readStoredGroup(text)]));
  const first = [...groups.values()].flatMap(({ operations }) => operations.slice(0, RECORDS_SHOWN));
  const records = await readForTitles(database, first, reader);
  // Decided in the moment between: it is no longer among them.
  return held.flatMap((one): HeldWork[] => {
    const group = groups.get(one.hash);
    if (!group) return [];
    return [
      {
        hash: one.hash,
        state: one.state,
        n: one.n,
        author: { id: one.author, name: organisation.member(one.author)?.name ?? '' },
        device: devicesById.get(one.device) ?? { id: one.device, name: '', code: '' },
        occurredAt: occurredAtOf(group),
        since: instantFromMilliseconds(one.since),
        reason: one.reason,
        facts: one.facts,
        operations: group.operations.length,
        records: titlesOf(group.operations.slice(0, RECORDS_SHOWN), records, RECORDS_SHOWN),
        behind: counts.get(one.hash) ?? 0,
        released: one.released,
      },
    ];
  });
}

async function readBytes(database: Database, hashes: readonly string[]): Promise<Map<string, string>> {
  const rows = await database.rows<{ hash: string; bytes: string }>(
    `SELECT hash, bytes FROM ledger WHERE hash = ANY($1) AND outcome = 'parked'
     UNION ALL SELECT hash, bytes FROM waiting_groups WHERE hash = ANY($1)`,
    [hashes],
  );
  return new Map(rows.map(({ hash, bytes }) => [hash, bytes]));
}

/** The gap right before a group whose parent has not arrived. */
async function missingBefore(
  database: Database,
  { device, n, facts }: Held,
  parent: string | null,
): Promise<{ first: number; last: number } | null> {
  if (parent === null || facts['missing'] !== parent) return null;
  const [known] = await database.rows<{ n: number | null }>(
    `SELECT max(n) AS n FROM (
       SELECT n FROM ledger WHERE device = $1 AND n < $2 UNION ALL SELECT n FROM waiting_groups WHERE device = $1 AND n < $2
     ) k`,
    [device, n],
  );
  return { first: Math.min((known?.n ?? 0) + 1, n - 1), last: n - 1 };
}
