/** Nobody sees half a checkpoint (SYNC-122): while one is applied, what is shown of the server's stays as it was. */
import type { RecordStore } from '../../main/core/store/index.ts';
import { shownVersions } from '../seen.ts';

export interface CheckpointWatch {
  readonly isApplying: boolean;
  /** Looks now, from inside the application. */
  look(store: RecordStore): void;
  /** Watches every application of this store from now on. `isCut`: whether what is done is done on files that are no more. */
  over(store: RecordStore, isCut: () => boolean): void;
}

export function createCheckpointWatch(options: {
  readonly onBegin: () => void;
  readonly report: (rule: string, message: string) => void;
}): CheckpointWatch {
  let isApplying = false;
  /** What was visible at some moment of the application that runs. */
  let visible = new Set<string>();
  return {
    get isApplying() {
      return isApplying;
    },
    look: (store) => void visible.add(shownVersions(store)),
    over(store, isCut) {
      const { sync } = store;
      const apply = sync.applyCheckpoint;
      sync.applyCheckpoint = async (applyOptions) => {
        const isFirst = !sync.firstSyncDone();
        const before = shownVersions(store);
        visible = new Set();
        isApplying = true;
        options.onBegin();
        const stop = store.onChange(() => visible.add(shownVersions(store)));
        try {
          await apply.call(sync, applyOptions);
        } finally {
          isApplying = false;
          stop();
        }
        // Before the end only local work may have spoken, and that moves no version of the server's.
        visible.delete(before);
        visible.delete(shownVersions(store));
        if (!isFirst && visible.size > 0 && !isCut()) options.report('SYNC-122', 'half a checkpoint was visible');
      };
    },
  };
}
