/**
 * What a person at the window feels while a checkpoint of 50,000 changed customers is applied. Reads are due at fixed instants and timed
 * from then on; of each kind one is under way at a time, as on a screen.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { createRecordSource } from '../shared/records.ts';
import { say } from '../shared/temporaryFolder.ts';
import { noteOf } from './applyChanges.ts';
import { firstOf, startCore, type RunningCore } from './coreClient.ts';
import type { Dataset } from './dataset.ts';
import { openRaw } from './rawStore.ts';

export interface ApplyingResult {
  /** Milliseconds of applying, per round. */
  readonly milliseconds: readonly number[];
  /** Milliseconds of each read, of all rounds. */
  readonly reads: Readonly<Record<Read, readonly number[]>>;
}

type Read = 'record' | 'page' | 'search';
const READS: readonly Read[] = ['record', 'page', 'search'];
const INTERVAL = 20;
export const ROWS_APPLIED = 50_000;

/** Each round applies one version more of the same customers. */
export async function measureApplying(program: string, dataset: Dataset, rounds: number): Promise<ApplyingResult> {
  const reads: Record<Read, number[]> = { record: [], page: [], search: [] };
  const milliseconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    say(`reads while ${ROWS_APPLIED} rows are applied, round ${round + 1}`);
    const version = round + 2;
    const core = await startCore(program, dataset);
    await core.unlock();
    await core.stage(ROWS_APPLIED, version);
    milliseconds.push(await readDuringApply(core, reads));
    const after = await firstOf(core.window.customers.list({ offset: 0, limit: 50 }));
    if (after.total !== dataset.customers) throw new Error('the checkpoint changed how many there are');
    await core.stop();
    requireApplied(dataset, version);
  }
  return { milliseconds, reads };
}

/** Milliseconds of applying what is staged; those of the reads go to `samples`. */
async function readDuringApply(core: RunningCore, samples: Readonly<Record<Read, number[]>>): Promise<number> {
  const { id } = createRecordSource(1).customer();
  const reads: Readonly<Record<Read, () => Promise<unknown>>> = {
    record: () => firstOf(core.window.customers.story({ customerId: id, offset: 0, limit: 50 })),
    page: () => firstOf(core.window.customers.list({ offset: 0, limit: 50 })),
    search: () => firstOf(core.window.customers.list({ offset: 0, limit: 50, search: 'تهران' })),
  };
  // Once each before: what is measured is the applying, not the first use.
  for (const name of READS) await reads[name]();
  const run = { isOver: false };
  const applying = core.apply().finally(() => {
    run.isOver = true;
  });
  const underWay = new Map<Read, Promise<void>>();
  for (let due = performance.now(), turn = 0; !run.isOver; due += INTERVAL, turn += 1) {
    await wait(Math.max(0, due - performance.now()));
    const name = READS[turn % READS.length] ?? 'page';
    if (underWay.has(name)) continue;
    const began = due;
    const read = reads[name]().then(() => {
      samples[name].push(performance.now() - began);
      underWay.delete(name);
    });
    underWay.set(name, read);
  }
  const milliseconds = await applying;
  await Promise.all(underWay.values());
  return milliseconds;
}

/** Looked up in the file, not asked of the store that says it applied them. */
function requireApplied({ databasePath, key }: Dataset, version: number): void {
  const database = openRaw(databasePath, key, 8);
  const applied = database
    .prepare("SELECT count(*) FROM customers WHERE deleted = 0 AND version = ? AND body ->> 'note' = ?")
    .pluck()
    .get(version, noteOf(version));
  database.close();
  if (applied !== ROWS_APPLIED) throw new Error(`${String(applied)} of ${ROWS_APPLIED} changed rows are there`);
}
