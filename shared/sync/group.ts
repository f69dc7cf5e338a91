/** The bytes of an operation group: written once, hashed, signed and from then on only read. */
import { sha256Hex } from '../base/bytes.ts';
import { canonicalJson } from '../base/canonicalJson.ts';
import { createError } from '../base/errors.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { GROUP_BYTES_MAXIMUM, OPERATION_FORMAT, operationGroupSchema, signedGroupSchema } from './operation.ts';
import type { OperationGroup, SignedGroup } from './operation.ts';

/** As deep as canonical JSON goes; beyond it nothing of ours was written. */
const DEEPEST_LEVEL = 100;

/**
 * The group's text (canonical JSON) and its SHA-256 in hex, which is its key everywhere.
 * @throws PeyvandError `invalid_input` for a group that is no JSON or does not have a group's shape, `message_too_large` beyond
 *   {@link GROUP_BYTES_MAXIMUM} bytes of UTF-8: split the commit.
 */
export function writeGroup(group: OperationGroup): { bytes: string; hash: string } {
  const shape = operationGroupSchema.safeParse(group);
  if (!shape.success) throw shapeError(shape.error.issues);
  const bytes = canonicalJson(group);
  if (!fitsOneGroup(bytes)) throw createError('message_too_large', { maximum: GROUP_BYTES_MAXIMUM });
  return { bytes, hash: sha256Hex(bytes) };
}

/**
 * Reads a group from its bytes: size, hash and shape are checked, the signature is the caller's to check. The bytes need not be
 * canonical; what was written is what counts, and fields that this version does not know stay in the group as they came.
 * Fails with `message_too_large`, `invalid_input` (reason `group_hash`, `group_json`, `group_shape`) or `protocol_newer`.
 * @param sha256 SHA-256 of a well-formed text as UTF-8, in hex; another than `sha256Hex` where there is a faster one.
 */
export function readGroup(signed: SignedGroup, sha256: (text: string) => string = sha256Hex): Result<OperationGroup> {
  if (typeof signed.bytes === 'string' && !fitsOneGroup(signed.bytes))
    return fail(createError('message_too_large', { maximum: GROUP_BYTES_MAXIMUM }));
  if (!signedGroupSchema.safeParse(signed).success)
    return fail(createError('invalid_input', { reason: 'group_shape' }));
  // Half a surrogate pair has no UTF-8, so no hash of ours was ever taken over it.
  if (!signed.bytes.isWellFormed() || sha256(signed.bytes) !== signed.hash)
    return fail(createError('invalid_input', { reason: 'group_hash' }));
  return readBytes(signed.bytes);
}

function readBytes(bytes: string): Result<OperationGroup> {
  const content = parseJson(bytes);
  if (content === undefined) return fail(createError('invalid_input', { reason: 'group_json' }));
  if (isNewerFormat(content)) return fail(createError('protocol_newer', { reason: 'group_format' }));
  const shape = operationGroupSchema.safeParse(content);
  // The parsed copy would lack what zod drops (`__proto__`, unknown fields): the content itself is what was hashed.
  return shape.success ? ok(content as OperationGroup) : fail(shapeError(shape.error.issues));
}

/** undefined for what is no JSON, is nested too deep to walk, or holds a number that became infinite. */
function parseJson(bytes: string): unknown {
  try {
    const content: unknown = JSON.parse(bytes);
    return isBounded(content, 0) ? content : undefined;
  } catch {
    return undefined;
  }
}

function isBounded(value: unknown, level: number): boolean {
  if (level > DEEPEST_LEVEL) return false;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every((item) => isBounded(item, level + 1));
}

function isNewerFormat(content: unknown): boolean {
  const format = typeof content === 'object' && content !== null && 'format' in content ? content.format : null;
  return typeof format === 'number' && format > OPERATION_FORMAT;
}

/** No character takes more than three bytes per UTF-16 unit, so that most texts are measured by their length alone. */
function fitsOneGroup(bytes: string): boolean {
  if (bytes.length * 3 <= GROUP_BYTES_MAXIMUM) return true;
  return bytes.length <= GROUP_BYTES_MAXIMUM && new TextEncoder().encode(bytes).length <= GROUP_BYTES_MAXIMUM;
}

function shapeError(issues: readonly { readonly path: readonly PropertyKey[] }[]) {
  return createError('invalid_input', { reason: 'group_shape', path: (issues[0]?.path ?? []).map(String).join('/') });
}
