/** A new data key for whoever is at work: their session ends, the files change places, and it opens again. */
import { instantFromMilliseconds } from '../../../shared/base/clock.ts';
import { isPeyvandError } from '../../../shared/base/errors.ts';
import type { KeyRotation } from '../../../shared/contract/session.ts';
import type { CoreOptions } from '../coreOptions.ts';
import { noteFormerKey } from '../security/formerKeys.ts';
import type { KeyringDesk } from '../security/keyringDesk.ts';
import { rotateDataKey, type RotationStep } from '../security/rotation.ts';
import { undoRotation } from '../security/rotationFiles.ts';

import type { OpenSession } from './openSession.ts';
import type { Profiles } from './profiles.ts';

export interface RotateKeyParts {
  readonly core: CoreOptions;
  readonly profiles: Profiles;
  readonly keyrings: KeyringDesk;
  /** Nobody is at work while this is shown. */
  readonly show: (rotation: KeyRotation) => void;
  /** Opens the session again; the key belongs to it. */
  readonly reopen: (profileId: string, dataKey: Uint8Array) => Promise<void>;
}

const DATA_KEY_BYTES = 32;
/** What is shown behind each step. */
const SHOWN: Readonly<Partial<Record<RotationStep, KeyRotation['step']>>> = {
  copied: 'encrypting',
  rekeyed: 'verifying',
  verified: 'swapping',
};

/**
 * Resolves when the person is at work again, with the new key.
 * @throws PeyvandError as `KeyringDesk.open` does (then nothing has happened), and as `rotateDataKey` does (then they are at work again with the key of before).
 */
export async function rotateKey(parts: RotateKeyParts, session: OpenSession, passphrase: string): Promise<void> {
  const { core, profiles, keyrings, show, reopen } = parts;
  const { profileId } = session;
  await keyrings.check(profileId, passphrase);
  const paths = profiles.paths(profileId);
  const newKey = core.randomness.bytes(DATA_KEY_BYTES);
  const dataKey = Uint8Array.from(session.dataKey);
  let isCommitted = false;
  try {
    const keyring = await keyrings.wrapNewKey(profileId, passphrase, newKey);
    noteFormerKey(session.store, dataKey, instantFromMilliseconds(core.clock.now()));
    show({ step: 'copying' });
    await session.end();
    try {
      await rotateDataKey({
        paths,
        dataKey,
        newKey,
        keyring,
        onStep(step) {
          if (step === 'committed') isCommitted = true;
          const shown = SHOWN[step];
          if (shown) show({ step: shown });
        },
      });
    } catch (error) {
      await reopen(profileId, Uint8Array.from(isCommitted ? newKey : dataKey));
      throw error;
    }
    try {
      await reopen(profileId, Uint8Array.from(newKey));
      core.log('session.key_rotated', {});
    } catch (error) {
      if (!isDamage(error)) throw error;
      core.log('session.rotation_undone', {});
      undoRotation(paths);
      await reopen(profileId, Uint8Array.from(dataKey));
      throw error;
    }
  } finally {
    dataKey.fill(0);
    newKey.fill(0);
  }
}

/** The key is right: whatever is said against it now is said against the file. */
const isDamage = (error: unknown): boolean =>
  isPeyvandError(error) && ['store_damaged', 'store_foreign', 'wrong_passphrase', 'not_found'].includes(error.code);
