/**
 * A device for one errand: enrols with the server, holds the company in an encrypted store in a temporary folder, and is gone when
 * the errand is done. So a program never opens a store that a person uses.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createError } from '../../../shared/base/errors.ts';
import { createIdSource, type RecordId } from '../../../shared/base/id.ts';
import { schemaVersions } from '../../../shared/domain/catalogue.ts';
import { PROTOCOL_VERSION } from '../../../shared/sync/protocol.ts';
import { createGroupSigner, createSigningSeed, publicSigningKey } from '../../core/security/deviceKey.ts';
import { createRecordStore, type RecordStore } from '../../core/store/index.ts';
import { createSyncEngine } from '../../core/sync/index.ts';
import { realClock as clock, realRandomness as randomness } from '../realPorts.ts';
import { openTransportWith } from '../serverTransport.ts';

export interface VisitingDevice {
  readonly store: RecordStore;
  readonly person: { readonly id: RecordId; readonly name: string; readonly role: string };
  /** Rounds until nothing is pending. Fails with the round's problem, or `parked` with how many groups the server did not take. */
  deliver(): Promise<void>;
  close(): Promise<void>;
}

/** Fails with `wrong_credentials`, `server_unreachable`… */
export async function openVisitingDevice(options: {
  serverUrl: string;
  login: string;
  password: string;
  name: string;
}): Promise<VisitingDevice> {
  const transport = openTransportWith(process.env)(options.serverUrl);
  const { ticket, person } = await transport.signIn({ login: options.login, password: options.password });
  const seed = createSigningSeed(randomness);
  const device = createIdSource(clock, randomness)();
  const enrolment = await transport.enrol({
    ticket,
    device,
    deviceName: options.name,
    signingKey: publicSigningKey(seed),
    protocol: PROTOCOL_VERSION,
  });
  const directory = await mkdtemp(join(tmpdir(), 'peyvand-visit-'));
  const store = createRecordStore({
    directory,
    key: randomness.bytes(32),
    clock,
    signer: createGroupSigner(() => seed),
    identity: { device, person: person.id, deviceCode: enrolment.deviceCode, epoch: null },
  });
  const engine = createSyncEngine({
    store,
    transport,
    token: enrolment.token,
    clock,
    timers: { after: () => () => {} },
    randomness,
    schemaVersions: schemaVersions(),
    log: () => {},
  });

  const visit: VisitingDevice = {
    store,
    person,
    async deliver() {
      for (let before = Infinity; ;) {
        const { connection, problem, pending, held } = await engine.now();
        if (connection === 'offline') throw createError('server_unreachable', { server: options.serverUrl });
        if (problem && problem.code !== 'clock_skewed') throw createError('server_refused', { reason: problem.code });
        if (held > 0) throw createError('parked', { groups: held });
        if (pending === 0) return;
        if (pending >= before) throw createError('server_refused', { reason: 'not_accepted', groups: pending });
        before = pending;
      }
    },
    async close() {
      await engine.stop();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
  try {
    await visit.deliver();
    return visit;
  } catch (error) {
    await visit.close();
    throw error;
  }
}
