import { parseArgs, type ParseArgsConfig } from 'node:util';

/** A command line that cannot be followed; the message says why. */
export class UsageError extends Error {}

/** `parseArgs` of Node with positional arguments allowed. @throws UsageError */
export function parseCommandLine<const Options extends NonNullable<ParseArgsConfig['options']>>(
  programArguments: string[],
  options: Options,
) {
  try {
    return parseArgs({ args: programArguments, allowPositionals: true, options });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
