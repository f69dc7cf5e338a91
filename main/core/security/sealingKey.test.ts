import { expect, it, vi } from 'vitest';
import { readPrivateSealingKey, seal } from '../../../shared/sync/sealing.ts';
import { sealingKeyPairFrom } from './sealingKey.ts';

it('opens what was sealed to it, also once its secret was wiped', async () => {
  const pair = sealingKeyPairFrom(new Uint8Array(32).fill(7));
  const key = await readPrivateSealingKey(pair);
  pair.secret.fill(0);
  const sealed = await seal(pair.publicKey, 'peyvand bundle work 1', Buffer.from('نامه'), Buffer.from('bound'));
  expect(Buffer.from((await key.open('peyvand bundle work 1', sealed, Buffer.from('bound'))) ?? []).toString()).toBe(
    'نامه',
  );
});

it('SEC-6: leaves no copy of the secret behind', () => {
  const copies = vi.spyOn(Buffer, 'concat');
  try {
    const secret = new Uint8Array(32).fill(7);
    sealingKeyPairFrom(secret);
    const made = copies.mock.results.map(({ value }) => value as Buffer);
    expect(made).not.toEqual([]);
    expect(made.filter((bytes) => bytes.some((byte) => byte !== 0))).toEqual([]);
    expect([...secret]).toEqual(Array.from({ length: 32 }, () => 7));
  } finally {
    copies.mockRestore();
  }
});
