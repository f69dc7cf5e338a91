/**
 * What a person at the window feels while a checkpoint of 50,000 changed customers is applied. Reads are due at fixed instants and timed
 * from then on; of each kind one is under way at a time, as on a screen.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { CoreClient } from '../../shared/rpc/client.ts';
import { createRecordSource } from '../shared/records.ts';
import { say } from '../shared/temporaryFolder.ts';
import { firstOf, startCore } from './coreClient.ts';
import type { Dataset } from './dataset.ts';

export interface ApplyingResult {
  readonly milliseconds: number;
  /** Milliseconds of each read. */
  readonly record: readonly number[];
  readonly page: readonly number[];
  readonly search: readonly number[];
}

const INTERVAL = 20;
export const ROWS_APPLIED = 50_000;

export async function measureApplying(program: string, dataset: Dataset): Promise<ApplyingResult> {
  say(`reads while ${ROWS_APPLIED} rows are applied`);
  const core = await startCore(program, dataset);
  await core.unlock();
  const { id } = createRecordSource(1).customer();
  const reads = {
    record: (window: CoreClient) => firstOf(window.customers.story({ customerId: id, offset: 0, limit: 50 })),
    page: (window: CoreClient) => firstOf(window.customers.list({ offset: 0, limit: 50 })),
    search: (window: CoreClient) => firstOf(window.customers.list({ offset: 0, limit: 50, search: 'تهران' })),
  };
  const samples = { record: [] as number[], page: [] as number[], search: [] as number[] };
  await core.stage(ROWS_APPLIED);
  // Once each before: what is measured is the applying, not the first use.
  for (const read of Object.values(reads)) await read(core.window);
  const run = { isOver: false };
  const applying = core.apply().finally(() => {
    run.isOver = true;
  });
  const underWay = new Map<keyof typeof reads, Promise<void>>();
  const names = ['record', 'page', 'search'] as const;
  for (let due = performance.now(), turn = 0; !run.isOver; due += INTERVAL, turn += 1) {
    await wait(Math.max(0, due - performance.now()));
    const name = names[turn % names.length] ?? 'page';
    if (underWay.has(name)) continue;
    const began = due;
    const read = reads[name](core.window).then(() => {
      samples[name].push(performance.now() - began);
      underWay.delete(name);
    });
    underWay.set(name, read);
  }
  const milliseconds = await applying;
  await Promise.all(underWay.values());
  const after = await firstOf(core.window.customers.list({ offset: 0, limit: 50 }));
  if (after.total !== dataset.customers) throw new Error('the checkpoint changed how many there are');
  await core.stop();
  return { milliseconds, ...samples };
}
