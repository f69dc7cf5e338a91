/**
 * People and their accounts. The person is a record of the organisation like any other: it is written here as the server writes records, a version and
 * feed rows in one transaction with the account and the audit entry, so that there is no person without an account and no entry without a change. Long, for all its
 * changes stand on the same locks and the same checks of the asker, which are at its end.
 */
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { foldText, persianSortKey } from '../../shared/base/text.ts';
import type {
  ChangePersonInput,
  CreatePersonInput,
  PasswordReply,
  PeopleList,
  PersonView,
} from '../../shared/contract/administration.ts';
import { personSchema, ROLES } from '../../shared/domain/organisation/organisation.ts';
import { kindOf } from '../../shared/domain/catalogue.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { placeRecord } from '../../shared/sync/scopes.ts';
import type { DeviceCallContext } from '../api/deviceAnswers.ts';
import { writeAudit, type NewAuditEntry } from '../audit/writeAudit.ts';
import { closeAccount, foldLogin, hashPassword, openClosedAccount, writeAccount } from '../auth/accounts.ts';
import { unlockAccount } from '../auth/lockout.ts';
import type { Device } from '../auth/devices.ts';
import type { Queryable, Transaction } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import { readEpochs } from '../sync/epochs.ts';
import { writeFeed } from '../sync/feedWriter.ts';
import type { Organisation } from '../sync/organisation.ts';
import { announceScopes } from '../sync/pokes.ts';
import { writeVersions } from '../sync/recordWriter.ts';
import { textIn, type StoredRecord } from '../sync/storedRecord.ts';
import { noteAccountActs } from './accountActs.ts';
import { lockMember } from './asking.ts';
import { drawPassword } from './drawPassword.ts';
import { readNames } from './names.ts';

// ---- reading -----------------------------------------------------------------------------------------------------

/** Sorted by name; those who left behind those who work here. */
export async function listPeople(
  database: Queryable,
  organisation: Organisation,
  { offset, limit, search }: { readonly offset: number; readonly limit: number; readonly search: string },
): Promise<PeopleList> {
  const people = await database.rows<PersonRow>(
    `SELECT r.id, r.version, r.body, a.login, a.disabled_at FROM records r LEFT JOIN accounts a ON a.person_id = r.id
     WHERE r.collection = 'organisation' AND r.kind = 'person' AND NOT r.deleted`,
  );
  const words = foldText(search)
    .split(' ')
    .filter((word) => word !== '');
  const found = people.filter(({ body, login }) => {
    const text = foldText(`${textIn(body, 'name')} ${login ?? ''}`);
    return words.every((word) => text.includes(word));
  });
  const sortKeys = new Map(
    found.map(({ id, body }) => [
      id,
      `${body['active'] === true ? 0 : 1} ${persianSortKey(textIn(body, 'name'))} ${id}`,
    ]),
  );
  const keyOf = ({ id }: PersonRow): string => sortKeys.get(id) ?? '';
  const shown = found.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)).slice(offset, offset + limit);
  const known = await readKnown(
    database,
    shown.map(({ id }) => id),
  );
  const names = await readNames(
    database,
    organisation,
    shown.flatMap(({ body }) => [textIn(body, 'branchId'), ...territoriesOf(body)]),
  );
  const toView = ({ id, version, body, login, disabled_at }: PersonRow): PersonView => {
    const branchId = textIn(body, 'branchId');
    return {
      id,
      version,
      name: textIn(body, 'name'),
      role: ROLES.find((role) => role === body['role']) ?? null,
      active: body['active'] === true,
      branch: branchId === '' ? null : { id: branchId, name: names.of(branchId) },
      territories: territoriesOf(body).map((territory) => ({ id: territory, name: names.of(territory) })),
      login,
      accountOpen: login !== null && disabled_at === null,
      devices: known.get(id)?.devices ?? 0,
      lastSignInAt: known.get(id)?.signed_in ?? null,
    };
  };
  return { total: found.length, rows: shown.map(toView) };
}

interface PersonRow {
  readonly id: RecordId;
  readonly version: number;
  readonly body: RecordBody;
  readonly login: string | null;
  readonly disabled_at: Date | null;
}

