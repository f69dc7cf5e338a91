/** The command line of `npm run bundle`. */
import { resolve } from 'node:path';
import { parseCommandLine, UsageError } from './commandLine.ts';
import type { Places } from './runCommand.ts';

export type BundleCommand = 'export' | 'import' | 'show';

export interface BundleOptions {
  readonly command: BundleCommand;
  /** Of import and show; of export where to write it, null: the usual name in the folder where the person stands. */
  readonly file: string | null;
  /** Where the answer is written; null: beside the file. */
  readonly answer: string | null;
  readonly server: string | null;
  readonly dataDirectory: string;
  readonly login: string | null;
  readonly salvage: boolean;
  /** Where the person stands. */
  readonly from: string;
}

export const BUNDLE_HELP = `npm run bundle -- export [FILE] --login NAME    Writes what waits here, yours and others' sealed work, into one file.
npm run bundle -- import FILE [options]         Head office: hands a branch's file to the server and writes the answer.
                                                Branch: takes the answer in. A file 'unsent.sealed' is delivered as well.
npm run bundle -- show FILE                     Says what a file is, without opening it.

  --login NAME     export, and import of an answer: whose data on this machine; the passphrase is read from PEYVAND_PASSPHRASE.
                   Import of work: who signs in to the server; the password is read from PEYVAND_PASSWORD. Without it, the
                   administrator of a sample company.
  --answer FILE    Where the answer to a branch is written (default: beside the file).
  --salvage        Takes the whole parts of a damaged file of work, too, and says what is missing.
  --server URL     The central server (default: the one that npm start or npm run server runs on this machine).
  --data DIR       The data folder (default: .data in the project).
  --help           Print this.

Export and import of an answer open a person's data: close Peyvand first. What is exported stays here until head office has said that it has it.`;

/** @returns null when help was asked for. @throws UsageError */
export function readBundleOptions(programArguments: string[], places: Places): BundleOptions | null {
  const { values, positionals } = parseCommandLine(programArguments, OPTIONS);
  if (values.help === true) return null;
  const [command, file, ...others] = positionals;
  if (command !== 'export' && command !== 'import' && command !== 'show')
    throw new UsageError('Say what to do: export, import or show.');
  if (others.length > 0) throw new UsageError(`One file at a time: ${others.join(', ')} is one too many.`);
  if (command !== 'export' && file === undefined) throw new UsageError('Name the file.');
  if (command === 'export' && values.login === undefined) throw new UsageError('Say whose work it is: --login NAME.');
  return {
    command,
    file: file === undefined ? null : resolve(places.from, file),
    answer: values.answer === undefined ? null : resolve(places.from, values.answer),
    server: values.server ?? null,
    dataDirectory: values.data === undefined ? places.defaultData : resolve(places.from, values.data),
    login: values.login ?? null,
    salvage: values.salvage === true,
    from: places.from,
  };
}

const OPTIONS = {
  login: { type: 'string' },
  answer: { type: 'string' },
  server: { type: 'string' },
  data: { type: 'string' },
  salvage: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;
