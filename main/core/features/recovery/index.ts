/** Recovery, from both sides: of a locked machine whose person cannot get in, and of those who let its secret go. */
import { instantFromMilliseconds } from '../../../../shared/base/clock.ts';
import { base64urlToBytes, bytesToBase64url } from '../../../../shared/base/bytes.ts';
import { createError, isPeyvandError } from '../../../../shared/base/errors.ts';
import type { RecoveryStanding } from '../../../../shared/contract/recovery.ts';
import { hasPermission } from '../../../../shared/domain/permissions.ts';
import { recoveryCheckCode, releaseBinding } from '../../../../shared/sync/recovery.ts';
import { readPrivateSealingKey } from '../../../../shared/sync/sealing.ts';
import { openByRecovery } from '../../security/keyring.ts';
import { readKeyring, type AnyKeyring } from '../../security/keyringFile.ts';
import { forgetRequest, keepRequest, readRequest, type KeptRequest } from '../../security/recoveryRequest.ts';
import { sealingKeyPairFrom } from '../../security/sealingKey.ts';
import { signInToServer } from '../../session/enrolment.ts';
import { currentServerUrl } from '../../session/serverUrl.ts';
import { requireStanding } from '../rights.ts';
import { anytime, atWork, type CoreContext, type Work } from '../procedures.ts';

const KEY_BYTES = 32;

export const recovery = {
  look: anytime.recovery.look.handler(({ input, context }) => look(context, input.profileId)),
  begin: anytime.recovery.begin.handler(async ({ input: { profileId, password }, context }) => {
    const { folder, keyring } = profileOf(context, profileId);
    const share = shareOf(keyring);
    if (share === null) throw createError('not_found', { what: 'recovery_share' });
    const { transport, ticket } = await signIn(context, keyring, password);
    const secret = context.core.randomness.bytes(KEY_BYTES);
    try {
      const { publicKey } = sealingKeyPairFrom(secret);
      const reply = await transport.askForRecovery('requestRecovery', { ticket, share, replyKey: publicKey });
      keepRequest(folder, {
        format: 'peyvand-recovery-request',
        version: 1,
        request: reply.request,
        share,
        secret: reply.secret,
        replyKey: { publicKey, secret: bytesToBase64url(secret) },
        requestedAt: instantFromMilliseconds(context.core.clock.now()),
        expiresAt: reply.expiresAt,
        state: 'waiting',
        approvals: 0,
      });
    } finally {
      secret.fill(0);
    }
    return look(context, profileId);
  }),
  abandon: anytime.recovery.abandon.handler(({ input: { profileId }, context }) => {
    forgetRequest(profileOf(context, profileId).folder);
    return look(context, profileId);
  }),
  finish: anytime.recovery.finish.handler(async ({ input: { profileId, password, passphrase }, context }) => {
    const { folder, keyring } = profileOf(context, profileId);
    const { keyrings, unlockWith } = context.session.keys;
    await unlockWith(profileId, async () => {
      const dataKey = await fetchKey(context, { folder, keyring, password });
      try {
        await keyrings.setPassphrase(profileId, dataKey, passphrase);
      } catch (error) {
        dataKey.fill(0);
        throw error;
      }
      keyrings.attemptsOf(profileId).succeeded();
      forgetRequest(folder);
      return dataKey;
    });
    context.session.require().audit.note('passphrase.recovered', {});
    return {};
  }),
  // The window asks again and again while its page is open: nobody has done anything by that.
  requests: anytime.recovery.requests.handler(({ context: { session }, signal }) => {
    const work = session.require();
    requireApprover(work);
    return work.ask('recoveryRequests', {}, signal);
  }),
  // What is being decided is not given up half way.
  decide: atWork.recovery.decide.handler(({ input, context: { work } }) => {
    requireApprover(work);
    return work.ask('decideRecovery', input);
  }),
};

