/**
 * What is taken of a file before it is handed over: a small preview, and of a photo out of a camera a smaller one, turned the right way up. No picture leaves with
 * what the camera wrote into it, the place where it was taken among that: it is drawn anew, or these parts are cut out. Everything else goes as it is, byte for byte.
 */
import { ATTACHMENT_BYTES_MAXIMUM } from '../../../shared/domain/attachments/attachment.ts';
import { fileNameOf, pictureTypeOf, type PictureType } from '../../../shared/domain/attachments/attachmentRules.ts';
import { isRunnable } from '../../../shared/domain/attachments/runnable.ts';
import { createError } from '../../../shared/base/errors.ts';
import { withoutMetadata } from './withoutMetadata.ts';

export interface PreparedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Blob;
  readonly thumbnail: string | null;
  /** When it was last written, which of a photo is when it was taken. */
  readonly takenAt: string | null;
}

/** On the longer side, in pixels: every letter of a nameplate can be read, and it is a few hundred kB. */
const PHOTO_SIDE = 2_560;
const THUMBNAIL_SIDE = 200;
/** As the record takes it. */
const THUMBNAIL_LENGTH = 20_000;

/** @throws PeyvandError `attachment_too_large`, `invalid_input` (with a `reason` that has words). */
export async function prepareFile(file: File): Promise<PreparedFile> {
  const name = fileNameOf(file.name, 'file');
  if (isRunnable(name)) throw createError('invalid_input', { reason: 'attachment.runnable' });
  if (file.size === 0) throw createError('invalid_input', { reason: 'attachment.empty' });
  const picture = pictureTypeOf(new Uint8Array(await file.slice(0, 16).arrayBuffer()));
  const drawn = picture === null ? null : await readPicture(file);
  // A camera's photo alone: a drawing or a screenshot is sharp as it is.
  const redrawn = drawn && picture === 'image/jpeg' ? await draw(drawn, PHOTO_SIDE, 0.85) : null;
  const bytes = redrawn ?? (picture === null ? file : await withoutMetadataOf(file, picture));
  const thumbnail = drawn ? await thumbnailOf(drawn) : null;
  drawn?.close();
  if (bytes.size > ATTACHMENT_BYTES_MAXIMUM)
    throw createError('attachment_too_large', { limit: ATTACHMENT_BYTES_MAXIMUM / (1024 * 1024) });
  const mediaType =
    picture ?? (/^[a-z0-9.+-]+\/[a-z0-9.+-]+$/.test(file.type) ? file.type : 'application/octet-stream');
  return { name, mediaType, bytes, thumbnail, takenAt: instantOf(file.lastModified) };
}

/** null for what begins like a picture and is none. */
async function readPicture(file: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(file);
  } catch {
    return null;
  }
}

async function withoutMetadataOf(file: File, picture: PictureType): Promise<Blob> {
  // Refused for its size, and not worth the memory.
  if (file.size > ATTACHMENT_BYTES_MAXIMUM) return file;
  return new Blob([withoutMetadata(picture, new Uint8Array(await file.arrayBuffer()))], { type: picture });
}

async function thumbnailOf(picture: ImageBitmap): Promise<string | null> {
  for (const [side, quality] of [
    [THUMBNAIL_SIDE, 0.7],
    [THUMBNAIL_SIDE, 0.5],
    [THUMBNAIL_SIDE / 2, 0.5],
  ] as const) {
    const drawn = await draw(picture, side, quality);
    const address = drawn && (await toDataAddress(drawn));
    if (address && address.length <= THUMBNAIL_LENGTH) return address;
  }
  return null;
}

/** On white: what is transparent in a picture would be black in a JPEG. */
function draw(picture: ImageBitmap, side: number, quality: number): Promise<Blob | null> {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext('2d');
  if (!context) return Promise.resolve(null);
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
}

function toDataAddress(blob: Blob): Promise<string | null> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : null));
    reader.addEventListener('error', () => resolve(null));
    reader.readAsDataURL(blob);
  });
}

const instantOf = (milliseconds: number): string | null =>
  Number.isFinite(milliseconds) && milliseconds > 0 ? new Date(milliseconds).toISOString() : null;
