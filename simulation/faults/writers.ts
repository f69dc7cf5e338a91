/**
 * Writers that contend for a real PostgreSQL, seed after seed, until one finds something: `node simulation/faults/writers.ts --seeds 20
 * --from 1`. Says a line of JSON per seed. A seed decides who does what; who comes first is the machine's to say.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../server/store/embeddedPostgres.ts';
import { contend } from './contend.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '5' }, from: { type: 'string', default: '1' } },
});
const from = Number(values.from);
const postgres = await startEmbeddedPostgres({
  directory: await mkdtemp(join(tmpdir(), 'peyvand-writers-')),
  throwaway: true,
});
try {
  for (let seed = from; seed < from + Number(values.seeds); seed += 1) {
    const name = `writers_${seed}`;
    await execute(`CREATE DATABASE ${name}`);
    const url = new URL(postgres.url);
    url.pathname = `/${name}`;
    const { findings, counts } = await contend({
      seed,
      database: { url: url.href, drop: () => execute(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) },
    });
    console.log(JSON.stringify({ seed, findings, counts }));
    if (findings.length > 0) break;
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
