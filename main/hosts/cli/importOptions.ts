/** The command line of `npm run import`. */
import { resolve } from 'node:path';
import { parseCommandLine, UsageError } from './commandLine.ts';
import type { Places } from './runCommand.ts';

export interface ImportOptions {
  readonly preset: string;
  readonly folder: string;
  readonly mappings: Readonly<Record<string, string>>;
  readonly encodings: Readonly<Record<string, string>>;
  /** Where the whole report is written as JSON. */
  readonly report: string | null;
  readonly server: string | null;
  readonly dataDirectory: string;
  /** null: the administrator of a sample company. */
  readonly login: string | null;
  readonly isPreview: boolean;
}

export const IMPORT_HELP = `npm run import -- --preset NAME FOLDER [options]   Imports a folder of CSV files into the running company.

  --preset NAME             northwind or maven-crm: which program the files come from.
  --map 'GROUP:FROM=TO'     Takes one value for another, e.g. --map 'product:GTXPro=GTX Pro'. May be repeated.
                            A mapping that was offered and taken once is taken again by itself; --map 'product:GTXPro=GTXPro' undoes that.
  --encoding 'FILE=NAME'    Reads a file in this encoding instead of the one that was found, e.g. 'customers.csv=windows-1256'.
  --preview                 Reads and checks everything, writes nothing.
  --report FILE.json        Writes the whole report there.
  --server URL              The central server (default: the one that npm start or npm run server runs on this machine).
  --data DIR                The data folder in which that server is looked for (default: .data in the project).
  --login NAME              Sign in as this person, who needs the right to import; the password is read from PEYVAND_PASSWORD.
                            Without it, the administrator of a sample company.
  --help                    Print this.`;

/** @returns null when help was asked for. @throws UsageError */
export function readImportOptions(programArguments: string[], places: Places): ImportOptions | null {
  const { values, positionals } = parseCommandLine(programArguments, OPTIONS);
  if (values.help === true) return null;
  const [folder, ...others] = positionals;
  if (values.preset === undefined)
    throw new UsageError('Say where the files come from: --preset northwind or --preset maven-crm.');
  if (folder === undefined) throw new UsageError('Name the folder that holds the CSV files.');
  if (others.length > 0) throw new UsageError(`One folder at a time: ${others.join(', ')} is one too many.`);
  return {
    preset: values.preset,
    folder: resolve(places.from, folder),
    mappings: readPairs('--map', values.map ?? []),
    encodings: readPairs('--encoding', values.encoding ?? []),
    report: values.report === undefined ? null : resolve(places.from, values.report),
    server: values.server ?? null,
    dataDirectory: values.data === undefined ? places.defaultData : resolve(places.from, values.data),
    login: values.login ?? null,
    isPreview: values.preview === true,
  };
}

const OPTIONS = {
  preset: { type: 'string' },
  map: { type: 'string', multiple: true },
  encoding: { type: 'string', multiple: true },
  report: { type: 'string' },
  server: { type: 'string' },
  data: { type: 'string' },
  login: { type: 'string' },
  preview: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** `a=b` → { a: 'b' }; the last equals sign divides, for keys may hold one. */
function readPairs(option: string, pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.lastIndexOf('=');
      if (at <= 0 || at === pair.length - 1) throw new UsageError(`${option} takes FROM=TO, not '${pair}'.`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
