/**
 * What a disk does to a store: the power goes at a commit, before it, in the middle of what it writes, or behind it; the log is being folded
 * into the file when it goes; the disk is full. The writer of the store that is open is watched, the files are real.
 */
import { appendFileSync, copyFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFileOf } from '../main/core/store/rxStorage/sharedFile.ts';
import type { Connection } from '../main/core/store/connection.ts';
import type { RecordStore } from '../main/core/store/index.ts';
import { DELIVERED_FILE, SEALED_FILE } from './carrier.ts';
import type { Choice } from './choice.ts';

/** `null`: nothing of the kind is planned. */
export type KillPlan = { readonly at: 'commit' | 'fold'; left: number } | null;

export interface DiskOptions {
  readonly choice: Choice;
  readonly store: () => RecordStore;
  readonly directory: () => string;
  readonly parentDirectory: string;
  /** The power went; `copy` is what is on the disk. */
  readonly onKill: (copy: string, how: string) => void;
}

export interface Disk {
  plan: KillPlan;
  /** To be called for every store that is opened; with a connection of its own while a store is not open yet. */
  watch(connection?: Connection): void;
  /** Folds the log, as the store asks for it. */
  fold(run: () => void): void;
  /** From now on nothing more fits than so many pages. */
  fill(pages: number): void;
  empty(): void;
}

const BESIDE = ['store.marker.json', SEALED_FILE, DELIVERED_FILE];
const DATABASE = 'store.db';
const LOG = 'store.db-wal';
/** What a disk writes as a whole. */
const SECTOR_BYTES = 4_096;
const NO_LIMIT = 1_073_741_823;

export function createDisk({ choice, store, directory, parentDirectory, onKill }: DiskOptions): Disk {
  const read = (name: string): Buffer => {
    const path = join(directory(), name);
    return existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  };
  const leave = (files: Readonly<Record<string, Buffer>>, how: string): void => {
    disk.plan = null;
    const copy = mkdtempSync(join(parentDirectory, 'peyvand-device-'));
    for (const name of BESIDE)
      if (existsSync(join(directory(), name))) copyFileSync(join(directory(), name), join(copy, name));
    if (how === 'torn') tearSealed(join(copy, SEALED_FILE), choice);
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(copy, name), bytes);
    onKill(copy, how);
  };

  /** One of the moments of a commit, or of a fold, which write one file each. */
  function killDuring(run: () => void, written: string, kept: string): void {
    const rest = read(kept);
    const before = read(written);
    const moment = choice.weighted(MOMENTS).moment;
    if (moment === 'before') leave({ [kept]: rest, [written]: before }, 'before');
    run();
    if (moment === 'before') return;
    const after = read(written);
    if (moment === 'behind') return leave({ [kept]: read(kept), [written]: after }, 'behind');
    const torn = moment === 'torn' ? tear(before, after, choice) : shuffle(before, after, choice);
    leave({ [kept]: rest, [written]: torn }, moment);
  }

  const isDue = (at: 'commit' | 'fold'): boolean => {
    if (disk.plan?.at !== at) return false;
    disk.plan.left -= 1;
    return disk.plan.left <= 0;
  };

  const writer = () => sharedFileOf(store()).writer.connection;
  const disk: Disk = {
    plan: null,
    watch(connection = writer()) {
      const exec = connection.exec.bind(connection);
      connection.exec = (sql) => {
        if (sql === 'COMMIT' && isDue('commit')) killDuring(() => exec(sql), LOG, DATABASE);
        else exec(sql);
      };
    },
    fold(run) {
      if (isDue('fold')) killDuring(run, DATABASE, LOG);
      else run();
    },
    fill: (pages) => void writer().pragma(`max_page_count = ${Number(writer().pragma('page_count')) + pages}`),
    empty: () => void writer().pragma(`max_page_count = ${NO_LIMIT}`),
  };
  return disk;
}

const MOMENTS = [
  { weight: 1, moment: 'before' },
  { weight: 4, moment: 'torn' },
  { weight: 3, moment: 'shuffled' },
  { weight: 2, moment: 'behind' },
] as const;

/** Half a frame stands at the end of the sealed copy: the next one was being written. */
function tearSealed(path: string, choice: Choice): void {
  if (!existsSync(path)) return;
  const frame = readFileSync(path).subarray(SEALED_HEADER_BYTES);
  if (frame.length > 0) appendFileSync(path, frame.subarray(0, choice.integer(Math.min(200, frame.length))));
}

const SEALED_HEADER_BYTES = 50;

/** Written up to some byte. */
function tear(before: Buffer, after: Buffer, choice: Choice): Buffer {
  const { first, last } = changedBytes(before, after);
  const end = first + choice.integer(Math.max(1, last - first + 1));
  return Buffer.concat([after.subarray(0, end), before.subarray(end)]);
}

/** Some sectors of what was written are on the disk, in any order; of those that are not, there is what was there before. */
function shuffle(before: Buffer, after: Buffer, choice: Choice): Buffer {
  const { first, last } = changedBytes(before, after);
  const result = Buffer.alloc(after.length);
  before.copy(result);
  after.copy(result, 0, 0, first);
  for (let start = first - (first % SECTOR_BYTES); start <= last; start += SECTOR_BYTES)
    if (choice.chance(0.6)) after.copy(result, start, start, start + SECTOR_BYTES);
  return result;
}

function changedBytes(before: Buffer, after: Buffer): { first: number; last: number } {
  const most = Math.max(before.length, after.length);
  let first = 0;
  while (first < most && before[first] === after[first]) first += 1;
  let last = most - 1;
  while (last > first && before[last] === after[last]) last -= 1;
  return { first: Math.min(first, after.length), last };
}
