/** Devices as an administrator sees them: a row for each enrolment, whatever copies of its disk there are. */
import type { Instant } from '../../shared/base/clock.ts';
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { foldText, persianSortKey } from '../../shared/base/text.ts';
import type { DeviceDetail, DeviceList, DeviceView } from '../../shared/contract/administration.ts';
import { followDeviceChains, verifyDeviceChains } from '../audit/verifyDeviceChains.ts';
import { listOrders, readStandings, type DeviceOrder, type Standing } from '../auth/standing.ts';
import type { Device } from '../auth/devices.ts';
import type { Queryable } from '../store/database.ts';
import type { Organisation } from '../sync/organisation.ts';
import { readNames, type Names } from './names.ts';

interface DeviceWindow {
  readonly offset: number;
  readonly limit: number;
  readonly search: string;
  /** Of this person alone; null: everybody's. */
  readonly person: RecordId | null;
}

/** Sorted by people's names, then the newest enrolment first. */
export async function listDevices(
  database: Queryable,
  organisation: Organisation,
  asking: Device,
  { offset, limit, search, person }: DeviceWindow,
): Promise<DeviceList> {
  const lines = await database.rows<{ id: RecordId; person_id: RecordId; name: string; codes: string }>(
    `SELECT d.line AS id, f.person_id, f.name, string_agg(d.code, ' ') AS codes FROM devices d JOIN devices f ON f.id = d.line
     WHERE $1::uuid IS NULL OR f.person_id = $1 GROUP BY d.line, f.person_id, f.name, f.enrolled_at ORDER BY f.enrolled_at DESC, d.line`,
    [person],
  );
  const words = foldText(search)
    .split(' ')
    .filter((word) => word !== '');
  const nameOf = (id: RecordId): string => organisation.member(id)?.name ?? '';
  const found = lines.filter((line) => {
    const text = foldText(`${nameOf(line.person_id)} ${line.name} ${line.codes}`);
    return words.every((word) => text.includes(word));
  });
  const sortKeys = new Map(found.map(({ person_id }) => [person_id, persianSortKey(nameOf(person_id))]));
  const sorted = found.toSorted((one, other) =>
    compareText(sortKeys.get(one.person_id) ?? '', sortKeys.get(other.person_id) ?? ''),
  );
  const shown = sorted.slice(offset, offset + limit).map(({ id }) => id);
  return { total: found.length, rows: await readDeviceViews(database, organisation, asking, shown) };
}

/**
 * @param id of any identity of it.
 * @param isManager whether who asks may manage devices. Others see their own alone, as that another exists is nobody's business, and their chains without what
 *   costs much to look at.
 * @throws PeyvandError `not_found`.
 */
export async function inspectDevice(
  database: Queryable,
  organisation: Organisation,
  asking: Device,
  id: RecordId,
  isManager: boolean,
): Promise<DeviceDetail> {
  const identities = await database.rows<IdentityRow>(
    `SELECT id, line, person_id, code, enrolled_at, seen_at, last_n, durable_through, revoked_at FROM devices
     WHERE line = (SELECT line FROM devices WHERE id = $1) ORDER BY enrolled_at, id`,
    [id],
  );
  const [first] = identities;
  if (first && !isManager && first.person_id !== asking.person) throw createError('not_found', { what: 'device' });
  const [device] = first ? await readDeviceViews(database, organisation, asking, [first.line]) : [];
  if (!first || !device) throw createError('not_found', { what: 'device' });
  const ids = identities.map((identity) => identity.id);
  const orders = await listOrders(database, id);
  const names = await readNames(
    database,
    organisation,
    orders.map(({ orderedBy }) => orderedBy ?? ''),
  );
  const verdicts = await (isManager ? verifyDeviceChains : followDeviceChains)(database, ids);
  const chains = new Map(verdicts.map((chain) => [chain.device, chain]));
  const forks = await database.rows<{ device: RecordId; n: number; branches: number; seen_at: Date }>(
    `SELECT b.device, coalesce(max(l.n), 0) AS n, count(DISTINCT b.hash) AS branches, min(b.seen_at) AS seen_at
     FROM branches b LEFT JOIN ledger l ON l.hash = b.parent
     WHERE b.device = ANY($1::uuid[]) GROUP BY b.device, b.parent ORDER BY min(b.seen_at)`,
    [ids],
  );
  return {
    device,
    holds: await readScopes(database, organisation, first.person_id),
    identities: identities.map((row) => ({
      id: row.id,
      code: row.code,
      enrolledAt: instantOf(row.enrolled_at),
      lastContactAt: row.seen_at && instantOf(row.seen_at),
      handedIn: row.last_n,
      inBackupThrough: row.durable_through,
      revoked: row.revoked_at !== null,
      audit: { entries: chains.get(row.id)?.entries ?? 0, broken: chains.get(row.id)?.broken ?? null },
    })),
    forks: forks.map((fork) => ({
      device: fork.device,
      code: identities.find((identity) => identity.id === fork.device)?.code ?? '',
      after: fork.n,
      branches: fork.branches,
      seenAt: instantOf(fork.seen_at),
    })),
    orders: orders.map((order) => orderToView(order, names)),
  };
}

