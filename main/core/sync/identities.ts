/**
 * Who this device is to the server. A disk that was restored or cloned is not the device that the server knows: it takes a new identity
 * (id, key, code; SYNC-23) whose chain goes on where this disk stands. Groups written before keep their bytes and signatures, and are
 * delivered by the new identity; their numbers' code is not printed again.
 *
 * Taken here at once, before the next commit can come; enrolled by the earlier identity's token, now or in the next round. What was taken is
 * remembered in order, for a server that was restored may have to be told of all of it again.
 */
import { z } from 'zod';
import type { Clock } from '../../../shared/base/clock.ts';
import { isPeyvandError } from '../../../shared/base/errors.ts';
import { createIdSource } from '../../../shared/base/id.ts';
import type { Randomness } from '../../../shared/base/randomness.ts';
import { newIdentitySchema } from '../../../shared/contract/identity.ts';
import type { ServerTransport } from '../ports/transport.ts';
import { createSigningSeed, publicSigningKey } from '../security/deviceKey.ts';
import { DEVICE_AREA, SIGNING_SEED } from '../session/deviceValues.ts';
import type { RecordStore } from '../store/types.ts';

export interface DeviceIdentities {
  /** The bearer of the newest identity that the server knows of. */
  token(): string;
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
  readonly transport: Pick<ServerTransport, 'call'>;
  /** Of the identity that was enrolled with a password. */
  readonly firstToken: string;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

const IDENTITIES = 'identities';
/** Those taken after the first, oldest first; a token is null until the server has enrolled it. */
const identitiesSchema = z.array(newIdentitySchema.extend({ token: z.string().nullable() }));
type Identity = z.infer<typeof identitiesSchema>[number];

export function createDeviceIdentities(options: IdentitiesOptions): DeviceIdentities {
  const { store, transport, firstToken } = options;
  const nextId = createIdSource(options.clock, options.randomness);
  const read = (): Identity[] => identitiesSchema.parse(store.getLocal(DEVICE_AREA, IDENTITIES) ?? []);
  const listed = (identities: readonly Identity[]) => ({ area: DEVICE_AREA, key: IDENTITIES, value: identities });
  const tokenBefore = (identities: readonly Identity[], index: number): string =>
    identities.slice(0, index).findLast(({ token }) => token !== null)?.token ?? firstToken;

  /** One identity, vouched for by the one before it. Returns all of them as they are then. */
  async function enrol(identities: readonly Identity[], index: number, signal: AbortSignal): Promise<Identity[]> {
    const identity = identities[index];
    if (!identity) return [...identities];
    const { token: _none, ...request } = identity;
    const reply = await transport.call(tokenBefore(identities, index), 'newIdentity', request, signal);
    const next = identities.with(index, { ...identity, token: reply.token });
    const isPresent = identity.device === store.identity.device;
    store.sync.takeIdentity(
      isPresent ? { device: identity.device, deviceCode: reply.deviceCode } : store.identity,
      [listed(next)],
      isPresent ? reply.numberBlocks : [],
    );
    return next;
  }

  return {
    token() {
      const identities = read();
      return tokenBefore(identities, identities.length);
    },
    renew() {
      const seed = createSigningSeed(options.randomness);
      const identity: Identity = {
        device: nextId(),
        signingKey: publicSigningKey(seed),
        continues: store.sync.lastGroup(),
        token: null,
      };
      store.sync.takeIdentity({ device: identity.device, deviceCode: '' }, [
        { area: DEVICE_AREA, key: SIGNING_SEED, value: seed },
        listed([...read(), identity]),
      ]);
    },
    async settle(signal) {
      let identities = read();
      for (const [index, { token }] of identities.entries())
        if (token === null) identities = await enrol(identities, index, signal);
    },
    async enrolAgain(signal) {
      let identities = read();
      for (let known = identities.length - 1; known >= 0; known -= 1) {
        try {
          identities = await enrol(identities, known, signal);
        } catch (error) {
          if (isPeyvandError(error) && error.code === 'not_enrolled') continue;
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
