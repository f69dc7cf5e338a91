import { runProgram } from './bootstrap/run.mjs';

await runProgram('build/run/start.ts');
