/**
 * Long runs of the simulation, seed after seed: `node simulation/run.ts --seeds 200 --from 1 --steps 150 [--devices 5] [--contended] [--disasters] [--first] [--verbose] [--story]`.
 * `--first` ends with the first seed that fails, `--story` tells what happened in those that do. Ends with the seeds that failed; each is repeated by `--from SEED --seeds 1` with the same other options.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startEmbeddedPostgres } from '../server/store/embeddedPostgres.ts';
import { runSimulation } from './runSimulation.ts';
import type { EmptyDatabase } from './world.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string', default: '150' },
    devices: { type: 'string' },
    contended: { type: 'boolean', default: false },
    disasters: { type: 'boolean', default: false },
    first: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    story: { type: 'boolean', default: false },
  },
});
const from = Number(values.from);
const to = from + Number(values.seeds);

const postgres = await startEmbeddedPostgres({
  directory: await mkdtemp(join(tmpdir(), 'peyvand-simulation-')),
  throwaway: true,
});
const failed: number[] = [];
try {
  for (let seed = from; seed < to && !(values.first && failed.length > 0); seed += 1) {
    const began = performance.now();
    const { violations, counts, story } = await runSimulation({
      seed,
      steps: Number(values.steps),
      isContended: values.contended,
      hasDisasters: values.disasters,
      ...(values.devices === undefined ? {} : { devices: Number(values.devices) }),
      database: await createDatabase(`seed_${seed}`),
    });
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    console.log(
      `seed ${seed}: ${violations.length === 0 ? 'kept' : 'BROKEN'} in ${seconds} s, ${counts['commits'] ?? 0} commits`,
    );
    if (values.verbose) console.log(counts);
    if (values.story && (violations.length > 0 || values.seeds === '1')) console.log(story.join('\n'));
    for (const { rule, step, message } of violations) console.log(`  ${rule} at step ${step}: ${message}`);
    if (violations.length > 0) failed.push(seed);
  }
} finally {
  await postgres.stop();
}
console.log(failed.length === 0 ? 'Every promise was kept.' : `Broken by seeds: ${failed.join(' ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function createDatabase(name: string): Promise<EmptyDatabase> {
  await execute(`CREATE DATABASE ${name}`);
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function execute(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
