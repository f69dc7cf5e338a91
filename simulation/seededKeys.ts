/** Keys of a server that come from a seed, so that what it signs is the same each time. Worth nothing anywhere else. */
import { keysOfText, type ServerKeys } from '../server/auth/serverKeys.ts';
import { createChoice } from './choice.ts';

/** What stands before the 32 bytes of a private key in PKCS #8 (RFC 8410, section 7). */
const ED25519 = '302e020100300506032b657004220420';
const X25519 = '302e020100300506032b656e04220420';

export function createSeededKeys(seed: number): ServerKeys {
  const choice = createChoice(seed).derive(901);
  const key = (prefix: string): string =>
    Buffer.concat([Buffer.from(prefix, 'hex'), choice.bytes(32)]).toString('base64url');
  const authentication = Buffer.from(choice.bytes(32)).toString('base64url');
  return keysOfText(JSON.stringify({ format: 1, signing: key(ED25519), sealing: key(X25519), authentication }));
}
