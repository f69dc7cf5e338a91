/** Bytes of attachments over the wire to the core, both ways, in chunks. */
import { ATTACHMENT_CHUNK_BYTES } from '../../../shared/domain/attachments/attachment.ts';
import { isPictureType } from '../../../shared/domain/attachments/attachmentRules.ts';
import type { AttachmentEvent } from '../../../shared/contract/attachments.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { base64ToBytes } from '../bundles/bundleFile.ts';

/** Resolves when the core has every byte on its disk. Goes on where it was cut off. */
export async function handOver(
  core: CoreClient,
  id: string,
  bytes: Blob,
  onProgress: (share: number) => void,
): Promise<void> {
  let { received } = await core.attachments.begin({ id, size: bytes.size });
  while (received < bytes.size) {
    const piece = new Uint8Array(await bytes.slice(received, received + ATTACHMENT_CHUNK_BYTES).arrayBuffer());
    const next = await core.attachments.put({ id, offset: received, bytes: bytesToBase64(piece) });
    if (next.received <= received) return;
    received = next.received;
    onProgress(received / bytes.size);
  }
}

export interface ReadFile {
  /** Of a type that makes a browser draw it, when its bytes are such a picture; else of one that makes it do nothing at all. */
  readonly blob: Blob;
  readonly isPicture: boolean;
}

/** The whole file, fetched from head office where it is not here. Ends early with the signal: undefined. */
export async function readFile(
  core: CoreClient,
  id: string,
  signal: AbortSignal,
  onProgress: (done: number, expected: number) => void,
): Promise<ReadFile | undefined> {
  const stream = await core.attachments.read({ id }, { signal });
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let picture: string | null = null;
  for (let next = await stream.next(); next.done !== true; next = await stream.next()) {
    if (signal.aborted) return undefined;
    const event: AttachmentEvent = next.value;
    if (event.type === 'progress') onProgress(event.done, event.expected);
    if (event.type === 'begins') picture = event.picture;
    if (event.type === 'piece') pieces.push(base64ToBytes(event.bytes));
  }
  const type = picture !== null && isPictureType(picture) ? picture : 'application/octet-stream';
  return { blob: new Blob(pieces, { type }), isPicture: type !== 'application/octet-stream' };
}

/** Into the folder of downloads, under its own name; what it is for is left to whoever opens it. */
export function saveCopy(name: string, { blob }: ReadFile): void {
  const address = URL.createObjectURL(new Blob([blob], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function bytesToBase64(bytes: Uint8Array): string {
  let text = '';
  // A call takes so many arguments and no more.
  for (let start = 0; start < bytes.length; start += 8_192)
    text += String.fromCharCode(...bytes.subarray(start, start + 8_192));
  return btoa(text);
}
