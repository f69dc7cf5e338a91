/** `backup DIR` and `restore DIR` as an operator sees them: what is done, in words, a line at a time. */
import type { Clock } from '../../shared/base/clock.ts';
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import type { Manifest } from './manifest.ts';
import { restoreBackup } from './restoreBackup.ts';
import { verifyBackup } from './verifyBackup.ts';
import { writeBackup } from './writeBackup.ts';

export interface CommandOptions {
  readonly databaseUrl: string;
  readonly clock: Clock;
  readonly say: (line: string) => void;
}

/** @throws Error with what went wrong; what was written then is no backup to rely on, and devices keep their work. */
export async function backUp({ databaseUrl, clock, say }: CommandOptions, directory: string): Promise<void> {
  const database = openDatabase({ url: databaseUrl, connections: 2 });
  try {
    await migrate(database);
    say(`Writing a backup to ${directory}`);
    const manifest = await writeBackup(database, clock, directory, say);
    say(`Written: ${countRows(manifest)} rows as of ${manifest.takenAt}. Reading it back and restoring it for trial.`);
    const { devicesMoved } = await verifyBackup(database, databaseUrl, clock, directory);
    say('Verified: every file is as written, and the trial restore has every row.');
    say(`${devicesMoved} devices are told, at their next sync, that work of theirs is safe here.`);
    say('Keep this folder on another disk, where only you can read it: it holds all data of the company.');
    say(
      "The server's keys (server-keys.json of its data folder) are NOT in it. Keep them apart; without them every device must enrol anew.",
    );
  } finally {
    await database.close();
  }
}

/** @throws Error with what is in the way; nothing is changed then. */
export async function restore(
  { databaseUrl, clock, say }: CommandOptions,
  directory: string,
  { replace, publicSigningKey }: { readonly replace: boolean; readonly publicSigningKey: string | null },
): Promise<void> {
  const database = openDatabase({ url: databaseUrl, connections: 2 });
  try {
    say(`Checking ${directory} and restoring it`);
    const { manifest, epoch, setAside } = await restoreBackup(database, clock, directory, { replace });
    say(
      `Restored: ${countRows(manifest)} rows of ${manifest.companyName || 'the company'}, as of ${manifest.takenAt}.`,
    );
    if (setAside !== null)
      say(`What was in the database is kept in its schema ${setAside}. Remove it when you are sure.`);
    say(
      `A new epoch has begun: ${epoch}. Start the server as always: devices bring back what they sent after the backup.`,
    );
    say('Use the newest backup that is good: work that a later one held may be on no device any more.');
    say(
      'Posting is closed, so that no legal number is given twice. Devices bring back those that were given after the backup: npm run server -- restore-report says what came and who has not come yet; open-posting opens it when nothing is missing.',
    );
    if (manifest.signingKey !== null && manifest.signingKey !== publicSigningKey)
      say(
        'ATTENTION: the keys in this data folder are not those of the backup. Put its server-keys.json here before you start the server; if it is lost, start once with --replace-keys and enrol every device anew.',
      );
  } finally {
    await database.close();
  }
}

const countRows = ({ tables }: Manifest): number => tables.reduce((sum, { rows }) => sum + rows, 0);
