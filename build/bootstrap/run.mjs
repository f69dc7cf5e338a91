// Runs on bare Node 20: no dependencies, no TypeScript.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findNode } from './node.mjs';
import { BootstrapError, ensurePackages } from './packages.mjs';

const SAME_KEYSTROKE_MS = 1_000;

/**
 * What every entry script does: install what is missing, then run a TypeScript program under Node 24 with this process's
 * arguments, streams and signals, and end with its exit code.
 *
 * @param {string} program Path from the project's root.
 * @param {string[]} packageFolders Folders below the root with a package.json of their own that the program needs installed too.
 */
export async function runProgram(program, packageFolders = []) {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  try {
    await ensurePackages(root);
    for (const folder of packageFolders) await ensurePackages(join(root, folder));
    process.exitCode = await passOn(findNode(root), root, join(root, program));
  } catch (error) {
    if (!(error instanceof BootstrapError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}

/**
 * The program gets a process group of its own. Ctrl-C at a terminal reaches this process alone (twice even: npm passes it on
 * as well), and the program is told exactly once. A second Ctrl-C by an impatient person is passed on again.
 *
 * @param {string} node
 * @param {string} root
 * @param {string} program
 * @returns {Promise<number>} Its exit code; as shells have it, 128 + n after a signal.
 */
function passOn(node, root, program) {
  const isWindows = process.platform === 'win32';
  const child = spawn(
    node,
    [
      '--import',
      pathToFileURL(join(root, 'build', 'bootstrap', 'lifeline.mjs')).href,
      program,
      ...process.argv.slice(2),
    ],
    {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      detached: !isWindows,
      env: { ...process.env, PATH: [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter) },
    },
  );
  let lastPassedOn = -Infinity;
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) {
    process.on(signal, () => {
      const now = performance.now();
      if (now - lastPassedOn < SAME_KEYSTROKE_MS) return;
      lastPassedOn = now;
      if (!isWindows) child.kill(signal);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new BootstrapError(`${node} could not be started: ${error.message}`)));
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
