/** The command lines of `npm run backup` and `npm run restore`. */
import { resolve } from 'node:path';
import { parseCommandLine, UsageError } from './commandLine.ts';
import type { Places } from './runCommand.ts';

export type BackupOptions = {
  readonly dataDirectory: string;
} & (
  | {
      readonly command: 'make';
      readonly login: string;
      /** null: the one that the person chose. */ readonly folder: string | null;
    }
  | { readonly command: 'show' | 'verify'; readonly file: string }
);

export const BACKUP_HELP = `npm run backup -- --login NAME [--to FOLDER]     Writes a backup of this person's data, and reads it back.
npm run backup -- verify FILE                     Reads all of a backup and opens it.
npm run backup -- show FILE                       Says what a file is, without opening it.

  --login NAME     Whose data on this machine.
  --to FOLDER      Where it is written (default: the folder chosen in the settings, else one beside the data).
  --data DIR       The data folder (default: .data in the project).
  --help           Print this.

The passphrase is read from PEYVAND_PASSPHRASE. Making a backup opens the data: close Peyvand first. It opens again by the passphrase of that day alone.`;

export interface RestoreOptions {
  readonly file: string;
  readonly dataDirectory: string;
}

export const RESTORE_HELP = `npm run restore -- FILE [--data DIR]              Brings a backup back.

  --data DIR       The data folder (default: .data in the project). It may be new.
  --help           Print this.

On a machine where the person has data, sound or damaged, that is set aside and nothing is deleted; what was never sent is delivered from its sealed copy.
Elsewhere the person is there afterwards, to be unlocked. The passphrase is read from PEYVAND_PASSPHRASE; when the key was changed since the backup was made, that
of its day from PEYVAND_BACKUP_PASSPHRASE. Close Peyvand first.`;

/** @returns null when help was asked for. @throws UsageError */
export function readBackupOptions(programArguments: string[], places: Places): BackupOptions | null {
  const { values, positionals } = parseCommandLine(programArguments, {
    login: { type: 'string' },
    to: { type: 'string' },
    data: { type: 'string' },
    help: { type: 'boolean' },
  });
  if (values.help === true) return null;
  const dataDirectory = values.data === undefined ? places.defaultData : resolve(places.from, values.data);
  const [command, file, ...others] = positionals;
  if (others.length > 0) throw new UsageError(`One file at a time: ${others.join(', ')} is one too many.`);
  if (command === undefined) {
    if (values.login === undefined) throw new UsageError('Say whose data: --login NAME.');
    const folder = values.to === undefined ? null : resolve(places.from, values.to);
    return { command: 'make', login: values.login, folder, dataDirectory };
  }
  if (command !== 'verify' && command !== 'show') throw new UsageError(`There is no ${command}: verify or show.`);
  if (file === undefined) throw new UsageError('Name the file.');
  return { command, file: resolve(places.from, file), dataDirectory };
}

/** @returns null when help was asked for. @throws UsageError */
export function readRestoreOptions(programArguments: string[], places: Places): RestoreOptions | null {
  const { values, positionals } = parseCommandLine(programArguments, {
    data: { type: 'string' },
    help: { type: 'boolean' },
  });
  if (values.help === true) return null;
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new UsageError('Name one file.');
  return {
    file: resolve(places.from, file),
    dataDirectory: values.data === undefined ? places.defaultData : resolve(places.from, values.data),
  };
}
