/** All mutants, by name. */
import { MERGE_MUTANTS } from './inMerge.ts';
import type { Mutant } from './mutant.ts';
import { DEVICE_MUTANTS } from './onDevice.ts';
import { SERVER_MUTANTS } from './onServer.ts';

export const MUTANTS: readonly Mutant[] = [...SERVER_MUTANTS, ...DEVICE_MUTANTS, ...MERGE_MUTANTS];
