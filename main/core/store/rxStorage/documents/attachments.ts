/** The bytes of attachments: their own table, so that documents stay small. */
import type { BulkWriteRow, RxAttachmentWriteData } from 'rxdb/plugins/core';
import type { Connection } from '../../connection.ts';
import { toSortableText } from '../sortableText.ts';

/** What is written of one attachment. */
export interface AttachmentWrite {
  readonly documentId: string;
  readonly attachmentId: string;
  readonly attachmentData: RxAttachmentWriteData;
  readonly digest: string;
}

export type BytesByBlob = ReadonlyMap<Blob, Uint8Array>;

/** Reading a Blob takes time, and no transaction may wait for it: all of a bulk's are read before. null when there are none. */
export function readBlobs<Document>(rows: readonly BulkWriteRow<Document>[]): Promise<BytesByBlob> | null {
  const blobs = new Set<Blob>();
  for (const { document } of rows)
    for (const attachment of Object.values(document._attachments ?? {}))
      if ('data' in attachment && attachment.data instanceof Blob) blobs.add(attachment.data);
  if (blobs.size === 0) return null;
  return Promise.all([...blobs].map(async (blob) => [blob, new Uint8Array(await blob.arrayBuffer())] as const)).then(
    (entries) => new Map(entries),
  );
}

export function writeAttachment(
  writer: Connection,
  table: number,
  bytes: BytesByBlob,
  { documentId, attachmentId, attachmentData, digest }: AttachmentWrite,
): void {
  const data = bytes.get(attachmentData.data);
  if (!data) throw new TypeError('The data of an attachment must be a Blob');
  writer.run(
    `INSERT INTO document_attachments (table_number, document_id, attachment_id, digest, type, data) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (table_number, document_id, attachment_id) DO UPDATE SET digest = excluded.digest, type = excluded.type, data = excluded.data`,
    [
      table,
      toSortableText(documentId),
      toSortableText(attachmentId),
      digest,
      attachmentData.data.type || attachmentData.type,
      data,
    ],
  );
}

export function removeAttachment(writer: Connection, table: number, documentId: string, attachmentId: string): void {
  writer.run('DELETE FROM document_attachments WHERE table_number = ? AND document_id = ? AND attachment_id = ?', [
    table,
    toSortableText(documentId),
    toSortableText(attachmentId),
  ]);
}

/** @param id As it stands in the column. */
export function removeAttachmentsOf(writer: Connection, table: number, id: string): void {
  writer.run('DELETE FROM document_attachments WHERE table_number = ? AND document_id = ?', [table, id]);
}

export function removeAttachmentsOfTable(writer: Connection, table: number): void {
  writer.run('DELETE FROM document_attachments WHERE table_number = ?', [table]);
}

/** @returns null when there is none, or one with another digest. */
export function readAttachment(
  reader: Connection,
  table: number,
  documentId: string,
  attachmentId: string,
  digest: string,
): Blob | null {
  const row = reader.get<{ digest: string; type: string; data: Uint8Array<ArrayBuffer> }>(
    'SELECT digest, type, data FROM document_attachments WHERE table_number = ? AND document_id = ? AND attachment_id = ?',
    [table, toSortableText(documentId), toSortableText(attachmentId)],
  );
  return row && row.digest === digest ? new Blob([row.data], { type: row.type }) : null;
}
