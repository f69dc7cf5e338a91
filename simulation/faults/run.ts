/**
 * The faults of the simulation against the real thing: `npm run simulate -- --faults --kills 1000 [--minutes 40] [--seed 1] [--writers 5]`. First seeds of
 * writers that contend for one PostgreSQL, then processes that are killed. The last line sums up; exit code 1 on any finding.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runKills } from './killRun.ts';
import { runWriters } from './writers.ts';

/** @returns the exit code. */
export async function runFaults(programArguments: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...programArguments],
    options: {
      faults: { type: 'boolean', default: true },
      kills: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string', default: 'Infinity' },
      writers: { type: 'string', default: '5' },
    },
  });
  const seed = Number(values.seed);
  let missedOrDoubled = 0;
  const writers = await runWriters(Number(values.writers), seed, ({ seed: at, findings, counts }) => {
    missedOrDoubled += findings.length;
    console.log(`writers, seed ${at}: ${findings.length === 0 ? 'kept' : 'BROKEN'} ${JSON.stringify(counts)}`);
    for (const { rule, message } of findings) console.log(`  ${rule}: ${message}`);
  });
  const directory = await mkdtemp(join(tmpdir(), 'peyvand-faults-'));
  let told = 0;
  const { findings, counts, seconds } = await runKills({
    seed,
    kills: Number(values.kills),
    minutes: Number(values.minutes),
    directory,
    onProgress(now) {
      const kills = now.coresKilled + now.nodesKilled;
      if (kills < told + 25) return;
      told = kills;
      console.log(`${kills} killed, ${now.databaseRestarts} restarts of the database`);
    },
  });
  for (const { rule, message } of findings.slice(0, 50)) console.log(`  ${rule}: ${message}`);
  const kills = counts.coresKilled + counts.nodesKilled;
  console.log(JSON.stringify(counts));
  console.log(
    `FAULTS kills=${kills} writers=${writers} saved=${counts.saved} failures=${findings.length + missedOrDoubled} seconds=${seconds}`,
  );
  return findings.length + missedOrDoubled === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = await runFaults(process.argv.slice(2));
