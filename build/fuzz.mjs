import { runProgram } from './bootstrap/run.mjs';

await runProgram('simulation/hostile/run.ts');
