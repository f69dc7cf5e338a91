/**
 * The key that the loopback host gives to a window it let in (main/hosts/loopback/gate.ts). It comes in the fragment of the first address, is taken out of it
 * at once, and is kept in the storage of this origin: further windows of the same browser have it too, pages of other ports have not.
 */
import { WINDOW_KEY_FRAGMENT } from '../../shared/rpc/webSocketWire.ts';

const PLACE = 'peyvand.window';

/** Of a browser that stores nothing: good until the page is loaded anew. */
let taken: string | null = null;
takeOutOfAddress();

/** Null for a window that no host of ours let in. */
export function windowKey(): string | null {
  // What is stored may be newer: of a window that was let in since, with the cookie that all of them have now.
  return stored() ?? taken;
}

function takeOutOfAddress(): void {
  const prefix = `#${WINDOW_KEY_FRAGMENT}`;
  if (!location.hash.startsWith(prefix)) return;
  taken = location.hash.slice(prefix.length);
  history.replaceState(history.state, '', `${location.pathname}${location.search}`);
  try {
    localStorage.setItem(PLACE, taken);
  } catch {
    // Storage is refused or full: this page has it all the same.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(PLACE);
  } catch {
    return null;
  }
}
