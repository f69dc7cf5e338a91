import { expect, test } from 'vitest';
import { senderOf } from './senderOf.ts';

const same = (...addresses: string[]): void => expect(new Set(addresses.map(senderOf)).size).toBe(1);

test('SEC-134: of IPv4 a sender is one address, however it is told', () => {
  same(
    '192.0.2.1',
    '192.0.2.1:50123',
    '::ffff:192.0.2.1',
    '::FFFF:C000:201',
    '[::ffff:192.0.2.1]:443',
    '64:ff9b::192.0.2.1',
  );
  expect(senderOf('::ffff:192.0.2.1')).toBe('192.0.2.1');
  expect(senderOf('192.0.2.2')).not.toBe(senderOf('192.0.2.1'));
});

test('SEC-134: of IPv6 a sender is a network of 2^64 addresses, however one of them is told', () => {
  same(
    '2001:db8:1:2::1',
    '2001:0DB8:0001:0002:ffff:ffff:ffff:ffff',
    '[2001:db8:1:2::9]:443',
    '2001:db8:1:2:0:0:192.0.2.1',
    '2001:db8:1:2::%eth0',
    '2001:db8:1:2::',
  );
  expect(senderOf('2001:db8:1:2::1')).toBe('2001:db8:1:2::/64');
  expect(senderOf('2001:db8:1:3::1')).not.toBe(senderOf('2001:db8:1:2::1'));
  same('fe80::1%eth0', 'fe80::2%eth1');
  expect([senderOf('::1'), senderOf('::')]).toEqual(['0:0:0:0::/64', '0:0:0:0::/64']);
});

test('SEC-134: what is no address stands for itself, and a sender for itself', () => {
  for (const name of ['unknown', '_hidden', '', '999.1.1.1', '1:2:3']) expect(senderOf(name)).toBe(name);
  expect(senderOf('x'.repeat(500))).toHaveLength(64);
  for (const address of ['192.0.2.1', '2001:db8::1', 'unknown'])
    expect(senderOf(senderOf(address))).toBe(senderOf(address));
});
