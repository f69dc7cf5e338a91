import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { groupFrame, headerOfFile } from '../courier/sealedFile.ts';
import { createProfiles, type ProfilePaths, type Profiles } from '../session/profiles.ts';
import { beginErasure, completeErasure, hasSealedWork, noteProof, noteReported, readErasure } from './erasure.ts';

const PROFILE = '01890000-0000-7000-8000-000000000001';
const NOTE = {
  why: 'ordered',
  at: '2026-11-22T08:00:00.000Z',
  name: 'علی رضایی',
  login: 'ali',
  serverUrl: 'https://crm.example',
  device: '01890000-0000-7000-8000-0000000000de',
  proof: 'proof',
} as const;

/** One group that nobody delivered. */
const SEALED = Buffer.concat([headerOfFile('ab'.repeat(32)), groupFrame(Buffer.alloc(500, 7))]);

function fill({ folder, store }: ProfilePaths): void {
  mkdirSync(join(store, 'deeper'), { recursive: true });
  const files = ['keyring.json', 'keyring.before.json', 'attempts.json', 'lease.json', 'backups.json'];
  for (const name of files) writeFileSync(join(folder, name), `${name} of ali`);
  for (const name of ['store.db', 'store.db-wal', 'deeper/store.key']) writeFileSync(join(store, name), name);
  mkdirSync(join(folder, 'backups'));
  writeFileSync(join(folder, 'backups', '2026-11-22.peyvand-backup'), 'a keyring and a store');
  writeFileSync(join(folder, 'unsent.sealed'), SEALED);
  writeFileSync(join(folder, 'unsent.sealed.123.aside'), 'put aside');
}

describe('the erasure of a copy', () => {
  let directory: string;
  let profiles: Profiles;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'peyvand-erasure-'));
    profiles = createProfiles(directory);
    fill(profiles.paths(PROFILE));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const left = (): string[] => readdirSync(profiles.paths(PROFILE).folder).toSorted();
  const KEPT = ['erased.json', 'unsent.sealed', 'unsent.sealed.123.aside'];

  it('SEC-49: destroys every keyring first, also those inside of backups, then all but the sealed work and a note of what became of it', () => {
    const paths = profiles.paths(PROFILE);
    beginErasure(paths, NOTE);
    expect(left().filter((name) => name.includes('keyring') || name === 'backups')).toEqual([]);
    expect(existsSync(paths.store)).toBe(true);
    completeErasure(paths);
    expect(left()).toEqual(KEPT);
    expect(readFileSync(paths.sealed).equals(SEALED)).toBe(true);
    expect(readErasure(paths)).toMatchObject({ state: 'done', reported: false, ...NOTE });
    noteReported(paths);
    completeErasure(paths);
    expect(readErasure(paths)).toMatchObject({ state: 'done', reported: true });
    expect(profiles.list()).toEqual([
      { profileId: PROFILE, name: NOTE.name, login: 'ali', erased: { at: NOTE.at, why: 'ordered', sealedWork: true } },
    ]);
    expect(profiles.knownServerUrl()).toBe(NOTE.serverUrl);
  });

  it.skipIf(process.platform === 'win32')(
    'SEC-49: a disk that takes no note keeps no key: the note follows when there is room, and what was ordered is known until then',
    () => {
      const paths = profiles.paths(PROFILE);
      rmSync(paths.folder, { recursive: true });
      for (const isFull of [true, false]) {
        fill(paths);
        const program = `
        import { beginErasure, completeErasure } from ${JSON.stringify(new URL('erasure.ts', import.meta.url).href)};
        const [paths, note] = ${JSON.stringify([paths, NOTE])};
        const said = [beginErasure(paths, note)];
        try { completeErasure(paths, note); said.push('completed'); } catch { said.push('postponed'); }
        process.stdout.write(String(said));`;
        // A file of no length at the most: what is written is refused, what is removed is not.
        const command = `trap '' XFSZ; ${isFull ? 'ulimit -f 0;' : ''} exec "$0" --input-type=module -e "$1"`;
        const { stdout, stderr } = spawnSync('sh', ['-c', command, process.execPath, program], { encoding: 'utf8' });
        expect({ stdout, stderr }).toMatchObject({ stdout: isFull ? 'false,postponed' : 'true,completed' });
        expect(left()).toEqual(isFull ? ['lease.json', ...KEPT.slice(1)] : KEPT);
      }
      expect(readErasure(paths)).toMatchObject({ state: 'done', ...NOTE });
    },
  );

  it('SEC-46: the proof that was signed behind the keys stands in the note', () => {
    const paths = profiles.paths(PROFILE);
    noteProof(paths, 'none was begun');
    expect(readErasure(paths)).toBeNull();
    beginErasure(paths, { ...NOTE, proof: null });
    noteProof(paths, 'signed');
    completeErasure(paths);
    noteProof(paths, 'too late');
    expect(readErasure(paths)).toMatchObject({ state: 'done', proof: 'signed' });
  });

  it('SEC-53: killed anywhere in the middle, it is completed at the next start, and nothing else is touched', () => {
    const paths = profiles.paths(PROFILE);
    beginErasure(paths, NOTE);
    const begun = join(directory, 'begun');
    cpSync(paths.folder, begun, { recursive: true });
    const inFolder = readdirSync(begun, { recursive: true }).map(String);
    const removable = inFolder.filter((name) => !KEPT.includes(name));
    expect(removable.length).toBeGreaterThan(4);
    // Whatever had been removed by then, in either order; and the keyring there still, as right behind the note.
    for (const order of [removable, removable.toReversed()]) {
      for (let removed = 0; removed <= order.length; removed += 1) {
        rmSync(paths.folder, { recursive: true });
        cpSync(begun, paths.folder, { recursive: true });
        for (const name of order.slice(0, removed)) rmSync(join(paths.folder, name), { recursive: true, force: true });
        if (removed === 0) writeFileSync(paths.keyring, 'a keyring that is still there');
        expect(createProfiles(directory).list()[0]?.erased).toMatchObject({ why: 'ordered' });
        completeErasure(paths);
        expect(left()).toEqual(KEPT);
        expect(readErasure(paths)?.state).toBe('done');
      }
    }
  });

  it('SEC-53: a note that is torn erases nothing', () => {
    const paths = profiles.paths(PROFILE);
    const before = left();
    for (const text of ['', '{', '{"state":"begun"}', 'null']) {
      writeFileSync(paths.erased, text);
      expect(() => completeErasure(paths)).toThrow('store_damaged');
    }
    rmSync(paths.erased);
    completeErasure(paths);
    expect(left()).toEqual(before);
    expect(hasSealedWork(paths)).toBe(true);
  });
});
