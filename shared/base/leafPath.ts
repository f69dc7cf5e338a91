import { createError } from './errors.ts';

/** What records, patches and messages are made of. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * The path of one leaf of a record, as patches carry it: segments joined with `/`, for instance `lines/<element id>/quantity`.
 * Escaped as in RFC 6901 (`~` → `~0`, `/` → `~1`), without its leading slash. A path has at least one segment, none empty.
 * @throws PeyvandError `invalid_input`.
 */
export function joinPath(...segments: readonly string[]): string {
  if (segments.length === 0 || segments.includes('')) throw createError('invalid_input', { reason: 'path' });
  return segments.map((segment) => segment.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
}

/** The opposite of {@link joinPath}; there is exactly one path per list of segments. @throws PeyvandError `invalid_input`. */
export function splitPath(path: string): string[] {
  const segments = path.split('/');
  if (segments.includes('') || /~(?![01])/.test(path)) throw createError('invalid_input', { reason: 'path' });
  return segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}
