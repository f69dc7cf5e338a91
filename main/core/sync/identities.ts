/**
 * Who this device is to the server. A disk that was restored or cloned is not the device that the server knows: it takes a new identity
 * (id, key, code; SYNC-23) whose chain goes on where this disk stands. Groups written before keep their bytes and signatures, and are
 * delivered by the new identity; their numbers' code is not printed again.
 *
 * Taken here at once, before the next commit can come; enrolled by the earlier identity's token and key, now or in the next round. What was taken is
 * remembered in order, for a server that was restored may have to be told of all of it again.
 *
 * The token of an identity changes (server/auth/tokens.ts). A disk that was put back has an old one, which the server does not take any more: with the
 * identity's key it gets another. Keys of earlier identities are kept for that, beside the data that they once signed.
 */
import { z } from 'zod';
import type { Clock } from '../../../shared/base/clock.ts';
import { isPeyvandError, type PeyvandError } from '../../../shared/base/errors.ts';
import { createIdSource } from '../../../shared/base/id.ts';
import type { Randomness } from '../../../shared/base/randomness.ts';
import { newIdentitySchema } from '../../../shared/contract/identity.ts';
import { proofText, vouchText, writeProof } from '../../../shared/sync/deviceProof.ts';
import { PROTOCOL_VERSION } from '../../../shared/sync/protocol.ts';
import type { ServerTransport } from '../ports/transport.ts';
import { createGroupSigner, createSigningSeed, publicSigningKey } from '../security/deviceKey.ts';
import { DEVICE_AREA, readSigningSeed, SIGNING_SEED } from '../session/deviceValues.ts';
import type { RecordStore } from '../store/types.ts';

export interface DeviceIdentities {
  /** The bearer of the newest identity that the server knows of. */
  token(): string;
  /** The server gave the next one: kept before it is used. */
  adopt(token: string): void;
  /**
   * The token was not taken: proves by its key that this is the device, and has another token then. False when the server says nothing to sign, or
   * does not know the device (any more).
   */
  proveKey(refusal: PeyvandError, signal: AbortSignal): Promise<boolean>;
  /** Becomes another device, here and now: the next commit is of the new one. */
  renew(): void;
  /** Enrols what was taken and not enrolled. Fails as the transport does; nothing is lost by it. */
  settle(signal: AbortSignal): Promise<void>;
  /**
   * The server does not know this device: it may be older than the new identity. Enrols all of them again, by the newest that it does know.
   * False when there is nothing to do so by.
   */
  enrolAgain(signal: AbortSignal): Promise<boolean>;
}

