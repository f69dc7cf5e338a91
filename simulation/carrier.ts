/** What a session has besides its round: the courier and the desk for bundles, over the product's own, for the store that is open now. */
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createBundleDesk, type BundleDesk } from '../main/core/courier/bundleDesk.ts';
import { createCourier, type Courier } from '../main/core/courier/courier.ts';
import type { Profiles } from '../main/core/session/profiles.ts';
import { readSigningSeed } from '../main/core/session/deviceValues.ts';
import { createGroupSigner } from '../main/core/security/deviceKey.ts';
import type { RecordStore } from '../main/core/store/index.ts';
import type { TestDevice } from '../e2e/sync/device.ts';
import type { Choice } from './choice.ts';

/** As `copyFiles` of a device names it. */
export const SEALED_FILE = 'unsent.sealed';
export const DELIVERED_FILE = 'unsent.delivered';

/** Beside another store. */
export function copySealed(from: string, to: string): void {
  for (const name of [SEALED_FILE, DELIVERED_FILE])
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name));
}

export interface Carrier {
  /** As a session does behind a round that reached the server: the copy learns what went, and others' sealed work goes too. */
  afterRound(): Promise<void>;
  writeBundle(): Promise<Uint8Array>;
  /** Of work, where this person may; of changes, where they are for this device. Fails as the product does. */
  take(bytes: Uint8Array): ReturnType<BundleDesk['take']>;
}

/** Somebody who works on the same machine, and has gone home. */
export interface Mate {
  readonly name: string;
  readonly directory: string;
}

export function createCarrier(options: {
  readonly device: TestDevice;
  readonly mates: () => readonly Mate[];
  readonly clock: { now(): number };
  readonly choice: Choice;
  readonly knownVersions: () => Readonly<Record<string, number>>;
  readonly report: (rule: string, message: string) => void;
  readonly count: (what: string, times?: number) => void;
}): Carrier {
  const { device, count, report } = options;
  let open: { readonly store: RecordStore; readonly courier: Courier; readonly desk: BundleDesk } | null = null;

  const log = (event: string, facts: Readonly<Record<string, unknown>>): void => {
    if (event === 'courier.delivered') count('sealed groups delivered by others', Number(facts['groups']));
    if (event !== 'courier.refused') return;
    count(`sealed groups refused: ${String(facts['code'])}`);
    if (!EXPECTED_REFUSALS.has(String(facts['code'])))
      report('SYNC-14', `a sealed group was refused: ${JSON.stringify(facts)}`);
  };

  function session(): NonNullable<typeof open> {
    if (open?.store === device.store) return open;
    const { store, sealedCopy, engine, network, serverKeys } = device;
    if (!sealedCopy) throw new Error('this device has no sealed copy');
    const token = (): string => device.bearer();
    const courier = createCourier({
      profiles: profilesOf(options.mates),
      profileId: '',
      copy: sealedCopy,
      serverSealingKey: serverKeys.sealing,
      transport: network,
      token,
      log,
    });
    const desk = createBundleDesk({
      store,
      sync: engine,
      courier,
      transport: network,
      token,
      serverKeys,
      signer: () => createGroupSigner(() => readSigningSeed((area, key) => store.getLocal(area, key))),
      schemaVersions: options.knownVersions(),
      clock: options.clock,
      randomness: options.choice,
      log,
      mayReceive: () => true,
    });
    return (open = { store, courier, desk });
  }

  return {
    async afterRound() {
      const { courier } = session();
      const strays = (await device.sealedCopy?.strays())?.size ?? 0;
      await device.sealedCopy?.reconcile();
      await courier.deliver();
      if (strays > 0) count('groups that only the sealed copy had', strays);
    },
    async writeBundle() {
      const { bytes } = await session().desk.writeWork({ bundle: device.newId(), onProgress: () => {} });
      return bytes;
    },
    take: (bytes) => session().desk.take(bytes, { onProgress: () => {} }),
  };
}

/** Of a device that the server has not heard of yet, or not any more. */
const EXPECTED_REFUSALS = new Set(['not_enrolled']);

/** Whoever comes back while their work is being carried keeps their folder. */
function profilesOf(mates: () => readonly Mate[]): Pick<Profiles, 'list' | 'paths'> {
  const folderByName = new Map<string, string>();
  return {
    list: () =>
      mates().map(({ name, directory }) => {
        folderByName.set(name, directory);
        return { profileId: name, name, login: name, enrolledAt: '' };
      }),
    paths(profileId) {
      const folder = folderByName.get(profileId);
      if (folder === undefined) throw new Error(`Nobody of this machine is called ${profileId}`);
      return {
        folder,
        keyring: join(folder, 'keyring.json'),
        attempts: join(folder, 'attempts.json'),
        lease: join(folder, 'lease.json'),
        erased: join(folder, 'erased.json'),
        store: folder,
        sealed: join(folder, SEALED_FILE),
        delivered: join(folder, DELIVERED_FILE),
      };
    },
  };
}
