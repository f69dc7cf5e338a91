/**
 * The secret of this device that the server keeps, so that its keyring can be opened when passphrase or keychain are gone: made where the company and the person want one, made
 * anew when it was used, taken back when nobody wants it any more. Works after rounds with the server; what a broken line leaves undone, the next round does.
 */
import { bytesToBase64url } from '../../../shared/base/bytes.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import type { Randomness } from '../../../shared/base/randomness.ts';
import type { RecoveryPolicy } from '../../../shared/domain/organisation/companySettings.ts';
import type { DeviceCallInputs, DeviceCallReplies } from '../../../shared/contract/server.ts';
import { shareBinding } from '../../../shared/sync/recovery.ts';
import { seal } from '../../../shared/sync/sealing.ts';
import type { RecordStore } from '../store/types.ts';
import { withoutRecovery, withRecovery } from './keyring.ts';
import { readKeyring, writeKeyring, type Keyring } from './keyringFile.ts';

export interface RecoveryShare {
  state(): { readonly policy: RecoveryPolicy; readonly state: 'off' | 'pending' | 'on' | 'leaving' };
  /** The person's own choice, where the company leaves it to them. {@link settle} carries it out. */
  setWanted(isWanted: boolean): void;
  /** Brings keyring and server to what is wanted. Fails as the line does. */
  settle(): Promise<void>;
}

type Ask = <Name extends 'depositRecoveryShare' | 'keepRecoveryShare'>(
  name: Name,
  input: DeviceCallInputs[Name],
) => Promise<DeviceCallReplies[Name]>;

export interface RecoveryShareParts {
  /** `keyring.json`. */
  readonly keyringPath: string;
  readonly store: Pick<RecordStore, 'getLocal' | 'putLocal'>;
  /** Of the session; wiped when `ended` speaks. */
  readonly dataKey: Uint8Array;
  readonly ended: AbortSignal;
  readonly policy: () => RecoveryPolicy;
  readonly serverSealingKey: string;
  readonly ask: Ask;
  readonly nextId: () => RecordId;
  readonly randomness: Randomness;
}

const AREA = 'device';
const KEY = 'recovery';
const SECRET_BYTES = 32;

export function createRecoveryShare(parts: RecoveryShareParts): RecoveryShare {
  const { keyringPath, store, dataKey, ended, policy, serverSealingKey, ask, nextId, randomness } = parts;
  /** The one that the server has confirmed in this session. */
  let confirmed: RecordId | null = null;
  let last: Promise<void> = Promise.resolve();

  /** `isLeft`: the server may hold something of ours. */
  const local = (): { readonly isWanted: boolean; readonly isLeft: boolean } => {
    const kept = store.getLocal(AREA, KEY);
    const is = (name: string): boolean => typeof kept === 'object' && kept !== null && Reflect.get(kept, name) === true;
    return { isWanted: is('isWanted'), isLeft: is('isLeft') };
  };
  const note = (change: Partial<ReturnType<typeof local>>): void =>
    store.putLocal(AREA, KEY, { ...local(), ...change });
  const isWanted = (): boolean => policy() === 'required' || (policy() === 'offered' && local().isWanted);

  /** null while it is still of the first version: the next unlock makes it new. */
  function keyringNow(): Keyring | null {
    const keyring = readKeyring(keyringPath);
    return keyring.version === 2 ? keyring : null;
  }

  async function settleNow(): Promise<void> {
    const keyring = keyringNow();
    if (!keyring) return;
    if (!isWanted()) return takeBack(keyring);
    const share = keyring.recovery?.share ?? null;
    if (share !== null && (share === confirmed || (await isGood(share)))) return;
    await leaveNew();
  }

  async function isGood(share: RecordId): Promise<boolean> {
    const { held, spent } = await ask('keepRecoveryShare', { share });
    if (!held || spent) return false;
    confirmed = share;
    return true;
  }

  /** First the server has it, then the keyring takes it, then the server forgets what was before: broken anywhere, what is in the keyring is there. */
  async function leaveNew(): Promise<void> {
    const share = nextId();
    const secret = randomness.bytes(SECRET_BYTES);
    try {
      const sealed = await seal(serverSealingKey, 'peyvand recovery share 1', secret, shareBinding(share));
      note({ isLeft: true });
      await ask('depositRecoveryShare', { share, sealed: bytesToBase64url(sealed) });
      const keyring = keyringNow();
      // From here on nothing waits: the key is the session's, and good until it ends.
      if (ended.aborted || !keyring) return;
      writeKeyring(keyringPath, withRecovery(keyring, dataKey, { share, secret }, randomness));
    } finally {
      secret.fill(0);
    }
    await isGood(share);
  }

  async function takeBack(keyring: Keyring): Promise<void> {
    if (keyring.recovery) writeKeyring(keyringPath, withoutRecovery(keyring));
    confirmed = null;
    if (!keyring.recovery && !local().isLeft) return;
    await ask('keepRecoveryShare', { share: null });
    note({ isLeft: false });
  }

  return {
    state() {
      const has = (keyringNow()?.recovery ?? null) !== null;
      const state = isWanted() ? (has ? 'on' : 'pending') : has || local().isLeft ? 'leaving' : 'off';
      return { policy: policy(), state };
    },
    setWanted: (wanted) => note({ isWanted: wanted }),
    settle() {
      // One at a time: two would leave two secrets.
      const settled = last.then(settleNow);
      last = settled.catch(() => undefined);
      return settled;
    },
  };
}
