/**
 * Requests for a recovery secret. Somebody signs in from their locked machine and asks; two people of the company let it go, each with the check code that
 * the person reads out to them; the machine fetches it once. What cannot be judged by one row under its lock is judged anew when it is released.
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
import { writeAudit } from '../audit/writeAudit.ts';
import type { AttemptLimits } from '../auth/attempts.ts';
import { isLineRevoked } from '../auth/devices.ts';
import type { ServerKeys } from '../auth/serverKeys.ts';
import { readStanding } from '../auth/standing.ts';
import { readTicket } from '../auth/tickets.ts';
import { openSealingKey } from '../courier/deliver.ts';
import type { Database, Transaction } from '../store/database.ts';
import type { Organisation, OrganisationReader } from '../sync/organisation.ts';
import { lockRequest, readApprovals, stateOf, type RequestRow } from './requestRows.ts';

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

type Inputs = RecoveryTicketCallInputs;
type Replies = RecoveryTicketCallReplies;

/**
 * @throws PeyvandError `token_expired`, `token_foreign`, `not_found` (`what: 'recovery_share'`: none of this person's with that id), `device_stopped`,
 *   `not_enrolled`, `invalid_input` for a key that is none.
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
  await database.transaction(async (transaction) => {
    const held = await lockShare(transaction, share, person);
    await requireGoodDevice(transaction, held.line);
    await transaction.rows(
      `UPDATE recovery_requests SET state = 'replaced', released = NULL WHERE line = $1 AND state IN ('waiting', 'approved', 'released')`,
      [held.line],
    );
    await transaction.rows(
      `INSERT INTO recovery_requests (id, share, line, person_id, reply_key, secret_hash, requested_at, expires_at, state)
       VALUES ($1, $2, $3, $4, $5, $6, $7::timestamptz, $8::timestamptz, 'waiting')`,
      [request, share, held.line, person, replyKey, hashOf(secret), instantFromMilliseconds(clock.now()), expiresAt],
    );
    await writeAudit(transaction, { action: 'recovery.requested', person, device: held.line, subject: request });
  });
  return { request, secret, expiresAt };
}

/** @param address Where the question came from, for the limit. @throws PeyvandError `throttled`, `not_found`. */
export async function recoveryState(
  { database, clock, attempts }: RequestsContext,
  { request, secret }: Inputs['recoveryState'],
  address: string,
): Promise<Replies['recoveryState']> {
  await attempts.ask(request, address);
  return database.transaction(async (transaction) => {
    const row = await requireOwn(transaction, request, secret);
    const approvals = await readApprovals(transaction, [request]);
    return { state: stateOf(row, clock), approvals: approvals.length, expiresAt: instantOf(row.expires_at) };
  });
}

/**
 * The secret, sealed to the key of the request.
 * @throws PeyvandError `token_expired`, `token_foreign` (another person's ticket), `not_found`, `illegal_transition` (two people have not agreed yet), `recovery_ended`,
 *   `device_stopped`, `not_enrolled`, `permission_denied` (`reason: 'approval_withdrawn'`: whoever agreed may no longer).
 */
export async function collectRecovery(
  context: RequestsContext,
  { ticket, request, secret }: Inputs['collectRecovery'],
): Promise<Replies['collectRecovery']> {
  const { database, clock } = context;
  const person = await readPerson(context, ticket);
  const organisation = await context.organisation.read(database);
  return database.transaction(async (transaction) => {
    const row = await requireOwn(transaction, request, secret);
    if (row.person_id !== person) throw createError('token_foreign', { reason: 'person' });
    const state = stateOf(row, clock);
    if (state === 'waiting') throw createError('illegal_transition', { from: state });
    if (state === 'released' && row.released && clock.now() - (row.released_at?.getTime() ?? 0) < REPEAT_MILLISECONDS)
      return { sealed: bytesToBase64url(row.released) };
    if (state !== 'approved') throw createError('recovery_ended', { state });
    await requireGoodDevice(transaction, row.line);
    await requireStandingApprovals(transaction, organisation, request);
    const released = await reseal(context, row, (await lockShare(transaction, row.share, person)).sealed);
    await transaction.rows(
      `UPDATE recovery_requests SET state = 'released', released_at = $2::timestamptz, released = $3 WHERE id = $1`,
      [request, instantFromMilliseconds(clock.now()), released],
    );
    await writeAudit(transaction, { action: 'recovery.released', person, device: row.line, subject: request });
    return { sealed: bytesToBase64url(released) };
  });
}

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

async function lockShare(
  transaction: Transaction,
  share: RecordId,
  person: RecordId,
): Promise<{ readonly line: RecordId; readonly sealed: Uint8Array }> {
  const [row] = await transaction.rows<{ line: RecordId; sealed: Uint8Array }>(
    'SELECT line, sealed FROM recovery_shares WHERE id = $1 AND person_id = $2 FOR UPDATE',
    [share, person],
  );
  if (!row) throw createError('not_found', { what: 'recovery_share' });
  return row;
}

/** A machine that the company has stopped, or lets in no more, gets no key either. */
async function requireGoodDevice(transaction: Transaction, line: RecordId): Promise<void> {
  const standing = (await readStanding(transaction, line))?.state ?? 'erased';
  if (standing !== 'active') throw createError('device_stopped', { standing });
  if (await isLineRevoked(transaction, line)) throw createError('not_enrolled');
}

/** Those who agreed are asked about again in the moment that counts: an approver who left meanwhile has not agreed. */
async function requireStandingApprovals(
  transaction: Transaction,
  organisation: Organisation,
  request: RecordId,
): Promise<void> {
  const approvals = await readApprovals(transaction, [request]);
  const isGood = (standsAs: 'manages' | 'second'): boolean =>
    approvals.some((approval) => {
      const member = approval.stands_as === standsAs ? organisation.member(approval.person_id) : null;
      const permission = standsAs === 'manages' ? 'devices.manage' : 'recovery.approve';
      return member?.active === true && hasPermission(member.role, permission);
    });
  if (!isGood('manages') || !isGood('second')) throw createError('permission_denied', { reason: 'approval_withdrawn' });
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