/** @throws PeyvandError `permission_denied`: either right is enough to take part. */
function requireApprover(work: Work): void {
  const person = work.person();
  requireStanding(person);
  if (!hasPermission(person.role, 'devices.manage') && !hasPermission(person.role, 'recovery.approve'))
    throw createError('permission_denied', { permission: 'recovery.approve' });
}

/** @throws PeyvandError `not_found`, `store_damaged`. */
function profileOf(
  { session: { keys } }: CoreContext,
  profileId: string,
): { readonly folder: string; readonly keyring: AnyKeyring } {
  if (!keys.profiles.list().some((profile) => profile.profileId === profileId))
    throw createError('not_found', { what: 'profile' });
  const paths = keys.profiles.paths(profileId);
  return { folder: paths.folder, keyring: readKeyring(paths.keyring) };
}

const shareOf = (keyring: AnyKeyring): string | null =>
  keyring.version === 2 ? (keyring.recovery?.share ?? null) : null;

async function look(context: CoreContext, profileId: string): Promise<RecoveryStanding> {
  const { folder, keyring } = profileOf(context, profileId);
  const isPossible = shareOf(keyring) !== null;
  const kept = readRequest(folder);
  if (!kept) return { isPossible, request: null };
  const { now, isHeard } = await hear(context, keyring, kept);
  if (now.state !== kept.state || now.approvals !== kept.approvals) keepRequest(folder, now);
  const { request, share, replyKey, requestedAt, expiresAt, state, approvals } = now;
  const checkCode = recoveryCheckCode(request, share, replyKey.publicKey);
  return { isPossible, request: { checkCode, requestedAt, expiresAt, state, approvals, isHeard } };
}

/** What the server says of it; what it said last, when it says nothing. */
async function hear(
  { core }: CoreContext,
  keyring: AnyKeyring,
  kept: KeptRequest,
): Promise<{ readonly now: KeptRequest; readonly isHeard: boolean }> {
  const transport = core.openTransport(currentServerUrl(keyring.serverUrl, core.defaultServerUrl));
  try {
    const { request, secret } = kept;
    const { state, approvals, expiresAt } = await transport.askForRecovery('recoveryState', { request, secret });
    return { now: { ...kept, state, approvals, expiresAt }, isHeard: true };
  } catch (error) {
    if (!isPeyvandError(error)) throw error;
    // A server that was restored knows nothing of it.
    if (error.code === 'not_found') return { now: { ...kept, state: 'replaced' }, isHeard: true };
    return { now: kept, isHeard: false };
  }
}

async function signIn({ core }: CoreContext, { login, serverUrl }: AnyKeyring, password: string) {
  const url = currentServerUrl(serverUrl, core.defaultServerUrl);
  const { reply } = await signInToServer(core.openTransport, url, { login, password });
  return { transport: core.openTransport(url), ticket: reply.ticket };
}

/** The data key, for the secret that the server lets go; the caller wipes it. */
async function fetchKey(
  context: CoreContext,
  { folder, keyring, password }: { folder: string; keyring: AnyKeyring; password: string },
): Promise<Uint8Array> {
  const kept = readRequest(folder);
  if (!kept) throw createError('not_found', { what: 'request' });
  // Another came into the keyring meanwhile: what was asked for opens nothing any more.
  if (kept.share !== shareOf(keyring)) throw createError('recovery_ended', { state: 'replaced' });
  const { transport, ticket } = await signIn(context, keyring, password);
  const { request, secret: asked, share, replyKey } = kept;
  const { sealed } = await transport.askForRecovery('collectRecovery', { ticket, request, secret: asked });
  const own = base64urlToBytes(replyKey.secret);
  const key = await readPrivateSealingKey({ publicKey: replyKey.publicKey, secret: own }).finally(() => own.fill(0));
  const secret = await key.open('peyvand recovery release 1', base64urlToBytes(sealed), releaseBinding(request, share));
  if (!secret) throw createError('signature_invalid', { reason: 'recovery_release' });
  try {
    return openByRecovery(keyring, secret);
  } finally {
    secret.fill(0);
  }
}
