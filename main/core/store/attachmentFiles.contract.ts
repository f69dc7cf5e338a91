/** What every place for bytes of attachments promises. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSeededRandomness } from '../../../shared/base/randomness.ts';
import { ATTACHMENT_BYTES_MAXIMUM, ATTACHMENT_CHUNK_BYTES } from '../../../shared/domain/attachments/attachment.ts';
import { chunksOf, offsetOf } from '../../../shared/domain/attachments/chunks.ts';
import type { AttachmentFiles } from './attachmentFiles.ts';

export interface FilesUnderTest {
  readonly files: AttachmentFiles;
  close(): Promise<void>;
}

const ID = '00000000-0000-7000-8000-000000000001';
const OTHER = '00000000-0000-7000-8000-000000000002';

export function attachmentFilesContract(name: string, open: () => Promise<FilesUnderTest>): void {
  describe(`${name}: bytes of attachments`, () => {
    let opened: FilesUnderTest;
    let files: AttachmentFiles;
    beforeEach(async () => {
      opened = await open();
      files = opened.files;
    });
    afterEach(() => opened.close());

    const bytesOf = (length: number): Uint8Array => createSeededRandomness(length).bytes(length);
    const piece = (bytes: Uint8Array, n: number): Uint8Array =>
      bytes.subarray(offsetOf(n), offsetOf(n) + ATTACHMENT_CHUNK_BYTES);
    const fill = (id: string, bytes: Uint8Array): void => {
      for (let n = 0; n < chunksOf(bytes.length); n += 1) files.append(id, offsetOf(n), piece(bytes, n));
    };

    it.each([
      1,
      ATTACHMENT_CHUNK_BYTES - 1,
      ATTACHMENT_CHUNK_BYTES,
      ATTACHMENT_CHUNK_BYTES + 1,
      3 * ATTACHMENT_CHUNK_BYTES,
    ])('ATT-1: gives back %i bytes as they came, and their hash', async (length) => {
      const bytes = bytesOf(length);
      expect(files.of(ID)).toBeNull();
      expect(files.begin({ id: ID, size: length, origin: 'here' })).toMatchObject({ received: 0, whole: false });
      fill(ID, bytes);
      expect(await files.hash(ID)).toBe(createHash('sha256').update(bytes).digest('hex'));
      files.settle(ID);
      expect(files.of(ID)).toEqual({ id: ID, size: length, received: length, whole: true, origin: 'here' });
      const back = Array.from({ length: chunksOf(length) }, (_, n) => files.chunk(ID, n) ?? new Uint8Array());
      expect(Buffer.concat(back).equals(bytes)).toBe(true);
      expect(files.chunk(ID, chunksOf(length))).toBeNull();
    });

    it('ATT-3: goes on where it was, takes nothing twice, and says where to go on whatever it is offered', () => {
      const bytes = bytesOf(2 * ATTACHMENT_CHUNK_BYTES + 5);
      files.begin({ id: ID, size: bytes.length, origin: 'server' });
      expect(files.append(ID, ATTACHMENT_CHUNK_BYTES, piece(bytes, 1))).toBe(0);
      expect(files.append(ID, 0, piece(bytes, 0))).toBe(ATTACHMENT_CHUNK_BYTES);
      expect(files.append(ID, 0, bytesOf(ATTACHMENT_CHUNK_BYTES))).toBe(ATTACHMENT_CHUNK_BYTES);
      expect(files.begin({ id: ID, size: bytes.length, origin: 'server' }).received).toBe(ATTACHMENT_CHUNK_BYTES);
      expect(Buffer.from(files.chunk(ID, 0) ?? []).equals(piece(bytes, 0))).toBe(true);
      // Of another size, or from elsewhere, it is another file.
      expect(files.begin({ id: ID, size: bytes.length, origin: 'here' }).received).toBe(0);
      expect(files.chunk(ID, 0)).toBeNull();
    });

    it('ATT-4: refuses chunks of another length, beyond the end, of nothing; and files without bytes or of too many', async () => {
      const begun = (size: number) => () => files.begin({ id: OTHER, size, origin: 'here' });
      expect(begun(ATTACHMENT_BYTES_MAXIMUM + 1)).toThrow('attachment_too_large');
      for (const size of [0, -1, 1.5, Number.NaN]) expect(begun(size)).toThrow('invalid_input');
      files.begin({ id: ID, size: ATTACHMENT_CHUNK_BYTES + 5, origin: 'here' });
      for (const length of [0, 1, ATTACHMENT_CHUNK_BYTES - 1, ATTACHMENT_CHUNK_BYTES + 1])
        expect(() => files.append(ID, 0, bytesOf(length))).toThrow('invalid_input');
      files.append(ID, 0, bytesOf(ATTACHMENT_CHUNK_BYTES));
      for (const length of [4, 6, ATTACHMENT_CHUNK_BYTES])
        expect(() => files.append(ID, ATTACHMENT_CHUNK_BYTES, bytesOf(length))).toThrow('invalid_input');
      await expect(files.hash(ID)).rejects.toThrow('invalid_input');
      expect(() => files.append(OTHER, 0, bytesOf(1))).toThrow('not_found');
      await expect(files.hash(OTHER)).rejects.toThrow('not_found');
    });

    it('ATT-5: remembers since when head office misses one, for as long as it is here', () => {
      files.begin({ id: ID, size: 10, origin: 'here' });
      expect([files.miss(ID, 1_000), files.miss(ID, 2_000), files.miss(OTHER, 3_000)]).toEqual([1_000, 1_000, 3_000]);
      files.remove(ID);
      files.begin({ id: ID, size: 10, origin: 'here' });
      expect([files.miss(ID, 4_000), files.miss(OTHER, 5_000)]).toEqual([4_000, 5_000]);
    });

    it('ATT-4: what is whole is not written again; what was removed is gone, and nothing else with it', () => {
      const bytes = bytesOf(10);
      for (const id of [ID, OTHER]) {
        files.begin({ id, size: 10, origin: 'here' });
        fill(id, bytes);
        files.settle(id);
      }
      expect(files.begin({ id: ID, size: 99, origin: 'server' })).toMatchObject({ size: 10, whole: true });
      expect(files.append(ID, 0, bytesOf(10))).toBe(10);
      files.touch(ID);
      files.remove(ID);
      files.remove(ID);
      expect([files.of(ID), files.chunk(ID, 0), files.of(OTHER)?.whole]).toEqual([null, null, true]);
    });
  });
}
