import { describe, expect, it } from 'vitest';
import { withoutMetadata } from './withoutMetadata.ts';

/** Stands in everything that must not leave, and in nothing that is drawn. */
const POSITION = 'GPS 35.70N 51.42E';

const bytesOf = (...parts: (number | string | readonly number[] | Uint8Array)[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === 'number') return [part];
      return typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : [...part];
    }),
  );
const says = (bytes: Uint8Array, text: string): boolean => Buffer.from(bytes).includes(Buffer.from(text, 'latin1'));
const big = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

interface Sample {
  readonly type: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly whole: Uint8Array<ArrayBuffer>;
  readonly expected: Uint8Array;
}

function jpeg(): Sample {
  const segment = (marker: number, content: string | Uint8Array): Uint8Array => {
    const inside = bytesOf(content);
    return bytesOf(0xff, marker, [(inside.length + 2) >> 8, (inside.length + 2) & 255], inside);
  };
  const head = bytesOf(0xff, 0xd8);
  const jfif = segment(0xe0, 'JFIF\0 and so on');
  const profile = segment(0xe2, 'ICC_PROFILE\0 colours');
  const adobe = segment(0xee, 'Adobe');
  const tables = segment(0xdb, 'tables');
  const frame = segment(0xc2, 'frame');
  // Ends and other marks that are points of the picture, or fill bytes before a mark.
  const scan = bytesOf(segment(0xda, 'scan'), [1, 2, 0xff, 0, 0xd9, 0xff, 0xd0, 3, 0xff, 0xd7, 4]);
  const more = bytesOf(segment(0xc4, bytesOf('table', 0xff, 0xd9)), segment(0xda, 'again'), [5, 0xff, 0, 6]);
  const end = bytesOf(0xff, 0xd9);
  return {
    type: 'image/jpeg',
    whole: bytesOf(
      head,
      jfif,
      segment(0xe1, `Exif\0\0${POSITION}`),
      segment(0xe1, `http://ns.adobe.com/xap/1.0/\0${POSITION}`),
      profile,
      segment(0xe2, `MPF\0${POSITION}`),
      segment(0xed, `Photoshop 3.0\0${POSITION}`),
      segment(0xfe, POSITION),
      0xff,
      adobe,
      tables,
      frame,
      scan,
      more,
      end,
      // The second picture of a telephone, with words of its own.
      head,
      segment(0xe1, `Exif\0\0${POSITION}`),
      end,
    ),
    expected: bytesOf(head, jfif, profile, adobe, tables, frame, scan, more, end),
  };
}

function png(): Sample {
  const chunk = (name: string, content: string): Uint8Array => bytesOf(big(content.length), name, content, 'CRC!');
  const signature = bytesOf(0x89, 'PNG\r\n\u001a\n');
  const kept = [chunk('IHDR', 'size'), chunk('iCCP', 'colours'), chunk('PLTE', 'palette'), chunk('tRNS', 'clear')];
  const data = [chunk('IDAT', 'points'), chunk('IDAT', 'and more'), chunk('IEND', '')];
  return {
    type: 'image/png',
    whole: bytesOf(
      signature,
      ...kept,
      chunk('eXIf', POSITION),
      chunk('tEXt', `Comment\0${POSITION}`),
      chunk('iTXt', `XML:com.adobe.xmp\0${POSITION}`),
      chunk('tIME', 'now'),
      ...data,
      POSITION,
    ),
    expected: bytesOf(signature, ...kept, ...data),
  };
}

function webp(): Sample {
  const little = (value: number): number[] => big(value).toReversed();
  const chunk = (name: string, content: string | Uint8Array): Uint8Array => {
    const inside = bytesOf(content);
    return bytesOf(name, little(inside.length), inside, inside.length % 2 === 1 ? [0] : []);
  };
  const container = (...chunks: Uint8Array[]): Uint8Array<ArrayBuffer> => {
    const inside = bytesOf('WEBP', ...chunks);
    return bytesOf('RIFF', little(inside.length), inside);
  };
  const flags = (said: number): Uint8Array => chunk('VP8X', bytesOf(said, [0, 0, 0, 1, 0, 0, 1, 0, 0]));
  const picture = [chunk('ICCP', 'odd'), chunk('ALPH', 'even'), chunk('VP8 ', 'points')];
  return {
    type: 'image/webp',
    whole: container(flags(0b111100), ...picture, chunk('EXIF', POSITION), chunk('XMP ', `<x>${POSITION}</x>`)),
    expected: container(flags(0b110000), ...picture),
  };
}

describe('a picture without what was written beside it', () => {
  it.each([jpeg(), png(), webp()])(
    'ATT-8: $type: keeps what is drawn, and nothing else',
    ({ type, whole, expected }) => {
      expect(says(whole, POSITION)).toBe(true);
      expect(Buffer.from(withoutMetadata(type, whole)).equals(expected)).toBe(true);
      expect(Buffer.from(withoutMetadata(type, Uint8Array.from(expected))).equals(expected)).toBe(true);
    },
  );

  it.each([jpeg(), png(), webp()])(
    'ATT-8: $type: of one that is cut off anywhere says no position',
    ({ type, whole }) => {
      for (let length = 0; length < whole.length; length += 1)
        expect({ length, said: says(withoutMetadata(type, whole.slice(0, length)), POSITION) }).toEqual({
          length,
          said: false,
        });
    },
  );
});
