import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runKills } from './killRun.ts';

const KILLS = 10;

it('SYNC-180 SYNC-181 SYNC-189: ten kills of cores and nodes, a database that is restarted, a road that is cut: every write that was said to be saved is found, once', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'peyvand-kills-'));
  const { findings, counts } = await runKills({ seed: 1, kills: KILLS, directory });
  expect(findings).toEqual([]);
  expect(counts.coresKilled + counts.nodesKilled).toBeGreaterThanOrEqual(KILLS);
  expect(counts.coresKilled).toBeGreaterThan(0);
  expect(counts.nodesKilled).toBeGreaterThan(0);
  expect(counts.databaseRestarts).toBe(1);
  expect(counts.saved).toBeGreaterThan(0);
}, 300_000);
