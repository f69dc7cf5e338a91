/** What lies in a part of a bundle, as bytes: gzipped JSON, bounded when it is read. */
import { createPublicKey, verify } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { z } from 'zod';
import { damaged, type BundlePart } from '../../../shared/sync/bundle.ts';
import { PART_CONTENT_BYTES_MAXIMUM } from '../../../shared/sync/bundleContent.ts';

const deflate = promisify(gzip);
const inflate = promisify(gunzip);

export const writeContent = (content: unknown): Promise<Uint8Array> => deflate(JSON.stringify(content));

/** @throws PeyvandError `bundle_damaged` (`reason: 'content'`). */
export async function readContent<Schema extends z.ZodType>(
  schema: Schema,
  bytes: Uint8Array,
): Promise<z.infer<Schema>> {
  try {
    const text = await inflate(bytes, { maxOutputLength: PART_CONTENT_BYTES_MAXIMUM });
    return schema.parse(JSON.parse(text.toString('utf8')));
  } catch (cause) {
    throw damaged('content', cause);
  }
}

/** @param publicKey Ed25519, raw, base64url. @throws PeyvandError `bundle_damaged` (`reason: 'signature'`). */
export function requireSignature(part: BundlePart, publicKey: string): void {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  if (!verify(null, Buffer.from(part.signedText), key, part.signature)) throw damaged('signature');
}
