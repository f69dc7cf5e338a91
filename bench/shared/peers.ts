/**
 * Packages of `bench/package.json`. They are not the product's: they are missing where nobody has run a bench yet, so they are looked up
 * when they are needed, and whoever asks says the little that they use of them.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A peer by its package name; installed by `npm run bench`. */
export const loadPeer = <Module>(name: string): Module => require(name) as Module;

/** The version that is installed. */
export const peerVersion = (name: string): string =>
  (require(`${name}/package.json`) as { readonly version: string }).version;
