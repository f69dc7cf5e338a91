/**
 * `npm run fuzz -- --boundary rpc|server|replies|lines|imports|bundles|files|backups|serverBackups|frames|channels|all --inputs 1000 --seed 1`: so many inputs
 * through each border.
 * `--from N --inputs 1` tries one input again by itself, in a world of its own; `--minutes M` ends a boundary after so long; `--summary FILE` writes a page
 * about the run, while it goes on.
 *
 * The last line says `FUZZ inputs=… failures=…`; the exit code is 1 when a promise was broken, 2 for a command line that cannot be followed.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BOUNDARIES } from './boundaries/index.ts';
import type { Report } from './runInputs.ts';
import { summaryOf } from './summary.ts';
import { runWatched } from './watchedRun.ts';

process.exitCode = await run();

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      boundary: { type: 'string', default: 'all' },
      inputs: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      from: { type: 'string', default: '0' },
      minutes: { type: 'string', default: '1000000' },
      summary: { type: 'string' },
    },
  });
  const chosen = BOUNDARIES.filter((name) => values.boundary === 'all' || values.boundary === name);
  const [inputs, seed, from] = [values.inputs, values.seed, values.from].map(Number) as [number, number, number];
  if (chosen.length === 0 || ![inputs, seed, from].every((number) => Number.isSafeInteger(number) && number >= 0)) {
    console.error(`--boundary is one of ${BOUNDARIES.join(', ')}, all; the rest are whole numbers.`);
    return 2;
  }
  const reports: Report[] = [];
  for (const name of chosen) {
    const until = Date.now() + Number(values.minutes) * 60_000;
    const write = (soFar: Report): void => {
      if (values.summary !== undefined) writeFileSync(values.summary, summaryOf([...reports, soFar]));
    };
    const report = await runWatched(
      { boundary: name, seed, from, inputs },
      { onReport: write, isOver: () => Date.now() > until },
    );
    reports.push(report);
    tell(report);
  }
  const tried = reports.reduce((sum, report) => sum + report.inputs, 0);
  const failures = reports.reduce((sum, report) => sum + report.failures.length, 0);
  console.log(`FUZZ inputs=${tried} failures=${failures}`);
  return failures === 0 && tried === inputs * chosen.length ? 0 : 1;
}

function tell({ boundary, seed, inputs, failures, answers, slowest, heapMegabytes }: Report): void {
  const told = Object.entries(answers)
    .toSorted(([, one], [, other]) => other - one)
    .map(([answer, count]) => `${answer} ${count}`);
  console.log(
    `${boundary}: ${inputs} inputs, ${failures.length} failures; slowest ${slowest.milliseconds} ms (${slowest.index}); heap ${heapMegabytes.first} to ${heapMegabytes.last} MB`,
  );
  console.log(`  ${told.join(', ')}`);
  for (const { index, broken, input } of failures) {
    console.log(`  seed ${seed} input ${index}: ${broken.join('; ')}`);
    if (input !== '') console.log(`    ${input}`);
  }
}
