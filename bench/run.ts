/**
 * `npm run bench -- <workload> [arguments of the workload]`: runs `bench/<workload>/run.ts` in a process of its own.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

const folder = import.meta.dirname;
const programOf = (workload: string): string => join(folder, workload, 'run.ts');
const workloads = readdirSync(folder).filter((name) => name !== 'node_modules' && existsSync(programOf(name)));

const [workload = '', ...rest] = process.argv.slice(2);
if (workloads.includes(workload)) {
  process.exitCode = await runWorkload();
} else {
  console.error(
    `Name one of the workloads: ${workloads.join(', ')}. For example: npm run bench -- store --records 10k`,
  );
  process.exitCode = 2;
}

function runWorkload(): Promise<number> {
  // The garbage collector is called between rounds, so that no one pays for what another left behind.
  const child = spawn(process.execPath, ['--expose-gc', programOf(workload), ...rest], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
