import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../commands.ts';
import type { CommandResult } from '../commands.ts';
import { checkImportTable } from './importTable.ts';
import { typecheck } from './typecheck.ts';

/**
 * Everything that must hold before a change may stay: the same for a person, `npm test` and continuous integration. All steps
 * run even when an early one fails; the tests come last. Further arguments go to vitest (`npm run verify -- shared/base`).
 */
const STEPS: { name: string; run: () => Promise<CommandResult>; wayOut?: string }[] = [
  { name: 'format', run: () => runTool('oxfmt', ['--check', '.']), wayOut: 'npm run fix' },
  { name: 'lint', run: () => runTool('oxlint', []) },
  { name: 'types', run: typecheck },
  { name: 'import table', run: checkImportTable },
  { name: 'unused code', run: () => runTool('knip', ['--no-progress']) },
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
    const { succeeded, output } = await step.run();
    if (isInterrupted) return false;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${succeeded ? 'ok    ' : 'FAILED'} ${step.name} (${seconds} s)`);
    if (succeeded) continue;
    failed.push(step.name);
    console.log(`${output.trim()}\n`);
    if (step.wayOut !== undefined) console.log(`Way out: ${step.wayOut}\n`);
  }
  if (failed.length > 0) console.log(`Failed before the tests: ${failed.join(', ')}`);
  const testsPassed = await runTests(vitestArguments);
  return testsPassed && failed.length === 0;
}

/** vitest speaks for itself; after it comes one plain line with the counts, for programs that read this output. */
async function runTests(vitestArguments: string[]): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'peyvand-verify-'));
  try {
    const resultPath = join(folder, 'result.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultPath}`];
    const { succeeded } = await runTool('vitest', ['run', ...reporters, ...vitestArguments], 'inherited');
    const { passed, failed } = countTests(await readFile(resultPath, 'utf8').catch(() => null));
    console.log(`${passed} passed, ${failed} failed`);
    return succeeded && failed === 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface VitestResult {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/** A file that could not even be loaded has no test that failed: it counts as one failure itself. */
function countTests(resultText: string | null): { passed: number; failed: number } {
  if (resultText === null) return { passed: 0, failed: 1 };
  const result = JSON.parse(resultText) as VitestResult;
  const brokenFiles = result.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return { passed: result.numPassedTests, failed: result.numFailedTests + brokenFiles.length };
}

process.exitCode = (await verify(process.argv.slice(2))) ? 0 : 1;
