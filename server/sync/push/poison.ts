import type { RecordId } from '../../../shared/base/id.ts';
import { lockDevices } from '../../auth/devices.ts';
import type { Database } from '../../store/database.ts';
import { readEpochs } from '../epochs.ts';
import { readChains } from './chain.ts';
import { writeChains, writeLedger, type Decision } from './ledger.ts';
import { momentBefore } from './moments.ts';
import { claimNumbers } from './numbers.ts';
import type { ReceivedGroup } from './receive.ts';

/**
 * Parks a group that no transaction could apply, untouched otherwise: an administrator sees it, and its chain goes on behind it.
 * @param cause `not_storable`: PostgreSQL refused what is in it. `defect`: it brought out a fault of this program, and can be applied
 *   once that is mended.
 */
export async function parkPoison(
  database: Database,
  group: ReceivedGroup,
  deliveredBy: RecordId,
  cause: 'not_storable' | 'defect',
): Promise<Decision> {
  return database.transaction(async (transaction) => {
    const chains = await lockDevices(transaction, [group.group.device]);
    const known = await readChains(transaction, [group], chains.keys());
    const decided = known.ledger.get(group.hash);
    if (decided) return decided;
    // Its papers may be in people's hands.
    await claimNumbers(transaction, [group]);
    const decision: Decision = {
      hash: group.hash,
      outcome: 'parked',
      reason: 'invalid',
      facts: { cause },
      covers: {},
      reviews: [],
    };
    const { current } = await readEpochs(transaction);
    const sequence = { toApply: [group], waiting: [], decided: new Map(), stopped: new Map() };
    await writeChains(transaction, sequence, known, chains, deliveredBy);
    // Its own moment may be what nobody can read.
    const before = momentBefore(group, known);
    const moments = new Map(before === null ? [] : [[group.hash, before]]);
    await writeLedger(transaction, [group], [decision], deliveredBy, current.number, known, moments);
    return decision;
  });
}
