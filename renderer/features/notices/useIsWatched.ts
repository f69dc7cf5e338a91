import { useSyncExternalStore } from 'react';

/** Does somebody look at this window? One that is hidden, or beside the one that has the keys, tells to nobody. */
export const useIsWatched = (): boolean => useSyncExternalStore(subscribe, isWatched);

const isWatched = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

function subscribe(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  window.addEventListener('focus', listener);
  window.addEventListener('blur', listener);
  return () => {
    document.removeEventListener('visibilitychange', listener);
    window.removeEventListener('focus', listener);
    window.removeEventListener('blur', listener);
  };
}
