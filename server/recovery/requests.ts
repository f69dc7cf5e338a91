/**
 * Requests for a recovery secret. Somebody signs in from their locked machine and asks; two people of the company let it go, each with the check code that
 * the person reads out to them; the machine fetches it once. What cannot be judged by one row under its lock is judged anew when it is released.
 *
 * The one lock order here and in shares.ts: the devices of the line, which everybody takes who moves its requests or secrets; a request; people; the audit log.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { base64urlToBytes, bytesToBase64url } from '../../shared/base/bytes.ts';
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import { createIdSource, type RecordId } from '../../shared/base/id.ts';
import type { Randomness } from '../../shared/base/randomness.ts';
import type { RecoveryTicketCallInputs, RecoveryTicketCallReplies } from '../../shared/contract/recovery.ts';
import { hasPermission } from '../../shared/domain/permissions.ts';
import { releaseBinding, shareBinding } from '../../shared/sync/recovery.ts';
import { seal } from '../../shared/sync/sealing.ts';
import { lockPeople, roleAtWork } from '../administration/asking.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { AttemptLimits } from '../auth/attempts.ts';
import { isLineRevoked, lockDevices } from '../auth/devices.ts';
import type { ServerKeys } from '../auth/serverKeys.ts';
import { readStanding } from '../auth/standing.ts';
import { readTicket } from '../auth/tickets.ts';
import { openSealingKey } from '../courier/deliver.ts';
import { takeRoom, type DailyBound } from '../store/dailyCounts.ts';
import type { Database, Queryable, Transaction } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import type { OrganisationReader } from '../sync/organisation.ts';
import { ofPerson, refuseForToday } from '../watch/refuseForToday.ts';
import { whyDependent } from './independence.ts';
import { lockRequest, readApprovals, stateOf, type ApprovalRow, type RequestRow } from './requestRows.ts';

export interface RequestsContext {
  readonly database: Database;
  readonly organisation: OrganisationReader;
  readonly keys: ServerKeys;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly attempts: AttemptLimits;
}

/** A person who stands before a locked machine, two colleagues, and perhaps a night. */
export const REQUEST_LIFETIME_MILLISECONDS = 24 * 60 * 60_000;
/** An answer that was lost on its way may be asked for again so long: it is the same, for the same key. */
const REPEAT_MILLISECONDS = 10 * 60_000;
const SECRET_BYTES = 32;
/** Of one person in a day, for all their machines: each is kept and audited, and shown to those who approve. */
const REQUESTS: DailyBound = { what: 'recovery requests', most: 20 };

type Inputs = RecoveryTicketCallInputs;
type Replies = RecoveryTicketCallReplies;

/**
 * @throws PeyvandError `token_expired`, `token_foreign`, `not_found` (`what: 'recovery_share'`: none of this person's with that id), `device_stopped`,
 *   `not_enrolled`, `invalid_input` for a key that is none, `throttled` for whoever asked too often today.
 */
export async function requestRecovery(
  context: RequestsContext,
  { ticket, share, replyKey }: Inputs['requestRecovery'],
): Promise<Replies['requestRecovery']> {
  const { database, clock, randomness } = context;
  const person = await readPerson(context, ticket);
  // Proven now, not when two people have agreed.
  await seal(replyKey, 'peyvand recovery release 1', new Uint8Array(), new Uint8Array());
  const request = createIdSource(clock, randomness)();
  const secret = bytesToBase64url(randomness.bytes(SECRET_BYTES));
  const expiresAt = instantFromMilliseconds(clock.now() + REQUEST_LIFETIME_MILLISECONDS);
  const refused = await retried(database, async (transaction) => {
    const line = await lineOfShare(transaction, share, person);
    await requireGoodDevice(transaction, line);
    if ((await takeRoom(transaction, clock, REQUESTS, person, 1)) < 1) return { line };
    await transaction.rows(
      `UPDATE recovery_requests SET state = 'replaced', released = NULL WHERE line = $1 AND state IN ('waiting', 'approved', 'released')`,
      [line],
    );
    await lockShare(transaction, share, person);
    await transaction.rows(
      `INSERT INTO recovery_requests (id, share, line, person_id, reply_key, secret_hash, requested_at, expires_at, state)
       VALUES ($1, $2, $3, $4, $5, $6, $7::timestamptz, $8::timestamptz, 'waiting')`,
      [request, share, line, person, replyKey, hashOf(secret), instantFromMilliseconds(clock.now()), expiresAt],
    );
    await writeAudit(transaction, { action: 'recovery.requested', person, device: line, subject: request });
    return null;
  });
  if (refused) throw await refuseForToday(context, ofPerson(person, refused.line), REQUESTS);
  return { request, secret, expiresAt };
}

