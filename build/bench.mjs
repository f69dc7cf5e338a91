import { runProgram } from './bootstrap/run.mjs';

// The peers that the product is measured against have packages of their own.
await runProgram('bench/run.ts', ['bench']);
