import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../commands.ts';
import { imagesToIcns, imagesToIco, pngSize } from './containers.ts';
import { fingerprintOfDrawings, MARK, RESOURCES } from './draw.ts';
import { ICO_PIXELS, iconFiles, TRAY_STATES, trayIcon } from './drawings.ts';

const mark = await readFile(MARK, 'utf8');

describe('the icons that are committed', () => {
  it('were drawn from the mark and the drawings as they are now', async () => {
    const drawn = JSON.parse(await readFile(join(RESOURCES, 'icons', 'drawn.json'), 'utf8')) as unknown;
    expect(drawn, 'run: node build/package/icons/draw.ts').toEqual({ from: fingerprintOfDrawings(mark) });
  });

  it('show the mark that the window shows', async () => {
    expect(await readFile(join(ROOT, 'renderer', 'app', 'icon.svg'), 'utf8')).toBe(mark);
  });

  it('are pictures of the size that their place asks for', async () => {
    const files = iconFiles(mark);
    expect(files.length).toBeGreaterThan(50);
    for (const { path, pixels } of files)
      expect(pngSize(await readFile(join(RESOURCES, path))), path).toEqual({ width: pixels, height: pixels });
  });

  it('include a container for Windows with every size', async () => {
    const ico = await readFile(join(RESOURCES, 'icons', 'icon.ico'));
    expect(ico.subarray(0, 4).toString('hex')).toBe('00000100');
    expect(ico.readUInt16LE(4)).toBe(ICO_PIXELS.length);
    const sizes = ICO_PIXELS.map((_, index) => {
      const entry = 6 + 16 * index;
      const offset = ico.readUInt32LE(entry + 12);
      const size = pngSize(ico.subarray(offset, offset + ico.readUInt32LE(entry + 8)));
      expect(ico.readUInt8(entry)).toBe((size?.width ?? 0) % 256);
      return size?.width;
    });
    expect(sizes).toEqual([...ICO_PIXELS]);
  });

  it('include a container for macOS with every size', async () => {
    const icns = await readFile(join(RESOURCES, 'icons', 'icon.icns'));
    expect(icns.toString('latin1', 0, 4)).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.byteLength);
    const widthsByName: Record<string, number | undefined> = {};
    for (let offset = 8; offset < icns.byteLength; offset += icns.readUInt32BE(offset + 4)) {
      const part = icns.subarray(offset + 8, offset + icns.readUInt32BE(offset + 4));
      widthsByName[icns.toString('latin1', offset, offset + 4)] = pngSize(part)?.width;
    }
    expect(widthsByName).toEqual({
      ic07: 128,
      ic08: 256,
      ic09: 512,
      ic10: 1024,
      ic11: 32,
      ic12: 64,
      ic13: 256,
      ic14: 512,
    });
  });
});

describe('the tray', () => {
  it('shows each state in a shape of its own, not by colour alone', () => {
    const shapes = TRAY_STATES.map((state) => trayIcon(state, 'template'));
    expect(new Set(shapes).size).toBe(TRAY_STATES.length);
  });

  it('gives macOS nothing but black: it colours templates itself', () => {
    for (const state of TRAY_STATES) {
      const inks = trayIcon(state, 'template')
        .replace(/<mask.*<\/mask>/, '')
        .match(/#[0-9a-f]{3,6}\b/g);
      expect(new Set(inks)).toEqual(new Set(['#000']));
    }
  });
});

describe('containers', () => {
  it('refuse to be made without a size that macOS asks for', () => {
    expect(() => imagesToIcns([{ pixels: 32, png: new Uint8Array(1) }])).toThrow('64 pixels');
  });

  it('point at each picture', () => {
    const ico = imagesToIco([
      { pixels: 16, png: new Uint8Array([1, 2]) },
      { pixels: 256, png: new Uint8Array([3]) },
    ]);
    expect([...ico.subarray(38)]).toEqual([1, 2, 3]);
    expect([ico.readUInt32LE(6 + 12), ico.readUInt32LE(22 + 12)]).toEqual([38, 40]);
    expect(ico.readUInt8(22)).toBe(0);
  });
});
