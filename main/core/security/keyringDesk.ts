/**
 * The keyrings of this machine's people: the one place that tries passphrases and writes keyring files. Whatever fails leaves the file as it was. Calls for
 * one profile come one after another (the session's turnstile); what is read is written back without a pause between.
 */
import { instantFromMilliseconds, type Clock } from '../../../shared/base/clock.ts';
import { createError } from '../../../shared/base/errors.ts';
import { createAttempts, type Attempts } from './attempts.ts';
import {
  createKeyring,
  isKeychainWanted,
  isOutdated,
  openKeychainHalf,
  openKeyring,
  toolsRaised,
  withPassphrase,
  wrapByPassphrase,
  type KeyringTools,
} from './keyring.ts';
import { readKeyring, writeKeyring, type AnyKeyring, type Keyring } from './keyringFile.ts';

export interface KeyringDesk {
  readonly tools: KeyringTools;
  attemptsOf(profileId: string): Attempts;
  /**
   * Wrong tries before the last right ones, for the audit log, which the right one opened. Not called when there were none.
   * @param tell false when they could not be noted: they are told the next time.
   */
  tellFailures(profileId: string, tell: (failures: number) => boolean): void;
  /**
   * The profile's data key; the caller wipes it. The keyring is brought up to what this program writes today.
   * @throws PeyvandError `throttled`, `wrong_passphrase`, `keychain_lost`, `keychain_unavailable`, `store_damaged`, `store_newer`.
   */
  open(profileId: string, passphrase: string): Promise<Uint8Array>;
  /** Throws as {@link open} does; then the old passphrase is still the one. */
  changePassphrase(profileId: string, passphrases: { readonly current: string; readonly next: string }): Promise<void>;
  /** Throws as {@link open} does when it is not this passphrase. */
  check(profileId: string, passphrase: string): Promise<void>;
  /** A keyring for another data key, to take the place of the one that is there: for a rotation. The recovery secret of the old one opens it no more. */
  wrapNewKey(profileId: string, passphrase: string, newKey: Uint8Array): Promise<Keyring>;
  /** For somebody who has the data key by another way than the passphrase. */
  setPassphrase(profileId: string, dataKey: Uint8Array, passphrase: string): Promise<void>;
  /** @throws PeyvandError as {@link open} does, and `keychain_unavailable` when it is wanted and there is none that answers. */
  bindKeychain(profileId: string, passphrase: string, isWanted: boolean): Promise<void>;
}

export interface KeyringDeskParts {
  readonly tools: KeyringTools;
  readonly clock: Clock;
  readonly log: (event: string, facts: Readonly<Record<string, unknown>>) => void;
  readonly pathsOf: (profileId: string) => { readonly keyring: string; readonly attempts: string };
}

export function createKeyringDesk({ tools, clock, log, pathsOf }: KeyringDeskParts): KeyringDesk {
  const attemptsOf = (profileId: string): Attempts => createAttempts(pathsOf(profileId).attempts, clock);

  async function tryPassphrase(
    profileId: string,
    passphrase: string,
  ): Promise<{ readonly keyring: AnyKeyring; readonly dataKey: Uint8Array; readonly isHalfStale: boolean }> {
    const keyring = readKeyring(pathsOf(profileId).keyring);
    const attempts = attemptsOf(profileId);
    // Nobody's keychain is asked, and asks nobody, while a try has to wait.
    const retryAfter = attempts.retryAfter();
    if (retryAfter !== null) throw createError('throttled', { retryAfter });
    const half = await openKeychainHalf(keyring, tools.keychain);
    attempts.begin();
    const dataKey = await openKeyring(keyring, passphrase, half, tools.deriveKey);
    attempts.succeeded();
    return { keyring, dataKey, isHalfStale: half?.isStale === true };
  }

  /** Wraps the key anew; the file is written only when all of it has worked. */
  async function rewrap(
    profileId: string,
    passphrase: string,
    dataKey: Uint8Array,
    { isWanted, mustBind = false }: { readonly isWanted: boolean; readonly mustBind?: boolean },
  ): Promise<void> {
    const path = pathsOf(profileId).keyring;
    const wrap = await wrapByPassphrase(
      profileId,
      passphrase,
      dataKey,
      isWanted,
      toolsRaised(readKeyring(path), tools),
    );
    if (mustBind && wrap.keychain.sealed === null)
      throw createError('keychain_unavailable', { standing: await tools.keychain.standing() });
    writeKeyring(path, withPassphrase(readKeyring(path), wrap));
  }

  return {
    tools,
    attemptsOf,
    tellFailures(profileId, tell) {
      const attempts = attemptsOf(profileId);
      const failures = attempts.untold();
      if (failures > 0 && tell(failures)) attempts.told();
    },
    async open(profileId, passphrase) {
      const { keyring, dataKey, isHalfStale } = await tryPassphrase(profileId, passphrase);
      try {
        if (await isOutdated(keyring, isHalfStale, tools))
          await rewrap(profileId, passphrase, dataKey, { isWanted: isKeychainWanted(keyring) });
      } catch (error) {
        // What was there opens as before (a full disk, say); the next unlock tries again.
        log('keyring.not_renewed', { error: error instanceof Error ? error.name : typeof error });
      }
      return dataKey;
    },
    async changePassphrase(profileId, { current, next }) {
      const { keyring, dataKey } = await tryPassphrase(profileId, current);
      try {
        await rewrap(profileId, next, dataKey, { isWanted: isKeychainWanted(keyring) });
      } finally {
        dataKey.fill(0);
      }
    },
    async check(profileId, passphrase) {
      (await tryPassphrase(profileId, passphrase)).dataKey.fill(0);
    },
    wrapNewKey(profileId, passphrase, newKey) {
      const keyring = readKeyring(pathsOf(profileId).keyring);
      return createKeyring(keyring, passphrase, newKey, toolsRaised(keyring, tools), {
        keySince: instantFromMilliseconds(clock.now()),
        isKeychainWanted: isKeychainWanted(keyring),
      });
    },
    setPassphrase: (profileId, dataKey, passphrase) =>
      rewrap(profileId, passphrase, dataKey, {
        isWanted: isKeychainWanted(readKeyring(pathsOf(profileId).keyring)),
      }),
    async bindKeychain(profileId, passphrase, isWanted) {
      const { dataKey } = await tryPassphrase(profileId, passphrase);
      try {
        await rewrap(profileId, passphrase, dataKey, { isWanted, mustBind: isWanted });
      } finally {
        dataKey.fill(0);
      }
    },
  };
}
