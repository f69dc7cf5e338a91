/** Bundles as files of this machine: read as base64, kept as pieces, handed to the person to save. */
import { BUNDLE_TYPE } from '../../../shared/sync/bundle.ts';

export interface PickedFile {
  readonly name: string;
  /** Base64. */
  readonly bytes: string;
}

export interface WrittenFile {
  readonly name: string;
  /** A bundle's, unless it says otherwise. */
  readonly type?: string;
  /** Base64, each to be read by itself. */
  readonly pieces: readonly string[];
}

export function readPickedFile(file: File): Promise<PickedFile> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const address = typeof reader.result === 'string' ? reader.result : '';
      resolve({ name: file.name.slice(0, NAME_MAXIMUM), bytes: address.slice(address.indexOf(',') + 1) });
    });
    reader.addEventListener('error', () => reject(reader.error ?? new Error('unreadable')));
    reader.readAsDataURL(file);
  });
}

/** A file that the person opened from the desktop, from the shell that remembers it. @throws when it is not there (any more). */
export async function fetchOfferedFile({ id, name }: { readonly id: string; readonly name: string }): Promise<File> {
  const response = await fetch(`offered/${encodeURIComponent(id)}`, { cache: 'no-store' });
  // A host without such files answers with the page itself.
  if (!response.ok || response.headers.get('content-type') !== BUNDLE_TYPE) throw new Error('not offered');
  return new File([await response.blob()], name);
}

const NAME_MAXIMUM = 255;

/**
 * Through the host's own way of saving: a dialog in the program, the downloads in a browser. The program takes it only soon after a click; what
 * took longer to write is saved by the button beside the report.
 */
export function saveFile({ name, pieces, type = BUNDLE_TYPE }: WrittenFile): void {
  const blob = new Blob(pieces.map(base64ToBytes), { type });
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export function base64ToBytes(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
