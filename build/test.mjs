import { runProgram } from './bootstrap/run.mjs';

await runProgram('build/verify/verify.ts');