async function readKnown(database: Queryable, people: readonly RecordId[]) {
  const rows = await database.rows<{ id: RecordId; devices: number; signed_in: string | null }>(
    `SELECT p.id, (SELECT count(*) FROM devices d WHERE d.person_id = p.id AND d.id = d.line AND d.revoked_at IS NULL) AS devices,
       (SELECT e.at FROM audit_entries e WHERE e.person = p.id AND e.action = 'session.signedIn' ORDER BY e.seq DESC LIMIT 1) AS signed_in
     FROM unnest($1::uuid[]) AS p(id)`,
    [people],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

const territoriesOf = (body: RecordBody): string[] =>
  Array.isArray(body['territoryIds']) ? body['territoryIds'].filter((id) => typeof id === 'string') : [];

// ---- changing ----------------------------------------------------------------------------------------------------

/** @throws PeyvandError `invalid_input`: `person_exists`, `login_taken`, `branch` or `territory` that there is not. */
export async function createPerson(
  { database, clock, randomness }: DeviceCallContext,
  device: Device,
  { id, login, ...place }: CreatePersonInput,
): Promise<PasswordReply> {
  const password = drawPassword(randomness);
  // It takes a while: nothing is locked yet.
  const passwordHash = await hashPassword(password);
  await retried(database, async (transaction) => {
    await lockMember(transaction, device, 'people.manage');
    await requirePlaces(transaction, place);
    const known = await transaction.rows('SELECT 1 FROM records WHERE collection = $1 AND id = $2', [
      'organisation',
      id,
    ]);
    if (known.length > 0) throw createError('invalid_input', { reason: 'person_exists' });
    await writeAccount(transaction, { personId: id, login, passwordHash });
    await noteAccountActs(transaction, clock, { person: id, act: 'made', by: device.person });
    const at = instantFromMilliseconds(clock.now());
    const body = bodyOf({ active: true }, place);
    const definition = kindOf('organisation', 'person');
    if (!definition) throw new Error('There is no kind of people');
    const record: StoredRecord = {
      collection: 'organisation',
      kind: 'person',
      id,
      version: 1,
      ...placeRecord(definition, id, body, null),
      parent: null,
      createdBy: device.person,
      createdAt: at,
      updatedBy: device.person,
      updatedAt: at,
      deleted: false,
      body,
    };
    await writePerson(
      transaction,
      null,
      record,
      [''],
      [
        {
          action: 'person.created',
          person: device.person,
          device: device.id,
          subject: id,
          facts: { name: place.name, role: place.role, login: foldLogin(login) },
        },
      ],
    );
  });
  await announceScopes(database, ['company']);
  return { login: foldLogin(login), password };
}

/** @throws PeyvandError `not_found`, `stale_edit`, `invalid_input`; `illegal_transition` (`own_role`) for whoever would lock themselves out. */
export async function changePerson(
  { database, clock }: DeviceCallContext,
  device: Device,
  { person, version, ...place }: ChangePersonInput,
): Promise<{ version: number }> {
  const written = await retried(database, async (transaction) => {
    const before = await lockPerson(transaction, device, person);
    await requirePlaces(transaction, place);
    if (before.version !== version) throw createError('stale_edit', { version: before.version });
    if (person === device.person && place.role !== before.body['role'])
      throw createError('illegal_transition', { reason: 'own_role' });
    const body = bodyOf(before.body, place);
    const paths = Object.keys(PLACE).filter(
      (field) => JSON.stringify(body[field]) !== JSON.stringify(before.body[field]),
    );
    if (paths.length === 0) return before.version;
    const after = nextVersion(before, body, device, instantFromMilliseconds(clock.now()));
    const entry = { person: device.person, device: device.id, subject: person };
    const others = paths.filter((path) => path !== 'role');
    if (paths.includes('role')) await noteAccountActs(transaction, clock, { person, act: 'role', by: device.person });
    await writePerson(transaction, before, after, paths, [
      ...(paths.includes('role')
        ? [
            {
              ...entry,
              action: 'person.roleChanged' as const,
              facts: { from: textIn(before.body, 'role'), to: place.role },
            },
          ]
        : []),
      ...(others.length > 0
        ? [
            {
              ...entry,
              action: 'organisation.changed' as const,
              facts: { kind: 'person', name: place.name, paths: others },
            },
          ]
        : []),
    ]);
    return after.version;
  });
  await announceScopes(database, ['company']);
  return { version: written };
}

/**
 * Closes or opens the account and says so in the person's record: who left holds no scope any more, and what their devices hand in is held for a
 * decision. Doing it again changes nothing.
 * @throws PeyvandError `not_found`; `illegal_transition` (`own_account`).
 */
export async function openAccount(
  { database, clock }: DeviceCallContext,
  device: Device,
  { person, open, reason }: { readonly person: RecordId; readonly open: boolean; readonly reason: string },
): Promise<void> {
  if (person === device.person) throw createError('illegal_transition', { reason: 'own_account' });
  await retried(database, async (transaction) => {
    const before = await lockPerson(transaction, device, person);
    const isMoved = open ? await openClosedAccount(transaction, person) : await closeAccount(transaction, person);
    const isChanged = (before.body['active'] === true) !== open;
    const isUnlocked = open && (await unlockAccount(transaction, person));
    const name = textIn(before.body, 'name');
    const unlocked: NewAuditEntry[] = isUnlocked
      ? [{ action: 'account.unlocked', person: device.person, device: device.id, subject: person, facts: { name } }]
      : [];
    if (!isChanged && !isMoved) return writeAudit(transaction, ...unlocked);
    if (open) await noteAccountActs(transaction, clock, { person, act: 'opened', by: device.person });
    const entry: NewAuditEntry = {
      action: open ? 'person.accountOpened' : 'person.accountClosed',
      person: device.person,
      device: device.id,
      subject: person,
      facts: { name, ...(reason === '' ? {} : { reason }) },
    };
    if (!isChanged) return writeAudit(transaction, entry, ...unlocked);
    const at = instantFromMilliseconds(clock.now());
    const after = nextVersion(before, { ...before.body, active: open }, device, at);
    await writePerson(transaction, before, after, ['active'], [entry, ...unlocked]);
  });
  await announceScopes(database, ['company']);
}

/** For a person with or without an account. @throws PeyvandError `not_found`, `invalid_input`: `login_missing`, `login_taken`. */
export async function setPassword(
  { database, clock, randomness }: DeviceCallContext,
  device: Device,
  { person, login }: { readonly person: RecordId; readonly login?: string | undefined },
): Promise<PasswordReply> {
  const password = drawPassword(randomness);
  const passwordHash = await hashPassword(password);
  return retried(database, async (transaction) => {
    const name = textIn((await lockPerson(transaction, device, person)).body, 'name');
    const [account] = await transaction.rows<{ login: string }>('SELECT login FROM accounts WHERE person_id = $1', [
      person,
    ]);
    const wanted = account?.login ?? login;
    if (wanted === undefined) throw createError('invalid_input', { reason: 'login_missing' });
    await writeAccount(transaction, { personId: person, login: wanted, passwordHash });
    await noteAccountActs(transaction, clock, { person, act: 'password', by: device.person });
    await writeAudit(transaction, {
      action: 'person.passwordSet',
      person: device.person,
      device: device.id,
      subject: person,
      facts: { name, login: foldLogin(wanted) },
    });
    // Whoever gets a new password could not use it otherwise.
    if (await unlockAccount(transaction, person))
      await writeAudit(transaction, {
        action: 'account.unlocked',
        person: device.person,
        device: device.id,
        subject: person,
        facts: { name },
      });
    return { login: foldLogin(wanted), password };
  });
}

// ---- how a person is written -------------------------------------------------------------------------------------

type Place = Pick<CreatePersonInput, 'name' | 'role' | 'branchId' | 'territoryIds'>;
const PLACE: Readonly<Record<keyof Place, true>> = { name: true, role: true, branchId: true, territoryIds: true };

/** The other fields stay as they are. */
function bodyOf(before: RecordBody, { name, role, branchId, territoryIds }: Place): RecordBody {
  const body: Record<string, RecordBody[string]> = { ...before, name, role, territoryIds: [...new Set(territoryIds)] };
  if (branchId === null) delete body['branchId'];
  else body['branchId'] = branchId;
  if (territoryIds.length === 0) delete body['territoryIds'];
  if (!personSchema.safeParse(body).success) throw createError('invalid_input', { reason: 'person' });
  return body;
}

const nextVersion = (before: StoredRecord, body: RecordBody, device: Device, at: string): StoredRecord => ({
  ...before,
  version: before.version + 1,
  updatedBy: device.person,
  updatedAt: at,
  body,
});

/** Whoever asks is judged in the same breath. */
async function lockPerson(transaction: Transaction, asking: Device, id: RecordId): Promise<StoredRecord> {
  const record = (await lockMember(transaction, asking, 'people.manage', [id])).get(id);
  if (!record) throw createError('not_found', { what: 'person' });
  return record;
}

/** A branch or territory that was deleted meanwhile would give a person nothing, and nobody would see why. */
async function requirePlaces(transaction: Transaction, { branchId, territoryIds }: Place): Promise<void> {
  const wanted = [...(branchId === null ? [] : [branchId]), ...territoryIds];
  if (wanted.length === 0) return;
  const rows = await transaction.rows<{ id: RecordId; kind: string }>(
    "SELECT id, kind FROM records WHERE collection = 'organisation' AND id = ANY($1::uuid[]) AND NOT deleted",
    [wanted],
  );
  const kinds = new Map(rows.map(({ id, kind }) => [id, kind]));
  if (branchId !== null && kinds.get(branchId) !== 'branch') throw createError('invalid_input', { reason: 'branch' });
  if (territoryIds.some((id) => kinds.get(id) !== 'territory'))
    throw createError('invalid_input', { reason: 'territory' });
}

/** Counters of the feed, then the audit log: the last locks of the transaction. */
export async function writePerson(
  transaction: Transaction,
  before: StoredRecord | null,
  after: StoredRecord,
  changedPaths: readonly string[],
  entries: readonly NewAuditEntry[],
): Promise<void> {
  const { current } = await readEpochs(transaction);
  const version = {
    record: after,
    author: after.updatedBy,
    // Not pushed by a device: history names the person alone.
    device: null,
    groupHash: null,
    changedPaths,
    removed: {},
    bodyChanged: true,
  };
  await writeVersions(transaction, [version], current.number);
  await writeFeed(transaction, [{ before, after }]);
  await writeAudit(transaction, ...entries);
}
