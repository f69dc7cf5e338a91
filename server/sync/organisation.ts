/** Who is who in the company, for rights: read once per state of the organisation, shared by all requests of a node. */
import type { Instant } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { JsonValue } from '../../shared/base/leafPath.ts';
import { textOf, textsOf } from '../../shared/domain/bodyReads.ts';
import { ROLES, type Role } from '../../shared/domain/organisation/organisation.ts';
import { COMPANY_SCOPE, type RecordBody, type ScopeId } from '../../shared/domain/record.ts';
import { isPlaceHeld } from '../../shared/domain/stock/places.ts';
import { holdsEveryScope, scopesOfPerson } from '../../shared/sync/scopes.ts';
import type { Queryable } from '../store/database.ts';
import { readEpochs, type Epochs } from './epochs.ts';

export interface OrganisationRecord {
  readonly id: RecordId;
  readonly kind: string;
  readonly createdAt: Instant;
  readonly body: RecordBody;
}

/** A person of this company and what scopes they may hold now. Somebody who left holds none. */
export interface Member {
  readonly id: RecordId;
  readonly name: string;
  readonly role: Role;
  readonly active: boolean;
  /** True for roles of the whole company: `scopes` then lists only their own, and every other scope is held besides. */
  readonly holdsAll: boolean;
  readonly scopes: readonly ScopeId[];
  readonly holds: (scope: ScopeId) => boolean;
}

export interface Organisation {
  /** null for an id that is no person of this company. */
  member(id: RecordId): Member | null;
  /** Who decides about what lives in this scope when its owner is not known: the manager of its branch. */
  managerOf(scope: ScopeId): RecordId | null;
  /** The company's setting of this key; undefined when it has none. */
  setting(key: string): JsonValue | undefined;
  /** The same organisation with one record changed, for work that changes it on its way. */
  with(record: OrganisationRecord & { readonly deleted: boolean }): Organisation;
}

/** What all work on a message stands on: who may do what, and in which life of the database. */
export interface Company {
  readonly organisation: Organisation;
  readonly epochs: Epochs;
}

export interface OrganisationReader {
  read(database: Queryable): Promise<Organisation>;
  readCompany(database: Queryable): Promise<Company>;
  /** @param state What {@link COMPANY_STATE} said just now, in a statement that asked for something else as well. */
  companyOf(database: Queryable, state: string): Promise<Company>;
}

/**
 * The organisation lives in the company's scope, so that scope's digest tells whether it changed: one small text is read per request,
 * and on every node alike. With the epoch: a restored database counts versions anew. Of epochs only the last is ever added to.
 */
export const COMPANY_STATE = `(SELECT (SELECT epoch FROM epochs ORDER BY number DESC LIMIT 1) || ' '
    || coalesce(string_agg(kind || ' ' || count || ' ' || checksum, ',' ORDER BY kind), '')
  FROM scope_digests WHERE scope = '${COMPANY_SCOPE}' AND collection = 'organisation')`;

export function createOrganisationReader(): OrganisationReader {
  let cached: (Company & { readonly state: string }) | null = null;
  const reader: OrganisationReader = {
    read: async (database) => (await reader.readCompany(database)).organisation,
    async readCompany(database) {
      const [row] = await database.rows<{ state: string }>(`SELECT ${COMPANY_STATE} AS state`);
      return reader.companyOf(database, row?.state ?? '');
    },
    async companyOf(database, state) {
      if (cached?.state === state) return cached;
      // Read after the digest: a change in between is in the records and will be in the next digest, never the other way round.
      const rows = await database.rows<OrganisationRecord>(
        `SELECT id, kind, created_at AS "createdAt", body FROM records WHERE collection = 'organisation' AND NOT deleted`,
      );
      const organisation = createOrganisation(new Map(rows.map((row) => [row.id, row])));
      cached = { state, organisation, epochs: await readEpochs(database) };
      return cached;
    },
  };
  return reader;
}

