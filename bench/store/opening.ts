/** From the passphrase to the first page of 50 customers, in a new process each time; and what that process then holds in memory. */
import { firstOf, startCore } from './coreClient.ts';
import type { Dataset } from './dataset.ts';
import type { Memory } from './memoryOfProcess.ts';
import { timed } from '../shared/rounds.ts';
import { say } from '../shared/temporaryFolder.ts';

export interface OpeningResult {
  /** Key derivation is made cheap: it is slow on purpose, and the same at any size (bench/unlock). */
  readonly unlock: readonly number[];
  readonly firstPage: readonly number[];
  readonly toFirstPage: readonly number[];
  /** After the first page and a search. */
  readonly memory: readonly Memory[];
  /** Of the process before anybody is at work. */
  readonly memoryBefore: readonly Memory[];
}

export async function measureOpening(program: string, dataset: Dataset, rounds: number): Promise<OpeningResult> {
  const result = {
    unlock: [] as number[],
    firstPage: [] as number[],
    toFirstPage: [] as number[],
    memory: [] as Memory[],
    memoryBefore: [] as Memory[],
  };
  for (let round = 0; round < rounds; round += 1) {
    say(`open ${dataset.customers + dataset.orders} records, round ${round + 1}`);
    const core = await startCore(program, dataset);
    result.memoryBefore.push(await core.memory());
    const unlock = await timed(() => core.unlock());
    const page = await timed(() => firstOf(core.window.customers.list({ offset: 0, limit: 50 })));
    if (page.value.total !== dataset.customers || page.value.rows.length !== 50)
      throw new Error('another page than there is');
    const search = await firstOf(core.window.customers.list({ offset: 0, limit: 50, search: 'تهران' }));
    if (search.total === 0) throw new Error('the search finds nothing');
    result.unlock.push(unlock.milliseconds);
    result.firstPage.push(page.milliseconds);
    result.toFirstPage.push(unlock.milliseconds + page.milliseconds);
    result.memory.push(await core.memory());
    await core.stop();
  }
  return result;
}
