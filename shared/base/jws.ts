/**
 * JSON Web Signature in its compact form (RFC 7515 section 7.1) with Ed25519 (`EdDSA`, RFC 8037), and nothing else of that family: no other
 * algorithm, no key inside the token, no extension. `typ` says what a token is for (RFC 8725 section 3.11), so that one of a kind is never taken
 * for another. Signing and verifying are arguments and do not wait (docs/decisions: a page of our own, not a library).
 */
import { base64urlToBytes, bytesToBase64url, bytesToUtf8, utf8ToBytes } from './bytes.ts';
import { canonicalJson } from './canonicalJson.ts';

/** Ed25519 over the text's UTF-8, base64url. */
export type SignText = (text: string) => string;
/** Never throws: what is no signature is a wrong one. */
export type VerifyText = (text: string, signature: string) => boolean;

/** Characters; a longer one is none of ours. */
const LONGEST_TOKEN = 64 * 1024;
const SIGNATURE_BYTES = 64;

/** @param claims What JSON can carry. */
export const writeJws = (type: string, claims: object, sign: SignText): string =>
  signJws(canonicalJson({ alg: 'EdDSA', typ: type }), utf8ToBytes(canonicalJson(claims)), sign);

/** The claims of a genuine token of this type; null for anything else. Their shape is for the caller to check. */
export function readJws(token: string, type: string, verify: VerifyText): unknown {
  const parts = verifyJws(token, verify);
  if (parts?.header['typ'] !== type) return null;
  try {
    return JSON.parse(bytesToUtf8(parts.payload)) as unknown;
  } catch {
    return null;
  }
}

/** @param header JSON, its bytes as they are signed. */
export function signJws(header: string, payload: Uint8Array, sign: SignText): string {
  const text = `${bytesToBase64url(utf8ToBytes(header))}.${bytesToBase64url(payload)}`;
  return `${text}.${sign(text)}`;
}

/** Header and payload of a token whose signature holds (RFC 7515 section 5.2); null for anything else. */
export function verifyJws(
  token: string,
  verify: VerifyText,
): { readonly header: Readonly<Record<string, unknown>>; readonly payload: Uint8Array } | null {
  const [head, body, signature, ...more] = token.length > LONGEST_TOKEN ? [] : token.split('.');
  if (head === undefined || body === undefined || signature === undefined || more.length > 0) return null;
  try {
    const header: unknown = JSON.parse(bytesToUtf8(base64urlToBytes(head)));
    if (!isPlainHeader(header)) return null;
    const payload = base64urlToBytes(body);
    // One text for each token: what is decoded leniently elsewhere has no stray bits here.
    if (base64urlToBytes(signature).length !== SIGNATURE_BYTES) return null;
    return verify(`${head}.${body}`, signature) ? { header, payload } : null;
  } catch {
    return null;
  }
}

/** What must be understood (`crit`) is not understood here. */
const isPlainHeader = (header: unknown): header is Record<string, unknown> =>
  typeof header === 'object' &&
  header !== null &&
  Object.hasOwn(header, 'alg') &&
  (header as Record<string, unknown>)['alg'] === 'EdDSA' &&
  !Object.hasOwn(header, 'crit');
