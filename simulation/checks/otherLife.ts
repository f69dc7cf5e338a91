/** What a server says of one life of its database is not believed by who stands in another (SYNC-32). */
import type { RecordStore } from '../../main/core/store/index.ts';
import type { RoughNetwork } from '../roughNetwork.ts';

/** Outcomes are watched as they are written down: a later round would cover up that they were of another life. */
export function watchOutcomes(
  store: Pick<RecordStore, 'sync' | 'identity'>,
  network: Pick<RoughNetwork, 'takeEpoch'>,
  report: (rule: string, message: string) => void,
): void {
  const { sync } = store;
  const record = sync.recordOutcomes;
  sync.recordOutcomes = (outcomes) => {
    if (outcomes.length === 0) return record.call(sync, outcomes);
    const said = network.takeEpoch();
    const { epoch } = store.identity;
    if (said !== null && said !== epoch) report('SYNC-32', `believed in ${epoch} what a server said in ${said}`);
    return record.call(sync, outcomes);
  };
}
