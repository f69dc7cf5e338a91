/** Who lets a recovery secret go: one who manages devices and a second person, neither of them whoever asks for it. */
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { createError, type PeyvandError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { RecoveryRequest } from '../../shared/contract/recovery.ts';
import type { DeviceCallInputs } from '../../shared/contract/server.ts';
import type { Role } from '../../shared/domain/organisation/organisation.ts';
import { hasPermission } from '../../shared/domain/permissions.ts';
import { isCheckCode, recoveryCheckCode } from '../../shared/sync/recovery.ts';
import { readPasswordsSet } from '../administration/accountActs.ts';
import { lockMember, roleAtWork } from '../administration/asking.ts';
import { readNames } from '../administration/names.ts';
import type { DeviceCallContext } from '../api/deviceAnswers.ts';
import { writeAudit, type NewAuditEntry } from '../audit/writeAudit.ts';
import type { Device } from '../auth/devices.ts';
import type { Queryable, Transaction } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import type { Organisation } from '../sync/organisation.ts';
import { whyDependent } from './independence.ts';
import { lockRequest, readApprovals, stateOf, type ApprovalRow, type RequestRow } from './requestRows.ts';

type Context = Pick<DeviceCallContext, 'database' | 'organisation' | 'clock'>;

/** Whoever cannot say it after so many tries does not have it from the person. */
const WRONG_CODES_MAXIMUM = 5;
/** What is over is shown so long. */
const SHOWN_MILLISECONDS = 7 * 24 * 60 * 60_000;
const SHOWN_MAXIMUM = 200;

/**
 * Newest first. Where there are more than are shown, everybody's own come in turn, what is open before what is over: whoever asks again and again hides nobody else's.
 * @throws PeyvandError `permission_denied`.
 */
export async function listRequests(
  context: Context,
  device: Device,
): Promise<{ readonly requests: RecoveryRequest[] }> {
  const { database, clock } = context;
  const { organisation, role } = await requireApprover(context, device);
  const since = instantFromMilliseconds(clock.now() - SHOWN_MILLISECONDS);
  const rows = await database.rows<RequestRow>(
    `SELECT * FROM (
       SELECT r.*, row_number() OVER (PARTITION BY person_id
         ORDER BY state IN ('waiting', 'approved') AND expires_at > $2::timestamptz DESC, requested_at DESC, id) AS turn
       FROM recovery_requests r WHERE requested_at > $1::timestamptz ORDER BY turn, requested_at DESC, id LIMIT ${SHOWN_MAXIMUM}) shown
     ORDER BY requested_at DESC, id`,
    [since, instantFromMilliseconds(clock.now())],
  );
  const approvals = await readApprovals(
    database,
    rows.map(({ id }) => id),
  );
  const passwords = await readPasswordsSet(
    database,
    rows.map(({ person_id }) => person_id),
  );
  const names = await readNames(database, organisation, [
    ...rows.flatMap(({ line, person_id, refused_by }) => [line, person_id, refused_by ?? '']),
    ...approvals.map(({ person_id }) => person_id),
    ...[...passwords.values()].map(({ by }) => by ?? ''),
  ]);
  const nameOf = (id: RecordId) => ({ id, name: names.of(id) });
  const toRequest = async (row: RequestRow): Promise<RecoveryRequest> => {
    const own = approvals.filter(({ request }) => request === row.id);
    const password = passwords.get(row.person_id);
    return {
      id: row.id,
      person: nameOf(row.person_id),
      device: { ...nameOf(row.line), code: names.codeOf(row.line) },
      requestedAt: instantFromMilliseconds(row.requested_at.getTime()),
      expiresAt: instantFromMilliseconds(row.expires_at.getTime()),
      state: stateOf(row, clock),
      approvals: own.map(({ person_id, stands_as }) => ({ person: nameOf(person_id), as: stands_as })),
      refusedBy: row.refused_by === null ? null : nameOf(row.refused_by),
      passwordSet: password ? { by: password.by === null ? null : nameOf(password.by), at: password.at } : null,
      may: await mayDecide(database, row, own, { device, role }, context),
    };
  };
  return { requests: await Promise.all(rows.map(toRequest)) };
}

/**
 * @throws PeyvandError `permission_denied` (`reason`: `own`, `decided`, `notMissing`, or a `Dependence`), `recovery_ended`, `not_found`, `invalid_input`
 *   (`reason: 'check_code'`, with the tries that are `left`).
 */
export async function decideRequest(
  context: Context,
  device: Device,
  input: DeviceCallInputs['decideRecovery'],
): Promise<void> {
  await requireApprover(context, device);
  // What a wrong code leaves behind must last, so it is thrown behind the transaction.
  const refusal = await retried(context.database, (transaction) => decide(transaction, context, device, input));
  if (refusal) throw refusal;
}

async function decide(
  transaction: Transaction,
  context: Context,
  device: Device,
  input: DeviceCallInputs['decideRecovery'],
): Promise<PeyvandError | null> {
  const row = await lockRequest(transaction, input.request);
  if (!row) throw createError('not_found', { what: 'request' });
  const role = requireMayApprove(roleAtWork((await lockMember(transaction, device, null)).get(device.person)));
  const approvals = await readApprovals(transaction, [row.id]);
  const may = await mayDecide(transaction, row, approvals, { device, role }, context);
  const entry = { person: device.person, device: device.id, subject: row.id, facts: { for: row.person_id } };
  if (may === 'ended') throw createError('recovery_ended', { state: stateOf(row, context.clock) });
  if (may === 'own') throw createError('permission_denied', { reason: may });
  if (input.decision === 'refuse') {
    await end(transaction, row, device.person, { ...entry, action: 'recovery.refused' });
    return null;
  }
  const standsAs = missingFor(approvals, role);
  if (may !== 'decide' || !standsAs) throw createError('permission_denied', { reason: may });
  if (!isCheckCode(input.checkCode, recoveryCheckCode(row.id, row.share, row.reply_key))) {
    const left = WRONG_CODES_MAXIMUM - row.wrong_codes - 1;
    await transaction.rows('UPDATE recovery_requests SET wrong_codes = wrong_codes + 1 WHERE id = $1', [row.id]);
    if (left <= 0)
      await end(transaction, row, null, {
        ...entry,
        action: 'recovery.refused',
        facts: { for: row.person_id, reason: 'check_code' },
      });
    return createError('invalid_input', { reason: 'check_code', left: Math.max(0, left) });
  }
  await transaction.rows(
    'INSERT INTO recovery_approvals (request, person_id, stands_as, approved_at, device) VALUES ($1, $2, $3, $4::timestamptz, $5)',
    [row.id, device.person, standsAs, instantFromMilliseconds(context.clock.now()), device.id],
  );
  if (approvals.length === 1)
    await transaction.rows("UPDATE recovery_requests SET state = 'approved' WHERE id = $1", [row.id]);
  await writeAudit(transaction, {
    ...entry,
    action: 'recovery.approved',
    facts: { for: row.person_id, as: standsAs },
  });
  return null;
}

async function end(
  transaction: Transaction,
  { id }: RequestRow,
  by: RecordId | null,
  entry: NewAuditEntry,
): Promise<void> {
  await transaction.rows("UPDATE recovery_requests SET state = 'refused', refused_by = $2 WHERE id = $1", [id, by]);
  await writeAudit(transaction, entry);
}

async function mayDecide(
  database: Queryable,
  row: RequestRow,
  approvals: readonly ApprovalRow[],
  { device, role }: { readonly device: Device; readonly role: Role },
  { clock }: Context,
): Promise<RecoveryRequest['may']> {
  const state = stateOf(row, clock);
  if (state !== 'waiting' && state !== 'approved') return 'ended';
  if (row.person_id === device.person) return 'own';
  if (approvals.some(({ person_id }) => person_id === device.person)) return 'decided';
  if (!missingFor(approvals, role)) return 'notMissing';
  const approver = { person: device.person, device: device.id, at: clock.now() };
  return (await whyDependent(database, row, approver)) ?? 'decide';
}

/** Whoever may do both stands where somebody is rarer. */
function missingFor(approvals: readonly ApprovalRow[], role: Role): ApprovalRow['stands_as'] | null {
  const isMissing = (standsAs: ApprovalRow['stands_as']) => !approvals.some(({ stands_as }) => stands_as === standsAs);
  if (isMissing('manages') && hasPermission(role, 'devices.manage')) return 'manages';
  return isMissing('second') && hasPermission(role, 'recovery.approve') ? 'second' : null;
}

async function requireApprover(
  { database, organisation: reader }: Context,
  { person }: Device,
): Promise<{ readonly organisation: Organisation; readonly role: Role }> {
  const organisation = await reader.read(database);
  const member = organisation.member(person);
  return { organisation, role: requireMayApprove(member?.active === true ? member.role : null) };
}

function requireMayApprove(role: Role | null): Role {
  if (role && (hasPermission(role, 'devices.manage') || hasPermission(role, 'recovery.approve'))) return role;
  throw createError('permission_denied', { permission: 'recovery.approve' });
}
