/** Devices without a store: enrolled for real, with keys that really sign, for load generators. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createHttpTransport } from '../../main/core/sync/index.ts';
import { realClock, realRandomness } from '../../main/hosts/realPorts.ts';
import { loadServerKeys } from '../../server/auth/serverKeys.ts';
import { writeTicket } from '../../server/auth/tickets.ts';
import { createIdSource, type RecordId } from '../../shared/base/id.ts';
import { schemaVersions } from '../../shared/domain/catalogue.ts';
import { writeGroup } from '../../shared/sync/group.ts';
import { PROTOCOL_VERSION, type HandshakeRequest, type PushRequest } from '../../shared/sync/protocol.ts';

export interface SignedDevice {
  readonly id: RecordId;
  readonly token: string;
  readonly person: RecordId;
  readonly privateKey: KeyObject;
  last: { n: number; hash: string } | null;
}

/** A customer whose note is edited, as it is now. */
export interface NoteEdit {
  readonly id: RecordId;
  readonly version: number;
  readonly note: string;
}

const AT_A_TIME = 16;
const newId = createIdSource(realClock, realRandomness);

/** A device for each of these people, with tickets that are written here instead of passwords. @param directory The server's own, for its keys. */
export async function enrolDevices(facts: {
  serverUrl: string;
  directory: string;
  people: readonly RecordId[];
}): Promise<SignedDevice[]> {
  const keys = await loadServerKeys(facts.directory);
  const transport = createHttpTransport(facts.serverUrl);
  const enrol = async (person: RecordId): Promise<SignedDevice> => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const id = newId();
    const { token } = await transport.enrol({
      ticket: writeTicket(keys, realClock, person),
      device: id,
      deviceName: 'bench',
      signingKey: publicKey.export({ format: 'jwk' }).x ?? '',
      protocol: PROTOCOL_VERSION,
    });
    return { id, token, person, privateKey, last: null };
  };
  const devices: SignedDevice[] = [];
  for (let start = 0; start < facts.people.length; start += AT_A_TIME)
    devices.push(...(await Promise.all(facts.people.slice(start, start + AT_A_TIME).map(enrol))));
  return devices;
}

export const handshakeOf = (device: SignedDevice): HandshakeRequest => ({
  protocol: PROTOCOL_VERSION,
  device: device.id,
  deviceTime: new Date().toISOString(),
  last: device.last,
  epoch: null,
  schema: schemaVersions(),
  numbersUsed: [],
});

/** A group for each edit, that sets the customer's note. */
export function signEdits(
  device: SignedDevice,
  epoch: string,
  edits: readonly NoteEdit[],
  wanted: string,
): PushRequest['groups'] {
  return edits.map(({ id, version, note }) => {
    const n = (device.last?.n ?? 0) + 1;
    const { bytes, hash } = writeGroup({
      format: 1,
      device: device.id,
      n,
      parent: device.last?.hash ?? null,
      author: device.person,
      schema: { customers: schemaVersions()['customers'] ?? 1 },
      occurredAt: new Date().toISOString(),
      clockOffset: 0,
      operations: [
        {
          act: 'patch',
          collection: 'customers',
          kind: 'company',
          id,
          seen: { epoch, version, group: null },
          changes: [{ do: 'set', path: 'note', value: wanted, seen: note }],
        },
      ],
    });
    device.last = { n, hash };
    return { bytes, hash, signature: sign(null, Buffer.from(hash), device.privateKey).toString('base64url') };
  });
}
