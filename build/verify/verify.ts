import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, runTool } from '../commands.ts';
import type { CommandResult } from '../commands.ts';
import { COUNTS_VARIABLE } from './countReporter.ts';
import type { TestCounts } from './countReporter.ts';
import { checkDependencies } from './dependencies.ts';
import { checkImportTable } from './importTable.ts';
import { typecheck } from './typecheck.ts';

/**
 * Everything that must hold before a change may stay: the same for a person, `npm test` and continuous integration. All steps
 * run even when an early one fails; the tests come last. Further arguments go to vitest (`npm run verify -- shared/base`).
 */
const STEPS: { name: string; run: () => Promise<CommandResult & { note?: string }>; wayOut?: string }[] = [
  { name: 'format', run: () => runTool('oxfmt', ['--check', '.']), wayOut: 'npm run fix' },
  { name: 'lint', run: () => runTool('oxlint', []) },
  { name: 'types', run: typecheck },
  { name: 'import table', run: checkImportTable },
  { name: 'unused code', run: () => runTool('knip', ['--no-progress']) },
  { name: 'dependencies', run: () => checkDependencies() },
];

async function verify(vitestArguments: string[]): Promise<boolean> {
  let isInterrupted = false;
  const noteInterruption = (): void => {
    isInterrupted = true;
  };
  process.on('SIGINT', noteInterruption).on('SIGTERM', noteInterruption);

  const failed: string[] = [];
  for (const step of STEPS) {
    const started = performance.now();
    const { succeeded, output, note } = await step.run();
    if (isInterrupted) return false;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      `${succeeded ? 'ok    ' : 'FAILED'} ${step.name} (${seconds} s)${note === undefined ? '' : `: ${note}`}`,
    );
    if (succeeded) continue;
    failed.push(step.name);
    console.log(`${output.trim()}\n`);
    if (step.wayOut !== undefined) console.log(`Way out: ${step.wayOut}\n`);
  }
  if (failed.length > 0) console.log(`Failed before the tests: ${failed.join(', ')}`);
  const counts = await runTests(vitestArguments);
  if (isInterrupted) return false;
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.succeeded && counts.failed === 0 && failed.length === 0;
}

/** vitest speaks for itself. After it comes one plain line with the counts, for programs that read this output. */
async function runTests(vitestArguments: string[]): Promise<TestCounts & { succeeded: boolean }> {
  const folder = await mkdtemp(join(tmpdir(), 'peyvand-verify-'));
  try {
    const countsPath = join(folder, 'counts.json');
    const reporters = ['--reporter=default', `--reporter=${join(ROOT, 'build', 'verify', 'countReporter.ts')}`];
    const environment = { [COUNTS_VARIABLE]: countsPath };
    const { succeeded } = await runTool('vitest', ['run', ...reporters, ...vitestArguments], 'inherited', environment);
    const counts = await readFile(countsPath, 'utf8').catch(() => null);
    // Without counts vitest ended before its run did.
    const { passed, failed } = counts === null ? { passed: 0, failed: 1 } : (JSON.parse(counts) as TestCounts);
    return { passed, failed, succeeded };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

process.exitCode = (await verify(process.argv.slice(2))) ? 0 : 1;
