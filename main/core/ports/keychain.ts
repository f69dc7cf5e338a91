/**
 * The operating system's keychain, as the core sees it: a place that seals a few bytes so that only this account of this machine can open
 * them. It is asked for half of a key, never for a whole one (docs/decisions/0016-keys.md).
 */

/**
 * `there`: it seals and opens. `none`: this host has none. `plainText`: what the system offers hides nothing (some Linux desktops), and is
 * refused. `unavailable`: there is one, and it does not answer just now.
 */
export const KEYCHAIN_STANDINGS = ['there', 'none', 'plainText', 'unavailable'] as const;
export type KeychainStanding = (typeof KEYCHAIN_STANDINGS)[number];

export type OpenedSecret =
  /** `isStale`: the keychain has changed its own key since; what it sealed should be sealed anew. */
  | { readonly state: 'opened'; readonly secret: Uint8Array; readonly isStale: boolean }
  /** It does not know what it is shown: reset, another account, another machine. Trying again changes nothing. */
  | { readonly state: 'lost' }
  /** It does not answer now: locked, refused by the person, not started. Trying again may help. */
  | { readonly state: 'unavailable' };

/** Fails in values alone: an operating system's refusal is nothing unexpected. */
export interface Keychain {
  /** Asked anew each time: a desktop session may bring another. */
  standing(): Promise<KeychainStanding>;
  /** What only this account of this machine can open; null when it cannot be sealed now. The caller keeps it and wipes `secret`. */
  seal(secret: Uint8Array): Promise<Uint8Array | null>;
  /** The caller wipes the secret. */
  open(sealed: Uint8Array): Promise<OpenedSecret>;
}

/** Of a host in which no keychain of the system can be reached: plain Node. */
export const noKeychain: Keychain = {
  standing: () => Promise.resolve('none'),
  seal: () => Promise.resolve(null),
  open: () => Promise.resolve({ state: 'unavailable' }),
};
