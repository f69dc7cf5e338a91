/** The sizes of files and of their chunks, checked alike by everyone who takes bytes from somebody else. */
import { createError } from '../../base/errors.ts';
import { ATTACHMENT_BYTES_MAXIMUM, ATTACHMENT_CHUNK_BYTES } from './attachment.ts';

/** How many chunks a file of that size has. */
export const chunksOf = (size: number): number => Math.ceil(size / ATTACHMENT_CHUNK_BYTES);

/** Where the nth chunk begins, and the other way round. */
export const offsetOf = (n: number): number => n * ATTACHMENT_CHUNK_BYTES;
export const chunkAt = (offset: number): number => Math.floor(offset / ATTACHMENT_CHUNK_BYTES);

/** @throws PeyvandError `attachment_too_large`, `invalid_input`. */
export function requireSize(size: number): void {
  if (size > ATTACHMENT_BYTES_MAXIMUM)
    throw createError('attachment_too_large', { limit: ATTACHMENT_BYTES_MAXIMUM / (1024 * 1024) });
  if (!Number.isSafeInteger(size) || size < 1) throw createError('invalid_input', { reason: 'file_empty' });
}

/** A whole chunk where one begins, or what is left of the file. @throws PeyvandError `invalid_input`. */
export function requireChunk(size: number, offset: number, length: number): void {
  if (
    offset % ATTACHMENT_CHUNK_BYTES !== 0 ||
    offset >= size ||
    length !== Math.min(ATTACHMENT_CHUNK_BYTES, size - offset)
  )
    throw createError('invalid_input', { reason: 'chunk' });
}