/** @param address Where the question came from, for the limit. @throws PeyvandError `throttled`, `not_found`. */
export async function recoveryState(
  { database, clock, attempts }: RequestsContext,
  { request, secret }: Inputs['recoveryState'],
  address: string,
): Promise<Replies['recoveryState']> {
  await attempts.ask(request, address);
  return retried(database, async (transaction) => {
    const row = await requireOwn(transaction, request, secret);
    const approvals = await readApprovals(transaction, [request]);
    return { state: stateOf(row, clock), approvals: approvals.length, expiresAt: instantOf(row.expires_at) };
  });
}

/**
 * The secret, sealed to the key of the request.
 * @throws PeyvandError `token_expired`, `token_foreign` (another person's ticket), `not_found`, `illegal_transition` (two people have not agreed yet), `recovery_ended`,
 *   `device_stopped`, `not_enrolled`, `permission_denied` (`reason: 'approval_withdrawn'`: the word of somebody who agreed counts no more).
 */
export async function collectRecovery(
  context: RequestsContext,
  { ticket, request, secret }: Inputs['collectRecovery'],
): Promise<Replies['collectRecovery']> {
  const { database, clock } = context;
  const person = await readPerson(context, ticket);
  return retried(database, async (transaction) => {
    await lockLineOf(transaction, request);
    const row = await requireOwn(transaction, request, secret);
    if (row.person_id !== person) throw createError('token_foreign', { reason: 'person' });
    const state = stateOf(row, clock);
    if (state === 'waiting') throw createError('illegal_transition', { from: state });
    const again = state === 'released' ? answeredBefore(row, clock) : null;
    if (state !== 'approved' && !again) throw createError('recovery_ended', { state });
    // Before an answer that is given once more, too: the machine may have been stopped since the first.
    await requireGoodDevice(transaction, row.line);
    await requireStandingApprovals(transaction, row);
    if (again) return { sealed: bytesToBase64url(again) };
    const released = await reseal(context, row, (await lockShare(transaction, row.share, person)).sealed);
    await transaction.rows(
      `UPDATE recovery_requests SET state = 'released', released_at = $2::timestamptz, released = $3 WHERE id = $1`,
      [request, instantFromMilliseconds(clock.now()), released],
    );
    await writeAudit(transaction, { action: 'recovery.released', person, device: row.line, subject: request });
    return { sealed: bytesToBase64url(released) };
  });
}

/** An answer that was lost on its way; null when it is too late for that. */
const answeredBefore = ({ released, released_at }: RequestRow, clock: Clock): Uint8Array | null =>
  clock.now() - (released_at?.getTime() ?? 0) < REPEAT_MILLISECONDS ? released : null;

async function reseal({ keys }: RequestsContext, row: RequestRow, sealed: Uint8Array): Promise<Uint8Array> {
  const sealingKey = await openSealingKey(keys);
  const secret = await sealingKey.open('peyvand recovery share 1', sealed, shareBinding(row.share));
  if (!secret) throw createError('not_found', { what: 'recovery_share', reason: 'other_server_keys' });
  try {
    return await seal(row.reply_key, 'peyvand recovery release 1', secret, releaseBinding(row.id, row.share));
  } finally {
    secret.fill(0);
  }
}

