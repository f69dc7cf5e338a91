/** Does a device hold exactly what the server has, as the person's scopes and view filter it? Bodies are compared, not digests. */
import { isDeepStrictEqual } from 'node:util';
import { canonicalJson } from '../../shared/base/canonicalJson.ts';
import { kindOf, schemaVersions } from '../../shared/domain/catalogue.ts';
import type { RecordImage } from '../../shared/domain/record.ts';
import { createView } from '../../shared/sync/view.ts';
import { textIn } from '../../server/sync/storedRecord.ts';
import type { Actor } from '../actorTypes.ts';
import { TWINS } from '../company.ts';
import { keyOf, readBases, readMemberships, readOutbox } from './deviceState.ts';
import type { ServerRecords } from './serverState.ts';

type Holder = Pick<Actor, 'name' | 'person' | 'store'> & Partial<Pick<Actor, 'knownVersions'>>;

export interface Finding {
  readonly rule: string;
  readonly message: string;
}

/** Holds whenever a round has just ended well and nothing else happened meanwhile. */
export function differences(actor: Holder, state: ServerRecords): Finding[] {
  const member = state.organisation.member(actor.person);
  if (!member) return [{ rule: 'SYNC-184', message: `${actor.name} is no member` }];
  const held = new Set(state.heldScopes.get(actor.person));
  const view = createView(member.role, actor.knownVersions?.() ?? schemaVersions());
  const bases = readBases(actor.store);
  const memberships = readMemberships(actor.store);
  const unsent = keysOfOpenWork(actor, "state IN ('pending', 'waiting')");
  const findings: Finding[] = [];
  const find = (rule: string, message: string): void =>
    void findings.push({ rule, message: `${actor.name}: ${message}` });

  for (const [key, record] of state.records) {
    const scopes = record.scopes.filter((scope) => held.has(scope));
    const isMine = scopes.length > 0 && view.collections.includes(record.collection);
    const base = bases.get(key);
    if (!isMine) {
      if (base && base.version > 0 && !unsent.has(key))
        find('SYNC-185', `holds ${key}, which lives in ${record.scopes.join(', ')}`);
      continue;
    }
    const { scopes: _scopes, ...image } = record;
    const expected = { ...image, body: view.maskBody(record.collection, record.kind, record.body) };
    const actual = base ? plainImage(base) : null;
    // Written out only when they may differ: that costs more than everything else here.
    if (!isDeepStrictEqual(actual, expected)) {
      const [one, other] = [actual ? canonicalJson(actual) : 'nothing', canonicalJson(expected)];
      if (one !== other) find('SYNC-184', `${key} is\n    ${one}\n  and on the server\n    ${other}`);
    }
    const listed = [...(memberships.get(key) ?? [])].toSorted().join();
    if (listed !== scopes.toSorted().join()) find('SYNC-112', `${key} is listed in ${listed}, not in ${scopes.join()}`);
  }
  for (const [key, base] of bases)
    if (base.version > 0 && !state.records.has(key)) find('SYNC-184', `${key} is not known to the server`);
  for (const key of memberships.keys()) if (!bases.has(key)) find('SYNC-112', `${key} is a member without a record`);
  const cursor = actor.store.sync.cursor();
  for (const scope of held)
    if ((cursor[scope] ?? 0) !== (state.heads[scope] ?? 0))
      find('SYNC-120', `the cursor of ${scope} is ${cursor[scope]}, its head ${state.heads[scope]}`);
  for (const scope of Object.keys(cursor)) if (!held.has(scope)) find('SYNC-132', `still has a cursor of ${scope}`);
  return findings;
}

/**
 * Holds whenever nothing is being applied, whatever else happens: a transaction of the server is seen whole or not at all. But for the first
 * fetch, of which records are shown as they come: one that was cut goes on at a later moment.
 */
export function tornTransactions(actor: Actor): Finding[] {
  if (!actor.store.sync.firstSyncDone()) return [];
  const bases = readBases(actor.store);
  const memberships = readMemberships(actor.store);
  const findings: Finding[] = [];
  const find = (message: string): void =>
    void findings.push({ rule: 'SYNC-122', message: `${actor.name}: ${message}` });
  for (const [key, base] of bases) {
    const parent = base.deleted ? null : kindOf(base.collection, base.kind)?.scope.parent?.(base.body);
    const leader = parent ? bases.get(keyOf(parent)) : null;
    if (leader && !leader.deleted && leader.version > 0 && base.version > 0 && leader.homeScope !== base.homeScope)
      find(`${key} is in ${base.homeScope}, what it follows in ${leader.homeScope}`);
  }
  for (const pair of TWINS) {
    const keys = pair.map((id) => keyOf({ collection: 'customers', id }));
    // What is in no scope here any more stays as it was when it left, for the unsent work on it alone.
    if (!keys.every((key) => memberships.has(key))) continue;
    const [one, other] = keys.map((key) => bases.get(key));
    if (one && other && !one.deleted && !other.deleted && one.body['code'] !== other.body['code'])
      find(`one twin has ${textIn(one.body, 'code')}, the other ${textIn(other.body, 'code')}`);
  }
  return findings;
}

function keysOfOpenWork(actor: Holder, condition: string): Set<string> {
  return new Set(readOutbox(actor.store, condition).flatMap(({ group }) => group.operations.map(keyOf)));
}

const plainImage = (image: RecordImage): Record<string, unknown> => ({
  collection: image.collection,
  id: image.id,
  kind: image.kind,
  version: image.version,
  homeScope: image.homeScope,
  shares: image.shares,
  createdBy: image.createdBy,
  createdAt: image.createdAt,
  updatedBy: image.updatedBy,
  updatedAt: image.updatedAt,
  deleted: image.deleted,
  body: image.body,
});
