import { runProgram } from './bootstrap/run.mjs';

await runProgram('simulation/run.ts');
