/** Who lets a recovery secret go: one who manages devices and a second person, neither of them whoever asks for it. */
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { createError, type PeyvandError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { RecoveryRequest } from '../../shared/contract/recovery.ts';
import type { DeviceCallInputs } from '../../shared/contract/server.ts';
import { hasPermission } from '../../shared/domain/permissions.ts';
import { isCheckCode, recoveryCheckCode } from '../../shared/sync/recovery.ts';
import { readNames } from '../administration/names.ts';
import type { DeviceCallContext } from '../api/deviceAnswers.ts';
import { writeAudit, type NewAuditEntry } from '../audit/writeAudit.ts';
import type { Device } from '../auth/devices.ts';
import type { Transaction } from '../store/database.ts';
import type { Member, Organisation } from '../sync/organisation.ts';
import { lockRequest, readApprovals, stateOf, type ApprovalRow, type RequestRow } from './requestRows.ts';

type Context = Pick<DeviceCallContext, 'database' | 'organisation' | 'clock'>;

/** Whoever cannot say it after so many tries does not have it from the person. */
const WRONG_CODES_MAXIMUM = 5;
/** What is over is shown so long. */
const SHOWN_MILLISECONDS = 7 * 24 * 60 * 60_000;
const SHOWN_MAXIMUM = 200;

/** Newest first. @throws PeyvandError `permission_denied`. */
export async function listRequests(
  context: Context,
  device: Device,
): Promise<{ readonly requests: RecoveryRequest[] }> {
  const { database, clock } = context;
  const { organisation, member } = await requireApprover(context, device);
  const since = instantFromMilliseconds(clock.now() - SHOWN_MILLISECONDS);
  const rows = await database.rows<RequestRow>(
    `SELECT * FROM recovery_requests WHERE requested_at > $1::timestamptz ORDER BY requested_at DESC, id LIMIT ${SHOWN_MAXIMUM}`,
    [since],
  );
  const approvals = await readApprovals(
    database,
    rows.map(({ id }) => id),
  );
  const named = rows.flatMap(({ line, person_id, refused_by }) => [line, person_id, refused_by ?? '']);
  const names = await readNames(database, organisation, [...named, ...approvals.map(({ person_id }) => person_id)]);
  const nameOf = (id: RecordId) => ({ id, name: names.of(id) });
  return {
    requests: rows.map((row) => {
      const own = approvals.filter(({ request }) => request === row.id);
      return {
        id: row.id,
        person: nameOf(row.person_id),
        device: { ...nameOf(row.line), code: names.codeOf(row.line) },
        requestedAt: instantFromMilliseconds(row.requested_at.getTime()),
        expiresAt: instantFromMilliseconds(row.expires_at.getTime()),
        state: stateOf(row, clock),
        approvals: own.map(({ person_id, stands_as }) => ({ person: nameOf(person_id), as: stands_as })),
        refusedBy: row.refused_by === null ? null : nameOf(row.refused_by),
        may: mayDecide(row, own, member, context),
      };
    }),
  };
}

/**
 * @throws PeyvandError `permission_denied` (`reason`: `own`, `decided`, `notMissing`), `recovery_ended`, `not_found`, `invalid_input` (`reason: 'check_code'`, with the
 *   tries that are `left`).
 */
export async function decideRequest(
  context: Context,
  device: Device,
  input: DeviceCallInputs['decideRecovery'],
): Promise<void> {
  const { member } = await requireApprover(context, device);
  // What a wrong code leaves behind must last, so it is thrown behind the transaction.
  const refusal = await context.database.transaction((transaction) =>
    decide(transaction, context, { device, member, input }),
  );
  if (refusal) throw refusal;
}

interface Decision {
  readonly device: Device;
  readonly member: Member;
  readonly input: DeviceCallInputs['decideRecovery'];
}

async function decide(
  transaction: Transaction,
  context: Context,
  { device, member, input }: Decision,
): Promise<PeyvandError | null> {
  const row = await lockRequest(transaction, input.request);
  if (!row) throw createError('not_found', { what: 'request' });
  const approvals = await readApprovals(transaction, [row.id]);
  const may = mayDecide(row, approvals, member, context);
  const entry = { person: member.id, device: device.id, subject: row.id, facts: { for: row.person_id } };
  if (may === 'ended') throw createError('recovery_ended', { state: stateOf(row, context.clock) });
  if (may === 'own') throw createError('permission_denied', { reason: may });
  if (input.decision === 'refuse') {
    await end(transaction, row, member.id, { ...entry, action: 'recovery.refused' });
    return null;
  }
  const standsAs = missingFor(approvals, member);
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
    'INSERT INTO recovery_approvals (request, person_id, stands_as, approved_at) VALUES ($1, $2, $3, $4::timestamptz)',
    [row.id, member.id, standsAs, instantFromMilliseconds(context.clock.now())],
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

function mayDecide(
  row: RequestRow,
  approvals: readonly ApprovalRow[],
  member: Member,
  { clock }: Context,
): RecoveryRequest['may'] {
  const state = stateOf(row, clock);
  if (state !== 'waiting' && state !== 'approved') return 'ended';
  if (row.person_id === member.id) return 'own';
  if (approvals.some(({ person_id }) => person_id === member.id)) return 'decided';
  return missingFor(approvals, member) ? 'decide' : 'notMissing';
}

/** Whoever may do both stands where somebody is rarer. */
function missingFor(approvals: readonly ApprovalRow[], { role }: Member): ApprovalRow['stands_as'] | null {
  const isMissing = (standsAs: ApprovalRow['stands_as']) => !approvals.some(({ stands_as }) => stands_as === standsAs);
  if (isMissing('manages') && hasPermission(role, 'devices.manage')) return 'manages';
  return isMissing('second') && hasPermission(role, 'recovery.approve') ? 'second' : null;
}

async function requireApprover(
  { database, organisation: reader }: Context,
  { person }: Device,
): Promise<{ readonly organisation: Organisation; readonly member: Member }> {
  const organisation = await reader.read(database);
  const member = organisation.member(person);
  const may =
    member?.active === true &&
    (hasPermission(member.role, 'devices.manage') || hasPermission(member.role, 'recovery.approve'));
  if (!may) throw createError('permission_denied', { permission: 'recovery.approve' });
  return { organisation, member };
}
