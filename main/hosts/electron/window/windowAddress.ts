/** Where the window's page lives: a scheme of our own, so that it has an origin, and neither `file:` nor a network is ever needed. */
import { WIRE_BY_PORT, WIRE_PARAMETER, isPageAddress } from '../../../../shared/rpc/portHandOver.ts';

export const WINDOW_SCHEME = 'peyvand-app';
const WINDOW_HOST = 'window';
/** As Chromium writes it. In Node the origin of a scheme it does not know is "null". */
export const WINDOW_ORIGIN = `${WINDOW_SCHEME}://${WINDOW_HOST}`;

/** Between the main process and the preload script. */
export const CHANNELS = {
  wirePlease: 'peyvand:wire-please',
  wire: 'peyvand:wire',
  wireEnded: 'peyvand:wire-ended',
  open: 'peyvand:open',
} as const;

/** The window's one page, at this place within it (`#/customers`). */
export function windowUrl(place = ''): string {
  return `${WINDOW_ORIGIN}/?${WIRE_PARAMETER}=${WIRE_BY_PORT}${isPageAddress(place) ? place : ''}`;
}

/** Whether an address is under our scheme and host, with no user, password or port in it. */
export function isWindowAddress(address: string): boolean {
  const url = URL.parse(address);
  return (
    url !== null &&
    url.protocol === `${WINDOW_SCHEME}:` &&
    url.host === WINDOW_HOST &&
    url.username === '' &&
    url.password === ''
  );
}

/** Whether an address is the window's page itself (at whichever place), not one of its files. */
export function isWindowPage(address: string): boolean {
  return isWindowAddress(address) && new URL(address).pathname === '/';
}

/** The window's own objects (`URL.createObjectURL`), such as a report that is to be saved. */
export function isWindowBlob(address: string): boolean {
  return address.startsWith(`blob:${WINDOW_ORIGIN}/`);
}
