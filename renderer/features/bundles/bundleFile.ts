/** Bundles as files of this machine: read as base64, kept as pieces, handed to the person to save. */

export interface PickedFile {
  readonly name: string;
  /** Base64. */
  readonly bytes: string;
}

export interface WrittenFile {
  readonly name: string;
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

const NAME_MAXIMUM = 255;

/**
 * Through the host's own way of saving: a dialog in the program, the downloads in a browser. The program takes it only soon after a click; what
 * took longer to write is saved by the button beside the report.
 */
export function saveFile({ name, pieces }: WrittenFile): void {
  const blob = new Blob(pieces.map(base64ToBytes), { type: 'application/vnd.peyvand.bundle' });
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
