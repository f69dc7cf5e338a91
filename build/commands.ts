import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

export interface CommandResult {
  /** True when it ended with code 0. */
  succeeded: boolean;
  /** Standard output and error as they came, empty when they were inherited. */
  output: string;
}

/**
 * Runs an installed tool in the project's folder, by the script that its package.json names, under this very Node. (Shims in
 * node_modules/.bin differ by system and would look for some other Node on the PATH.) SIGINT and SIGTERM are passed on to it.
 */
export function runTool(
  name: string,
  toolArguments: string[],
  streams: 'captured' | 'inherited' = 'captured',
  environment: Record<string, string> = {},
): Promise<CommandResult> {
  const child = spawn(process.execPath, [toolScript(name), ...toolArguments], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...environment,
      PATH: [join(ROOT, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter),
    },
    stdio: streams === 'captured' ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  });
  const passOn = (signal: NodeJS.Signals): boolean => child.kill(signal);
  process.on('SIGINT', passOn).on('SIGTERM', passOn);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', passOn).off('SIGTERM', passOn);
      resolve({ succeeded: code === 0, output });
    });
  });
}

function toolScript(name: string): string {
  const packageName = name === 'tsc' ? 'typescript' : name;
  const folder = join(ROOT, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const script = typeof bin === 'string' ? bin : bin[name];
  if (script === undefined) throw new Error(`the package ${packageName} has no program ${name}`);
  return join(folder, script);
}
