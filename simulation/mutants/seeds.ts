/**
 * Runs seeds of the simulation until one finds something: `node simulation/mutants/seeds.ts --seeds 20 --from 1 --steps 110 [--disasters]`.
 * Says a line of JSON per seed. Run by `run.ts`, with a mutant's passages replaced in what it loads.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../server/store/embeddedPostgres.ts';
import { runSimulation } from '../runSimulation.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string', default: '110' },
    disasters: { type: 'boolean', default: false },
  },
});
const from = Number(values.from);
const postgres = await startEmbeddedPostgres({
  directory: await mkdtemp(join(tmpdir(), 'peyvand-mutant-')),
  throwaway: true,
});
try {
  for (let seed = from; seed < from + Number(values.seeds); seed += 1) {
    const name = `seed_${seed}`;
    await execute(`CREATE DATABASE ${name}`);
    const url = new URL(postgres.url);
    url.pathname = `/${name}`;
    const { violations } = await runSimulation({
      seed,
      steps: Number(values.steps),
      hasDisasters: values.disasters,
      database: { url: url.href, drop: () => execute(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) },
    });
    console.log(JSON.stringify({ seed, findings: violations.map(({ rule, message }) => ({ rule, message })) }));
    if (violations.length > 0) break;
  }
} finally {
  await postgres.stop();
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
