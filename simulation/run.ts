/**
 * Seed after seed: `npm run simulate -- --seeds 200 --from 1 [--steps 60] [--jobs 2]`, and `--seeds 1 --from SEED --story` for what happened in one.
 * The last line says `SIMULATE seeds=N failures=F lost=… doubled=… leaked=…`; the exit code is 1 when a promise was broken, and when a run
 * of a hundred seeds or more did not put everything to the test that it is for.
 *
 * `--state FILE` keeps what was run, `--resume` goes on from there and runs again what failed, `--minutes M` stops in between; `--summary FILE` writes a page about it.
 * `--mutant NAME|list|all` breaks the product on purpose: `mutants/run.ts`. `--faults --kills N` does the same to real processes: `faults/run.ts`.
 */
import { parseArgs } from 'node:util';

const programArguments = process.argv.slice(2);
if (programArguments.some((argument) => argument === '--mutant' || argument.startsWith('--mutant='))) {
  const { runMutants } = await import('./mutants/run.ts');
  process.exitCode = await runMutants(programArguments);
} else if (programArguments.includes('--faults')) {
  const { runFaults } = await import('./faults/run.ts');
  process.exitCode = await runFaults(programArguments);
} else {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '20' },
      from: { type: 'string', default: '1' },
      steps: { type: 'string', default: '60' },
      devices: { type: 'string' },
      jobs: { type: 'string' },
      calm: { type: 'boolean', default: false },
      first: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      story: { type: 'boolean', default: false },
      state: { type: 'string' },
      resume: { type: 'boolean', default: false },
      minutes: { type: 'string' },
      summary: { type: 'string' },
    },
  });
  const { runSeeds } = await import('./runner/runSeeds.ts');
  process.exitCode = await runSeeds({
    seeds: Number(values.seeds),
    from: Number(values.from),
    jobs: Number(values.jobs ?? (Number(values.seeds) < 10 ? 1 : 2)),
    work: {
      steps: Number(values.steps),
      hasDisasters: !values.calm,
      tellsStory: values.story,
      ...(values.devices === undefined ? {} : { devices: Number(values.devices) }),
    },
    stopsAtFirst: values.first,
    isVerbose: values.verbose,
    isJson: values.json,
    stateFile: values.state ?? null,
    resumes: values.resume,
    minutes: values.minutes === undefined ? null : Number(values.minutes),
    summaryFile: values.summary ?? null,
  });
}
