/** The change stream: spoken once after each commit, to every listener. */
import { createEmitter } from '../../../shared/base/emitter.ts';
import type { StoreChange } from './types.ts';

export interface ChangeStream {
  emit(change: StoreChange): void;
  subscribe(listener: (change: StoreChange) => void): () => void;
}

/** A listener that throws stops nobody: the work it heard of is already on the disk. */
export function createChangeStream(onError: (error: unknown) => void): ChangeStream {
  const emitter = createEmitter<StoreChange>(onError);
  return {
    emit(change) {
      if (change.collections.size > 0 || change.syncMoved) emitter.emit(change);
    },
    subscribe: (listener) => emitter.subscribe(listener),
  };
}
