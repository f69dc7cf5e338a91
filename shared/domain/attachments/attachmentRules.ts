/** What an attachment may be called and may be: the same on the machine that adds it and on the server that takes it. */
import { textOf } from '../bodyReads.ts';
import type { Violation } from '../kind.ts';
import type { RecordBody } from '../record.ts';
import { endingOf, isRunnable } from './runnable.ts';

/** Pictures that a window draws. SVG is a document with scripts and links, not a picture; of others (HEIC) no browser here draws any. */
export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

export const isPictureType = (mediaType: string): mediaType is PictureType =>
  (PICTURE_TYPES as readonly string[]).includes(mediaType);

/** Names of devices, which Windows opens in whatever folder and with whatever ending. */
const DEVICE_NAME = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** Control characters; what turns or hides text around it, so that `gpj.exe` reads `exe.jpg`; and what a file system takes for something else. */
const UNFIT = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff<>:"/\\|?*]/gu;

/** A name that every file system takes, as like the given one as can be; `otherwise` where nothing of it is left. */
export function fileNameOf(name: string, otherwise: string): string {
  const last = name.split(/[/\\]/u).at(-1) ?? '';
  const clean = last
    .normalize('NFC')
    .replace(UNFIT, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/^[. ]+|[. ]+$/gu, '');
  if (clean === '' || DEVICE_NAME.test(clean)) return otherwise;
  return shorten(clean);
}

const NAME_LENGTH = 120;

/** Keeps the ending. */
function shorten(name: string): string {
  if (name.length <= NAME_LENGTH) return name;
  const ending = endingOf(name);
  const tail = ending === '' || ending.length > 12 ? '' : `.${ending}`;
  return `${Array.from(name)
    .slice(0, NAME_LENGTH - tail.length)
    .join('')}${tail}`;
}

export function attachmentViolations(kind: string, body: RecordBody): Violation[] {
  const name = textOf(body, 'name') ?? '';
  const violations: Violation[] = [];
  if (name !== '' && fileNameOf(name, '') !== name) violations.push({ path: 'name', reason: 'attachment.nameUnfit' });
  if (isRunnable(name)) violations.push({ path: 'name', reason: 'attachment.runnable' });
  if (kind === 'photo' && !isPictureType(textOf(body, 'mediaType') ?? ''))
    violations.push({ path: 'mediaType', reason: 'attachment.noPicture' });
  return violations;
}

/**
 * What the first bytes of a file are, of the pictures that a window draws; null for everything else. Only this decides whether a browser ever gets to draw it,
 * whatever its name or its record say. Four signatures, as their formats fix them (JFIF/Exif, PNG 12.12, GIF 17, WebP container).
 */
export function pictureTypeOf(bytes: Uint8Array): PictureType | null {
  const begins = (at: number, ...signature: readonly number[]): boolean =>
    signature.every((byte, index) => bytes[at + index] === byte);
  if (begins(0, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (begins(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (begins(0, 0x47, 0x49, 0x46, 0x38) && (bytes[4] === 0x37 || bytes[4] === 0x39) && bytes[5] === 0x61)
    return 'image/gif';
  if (begins(0, 0x52, 0x49, 0x46, 0x46) && begins(8, 0x57, 0x45, 0x42, 0x50)) return 'image/webp';
  return null;
}
