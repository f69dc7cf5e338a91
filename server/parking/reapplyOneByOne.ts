/** Held groups of which one is poison: each by itself, so that it holds up no other. */
import type { RecordId } from '../../shared/base/id.ts';
import type { DeviceCallContext } from '../api/deviceAnswers.ts';
import { lockDevices } from '../auth/devices.ts';
import { sqlStateOf } from '../store/database.ts';
import { announceScopes } from '../sync/pokes.ts';
import { isPoison } from '../sync/push.ts';
import { reviseLedger, type Decision } from '../sync/push/ledger.ts';
import { reapply } from './reapply.ts';
import { inOneTransaction, readParked, toReceived, type ParkedRow } from './settleHeld.ts';

/** In the order of the chain, each in a transaction of its own, with its author's rights. @param isDue Which of the held groups of the device's line. */
export async function reapplyOneByOne(
  context: Pick<DeviceCallContext, 'database' | 'organisation' | 'clock'>,
  device: RecordId,
  isDue: (row: ParkedRow) => boolean,
): Promise<Decision[]> {
  const due = (await readParked(context.database, device)).filter(isDue);
  const decisions: Decision[] = [];
  for (const { hash } of due) {
    try {
      const { made, movedScopes } = await inOneTransaction(context, async (transaction, plan, organisation) => {
        const chains = await lockDevices(transaction, [device]);
        const row = (await readParked(transaction, device)).find((candidate) => candidate.hash === hash);
        if (!row) return { made: [], movedScopes: [] };
        const groups = await toReceived(transaction, [row]);
        const parts = { groups, decided: [], judgedAs: new Map<string, RecordId>(), entry: null };
        const applied = await reapply(transaction, parts, null, plan, chains, { clock: context.clock, organisation });
        return { made: applied.decisions, movedScopes: applied.movedScopes };
      });
      await announceScopes(context.database, movedScopes);
      decisions.push(...made);
    } catch (error) {
      if (!isPoison(error)) throw error;
      const facts = { cause: causeOf(error) };
      const decision: Decision = { hash, outcome: 'parked', reason: 'invalid', facts, covers: {}, reviews: [] };
      await context.database.transaction((transaction) => reviseLedger(transaction, [decision]));
      decisions.push(decision);
    }
  }
  return decisions;
}

export const causeOf = (error: unknown): string => (sqlStateOf(error) === null ? 'defect' : 'not_storable');
