/** The power goes at the commit of a migration: before it, in the middle of what it writes, or behind it. */
import { rmSync } from 'node:fs';
import { openConnection } from '../../main/core/store/connection.ts';
import { migrate } from '../../main/core/store/migrations/index.ts';
import { storePaths } from '../../main/core/store/open.ts';
import type { Choice } from '../choice.ts';
import type { Disk } from '../disk.ts';

/** What is on the disk then goes to `onKill` of the disk; the store itself is used up. */
export function migrateWithoutPower(
  directory: string,
  { key, choice, disk }: { readonly key: Uint8Array; readonly choice: Choice; readonly disk: Disk },
): void {
  const connection = openConnection(storePaths(directory).database, { key, rights: 'write', cacheMegabytes: 2 });
  try {
    // With little memory some of it is written before its end.
    connection.pragma(`cache_size = ${choice.pick([10, 1_000])}`);
    disk.plan = { at: 'commit', left: 1 };
    disk.watch(connection);
    migrate(connection);
  } finally {
    connection.close();
    rmSync(directory, { recursive: true });
  }
}
