/** A person's own safety on this machine. */
import type { SecurityState } from '../../../../shared/contract/security.ts';
import { createError } from '../../../../shared/base/errors.ts';
import { isOffline } from '../../courier/courier.ts';
import { readKeyring } from '../../security/keyringFile.ts';
import { anytime, atWork, type CoreContext, type Work } from '../procedures.ts';

export const security = {
  // The window asks again and again while its page is open: nobody has done anything by that.
  state: anytime.security.state.handler(({ context }) => stateOf(context, context.session.require())),
  bindKeychain: atWork.security.bindKeychain.handler(async ({ input, context }) => {
    await context.session.keys.bindKeychain(input);
    context.work.audit.note(input.isWanted ? 'keychain.bound' : 'keychain.unbound', {});
    return stateOf(context, context.work);
  }),
  setRecovery: atWork.security.setRecovery.handler(async ({ input, context }) => {
    const { work } = context;
    if (work.recovery.state().policy !== 'offered')
      throw createError('permission_denied', { reason: 'company_policy' });
    work.recovery.setWanted(input.isWanted);
    try {
      await work.recovery.settle();
    } catch (error) {
      // It is noted, and carried out with the next contact.
      if (!isOffline(error)) throw error;
    }
    return stateOf(context, work);
  }),
  // The session ends on the way, and another begins.
  rotateKey: anytime.security.rotateKey.handler(async ({ input, context }) => {
    context.session.requireActive();
    await context.session.keys.rotate(input.passphrase);
    context.session.require().audit.note('key.rotated', {});
    return {};
  }),
};

async function stateOf({ session: { keys } }: CoreContext, work: Work): Promise<SecurityState> {
  const keyring = readKeyring(keys.profiles.paths(work.profileId).keyring);
  const { memoryKibibytes, iterations } = keyring.version === 2 ? keyring.passphrase.argon2 : keyring.argon2;
  return {
    keychain: {
      standing: await keys.keyrings.tools.keychain.standing(),
      isBound: keyring.version === 2 && keyring.keychain.sealed !== null,
      isWanted: keyring.version === 1 || keyring.keychain.isWanted,
    },
    recovery: work.recovery.state(),
    keySince: keyring.version === 2 ? keyring.keySince : keyring.enrolledAt,
    cost: { mebibytes: memoryKibibytes / 1024, passes: iterations },
  };
}
