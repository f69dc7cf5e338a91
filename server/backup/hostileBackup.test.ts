/** A backup that somebody has altered, sums included: a restore is refused with what is wrong, for no more work than the file is long. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createManualClock } from '../../shared/base/clock.ts';
import { startMemoryPostgres, type MemoryPostgres } from '../testing/memoryPostgres.ts';
import { loadBackup } from './loadBackup.ts';
import { readManifest } from './manifest.ts';
import { writeBackup } from './writeBackup.ts';

let postgres: MemoryPostgres;
let folder: string;
beforeAll(async () => {
  postgres = await startMemoryPostgres();
  folder = await mkdtemp(join(tmpdir(), 'peyvand-backup-'));
});
afterAll(async () => {
  await postgres.close();
  await rm(folder, { recursive: true, force: true });
});

test('SEC-149: a table whose file is a line without end, a small file that becomes a large one, is refused before all of it is read', async () => {
  const database = postgres.open();
  const directory = join(folder, 'backup');
  await writeBackup(database, createManualClock(Date.UTC(2026, 10, 21)), directory);
  const bomb = gzipSync(Buffer.alloc(200_000_000, 32), { level: 1 });
  const table = 'accounts.jsonl.gz';
  const good = await readFile(join(directory, table));
  const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  const sums = await readFile(join(directory, 'SHA256SUMS'), 'utf8');
  await writeFile(join(directory, table), bomb);
  await writeFile(
    join(directory, 'SHA256SUMS'),
    sums.replace(`${hashOf(good)}  ${table}`, `${hashOf(bomb)}  ${table}`),
  );
  const { manifest } = await readManifest(directory);
  await expect(loadBackup(database, directory, manifest)).rejects.toThrow(/accounts\.jsonl\.gz has a line without end/);
  // Nothing of it stays.
  expect(await database.rows('SELECT count(*)::int AS count FROM installation')).toEqual([{ count: 1 }]);
  await database.close();
});
