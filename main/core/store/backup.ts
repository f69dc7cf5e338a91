/** Copies of the whole store: encrypted like it, under the same key. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { createError } from '../../../shared/base/errors.ts';
import type { Upkeep } from './upkeep.ts';

/** Writes a copy of the last commit to a new file; the file appears whole or not at all. Work goes on meanwhile. */
export async function backUp(upkeep: Upkeep, target: string): Promise<void> {
  if (existsSync(target)) throw createError('invalid_input', { reason: 'file_exists' });
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { force: true });
  try {
    await upkeep.copyTo(unfinished);
    renameSync(unfinished, target);
  } finally {
    rmSync(unfinished, { force: true });
  }
}
