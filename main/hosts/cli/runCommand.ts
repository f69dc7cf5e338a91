/** What every program of the command line does around its work: help, exit code, and errors in words. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorToWire, isPeyvandError, type ErrorFacts } from '../../../shared/base/errors.ts';
import { createTranslator } from '../../../shared/locale/translator.ts';
import { UsageError } from './commandLine.ts';

const ROOT = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

export interface Places {
  /** Where the person stands. */
  readonly from: string;
  /** The data folder unless another is named. */
  readonly defaultData: string;
}

interface Command<Options> {
  readonly help: string;
  /** null when help was asked for. @throws UsageError */
  readOptions(programArguments: string[], places: Places): Options | null;
  /** Resolves with the exit code. */
  run(options: Options): Promise<number>;
  /** What to do about an error of these facts, where the program knows better than the words of the error. */
  hintOf?(facts: ErrorFacts): string | undefined;
}

/** @returns the exit code: that of the work, 1 after a failure, 2 for a command line that cannot be followed. */
export async function runCommand<Options>({ help, readOptions, run, hintOf }: Command<Options>): Promise<number> {
  try {
    // npm changes the folder; what a person typed is relative to where they stood.
    const options = readOptions(process.argv.slice(2), {
      from: process.env['INIT_CWD'] ?? process.cwd(),
      defaultData: join(ROOT, '.data'),
    });
    if (options !== null) return await run(options);
    console.log(help);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${help}`);
      return 2;
    }
    console.error(isPeyvandError(error) ? errorToText(error, hintOf) : error);
    return 1;
  }
}

/** Title, what to do, and the facts, a line each. */
export function errorToText(
  error: unknown,
  hintOf: (facts: ErrorFacts) => string | undefined = () => undefined,
): string {
  const { code, facts } = errorToWire(error);
  const t = createTranslator('en');
  const hint =
    facts['reason'] === 'notRunning'
      ? 'Start Peyvand first (npm start, or npm run server), or name the server with --server.'
      : (hintOf(facts) ?? t.maybe(`error.${code}.help`) ?? '');
  const named = Object.entries(facts).map(([name, value]) => `${name}: ${String(value)}`);
  return [t.maybe(`error.${code}.title`) ?? code, hint, named.join(', ')].filter((line) => line !== '').join('\n');
}
