/** A device that keeps a log of its own under a key that the test has, and hands in of it what the test says. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { RecordId } from '../../shared/base/id.ts';
import type { AuditAction, AuditFacts } from '../../shared/domain/audit/actions.ts';
import { auditTextToSign, sealEntry, textOfEntry, type AuditEntry } from '../../shared/domain/audit/chain.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { writeTicket } from '../auth/tickets.ts';
import { idOf, type TestServer } from './testCompany.ts';

export interface AuditTeller {
  readonly id: RecordId;
  readonly token: string;
  readonly privateKey: KeyObject;
  /** The next entry behind this one, or the first; not delivered. */
  write(after: AuditEntry | null, action: AuditAction, facts?: AuditFacts): AuditEntry;
  /** As the server is told of an entry; signed with the device's own key unless told otherwise. */
  signed(entry: AuditEntry, key?: KeyObject): { content: string; signature: string };
  /** In one message. */
  deliver(entries: readonly AuditEntry[], key?: KeyObject): Promise<{ through: number }>;
}

/** A device of this person, enrolled by signing in. */
export async function enrolAuditTeller(server: TestServer, personName: string): Promise<AuditTeller> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const id = server.newId();
  const { token } = await server.app.enrol({
    ticket: writeTicket(server.keys, server.clock, idOf(personName)),
    device: id,
    deviceName: 'لپ‌تاپ',
    signingKey: publicKey.export({ format: 'jwk' }).x,
    protocol: PROTOCOL_VERSION,
  });
  const signed: AuditTeller['signed'] = (entry, key = privateKey) => ({
    content: textOfEntry(entry),
    signature: sign(null, Buffer.from(auditTextToSign(entry.hash)), key).toString('base64url'),
  });
  return {
    id,
    token,
    privateKey,
    write: (after, action, facts = {}) =>
      sealEntry({
        seq: (after?.seq ?? 0) + 1,
        at: '2026-11-20T08:00:00.000Z',
        person: idOf(personName),
        device: id,
        action,
        subject: null,
        facts,
        previous: after?.hash ?? '',
      }),
    signed,
    deliver: (entries, key) =>
      server.app.call('deliverAudit', token, { entries: entries.map((entry) => signed(entry, key)) }),
  };
}
