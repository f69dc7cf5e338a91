/** What must be true after every single round, however it went. */
import type { SyncState } from '../../shared/contract/sync.ts';
import type { Actor } from '../actorTypes.ts';
import type { World } from '../world.ts';
import { differences, tornTransactions } from './convergence.ts';
import { readServerRecords } from './serverState.ts';

export async function checkRound(world: World, actor: Actor, run: () => Promise<SyncState>): Promise<void> {
  const before = world.interludes;
  const state = await run();
  for (const { rule, message } of tornTransactions(actor)) world.report(rule, message);
  if (state.connection !== 'online' || world.interludes !== before) return;
  // It costs as much as the round: now and then is often enough over many seeds.
  if (!world.choice.chance(0.4)) return;
  // Work that was saved in the middle of the round is still unsent, and that is all that may differ.
  const server = await readServerRecords(world.database);
  for (const { rule, message } of differences(actor, server)) world.report(rule, message);
}
