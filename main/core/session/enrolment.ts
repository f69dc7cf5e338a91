/**
 * A person joins this machine: their password is proven to the server, then the machine makes itself a device of theirs with keys of its own
 * and an encrypted store. Until the very last step the folder counts as nothing.
 */
import { instantFromMilliseconds } from '../../../shared/base/clock.ts';
import { createError } from '../../../shared/base/errors.ts';
import { createIdSource } from '../../../shared/base/id.ts';
import type { SessionPerson } from '../../../shared/contract/session.ts';
import { ROLES } from '../../../shared/domain/organisation/organisation.ts';
import { PROTOCOL_VERSION, type EnrolReply, type SignInReply } from '../../../shared/sync/protocol.ts';
import type { CoreOptions } from '../coreOptions.ts';
import type { OpenTransport, ServerTransport } from '../ports/transport.ts';
import { createGroupSigner, createSigningSeed, publicSigningKey } from '../security/deviceKey.ts';
import { createKeyring, type KeyringTools } from '../security/keyring.ts';
import { writeKeyring } from '../security/keyringFile.ts';
import { createRecordStore } from '../store/index.ts';
import { writeDeviceValues, writeSigningSeed } from './deviceValues.ts';
import type { ProfilePaths, Profiles } from './profiles.ts';

/** Somebody whose password the server has accepted, and who has no store here yet. */
export interface SignedIn {
  readonly person: SessionPerson;
  readonly serverUrl: string;
  readonly transport: ServerTransport;
  readonly reply: SignInReply;
}

/** @throws PeyvandError `wrong_credentials`, `throttled`, `server_unreachable`, … */
export async function signInToServer(
  openTransport: OpenTransport,
  serverUrl: string,
  { login, password }: { readonly login: string; readonly password: string },
): Promise<SignedIn> {
  const transport = openTransport(serverUrl);
  const reply = await transport.signIn({ login, password });
  const { id, name, role } = reply.person;
  return { person: { id, name, login, role, company: reply.company.name }, serverUrl, transport, reply };
}

export interface EnrolmentParts {
  readonly core: CoreOptions;
  readonly profiles: Profiles;
  readonly tools: KeyringTools;
  readonly signedIn: SignedIn;
  readonly deviceName: string;
}

const DATA_KEY_BYTES = 32;
const DEVICE_NAME_MAXIMUM = 128;

/** The new profile and its data key, which the caller wipes. Fails as a whole: then nothing of it is left here. */
export async function enrolDevice(
  parts: EnrolmentParts,
  passphrase: string,
): Promise<{ profileId: string; dataKey: Uint8Array }> {
  const { core, profiles, tools, signedIn } = parts;
  const nextId = createIdSource(core.clock, core.randomness);
  const profileId = nextId();
  const device = nextId();
  const signingSeed = createSigningSeed(core.randomness);
  const dataKey = core.randomness.bytes(DATA_KEY_BYTES);
  const paths = profiles.beginEnrolment(profileId);
  try {
    const owner = {
      profileId,
      name: signedIn.person.name,
      login: signedIn.person.login,
      enrolledAt: instantFromMilliseconds(core.clock.now()),
      serverUrl: signedIn.serverUrl,
    };
    const keyring = await createKeyring(owner, passphrase, dataKey, tools);
    // The server last of what may fail: a device that it knows and that does not exist would be a riddle to the administrator.
    const reply = await signedIn.transport.enrol({
      ticket: signedIn.reply.ticket,
      device,
      deviceName: parts.deviceName.slice(0, DEVICE_NAME_MAXIMUM),
      signingKey: publicSigningKey(signingSeed),
      protocol: PROTOCOL_VERSION,
    });
    await fillStore(parts, paths, { dataKey, device, signingSeed, reply });
    writeKeyring(paths.keyring, keyring);
    profiles.finishEnrolment(profileId);
    return { profileId, dataKey };
  } catch (error) {
    dataKey.fill(0);
    profiles.abandonEnrolment(profileId);
    throw error;
  }
}

/** Makes the store of a device that the server has just enrolled, and closes it. In a repair it counts later. */
export async function fillStore(
  { core, signedIn }: Pick<EnrolmentParts, 'core' | 'signedIn'>,
  paths: ProfilePaths,
  made: { dataKey: Uint8Array; device: string; signingSeed: string; reply: EnrolReply; countsLater?: boolean },
): Promise<void> {
  const { reply, signingSeed, countsLater = false } = made;
  const role = ROLES.find((known) => known === signedIn.person.role);
  // A role of a newer server: what it may do cannot be known here.
  if (role === undefined) throw createError('protocol_newer', { role: signedIn.person.role });
  const store = createRecordStore({
    directory: paths.store,
    key: made.dataKey,
    clock: core.clock,
    signer: createGroupSigner(() => signingSeed),
    identity: { device: made.device, person: signedIn.person.id, deviceCode: reply.deviceCode, epoch: reply.epoch },
    log: core.log,
    countsLater,
  });
  try {
    writeSigningSeed(store, signingSeed);
    writeDeviceValues(store, {
      token: reply.token,
      serverUrl: signedIn.serverUrl,
      serverKeys: reply.serverKeys,
      person: { ...signedIn.person, role },
      sample: signedIn.reply.company.sample,
    });
    store.sync.addNumberBlocks(reply.numberBlocks);
  } finally {
    await store.close();
  }
}
