/**
 * A device proves that it holds its signing key: in place of the ticket that a password gives, so it gets a new token when the server does not take
 * its old one any more; and when it vouches for the identity that it takes, which a token alone must not. The text that is signed can be nothing else that a device signs (a group's hash, a JSON Web Signature).
 */
import type { RecordId } from '../base/id.ts';

/** @param asking The identity that vouches, by its key. */
export const vouchText = (
  asking: RecordId,
  identity: {
    readonly device: RecordId;
    readonly signingKey: string;
    readonly continues: { readonly n: number; readonly hash: string } | null;
  },
): string => {
  const { device, signingKey, continues } = identity;
  return ['peyvand identity', asking, device, signingKey, continues ? `${continues.n} ${continues.hash}` : ''].join(
    '\n',
  );
};

const KIND = 'key';

export interface DeviceProof {
  readonly challenge: string;
  /** Ed25519 over {@link proofText}, base64url. */
  readonly signature: string;
}

/** @param challenge Of the server: fact `challenge` of its error `not_enrolled`. */
export const proofText = (device: RecordId, challenge: string): string => `peyvand token\n${device}\n${challenge}`;

export const writeProof = ({ challenge, signature }: DeviceProof): string => `${KIND}.${challenge}.${signature}`;

/** Null for a ticket of another kind. */
export function readProof(ticket: string): DeviceProof | null {
  const [kind, expires, code, signature, ...rest] = ticket.split('.');
  if (kind !== KIND || expires === undefined || code === undefined || !signature || rest.length > 0) return null;
  return { challenge: `${expires}.${code}`, signature };
}
