/** The twin of the bytes on the disk, in memory, for tests of what moves them. */
import { createHash } from 'node:crypto';
import { createError } from '../../../shared/base/errors.ts';
import { requireChunk, requireSize } from '../../../shared/domain/attachments/chunks.ts';
import type { AttachmentFile, AttachmentFiles } from './attachmentFiles.ts';

export function createMemoryAttachmentFiles(): AttachmentFiles {
  const files = new Map<string, { file: AttachmentFile; chunks: Uint8Array[] }>();
  const missed = new Map<string, number>();
  const require = (id: string): { file: AttachmentFile; chunks: Uint8Array[] } => {
    const known = files.get(id);
    if (!known) throw createError('not_found', { what: 'attachment_file' });
    return known;
  };
  return {
    of: (id) => files.get(id)?.file ?? null,
    begin({ id, size, origin }) {
      requireSize(size);
      const known = files.get(id)?.file;
      if (known && (known.whole || (known.size === size && known.origin === origin))) return known;
      const file: AttachmentFile = { id, size, received: 0, whole: false, origin };
      files.set(id, { file, chunks: [] });
      return file;
    },
    append(id, offset, bytes) {
      const { file, chunks } = require(id);
      if (file.whole || offset !== file.received) return file.received;
      requireChunk(file.size, offset, bytes.length);
      const received = offset + bytes.length;
      files.set(id, { file: { ...file, received }, chunks: [...chunks, Uint8Array.from(bytes)] });
      return received;
    },
    // Fails as the real one does: by a promise.
    hash: (id) =>
      Promise.try(() => {
        const { file, chunks } = require(id);
        if (file.received !== file.size) throw createError('invalid_input', { reason: 'incomplete' });
        const hash = createHash('sha256');
        for (const chunk of chunks) hash.update(chunk);
        return hash.digest('hex');
      }),
    settle(id) {
      const known = files.get(id);
      if (known) files.set(id, { ...known, file: { ...known.file, whole: true } });
    },
    chunk: (id, n) => files.get(id)?.chunks[n] ?? null,
    touch() {},
    miss(id, now) {
      const since = missed.get(id) ?? now;
      if (files.has(id)) missed.set(id, since);
      return since;
    },
    remove(id) {
      files.delete(id);
      missed.delete(id);
    },
  };
}
