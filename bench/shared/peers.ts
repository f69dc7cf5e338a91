/**
 * Packages of `bench/package.json`. They are not the product's: they are missing where nobody has run a bench yet, so they are looked up
 * when they are needed, and whoever asks says the little that they use of them.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

/** A peer by its package name; installed by `npm run bench`. */
export const loadPeer = <Module>(name: string): Module => require(name) as Module;

/** The version that is installed. Read as a file: not every package lets its own description be imported. */
export function peerVersion(name: string): string {
  const file = join(import.meta.dirname, '..', 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}
