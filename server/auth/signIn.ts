/** Signing in and enrolling a device: a password gives a ticket, a ticket and a key give a device its token. */
import type { Clock } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { Randomness } from '../../shared/base/randomness.ts';
import { hasPermission } from '../../shared/domain/permissions.ts';
import { readProof, type DeviceProof } from '../../shared/sync/deviceProof.ts';
import type { EnrolReply, EnrolRequest, SignInReply, SignInRequest } from '../../shared/sync/protocol.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { takeRoom, type DailyBound } from '../store/dailyCounts.ts';
import type { Database } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import { readEpochs } from '../sync/epochs.ts';
import type { Member, OrganisationReader } from '../sync/organisation.ts';
import { addFindings } from '../watch/findings.ts';
import { ofPerson, tooMuch } from '../watch/refuseForToday.ts';
import { findAccount, foldLogin, readCompany } from './accounts.ts';
import type { AttemptLimits } from './attempts.ts';
import { enrolDevice, lockDevices } from './devices.ts';
import { enrolmentsOf, noteEnrolment } from './enrolmentBounds.ts';
import { forgetFailures, noteFailure, requireUnlocked } from './lockout.ts';
import { leaseBlocks } from './numberBlocks.ts';
import type { Passwords } from './passwords.ts';
import { senderOf } from './senderOf.ts';
import type { ServerKeys } from './serverKeys.ts';
import { readTicket, writeTicket } from './tickets.ts';
import { renewToken } from './tokens.ts';

export interface SignInContext {
  readonly database: Database;
  readonly organisation: OrganisationReader;
  readonly keys: ServerKeys;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly passwords: Passwords;
  readonly attempts: AttemptLimits;
}

/**
 * @param address Where the request came from, for the limit on attempts.
 * @throws PeyvandError `wrong_credentials` (an unknown login, a wrong password and somebody who left look alike), `throttled`, `account_locked`.
 */
export async function signIn(
  context: SignInContext,
  { login, password }: SignInRequest,
  address: string,
): Promise<SignInReply> {
  const { database, attempts, passwords, keys, clock } = context;
  const name = foldLogin(login);
  const sender = senderOf(address);
  await attempts.take(name, sender);
  await requireUnlocked(database, name, sender);
  const account = await findAccount(database, login);
  const matches = await passwords.matches(password, account?.passwordHash ?? null, sender);
  const member = account && matches ? (await context.organisation.read(database)).member(account.personId) : null;
  if (!member?.active) {
    await noteFailure(database, clock, { login: name, sender, person: account?.personId ?? null });
    throw createError('wrong_credentials');
  }
  await attempts.forgive(name, sender);
  await forgetFailures(database, name, sender);
  await noteSignIn(context, member);
  return {
    ticket: writeTicket(keys, clock, member.id),
    person: { id: member.id, name: member.name, role: member.role },
    company: await readCompany(database),
  };
}

/** Entries of one person in a day: a right password is asked for once a machine, and again for what needs it. */
const SIGN_INS: DailyBound = { what: 'sign-ins', most: 100 };
/** Whoever takes bundles in signs in with each. */
const SIGN_INS_OF_HEAD_OFFICE: DailyBound = { what: 'sign-ins', most: 1_000 };

/** Whoever signs in without end comes in all the same: they have the password. The log says so once and then no more, until tomorrow. */
async function noteSignIn({ database, clock }: SignInContext, { id: person, role }: Member): Promise<void> {
  const bound = hasPermission(role, 'bundles.receive') ? SIGN_INS_OF_HEAD_OFFICE : SIGN_INS;
  await retried(database, async (transaction) => {
    if ((await takeRoom(transaction, clock, bound, person, 1)) > 0)
      await writeAudit(transaction, { action: 'session.signedIn', person });
    else await addFindings(transaction, [tooMuch(clock, ofPerson(person, null), bound)]);
  });
}

/**
 * @throws PeyvandError `token_expired`, `token_foreign`, `invalid_input`, `throttled` beyond what a person needs in a day; see `enrolDevice`, and `renewToken` for a
 *   proof in place of a ticket.
 */
export async function enrol(context: SignInContext, request: EnrolRequest): Promise<EnrolReply> {
  const { database, keys, clock, randomness } = context;
  const proof = readProof(request.ticket);
  if (proof) return enrolByKey(context, request.device, proof);
  const person = readTicket(keys, clock, request.ticket);
  const member = (await context.organisation.read(database)).member(person);
  if (!member?.active) throw createError('permission_denied', { reason: 'not_active' });
  const { device, deviceName, signingKey } = request;
  const { epoch, number } = (await readEpochs(database)).current;
  return retried(database, async (transaction) => {
    await lockDevices(transaction, [device]);
    const { token, code, isNew } = await enrolDevice(
      transaction,
      { clock, randomness },
      { id: device, person, name: deviceName, signingKey },
    );
    const numberBlocks = await leaseBlocks(transaction, { id: device, code }, number);
    const room = { bound: enrolmentsOf(member.role), whose: ofPerson(person, device), isNew };
    await noteEnrolment(transaction, clock, room, {
      action: 'device.enrolled',
      person,
      device,
      subject: device,
      facts: { deviceName },
    });
    return { token, deviceCode: code, epoch, serverKeys: { ...keys.publicKeys }, numberBlocks };
  });
}

/** A device that was enrolled before, whose token is taken no more. It keeps its name, its line and its code. */
async function enrolByKey(context: SignInContext, id: RecordId, proof: DeviceProof): Promise<EnrolReply> {
  const { database, keys } = context;
  const { token, device } = await renewToken(context, id, proof);
  const member = (await context.organisation.read(database)).member(device.person);
  if (!member?.active) throw createError('permission_denied', { reason: 'not_active' });
  const { epoch, number } = (await readEpochs(database)).current;
  const numberBlocks = await database.transaction(async (transaction) => {
    await lockDevices(transaction, [id]);
    return leaseBlocks(transaction, device, number);
  });
  return { token, deviceCode: device.code, epoch, serverKeys: { ...keys.publicKeys }, numberBlocks };
}