/** Every scope that the person may hold now and that has ever held anything, besides their own. */
export async function listHeldScopes(database: Queryable, member: Member): Promise<ScopeId[]> {
  if (!member.holdsAll) return [...member.scopes];
  const rows = await database.rows<{ scope: string }>('SELECT scope FROM scope_counters');
  return [...new Set([...member.scopes, ...rows.map(({ scope }) => scope)])].toSorted();
}

export function createOrganisation(records: ReadonlyMap<RecordId, OrganisationRecord>): Organisation {
  const members = new Map<RecordId, Member | null>();
  let settings: ReadonlyMap<string, JsonValue> | null = null;
  return {
    member(id) {
      const known = members.get(id);
      if (known !== undefined) return known;
      const member = readMember(records, id);
      members.set(id, member);
      return member;
    },
    managerOf(scope) {
      const [type, id = ''] = scope.split('/');
      const branchId = type === 'branch' ? id : referenceIn(records.get(id), 'branchId');
      if (branchId === null) return null;
      return referenceIn(records.get(branchId), 'managerId') ?? idsOf(records, isManagerOf(branchId))[0] ?? null;
    },
    setting: (key) => (settings ??= readSettings(records)).get(key),
    with(record) {
      const next = new Map(records);
      if (record.deleted) next.delete(record.id);
      else next.set(record.id, record);
      return createOrganisation(next);
    },
  };
}

/** Of two with one key the one created first: every node, and every device (main/core/features/organisation/queries.ts), takes the same. */
function readSettings(records: ReadonlyMap<RecordId, OrganisationRecord>): ReadonlyMap<string, JsonValue> {
  const settings = [...records.values()].filter(({ kind }) => kind === 'setting');
  const age = ({ createdAt, id }: OrganisationRecord): string => `${createdAt} ${id}`;
  const oldestLast = settings.toSorted((one, other) => (age(one) < age(other) ? 1 : -1));
  return new Map(oldestLast.map(({ body }) => [textOf(body, 'key') ?? '', body['value'] ?? null]));
}

function readMember(records: ReadonlyMap<RecordId, OrganisationRecord>, id: RecordId): Member | null {
  const record = records.get(id);
  const role = ROLES.find((name) => name === record?.body['role']);
  if (!record || record.kind !== 'person' || !role) return null;
  const active = record.body['active'] === true;
  const scopes = new Set(active ? scopesOf(records, record, role) : []);
  const holdsAll = active && holdsEveryScope(role);
  return {
    id,
    name: textOf(record.body, 'name') ?? '',
    role,
    active,
    holdsAll,
    scopes: [...scopes],
    holds: (scope) => holdsAll || scopes.has(scope),
  };
}

function scopesOf(
  records: ReadonlyMap<RecordId, OrganisationRecord>,
  { id, body }: OrganisationRecord,
  role: Role,
): ScopeId[] {
  const branchId = textOf(body, 'branchId');
  const inBranch = (kind: string): RecordId[] =>
    branchId === null
      ? []
      : idsOf(records, (record) => record.kind === kind && referenceIn(record, 'branchId') === branchId);
  const stockPlaces = idsOf(
    records,
    (record) => record.kind === 'stockPlace' && isPlaceHeld({ id, role, branchId }, record.body),
  );
  return scopesOfPerson({
    personId: id,
    role,
    branchId,
    territoryIds: textsOf(body, 'territoryIds'),
    branchTerritories: inBranch('territory'),
    branchPeople: inBranch('person'),
    stockPlaces,
  });
}

const isManagerOf =
  (branchId: RecordId) =>
  ({ kind, body }: OrganisationRecord): boolean =>
    kind === 'person' &&
    body['role'] === 'branchManager' &&
    body['active'] === true &&
    textOf(body, 'branchId') === branchId;

const idsOf = (
  records: ReadonlyMap<RecordId, OrganisationRecord>,
  matches: (record: OrganisationRecord) => boolean,
): RecordId[] => [...records.values()].filter(matches).map(({ id }) => id);

const referenceIn = (record: OrganisationRecord | undefined, field: string): RecordId | null =>
  record ? textOf(record.body, field) : null;