export interface IdentitiesOptions {
  readonly store: Pick<RecordStore, 'identity' | 'getLocal' | 'sync'>;
  readonly transport: Pick<ServerTransport, 'call' | 'enrol'>;
  /** Of the identity that was enrolled with a password. */
  readonly firstToken: string;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

const IDENTITIES = 'identities';
/** Those taken after the first, oldest first; a token is null until the server has enrolled it. The seed of the last is the store's. */
const identitiesSchema = z.array(
  newIdentitySchema.extend({ token: z.string().nullable(), seed: z.string().optional() }),
);
type Identity = z.infer<typeof identitiesSchema>[number];

/** What became of the identity that was enrolled with a password: its token when that has changed, its name and key when it is the present one no more. */
const FIRST_IDENTITY = 'firstIdentity';
const firstIdentitySchema = z.object({
  token: z.string().optional(),
  device: z.string().optional(),
  seed: z.string().optional(),
});
type FirstIdentity = z.infer<typeof firstIdentitySchema>;

export function createDeviceIdentities(options: IdentitiesOptions): DeviceIdentities {
  const { store, transport, firstToken } = options;
  const nextId = createIdSource(options.clock, options.randomness);
  const read = (): Identity[] => identitiesSchema.parse(store.getLocal(DEVICE_AREA, IDENTITIES) ?? []);
  const readFirst = (): FirstIdentity => firstIdentitySchema.parse(store.getLocal(DEVICE_AREA, FIRST_IDENTITY) ?? {});
  const listed = (identities: readonly Identity[]) => ({ area: DEVICE_AREA, key: IDENTITIES, value: identities });
  const first = (value: FirstIdentity) => ({ area: DEVICE_AREA, key: FIRST_IDENTITY, value });
  /** Of the newest that is enrolled among the first `count`; -1 is the identity before all of them. */
  const enrolledBefore = (identities: readonly Identity[], count: number): number =>
    identities.slice(0, count).findLastIndex(({ token }) => token !== null);
  const tokenBefore = (identities: readonly Identity[], count: number): string =>
    identities[enrolledBefore(identities, count)]?.token ?? readFirst().token ?? firstToken;

  /** One identity, vouched for by the one before it. Returns all of them as they are then. */
  async function enrol(identities: readonly Identity[], index: number, signal: AbortSignal): Promise<Identity[]> {
    const identity = identities[index];
    if (!identity) return [...identities];
    const { token: _none, seed: _ours, ...request } = identity;
    const key = keyOf(identities, enrolledBefore(identities, index));
    // A store of an earlier version has no key to vouch with: it is told so by the server, and signs in anew.
    const proof = key ? createGroupSigner(() => key.seed).sign(vouchText(key.device, request)) : '';
    const reply = await transport.call(tokenBefore(identities, index), 'newIdentity', { ...request, proof }, signal);
    const next = identities.with(index, { ...identity, token: reply.token });
    const isPresent = identity.device === store.identity.device;
    store.sync.takeIdentity(
      isPresent ? { device: identity.device, deviceCode: reply.deviceCode } : store.identity,
      [listed(next)],
      isPresent ? reply.numberBlocks : [],
    );
    return next;
  }

  function keepToken(index: number, token: string): void {
    const identities = read();
    const identity = identities[index];
    store.sync.takeIdentity(store.identity, [
      identity ? listed(identities.with(index, { ...identity, token })) : first({ ...readFirst(), token }),
    ]);
  }

  /** Null when its key is not here: a store of an earlier version. */
  function keyOf(identities: readonly Identity[], index: number): { device: string; seed: string } | null {
    const { device, seed } = identities[index] ?? readFirst();
    if (index === identities.length - 1) {
      const present = readSigningSeed((area, key) => store.getLocal(area, key));
      return typeof present === 'string' ? { device: store.identity.device, seed: present } : null;
    }
    return device !== undefined && seed !== undefined ? { device, seed } : null;
  }

  /** Another token for the identity that vouches for number `count`. */
  async function prove(count: number, { facts }: PeyvandError, signal: AbortSignal): Promise<boolean> {
    const identities = read();
    const index = enrolledBefore(identities, count);
    const key = keyOf(identities, index);
    const challenge = facts['challenge'];
    if (!key || typeof challenge !== 'string') return false;
    const signature = createGroupSigner(() => key.seed).sign(proofText(key.device, challenge));
    try {
      const { token } = await transport.enrol(
        {
          ticket: writeProof({ challenge, signature }),
          device: key.device,
          deviceName: '',
          signingKey: publicSigningKey(key.seed),
          protocol: PROTOCOL_VERSION,
        },
        signal,
      );
      keepToken(index, token);
      return true;
    } catch (error) {
      // It is unknown there, or was revoked; or a server that knows no proofs.
      if (isPeyvandError(error) && REFUSED.has(error.code)) return false;
      throw error;
    }
  }

  /** As `enrol`; where the one before it is not taken for who it is by its token, by its key. */
  async function enrolInAnyWay(
    identities: readonly Identity[],
    index: number,
    signal: AbortSignal,
  ): Promise<Identity[]> {
    try {
      return await enrol(identities, index, signal);
    } catch (error) {
      if (!isNotEnrolled(error) || !(await prove(index, error, signal))) throw error;
      return enrol(read(), index, signal);
    }
  }

  return {
    token() {
      const identities = read();
      return tokenBefore(identities, identities.length);
    },
    adopt(token) {
      const identities = read();
      keepToken(enrolledBefore(identities, identities.length), token);
    },
    proveKey: (refusal, signal) => prove(read().length, refusal, signal),
    renew() {
      const seed = createSigningSeed(options.randomness);
      const before = readSigningSeed((area, key) => store.getLocal(area, key));
      const ofBefore = typeof before === 'string' ? { seed: before } : {};
      const identities = read();
      const last = identities.at(-1);
      const identity: Identity = {
        device: nextId(),
        signingKey: publicSigningKey(seed),
        continues: store.sync.lastGroup(),
        token: null,
      };
      const known = last ? identities.with(identities.length - 1, { ...last, ...ofBefore }) : identities;
      store.sync.takeIdentity({ device: identity.device, deviceCode: '' }, [
        { area: DEVICE_AREA, key: SIGNING_SEED, value: seed },
        listed([...known, identity]),
        ...(last ? [] : [first({ ...readFirst(), device: store.identity.device, ...ofBefore })]),
      ]);
    },
    async settle(signal) {
      let identities = read();
      for (const [index, { token }] of identities.entries())
        if (token === null) identities = await enrolInAnyWay(identities, index, signal);
    },
    async enrolAgain(signal) {
      let identities = read();
      for (let known = identities.length - 1; known >= 0; known -= 1) {
        try {
          identities = await enrolInAnyWay(identities, known, signal);
        } catch (error) {
          if (isNotEnrolled(error)) continue;
          throw error;
        }
        for (let later = known + 1; later < identities.length; later += 1)
          identities = await enrol(identities, later, signal);
        return true;
      }
      return false;
    },
  };
}

const REFUSED: ReadonlySet<string> = new Set(['not_enrolled', 'token_foreign', 'token_expired']);

const isNotEnrolled = (error: unknown): error is PeyvandError => isPeyvandError(error) && error.code === 'not_enrolled';
