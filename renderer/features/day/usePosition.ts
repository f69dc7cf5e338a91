/**
 * Where the machine is, for a check-in or check-out: asked of the browser only where its person has allowed it, and waited for no longer than a
 * moment. Nothing ever depends on it.
 */
import { useCallback, useEffect, useState } from 'react';

export interface KnownPosition {
  /** Degrees × 1,000,000. */
  readonly latitude: number;
  readonly longitude: number;
  /** Metres. */
  readonly accuracy: number;
}

/** `none`: this machine or host tells nobody. */
type Standing = 'granted' | 'prompt' | 'denied' | 'none';

const WAITED_MILLISECONDS = 3_000;
const OLD_MILLISECONDS = 60_000;

export interface Position {
  readonly standing: Standing;
  /** undefined where it is not allowed, not known, or not known in time. */
  read(): Promise<KnownPosition | undefined>;
  /** Has the browser ask its person. */
  ask(): void;
}

export function usePosition(): Position {
  const [standing, setStanding] = useState<Standing>('none');
  useEffect(() => {
    let status: PermissionStatus | null = null;
    let isGone = false;
    const follow = (): void => {
      if (status && !isGone) setStanding(status.state);
    };
    if ('geolocation' in navigator && 'permissions' in navigator)
      navigator.permissions.query({ name: 'geolocation' }).then(
        (found) => {
          status = found;
          status.addEventListener('change', follow);
          follow();
        },
        () => undefined,
      );
    return () => {
      isGone = true;
      status?.removeEventListener('change', follow);
    };
  }, []);
  const read = useCallback(() => (standing === 'granted' ? locate() : Promise.resolve(undefined)), [standing]);
  return { standing, read, ask: () => void locate() };
}

function locate(): Promise<KnownPosition | undefined> {
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => resolve(undefined), WAITED_MILLISECONDS);
    const finish = (found: KnownPosition | undefined): void => {
      clearTimeout(giveUp);
      resolve(found);
    };
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        finish({
          latitude: Math.round(coords.latitude * 1_000_000),
          longitude: Math.round(coords.longitude * 1_000_000),
          accuracy: Math.round(coords.accuracy),
        }),
      () => finish(undefined),
      { enableHighAccuracy: true, timeout: WAITED_MILLISECONDS, maximumAge: OLD_MILLISECONDS },
    );
  });
}
