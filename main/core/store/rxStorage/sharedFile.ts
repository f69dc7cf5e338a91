/**
 * Open files that storage instances share: one per folder in this process, by its real path. The record store enters its own here, so that
 * instances on the same folder use its writer and its readers; otherwise the first instance opens the file and the last one closes it.
 */
import type { Connection } from '../connection.ts';
import type { ApplyParts } from '../applyCheckpoint.ts';
import type { RecordStore } from '../types.ts';
import type { Writer } from '../writer.ts';

/** What record instances stand on. */
export interface RecordFloor {
  /** Its commit road, its reads, its change stream. */
  readonly store: RecordStore;
  readonly parts: ApplyParts;
}

export interface SharedFile {
  readonly directory: string;
  /** Every transaction goes through it, with its rules of who goes first. */
  readonly writer: Writer;
  /** Sees the last commit; may not write. */
  readonly reader: Connection;
  /** The person's record store on this file; null in a file that holds documents only. */
  readonly records: RecordFloor | null;
}
