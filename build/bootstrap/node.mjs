// Runs on bare Node 20: no dependencies, no TypeScript.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { BootstrapError, pathWithoutProject } from './packages.mjs';

const WANTED_MAJOR = 24;

/**
 * The Node that runs the product: the one from the optional npm package `node`, else this process's own or one on the PATH
 * when new enough. (The SQLite binding crashes under Node 20, and TypeScript files run from 24 on.)
 *
 * @param {string} root Folder of the project.
 * @returns {string} Path of the program. Throws a BootstrapError when there is none.
 */
export function findNode(root) {
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const carried = ['node/bin', '.bin'].map((folder) => join(root, 'node_modules', folder, program));
  const onPath = pathWithoutProject(root)
    .split(delimiter)
    .map((folder) => join(folder, program));
  const found = [...carried, process.execPath, ...onPath].find(isNewEnough);
  if (found !== undefined) return found;
  throw new BootstrapError(
    `Peyvand runs on Node ${WANTED_MAJOR}. The npm package "node" brings no build for ${process.platform} ${process.arch}, ` +
      `and this is Node ${process.versions.node}: install Node ${WANTED_MAJOR} from nodejs.org, then run the same command again.`,
  );
}

/** @param {string} path */
function isNewEnough(path) {
  if (!existsSync(path)) return false;
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return status === 0 && Number(/^v(\d+)\./.exec(stdout)?.[1] ?? 0) >= WANTED_MAJOR;
}