/** Whose ticket it is, and they still work here. */
async function readPerson({ database, organisation, keys, clock }: RequestsContext, ticket: string): Promise<RecordId> {
  const person = readTicket(keys, clock, ticket);
  if (!(await organisation.read(database)).member(person)?.active)
    throw createError('permission_denied', { reason: 'not_active' });
  return person;
}

/** Read without its lock: a secret stays with its line for good. */
async function lineOfShare(database: Queryable, share: RecordId, person: RecordId): Promise<RecordId> {
  const [row] = await database.rows<{ line: RecordId }>(
    'SELECT line FROM recovery_shares WHERE id = $1 AND person_id = $2',
    [share, person],
  );
  if (!row) throw createError('not_found', { what: 'recovery_share' });
  return row.line;
}

async function lockShare(
  transaction: Transaction,
  share: RecordId,
  person: RecordId,
): Promise<{ readonly sealed: Uint8Array }> {
  const [row] = await transaction.rows<{ sealed: Uint8Array }>(
    'SELECT sealed FROM recovery_shares WHERE id = $1 AND person_id = $2 FOR UPDATE',
    [share, person],
  );
  if (!row) throw createError('not_found', { what: 'recovery_share' });
  return row;
}

/** Of an unknown request there is none. */
async function lockLineOf(transaction: Transaction, request: RecordId): Promise<void> {
  const [row] = await transaction.rows<{ line: RecordId }>('SELECT line FROM recovery_requests WHERE id = $1', [
    request,
  ]);
  if (row) await lockDevices(transaction, [row.line]);
}

/** A machine that the company has stopped, or lets in no more, gets no key either; and no order passes by while it is judged. */
async function requireGoodDevice(transaction: Transaction, line: RecordId): Promise<void> {
  await lockDevices(transaction, [line]);
  const standing = (await readStanding(transaction, line))?.state ?? 'erased';
  if (standing !== 'active') throw createError('device_stopped', { standing });
  if (await isLineRevoked(transaction, line)) throw createError('not_enrolled');
}

const PERMISSIONS = { manages: 'devices.manage', second: 'recovery.approve' } as const;

/**
 * Those who agreed are asked about again in the moment that counts: an approver who left meanwhile has not agreed, nor has one whose account somebody else got hold
 * of. Nobody changes them, or the person who asks, until the transaction ends.
 */
async function requireStandingApprovals(transaction: Transaction, request: RequestRow): Promise<void> {
  const approvals = await readApprovals(transaction, [request.id]);
  const people = await lockPeople(transaction, [request.person_id, ...approvals.map(({ person_id }) => person_id)]);
  const missing = new Set<ApprovalRow['stands_as']>(['manages', 'second']);
  for (const { person_id: person, stands_as: standsAs, device, approved_at } of approvals) {
    const role = roleAtWork(people.get(person));
    const dependence = await whyDependent(transaction, request, { person, device, at: approved_at.getTime() });
    if (role && hasPermission(role, PERMISSIONS[standsAs]) && !dependence) missing.delete(standsAs);
  }
  if (missing.size > 0) throw createError('permission_denied', { reason: 'approval_withdrawn' });
}

/** Under its lock. An unknown request and a wrong secret look alike. */
async function requireOwn(transaction: Transaction, request: RecordId, secret: string): Promise<RequestRow> {
  const row = await lockRequest(transaction, request);
  const [given, kept] = [hashOf(secret), row?.secret_hash ?? hashOf('')].map((hash) => base64urlToBytes(hash));
  if (!row || !given || !kept || !timingSafeEqual(given, kept)) throw createError('not_found', { what: 'request' });
  return row;
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
const instantOf = (date: Date): string => instantFromMilliseconds(date.getTime());
