import { runProgram } from './bootstrap/run.mjs';

await runProgram('server/main.ts');
