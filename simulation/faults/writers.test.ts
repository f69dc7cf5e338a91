import { expect, it } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { contend } from './contend.ts';

it('SYNC-110 SYNC-20 SYNC-51 SYNC-53: twelve writers over two nodes, with rollbacks, slow transactions, dying connections and transactions left open: none missed, none doubled', async () => {
  const { findings, counts } = await contend({ seed: 1, database: await createTestDatabase(), writers: 12, pushes: 8 });
  expect(findings).toEqual([]);
  for (const what of ['slow transactions', 'transactions rolled back', 'pushes doubled', 'checkpoints read'])
    expect(counts[what]).toBeGreaterThan(0);
  expect(counts['groups']).toBeGreaterThan(100);
}, 120_000);
