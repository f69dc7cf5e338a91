/** What a person was told is saved, written down beside the store: what the checks believe, while they doubt the store's own word. */
import { join } from 'node:path';
import { tagOfGroup } from '../shared/sync/sealedGroup.ts';
import type { RecordStore } from '../main/core/store/index.ts';
import type { JournalEntry } from './actorTypes.ts';
import { SEALED_FILE } from './carrier.ts';
import { readOutbox } from './checks/deviceState.ts';
import { missingInSealed } from './seen.ts';

export interface Journal {
  /** By hash: what was saved on the disk that is in use. */
  readonly entries: ReadonlyMap<string, JournalEntry>;
  /** By hash: what was ever saved, on any disk. */
  readonly everSaved: ReadonlyMap<string, JournalEntry>;
  note(entry: JournalEntry, signature: string): void;
  /** Saved on the disk, but the power went before the person was told: real work all the same. */
  adoptUnjournalled(store: RecordStore): void;
  checkNothingLost(store: RecordStore, after: string): void;
  /** Who was told that something is saved has it in the sealed copy too. */
  checkSealed(directory: string, after: string): void;
  /** For a disk that is set aside. */
  copy(): DiskJournal;
  /** Goes on as it was on another disk. */
  goOnFrom(entries: DiskJournal): void;
}

export type DiskJournal = Map<string, JournalEntry>;

export function createJournal(report: (rule: string, message: string) => void): Journal {
  let entries: DiskJournal = new Map();
  const everSaved = new Map<string, JournalEntry>();
  const tagsByHash = new Map<string, string>();

  const journal: Journal = {
    get entries() {
      return entries;
    },
    everSaved,
    note(entry, signature) {
      tagsByHash.set(entry.hash, tagOfGroup({ signature }));
      entries.set(entry.hash, entry);
      everSaved.set(entry.hash, entry);
    },
    adoptUnjournalled(store) {
      for (const { hash, group, signature } of readOutbox(store))
        if (!entries.has(hash)) journal.note({ hash, group, number: null }, signature);
    },
    checkNothingLost(store, after) {
      const kept = new Set(readOutbox(store).map(({ hash }) => hash));
      for (const { hash, group } of entries.values())
        if (!kept.has(hash)) report('SYNC-181', `group ${group.n} was lost by ${after}`);
    },
    checkSealed(directory, after) {
      for (const { group } of missingInSealed(join(directory, SEALED_FILE), [...entries.values()], tagsByHash))
        report('SYNC-13', `group ${group.n} is not in the sealed copy after ${after}`);
    },
    copy: () => new Map(entries),
    goOnFrom(others) {
      entries = others;
    },
  };
  return journal;
}
