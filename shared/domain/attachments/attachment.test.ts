import { describe, expect, it } from 'vitest';
import { ROLES } from '../organisation/organisation.ts';
import { mayRead } from '../permissions.ts';
import { FIELDS_BY_HAND } from '../testing/rightsByHand.ts';
import { ATTACHABLE, attachedTo, ATTACHMENT_CHUNK_BYTES, attachmentsCollection } from './attachment.ts';
import { attachmentViolations, fileNameOf, pictureTypeOf } from './attachmentRules.ts';
import { chunkAt, chunksOf, offsetOf, requireChunk } from './chunks.ts';
import { endingOf, isRunnable } from './runnable.ts';

describe('an attachment', () => {
  it('ATT-2: hangs on what every role reads that reads attachments at all', () => {
    for (const role of ROLES.filter((one) => mayRead(one, 'attachments')))
      for (const collection of ATTACHABLE)
        expect({ role, collection, reads: mayRead(role, collection) }).toMatchObject({ reads: true });
  });

  it('ATT-2: hangs on nothing that tells only some roles what it costs or is worth', () => {
    const told = FIELDS_BY_HAND.filter(({ collection, seenBy }) =>
      ROLES.some((role) => mayRead(role, 'attachments') && mayRead(role, collection) && !seenBy.includes(role)),
    ).map(({ collection, field }) => `${collection}/${field}`);
    // Whoever visits a customer photographs the shop, not what it owes: what else hangs there is for whoever hangs it to weigh.
    expect(told.filter((name) => ATTACHABLE.some((owner) => name.startsWith(`${owner}/`)))).toEqual([
      'customers/creditLimit',
      'customers/chequeLimit',
      'customers/creditSlices',
      'customers/nationalId',
      'customers/mergeTaken',
      'customers/toldApart',
    ]);
    expect(told).toContain('contracts/price');
  });

  it('ATT-2: lies where its owner lies, and in nobody’s scope without one', () => {
    const rule = attachmentsCollection.kinds['photo']?.scope;
    const body = { attachedCollection: 'assets', attachedId: 'a' };
    expect([rule?.parent?.(body), attachedTo(body)]).toEqual([
      { collection: 'assets', id: 'a' },
      { collection: 'assets', id: 'a' },
    ]);
    expect(rule?.home(body, 'territory/north', '')).toBe('territory/north');
    expect(rule?.home(body, null, '')).toBe('person/');
    expect(attachedTo({ attachedCollection: 'salesDocuments', attachedId: 'a' })).toBeNull();
  });
});

describe('the name of a file', () => {
  it.each([
    ['عکس مغازه.jpg', 'عکس مغازه.jpg'],
    ['می‌خواهم.pdf', 'می‌خواهم.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ali\\scan.pdf', 'scan.pdf'],
    ['a:b*c?.txt', 'a b c .txt'],
    ['rechnung\u202efdp.exe', 'rechnung fdp.exe'],
    ['  ..hidden. ', 'hidden'],
    ['two\nlines.txt', 'two lines.txt'],
    ['CON.txt', 'file'],
    ['', 'file'],
    ['///', 'file'],
  ])('%j becomes %j', (given, name) => {
    expect(fileNameOf(given, 'file')).toBe(name);
    expect(fileNameOf(name, 'file')).toBe(name);
  });

  it('is cut short before its ending, between letters and never within one', () => {
    const name = fileNameOf(`${'🙂'.repeat(200)}.jpeg`, 'file');
    expect(name).toMatch(/^🙂+\.jpeg$/u);
    expect(Array.from(name).length).toBeLessThanOrEqual(120);
    expect(fileNameOf(name, 'file')).toBe(name);
  });

  it('ATT-4: of a program or a page of the web is refused, however it is written', () => {
    for (const name of ['a.exe', 'a.EXE', 'a.pdf.js', 'a.html', 'a.svg', 'a.lnk', 'a.exe ', 'a.exe.', 'a. exe'])
      expect({ name, refused: isRunnable(name) }).toEqual({ name, refused: true });
    // By hand, of each system; not read from the list.
    for (const ending of (
      'exe com bat cmd msi msp scr pif ps1 vbs vbe js jse wsf wsh hta cpl jar reg lnk url scf inf application gadget msc dll sys chm settingcontent-ms appref-ms ' +
      'app command pkg dmg terminal webloc workflow sh desktop AppImage run deb rpm py apk docm xlsm pptm dotm xltm potm ppam xlam xll mde iso img vhd vhdx cab html svg mht'
    ).split(' '))
      expect({ ending, refused: isRunnable(`گزارش.${ending}`) }).toEqual({ ending, refused: true });
    for (const ending of 'pdf jpg jpeg png webp gif heic mp4 mov m4a mp3 docx xlsx pptx odt ods csv txt rtf zip rar 7z dwg dxf step stl eml msg xml json p7m'.split(
      ' ',
    ))
      expect({ ending, refused: isRunnable(`گزارش.${ending}`) }).toEqual({ ending, refused: false });
    for (const name of ['a.pdf', 'exe', 'a.exe.pdf', 'صورتحساب.xlsx', ''])
      expect({ name, refused: isRunnable(name) }).toEqual({ name, refused: false });
    expect(endingOf('a.b.PDF')).toBe('pdf');
    expect(attachmentViolations('file', { name: 'a/b.pdf' })).toEqual([
      { path: 'name', reason: 'attachment.nameUnfit' },
    ]);
    expect(attachmentViolations('photo', { name: 'a.jpg', mediaType: 'image/svg+xml' })).toEqual([
      { path: 'mediaType', reason: 'attachment.noPicture' },
    ]);
  });
});

describe('what begins as a picture', () => {
  it('ATT-4: is told by its first bytes, and by nothing else', () => {
    const of = (...bytes: (number | string)[]): string | null =>
      pictureTypeOf(
        Uint8Array.from(
          bytes.flatMap((part) => (typeof part === 'number' ? [part] : [...Buffer.from(part, 'latin1')])),
        ),
      );
    expect([
      of(0xff, 0xd8, 0xff, 0xe1),
      of(0x89, 'PNG\r\n\u001a\n'),
      of('GIF89a'),
      of('GIF87a'),
      of('RIFF', 0, 0, 0, 0, 'WEBP'),
    ]).toEqual(['image/jpeg', 'image/png', 'image/gif', 'image/gif', 'image/webp']);
    for (const other of [
      of('<svg onload=alert(1)>'),
      of('%PDF-1.7'),
      of(''),
      of('GIF90a'),
      of('RIFF', 0, 0, 0, 0, 'WAVE'),
      of(0xff, 0xd8),
      of('<!DOCTYPE html>'),
    ])
      expect(other).toBeNull();
  });
});

describe('chunks', () => {
  it('cover a file without a gap, and nothing beyond it is one', () => {
    for (const size of [1, ATTACHMENT_CHUNK_BYTES, ATTACHMENT_CHUNK_BYTES + 1, 3 * ATTACHMENT_CHUNK_BYTES - 1]) {
      let covered = 0;
      for (let n = 0; n < chunksOf(size); n += 1) {
        const length = Math.min(ATTACHMENT_CHUNK_BYTES, size - offsetOf(n));
        requireChunk(size, offsetOf(n), length);
        expect(chunkAt(offsetOf(n))).toBe(n);
        covered += length;
      }
      expect(covered).toBe(size);
      expect(() => requireChunk(size, offsetOf(chunksOf(size)), 0)).toThrow('invalid_input');
      expect(() => requireChunk(size, 1, 1)).toThrow('invalid_input');
    }
  });
});
