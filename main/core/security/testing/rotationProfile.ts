/** A profile on the disk with a store and its keyring, for the tests of rotation and the processes that they kill. */
import { join } from 'node:path';
import type { RotationPaths } from '../rotationFiles.ts';

export const PASSPHRASE = 'یک گذرواژه‌ی خوب';
export const QUICK = { memoryKibibytes: 64, iterations: 1, parallelism: 1 };

export const pathsOf = (folder: string): RotationPaths & { readonly attempts: string } => ({
  keyring: join(folder, 'keyring.json'),
  store: join(folder, 'store'),
  attempts: join(folder, 'attempts.json'),
});
