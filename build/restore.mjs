import { runProgram } from './bootstrap/run.mjs';

await runProgram('main/hosts/cli/restore.ts');
