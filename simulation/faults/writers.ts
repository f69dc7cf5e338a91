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
import { contend, type ContentionReport } from './contend.ts';

/** @returns how many seeds were run. */
export async function runWriters(
  seeds: number,
  from: number,
  onSeed: (report: ContentionReport & { readonly seed: number }) => void,
): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'peyvand-writers-'));
  const postgres = await startEmbeddedPostgres({ directory, throwaway: true });
  const execute = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  try {
    for (let seed = from; seed < from + seeds; seed += 1) {
      const name = `writers_${seed}`;
      await execute(`CREATE DATABASE ${name}`);
      const url = new URL(postgres.url);
      url.pathname = `/${name}`;
      const report = await contend({
        seed,
        database: { url: url.href, drop: () => execute(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) },
      });
      onSeed({ seed, ...report });
      if (report.findings.length > 0) return seed - from + 1;
    }
    return seeds;
  } finally {
    await postgres.stop();
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { seeds: { type: 'string', default: '5' }, from: { type: 'string', default: '1' } },
  });
  await runWriters(Number(values.seeds), Number(values.from), (report) => console.log(JSON.stringify(report)));
}
