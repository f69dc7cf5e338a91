// Runs on bare Node 20, before anything is installed: no dependencies, no TypeScript.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NPM_GRACE_MS = 1_000;

/** A failure that a person can do something about: its message is printed alone, without a stack. */
export class BootstrapError extends Error {
  /**
   * @param {string} message
   * @param {number} exitCode
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Installs the packages with `npm ci` when node_modules is missing or differs from package-lock.json.
 *
 * @param {string} root Folder of the project.
 * @returns {Promise<void>} Rejects with a BootstrapError when npm is missing or fails.
 */
export async function ensurePackages(root) {
  const reason = reasonToInstall(root);
  if (reason === null) return;
  process.stderr.write(`Installing packages (${reason}); this takes a minute …\n`);
  await runNpmCi(root);
  const remaining = reasonToInstall(root);
  if (remaining !== null) {
    throw new BootstrapError(
      `npm ci ended well, but still ${remaining}. Remove node_modules and run the same command again.`,
    );
  }
}

/**
 * Why an install is needed, or null. npm writes node_modules/.package-lock.json last, so it tells what is completely
 * installed; it is compared with the lock file package by package. Packages for other machines are optional there.
 *
 * @param {string} root
 * @returns {string | null}
 */
export function reasonToInstall(root) {
  const installedPath = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedPath)) return 'none are installed';
  const installed = readLockedPackages(installedPath);
  for (const [path, { version, optional }] of Object.entries(readLockedPackages(join(root, 'package-lock.json')))) {
    if (path === '') continue;
    const present = installed[path];
    const name = path.replace(/^.*node_modules\//, '');
    if (present === undefined && optional !== true) return `${name} is missing`;
    if (present !== undefined && present.version !== version) return `${name} should be ${version}`;
  }
  return null;
}

/**
 * @param {string} path
 * @returns {Record<string, { version?: string, optional?: boolean }>} By path from the project's root.
 */
function readLockedPackages(path) {
  const lock = /** @type {{ packages: Record<string, { version?: string, optional?: boolean }> }} */ (
    JSON.parse(readFileSync(path, 'utf8'))
  );
  return lock.packages;
}

/** @param {string} root */
async function runNpmCi(root) {
  const isWindows = process.platform === 'win32';
  const npm = spawn('npm', ['ci', '--loglevel=error'], {
    cwd: root,
    env: { ...process.env, PATH: pathWithoutProject(root) },
    stdio: ['ignore', process.stderr, process.stderr],
    shell: isWindows,
    // A group of its own, so that it ends together with the install scripts that it runs.
    detached: !isWindows,
  });
  /** @param {NodeJS.Signals} signal */
  const tell = (signal) => {
    if (npm.pid === undefined || npm.exitCode !== null || npm.signalCode !== null) return;
    process.kill(isWindows ? npm.pid : -npm.pid, signal);
  };
  let isInterrupted = false;
  /** @param {NodeJS.Signals} signal */
  const interrupt = (signal) => {
    if (isInterrupted) return;
    isInterrupted = true;
    tell(signal);
    // npm would first finish what it began, half a minute long. Half an install is noticed and done anew the next time.
    setTimeout(() => tell('SIGKILL'), NPM_GRACE_MS).unref();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  /** @type {number | null | NodeJS.ErrnoException} */
  const outcome = await new Promise((resolve) => {
    npm.once('error', resolve);
    npm.once('close', resolve);
  });
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);

  if (isInterrupted) throw new BootstrapError('Installing the packages was interrupted; nothing was started.', 130);
  if (outcome === 0) return;
  if (outcome instanceof Error && outcome.code === 'ENOENT') {
    throw new BootstrapError(
      'npm was not found. Install Node.js 20 or newer together with npm, then run the same command again.',
    );
  }
  throw new BootstrapError(
    `Installing the packages failed (npm ci: ${outcome instanceof Error ? outcome.message : `code ${outcome}`}). ` +
      'It needs the npm registry once: check the network and "npm config get registry", then run the same command again.',
  );
}

/**
 * The search path without the project's own programs: npm must not run under the Node inside the node_modules that it is
 * about to delete.
 *
 * @param {string} root
 */
export function pathWithoutProject(root) {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.filter((folder) => !folder.startsWith(join(root, 'node_modules'))).join(delimiter);
}
