/**
 * The server without HTTP: every call of its API as a function. What comes in is checked here, so that HTTP and a direct call in
 * a test meet the same guard.
 */
import { z } from 'zod';
import type { Clock } from '../../shared/base/clock.ts';
import { createError, isPeyvandError } from '../../shared/base/errors.ts';
import type { Randomness } from '../../shared/base/randomness.ts';
import {
  deviceCalls,
  type DeviceCallName,
  type DeviceCallReplies,
  type Readiness,
} from '../../shared/contract/server.ts';
import {
  recoveryTicketCalls,
  type RecoveryTicketCallName,
  type RecoveryTicketCallReplies,
} from '../../shared/contract/recovery.ts';
import { erasedRequestSchema, standingRequestSchema, type StandingReply } from '../../shared/sync/lease.ts';
import {
  enrolRequestSchema,
  handshakeRequestSchema,
  MINIMUM_PROTOCOL_VERSION,
  MINIMUM_PUSH_PROTOCOL_VERSION,
  PROTOCOL_VERSION,
  pullRequestSchema,
  pushRequestSchema,
  signInRequestSchema,
  type EnrolReply,
  type HandshakeReply,
  type Poke,
  type PullReply,
  type PullRequest,
  type PushReply,
  type SampleUsersReply,
  type SignInReply,
} from '../../shared/sync/protocol.ts';
import { readSampleUsers } from '../auth/accounts.ts';
import { createAttemptLimits, forgetOldAttempts } from '../auth/attempts.ts';
import { findDeviceByTokenHash, hashToken, type Device } from '../auth/devices.ts';
import { createPasswords, type Passwords } from '../auth/passwords.ts';
import { bindKeysToDatabase, type ServerKeys } from '../auth/serverKeys.ts';
import { enrol, signIn, type SignInContext } from '../auth/signIn.ts';
import { answerErased, answerStanding } from '../auth/standingAnswers.ts';
import { takeOtherToken, writeChallenge, type TokenContext } from '../auth/tokens.ts';
import { createEventLog, type Log } from '../log.ts';
import { answerLocked } from '../recovery/lockedAnswers.ts';
import { isUnavailable, type Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { releaseLifted } from '../parking/stoppedWork.ts';
import { handshake } from '../sync/handshake.ts';
import { createOrganisationReader, type Company } from '../sync/organisation.ts';
import { createPokeStreams } from '../sync/pokeStreams.ts';
import { listenForPokes } from '../sync/pokes.ts';
import { createKeptPages } from '../sync/keptPages.ts';
import { pull, pullGzip, pullJson } from '../sync/pull.ts';
import { push } from '../sync/push.ts';
import { createRecordImages } from '../sync/recordImages.ts';
import { createPullMeter } from '../watch/pullMeter.ts';
import { createDeviceAnswers } from './deviceAnswers.ts';

export interface ServerAppOptions {
  readonly database: Database;
  readonly keys: ServerKeys;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Log;
  /** The keys of this database are lost: take these instead. Every device must enrol anew. */
  readonly replaceKeys?: boolean;
  /** Devices of an older protocol are asked to bring themselves up to date, and may only push; {@link MINIMUM_PROTOCOL_VERSION} when left out. */
  readonly minimumProtocol?: number;
  /** Of accounts; Argon2id in a thread of its own when left out. Closed with the app. */
  readonly passwords?: Passwords;
}

/** Whose message it is, and the company as it was when they were admitted: good for this one message, and to be handed on soon. */
export interface Caller {
  readonly device: Device;
  readonly company: Company;
}

/** The token that came with a message, or whom {@link ServerApp.admit} found by it: these are not looked up a second time. */
export type Sender = string | null | Caller;

/** Payloads are `unknown`: whoever calls has them from a device. Every call fails with a PeyvandError only, defects come out as `internal`. */
export interface ServerApp {
  readiness(): Promise<Readiness>;
  sampleUsers(): Promise<SampleUsersReply>;
  /** `address`: where the request came from, for the limit on attempts. */
  signIn(payload: unknown, address: string): Promise<SignInReply>;
  enrol(payload: unknown): Promise<EnrolReply>;
  /** Who sends a message that is still to be read; those among them who may at most push are told by the call. Fails as the calls below would when the token is not good. */
  admit(token: string | null): Promise<Caller>;
  handshake(sender: Sender, payload: unknown): Promise<HandshakeReply>;
  push(sender: Sender, payload: unknown): Promise<PushReply>;
  pull(sender: Sender, payload: unknown): Promise<PullReply>;
  /** The reply of `pull` as the wire carries it: JSON in UTF-8. */
  pullJson(sender: Sender, payload: unknown): Promise<Buffer>;
  /** The same for whoever can read gzip; small replies may come as they are. */
  pullGzip(sender: Sender, payload: unknown): Promise<{ readonly bytes: Buffer; readonly gzip: boolean }>;
  /** Whatever a device asks outside of a round: `deviceCalls` of the contract. */
  call<Name extends DeviceCallName>(name: Name, sender: Sender, payload: unknown): Promise<DeviceCallReplies[Name]>;
  /** What a locked machine asks with a ticket: `recoveryTicketCalls` of the contract. */
  askForRecovery<Name extends RecoveryTicketCallName>(
    name: Name,
    payload: unknown,
    address: string,
  ): Promise<RecoveryTicketCallReplies[Name]>;
  /** Fails before the first poke when the token is not good; ends with the signal, the server, or the device's right to listen. */
  pokes(token: string | null, signal: AbortSignal): AsyncIterable<Poke>;
  /** The last order about a device, for whoever asks by its id. */
  standing(payload: unknown, address: string): Promise<StandingReply>;
  /** A device says that its keys are gone. */
  erased(payload: unknown, address: string): Promise<Record<string, never>>;
  /** Ends the streams of pokes and takes no new ones; calls under way go on. */
  stopStreams(): void;
  /** Frees what it opened itself; the database is its owner's. */
  close(): Promise<void>;
}

/** Brings the database to this version first; several nodes may do so at once. */
export async function createServerApp(options: ServerAppOptions): Promise<ServerApp> {
  const { database, keys, clock, randomness, log, minimumProtocol = MINIMUM_PROTOCOL_VERSION } = options;
  await migrate(database);
  await bindKeysToDatabase(database, keys, options.replaceKeys);
  await forgetOldAttempts(database, clock);

  const organisation = createOrganisationReader();
  const passwords = options.passwords ?? createPasswords(randomness);
  const attempts = createAttemptLimits(database);
  const signInContext: SignInContext = { database, organisation, keys, clock, randomness, passwords, attempts };
  const tokenContext = { database, keys, clock, randomness };
  const standingContext = { database, keys, clock, attempts };
  const images = createRecordImages();
  const meter = createPullMeter({ database, clock });
  const pullContext = { database, organisation, keys, clock, images, pages: createKeptPages(), meter };
  const pushContext = { database, organisation, clock, log: createEventLog(log) };
  const pokes = await listenForPokes(database, (error) => log.error({ error: String(error) }, 'poke.failed'));
  const streams = createPokeStreams(database, organisation, pokes);
  const guard = createGuard(log);
  const deviceAnswers = createDeviceAnswers({ ...pullContext, randomness, log: pushContext.log });
  const find = async (token: string | null): Promise<Caller> => {
    const { device, companyState } = await authenticateDevice(tokenContext, token);
    return { device, company: await organisation.companyOf(database, companyState) };
  };
  const authenticate = async (sender: Sender): Promise<Caller> =>
    typeof sender === 'object' && sender !== null ? sender : find(sender);
  const authenticateActive = async (sender: Sender): Promise<Caller> => {
    const caller = await authenticate(sender);
    requireActive(caller.device);
    return caller;
  };

  const answerPull = <Reply>(
    answer: (context: typeof pullContext, device: Device, request: PullRequest, known: Company) => Promise<Reply>,
    sender: Sender,
    payload: unknown,
  ): Promise<Reply> =>
    guard(async () => {
      const { device, company } = await authenticateActive(sender);
      const request = readVersioned(pullRequestSchema, payload, minimumProtocol);
      return answer(pullContext, ownedBy(device, request), request, company);
    });

  return {
    async readiness() {
      const answers = await database.rows('SELECT 1').then(
        () => true,
        () => false,
      );
      return { ready: answers && !streams.isStopped(), database: answers, stopping: streams.isStopped() };
    },
    sampleUsers: () => guard(async () => ({ users: await readSampleUsers(database) })),
    signIn: (payload, address) => guard(() => signIn(signInContext, read(signInRequestSchema, payload), address)),
    enrol: (payload) => guard(() => enrol(signInContext, readVersioned(enrolRequestSchema, payload, minimumProtocol))),
    admit: (token) =>
      guard(async () => {
        const caller = await find(token);
        requireHandingIn(caller.device);
        return caller;
      }),
    handshake: (sender, payload) =>
      guard(async () => {
        const { device, company } = await authenticateActive(sender);
        const request = readVersioned(handshakeRequestSchema, payload, minimumProtocol);
        const own = ownedBy(device, request);
        // One that was lifted may have work here that was held meanwhile.
        if (device.orderSerial > 0) await releaseLifted(pushContext, device.id);
        return handshake(pullContext, own, request, company);
      }),
    push: (sender, payload) =>
      guard(async () => {
        const { device, company } = await authenticate(sender);
        requireHandingIn(device);
        const request = readVersioned(pushRequestSchema, payload, MINIMUM_PUSH_PROTOCOL_VERSION);
        return push(pushContext, device, request, company);
      }),
    pull: (sender, payload) => answerPull(pull, sender, payload),
    pullJson: (sender, payload) => answerPull(pullJson, sender, payload),
    pullGzip: (sender, payload) => answerPull(pullGzip, sender, payload),
    call: (name, sender, payload) =>
      guard(async () => {
        const { device } = await authenticate(sender);
        // What a device noted goes with its work, also from one that will be wiped behind it.
        if (name === 'deliverAudit') requireHandingIn(device);
        else requireActive(device);
        const schema: z.ZodType = deviceCalls[name]['~orpc'].inputSchema ?? z.undefined();
        return deviceAnswers[name](device, read(schema, payload) as never);
      }),
    async *pokes(token, signal) {
      const { device } = await guard(() => authenticateActive(token));
      yield* streams.open(device, signal);
    },
    standing: (payload, address) =>
      guard(() => answerStanding(standingContext, read(standingRequestSchema, payload), address)),
    erased: (payload, address) =>
      guard(() => answerErased(standingContext, read(erasedRequestSchema, payload), address)),
    askForRecovery: (name, payload, address) =>
      guard(() => {
        const schema: z.ZodType = recoveryTicketCalls[name]['~orpc'].inputSchema ?? z.undefined();
        return answerLocked[name](signInContext, read(schema, payload) as never, address);
      }),
    stopStreams: () => streams.stop(),
    async close() {
      streams.stop();
      await pokes.close();
      await passwords.close();
    },
  };
}

/** @throws PeyvandError `not_signed_in` without a token, `not_enrolled` for one that is unknown, retired or revoked, with what a device's key may sign instead. */
async function authenticateDevice(
  context: TokenContext & Pick<ServerAppOptions, 'randomness'>,
  token: string | null,
): Promise<NonNullable<Awaited<ReturnType<typeof findDeviceByTokenHash>>>> {
  if (token === null || token === '') throw createError('not_signed_in');
  const found = await findDeviceByTokenHash(context.database, hashToken(token));
  if (found) return found;
  const other = await takeOtherToken(context, token);
  const foundByOther = other === null ? null : await findDeviceByTokenHash(context.database, other);
  if (!foundByOther) throw createError('not_enrolled', { challenge: writeChallenge(context) });
  return foundByOther;
}

/** A device that is to be wiped politely still hands in its work. @throws PeyvandError `device_stopped`. */
function requireHandingIn({ standing }: Device): void {
  if (standing !== 'active' && standing !== 'wipePolitely') throw createError('device_stopped', { standing });
}

/** @throws PeyvandError `device_stopped`. */
function requireActive({ standing }: Device): void {
  if (standing !== 'active') throw createError('device_stopped', { standing });
}

/** @throws PeyvandError `token_foreign` when the message speaks of another device than the token's. */
function ownedBy(device: Device, request: { readonly device: string }): Device {
  if (request.device !== device.id) throw createError('token_foreign', { reason: 'device' });
  return device;
}

/** The version is looked at before the shape: a newer message may have another one. */
function readVersioned<Schema extends z.ZodType>(schema: Schema, payload: unknown, minimum: number): z.infer<Schema> {
  const client = typeof payload === 'object' && payload !== null && 'protocol' in payload ? payload.protocol : null;
  if (typeof client === 'number') {
    const facts = { server: PROTOCOL_VERSION, client, minimum };
    if (client > PROTOCOL_VERSION) throw createError('protocol_older', facts);
    if (client < minimum) throw createError('protocol_newer', facts);
  }
  return read(schema, payload);
}

function read<Schema extends z.ZodType>(schema: Schema, payload: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const path = (parsed.error.issues[0]?.path ?? []).map(String).join('/');
  throw createError('invalid_input', { reason: 'shape', path });
}

/** Expected failures pass; a database that is away asks the device to come again; anything else is a defect, for the log alone. */
function createGuard(log: Log): <Result>(work: () => Promise<Result>) => Promise<Result> {
  return async (work) => {
    try {
      return await work();
    } catch (error) {
      if (isPeyvandError(error) && error.code !== 'internal') throw error;
      // What was computed here fits its column: what does not came with the message.
      if (isDataException(error)) {
        log.warn({ reason: 'value', error: describe(error) }, 'call.failed');
        throw createError('invalid_input', { reason: 'value' }, error);
      }
      const reason = isUnavailable(error) ? 'database_unavailable' : 'defect';
      log.error({ reason, error: describe(error) }, 'call.failed');
      throw createError('internal', { reason }, error);
    }
  };
}

/** Class 22 of PostgreSQL's codes (appendix A): an instant or a number out of range, a NUL in a text, JSON that holds one. */
const isDataException = (error: unknown): boolean =>
  error instanceof Error && 'severity' in error && String((error as { code?: unknown }).code).startsWith('22');

/** Messages of PostgreSQL may quote values: of these the code and the place are enough. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const cause = error.cause instanceof Error ? ` (${error.cause.name}: ${error.cause.message})` : '';
  return 'severity' in error
    ? `${error.name} ${String((error as { code?: unknown }).code)}\n${stackOf(error)}`
    : `${error.stack ?? error.message}${cause}`;
}

const stackOf = (error: Error): string =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .join('\n');
