/**
 * How a page gets its port from the desktop shell. The page and the shell's preload script share one `window` and speak by its messages; the
 * preload can do nothing else for the page. A page knows that it has to ask from its own address.
 */

/** `?wire=port` in the page's address: the host of this page hands a port over. Without it the page opens a WebSocket. */
export const WIRE_PARAMETER = 'wire';
export const WIRE_BY_PORT = 'port';

export type PageMessage = { readonly peyvand: 'wirePlease'; readonly ask: string };

export type ShellMessage =
  /** Carries one port: the answer to that ask. */
  | { readonly peyvand: 'wire'; readonly ask: string }
  /** The core behind the port given last is gone: ask for another. */
  | { readonly peyvand: 'wireEnded' }
  /** A page of this window is to be shown: a link from outside, a notice, the tray. */
  | { readonly peyvand: 'open'; readonly address: string };

export function readPageMessage(data: unknown): PageMessage | null {
  if (!isMessage(data) || data.peyvand !== 'wirePlease') return null;
  return isAsk(data['ask']) ? { peyvand: 'wirePlease', ask: data['ask'] } : null;
}

export function readShellMessage(data: unknown): ShellMessage | null {
  if (!isMessage(data)) return null;
  if (data.peyvand === 'wireEnded') return { peyvand: 'wireEnded' };
  if (data.peyvand === 'wire' && isAsk(data['ask'])) return { peyvand: 'wire', ask: data['ask'] };
  if (data.peyvand === 'open' && isPageAddress(data['address'])) return { peyvand: 'open', address: data['address'] };
  return null;
}

/** Names one ask of one page; a port that comes for an earlier ask is not the answer to a later one. */
export function isAsk(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value);
}

/** `#/customers/…`: a place inside the window. What follows `#` never leaves the page. */
export function isPageAddress(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 2_048 && /^#\/[\w\-./~%?=&+,:;@!$'()*[\]]*$/.test(value);
}

function isMessage(data: unknown): data is { readonly peyvand: unknown; readonly [name: string]: unknown } {
  return typeof data === 'object' && data !== null && 'peyvand' in data;
}
