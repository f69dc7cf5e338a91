/** All mutants, by name. */
import { MERGE_MUTANTS } from './inMerge.ts';
import { MONEY_MUTANTS } from './onMoney.ts';
import type { Mutant } from './mutant.ts';
import { DEVICE_MUTANTS } from './onDevice.ts';
import { ROAD_MUTANTS } from './onRoads.ts';
import { SERVER_MUTANTS } from './onServer.ts';

export const MUTANTS: readonly Mutant[] = [
  ...SERVER_MUTANTS,
  ...DEVICE_MUTANTS,
  ...ROAD_MUTANTS,
  ...MERGE_MUTANTS,
  ...MONEY_MUTANTS,
];
