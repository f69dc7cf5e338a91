/** A cursor never goes back (SYNC-183): what was fetched once is not fetched again behind anybody's back. */
import type { HeadVector } from '../../shared/sync/protocol.ts';
import type { RecordStore } from '../../main/core/store/index.ts';

export interface CursorWatch {
  /** Behind a round. `wasCut`: the power went in the middle; scopes may be about to be fetched anew, for a view that is not written down yet. */
  check(store: RecordStore, wasCut: boolean): void;
  /** The device itself found that a scope did not match, and begins it again. */
  allowReopened(scope: string): void;
  /** It goes on from another disk, which stood elsewhere. */
  forget(): void;
}

export function createCursorWatch(report: (rule: string, message: string) => void): CursorWatch {
  let cursor: HeadVector = {};
  let epoch: string | null = null;
  let view: string | null = null;
  const reopened = new Set<string>();
  return {
    check({ sync, identity }, wasCut) {
      const now = sync.cursor();
      const isNewLife = identity.epoch !== epoch || sync.view() !== view;
      for (const [scope, before] of isNewLife ? [] : Object.entries(cursor)) {
        const after = now[scope];
        if (after === undefined || after >= before || reopened.has(scope) || (wasCut && after === 0)) continue;
        report('SYNC-183', `the cursor of ${scope} went from ${before} to ${after}`);
      }
      cursor = now;
      ({ epoch } = identity);
      view = sync.view();
      reopened.clear();
    },
    allowReopened: (scope) => void reopened.add(scope),
    forget() {
      cursor = {};
    },
  };
}
