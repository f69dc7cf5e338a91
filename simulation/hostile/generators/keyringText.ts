/** Files of the data folder that carry a plain SHA-256: it keeps accidents out and nobody else. */
import { sha256Hex } from '../../../shared/base/bytes.ts';
import { canonicalJson } from '../../../shared/base/canonicalJson.ts';
import type { JsonValue } from '../../../shared/base/leafPath.ts';

/** The text of a keyring, or of what is kept of a lease, with the checksum that fits; as it stands where there is none to be made. */
export function withChecksum(text: string): string {
  try {
    const { checksum: _checksum, ...rest } = JSON.parse(text) as Record<string, JsonValue>;
    const summed = 'kept' in rest ? (rest['kept'] ?? null) : rest;
    return JSON.stringify({ ...rest, checksum: sha256Hex(canonicalJson(summed)) });
  } catch {
    return text;
  }
}
