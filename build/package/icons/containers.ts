/** The two containers of icons: each is a short table of contents with the PNG files behind it. */

export interface IconImage {
  /** Width and height. */
  readonly pixels: number;
  readonly png: Uint8Array;
}

/** Windows: https://learn.microsoft.com/windows/win32/menurc/newheader, with PNG inside, as every Windows since Vista reads it. */
export function imagesToIco(images: readonly IconImage[]): Buffer {
  const header = Buffer.alloc(6);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = 6 + 16 * images.length;
  const entries = images.map(({ pixels, png }) => {
    const entry = Buffer.alloc(16);
    // A byte, in which 0 means 256.
    entry.writeUInt8(pixels % 256, 0);
    entry.writeUInt8(pixels % 256, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(png.byteLength, 8);
    entry.writeUInt32LE(offset, 12);
    offset += png.byteLength;
    return entry;
  });
  return Buffer.concat([header, ...entries, ...images.map(({ png }) => png)]);
}

/** macOS: a name of four letters for each size; those of double density have names of their own. */
const ICNS_NAMES: readonly { readonly name: string; readonly pixels: number }[] = [
  { name: 'ic11', pixels: 32 },
  { name: 'ic12', pixels: 64 },
  { name: 'ic07', pixels: 128 },
  { name: 'ic13', pixels: 256 },
  { name: 'ic08', pixels: 256 },
  { name: 'ic14', pixels: 512 },
  { name: 'ic09', pixels: 512 },
  { name: 'ic10', pixels: 1024 },
];

export const ICNS_PIXELS: readonly number[] = [...new Set(ICNS_NAMES.map(({ pixels }) => pixels))];

/** @throws Error when a size that macOS asks for is not among the images. */
export function imagesToIcns(images: readonly IconImage[]): Buffer {
  const parts = ICNS_NAMES.map(({ name, pixels }) => {
    const image = images.find((candidate) => candidate.pixels === pixels);
    if (!image) throw new Error(`an icon for macOS needs an image of ${pixels} pixels`);
    const header = Buffer.alloc(8);
    header.write(name, 0, 'latin1');
    header.writeUInt32BE(8 + image.png.byteLength, 4);
    return Buffer.concat([header, image.png]);
  });
  const header = Buffer.alloc(8);
  header.write('icns', 0, 'latin1');
  header.writeUInt32BE(8 + parts.reduce((bytes, part) => bytes + part.byteLength, 0), 4);
  return Buffer.concat([header, ...parts]);
}

/** Width and height that a PNG claims, null when it is none. */
export function pngSize(file: Uint8Array): { width: number; height: number } | null {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.byteLength < 24 || bytes.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') return null;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}
