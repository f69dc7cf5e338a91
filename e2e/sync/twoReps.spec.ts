import { describe } from 'vitest';
import { twoRepsContract } from './twoReps.contract.ts';

describe('two reps and a manager, by direct call', () => {
  twoRepsContract({
    open: (company) => Promise.resolve({ transport: () => company.transport(), close: () => Promise.resolve() }),
  });
});
