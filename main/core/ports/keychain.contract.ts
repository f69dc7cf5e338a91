/** What every keychain promises, whatever seals behind it. */
import { describe, expect, it } from 'vitest';
import type { Keychain } from './keychain.ts';

export interface KeychainUnderTest {
  readonly keychain: Keychain;
  /** Makes whatever was sealed unknown, as a reset does. */
  reset(): void;
  /** It no longer answers, or answers again. */
  setAvailable(isAvailable: boolean): void;
  /** The system takes a new key for what is sealed from now on. */
  renew(): void;
}

export function keychainContract(name: string, open: () => KeychainUnderTest | Promise<KeychainUnderTest>): void {
  const SECRET = Uint8Array.from({ length: 32 }, (_, index) => 255 - index * 3);

  describe(`${name}: a keychain`, () => {
    it('SEC-2: gives back what it sealed, every byte, and shows none of it', async () => {
      const { keychain } = await open();
      expect(await keychain.standing()).toBe('there');
      const sealed = await keychain.seal(SECRET);
      if (!sealed) throw new Error('not sealed');
      expect(Buffer.from(sealed).includes(Buffer.from(SECRET))).toBe(false);
      expect(Buffer.from(sealed).includes(Buffer.from(SECRET).toString('base64url'))).toBe(false);
      const opened = await keychain.open(sealed);
      expect(opened).toMatchObject({ state: 'opened', isStale: false });
      expect(opened.state === 'opened' && [...opened.secret]).toEqual([...SECRET]);
    });

    it('SEC-2: seals the same twice into two different things', async () => {
      const { keychain } = await open();
      const [one, two] = [await keychain.seal(SECRET), await keychain.seal(SECRET)];
      expect(one).not.toBeNull();
      expect([...(one ?? [])]).not.toEqual([...(two ?? [])]);
    });

    it('SEC-2: tells what it does not know from what it cannot open now, and throws for neither', async () => {
      const { keychain, setAvailable, reset } = await open();
      const sealed = (await keychain.seal(SECRET)) ?? new Uint8Array();
      expect(sealed.length).toBeGreaterThan(SECRET.length);
      const altered = Uint8Array.from(sealed, (byte, index) => (index === sealed.length - 1 ? byte ^ 1 : byte));
      expect(await keychain.open(altered)).toEqual({ state: 'lost' });
      expect(await keychain.open(new Uint8Array())).toEqual({ state: 'lost' });
      setAvailable(false);
      expect(await keychain.standing()).toBe('unavailable');
      expect(await keychain.open(sealed)).toEqual({ state: 'unavailable' });
      expect(await keychain.seal(SECRET)).toBeNull();
      setAvailable(true);
      expect(await keychain.open(sealed)).toMatchObject({ state: 'opened' });
      reset();
      expect(await keychain.open(sealed)).toEqual({ state: 'lost' });
    });

    it('SEC-2: says when its own key has changed, and still opens what it sealed before', async () => {
      const { keychain, renew } = await open();
      const sealed = (await keychain.seal(SECRET)) ?? new Uint8Array();
      renew();
      expect(await keychain.open(sealed)).toMatchObject({ state: 'opened', isStale: true });
      expect(await keychain.open((await keychain.seal(SECRET)) ?? new Uint8Array())).toMatchObject({ isStale: false });
    });
  });
}
