/**
 * The bytes of attachments, to head office and back: behind sync and never in its way, chunk by chunk, so that a cut costs one chunk at most. What is on its way is
 * told to whoever shows it; nothing here is remembered that the store and the server do not know better.
 */
import { isPeyvandError, createError } from '../../../shared/base/errors.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import { chunkAt } from '../../../shared/domain/attachments/chunks.ts';
import type { DeviceCallInputs, DeviceCallName, DeviceCallReplies } from '../../../shared/contract/server.ts';
import type { AttachmentFiles } from '../store/attachmentFiles.ts';

export type AskServer = <Name extends DeviceCallName>(
  name: Name,
  input: DeviceCallInputs[Name],
  signal?: AbortSignal,
) => Promise<DeviceCallReplies[Name]>;

export interface TransferOptions {
  readonly files: AttachmentFiles;
  readonly ask: AskServer;
  /** Resolves when nothing more urgent is on the line; asked before each chunk. */
  readonly turn: (signal: AbortSignal) => Promise<void>;
}

export interface Wanted {
  readonly id: RecordId;
  readonly size: number;
  /** Of the record. */
  readonly sha256: string;
}

type Tell = (done: number) => void;

/**
 * Hands in a whole file. Resolves when head office has all of it and found it right.
 * @param sha256 null for one whose record is not here: then head office alone can tell.
 * @throws PeyvandError as the calls do; `attachment_damaged` when the bytes here are not those of the hash.
 */
export async function sendFile(
  { files, ask, turn }: TransferOptions,
  { id, size, sha256 }: Omit<Wanted, 'sha256'> & { readonly sha256: string | null },
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  let standing = await ask('attachmentStanding', { id }, signal);
  let sent = 0;
  while (!standing.stored) {
    tell(standing.received);
    await turn(signal);
    const offset = standing.received;
    const bytes = files.chunk(id, chunkAt(offset));
    if (!bytes) throw createError('attachment_damaged');
    sent += 1;
    standing = await ask('putAttachment', { id, offset, bytes: Buffer.from(bytes).toString('base64') }, signal);
    // Back to the beginning: what head office has was not what the hash says. Either was it spoilt there, and comes right the next time, or here.
    if (!standing.stored && standing.received === 0 && offset + bytes.length >= size) {
      if (sha256 === null || (await files.hash(id)) !== sha256) throw createError('attachment_damaged');
      throw createError('server_refused', { reason: 'attachment_hash' });
    }
    // A server that never gets on must not be sent the same for ever.
    if (sent > 2 * (chunkAt(size) + 1)) throw createError('server_refused', { reason: 'attachment_endless' });
  }
  tell(size);
}

/**
 * Brings a whole file. What came before stays here, and is gone on with.
 * @throws PeyvandError as the calls do; `server_refused` when what came is not what the record says: nothing of it is kept then.
 */
export async function fetchFile(
  { files, ask, turn }: TransferOptions,
  { id, size, sha256 }: Wanted,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  const { whole, received: before } = files.begin({ id, size, origin: 'server' });
  for (let received = before; received < size;) {
    tell(received);
    await turn(signal);
    const reply = await ask('getAttachment', { id, offset: received }, signal);
    received = takeChunk(files, id, received, Buffer.from(reply.bytes, 'base64'));
  }
  if (!whole) {
    if ((await files.hash(id)) !== sha256) {
      files.remove(id);
      throw createError('server_refused', { reason: 'attachment_hash' });
    }
    files.settle(id);
  }
  tell(size);
}

function takeChunk(files: AttachmentFiles, id: RecordId, offset: number, bytes: Uint8Array): number {
  try {
    return files.append(id, offset, bytes);
  } catch (error) {
    // The answer's fault, not the person's.
    if (isPeyvandError(error) && error.code === 'invalid_input')
      throw createError('server_refused', { reason: 'attachment_chunk' }, error);
    throw error;
  }
}