interface IdentityRow {
  readonly id: RecordId;
  readonly line: RecordId;
  readonly person_id: RecordId;
  readonly code: string;
  readonly enrolled_at: Date;
  readonly seen_at: Date | null;
  readonly last_n: number;
  readonly durable_through: number;
  readonly revoked_at: Date | null;
}

/** In the order given. */
async function readDeviceViews(
  database: Queryable,
  organisation: Organisation,
  asking: Device,
  lines: readonly RecordId[],
): Promise<DeviceView[]> {
  // Of identities the newest has the code; numbers of groups go on from one to the next.
  const rows = await database.rows<ViewRow>(
    `SELECT f.id, f.person_id, f.name, f.enrolled_at, whole.*, newest.code, newest.program,
       (SELECT count(*) FROM ledger l WHERE l.device = ANY(whole.ids) AND l.outcome = 'parked')
         + (SELECT count(*) FROM waiting_groups w WHERE w.device = ANY(whole.ids)) AS held,
       (SELECT count(DISTINCT (b.device, b.parent)) FROM branches b WHERE b.device = ANY(whole.ids)) AS forks
     FROM devices f
     CROSS JOIN LATERAL (
       SELECT array_agg(d.id) AS ids, count(*) AS identities, max(d.seen_at) AS seen_at, max(d.last_n) AS handed_in,
         max(d.durable_through) AS durable, bool_and(d.revoked_at IS NOT NULL) AS revoked
       FROM devices d WHERE d.line = f.id
     ) whole
     CROSS JOIN LATERAL (SELECT d.code, d.program FROM devices d WHERE d.line = f.id ORDER BY d.enrolled_at DESC, d.id DESC LIMIT 1) newest
     WHERE f.id = ANY($1::uuid[])`,
    [lines],
  );
  const standings = await readStandings(database, lines);
  const names = await readNames(
    database,
    organisation,
    [...standings.values()].map(({ order }) => order?.orderedBy ?? ''),
  );
  const views = new Map(
    rows.map((row) => [row.id, rowToView(row, organisation, standings.get(row.id) ?? null, names, asking)]),
  );
  return lines.flatMap((line) => views.get(line) ?? []);
}

interface ViewRow {
  readonly id: RecordId;
  readonly person_id: RecordId;
  readonly name: string;
  readonly code: string;
  readonly program: string | null;
  readonly enrolled_at: Date;
  readonly seen_at: Date | null;
  readonly identities: number;
  readonly handed_in: number;
  readonly durable: number;
  readonly revoked: boolean;
  readonly held: number;
  readonly forks: number;
}

function rowToView(
  row: ViewRow,
  organisation: Organisation,
  standing: Standing | null,
  names: Names,
  asking: Device,
): DeviceView {
  const member = organisation.member(row.person_id);
  return {
    id: row.id,
    person: {
      id: row.person_id,
      name: member?.name ?? '',
      role: member?.role ?? null,
      active: member?.active ?? false,
    },
    name: row.name,
    code: row.code,
    enrolledAt: instantOf(row.enrolled_at),
    lastContactAt: row.seen_at && instantOf(row.seen_at),
    version: row.program,
    standing: standing?.state ?? 'active',
    order: standing?.order ? orderToView(standing.order, names) : null,
    revoked: row.revoked,
    handedIn: row.handed_in,
    notInBackup: Math.max(0, row.handed_in - row.durable),
    held: row.held,
    identities: row.identities,
    forks: row.forks,
    isThis: row.id === asking.line,
  };
}

const orderToView = (order: DeviceOrder, names: Names): NonNullable<DeviceView['order']> => ({
  act: order.act,
  reason: order.reason,
  by: order.orderedBy === null ? null : { id: order.orderedBy, name: names.of(order.orderedBy) },
  at: order.orderedAt,
  proven: order.proven,
});

async function readScopes(
  database: Queryable,
  organisation: Organisation,
  person: RecordId,
): Promise<DeviceDetail['holds']> {
  const member = organisation.member(person);
  if (!member || member.holdsAll) return { everything: member?.holdsAll ?? false, scopes: [] };
  const names = await readNames(database, organisation, member.scopes.map(ownerOf));
  return {
    everything: false,
    scopes: member.scopes.map((scope) => ({ scope, name: names.of(ownerOf(scope)) })).toSorted(byScope),
  };
}

/** `territory/<id>` is named as what it belongs to. */
const ownerOf = (scope: string): string => scope.slice(scope.indexOf('/') + 1);
const byScope = (one: { scope: string }, other: { scope: string }): number => compareText(one.scope, other.scope);
const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
const instantOf = (date: Date): Instant => instantFromMilliseconds(date.getTime());
