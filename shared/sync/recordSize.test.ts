import { expect, it } from 'vitest';
import { MESSAGE_BYTES_MAXIMUM } from './protocol.ts';
import { recordBytesMaximum, fitsRecord } from './recordSize.ts';

const maximum = recordBytesMaximum('customers');
const bodyOf = (bytes: number, letter: string) => ({
  name: letter.repeat((bytes - '{"name":""}'.length) / Buffer.byteLength(letter)),
});

it.each(['a', 'پ', '€', '😀'])('a body is measured in bytes of UTF-8: %s', (letter) => {
  const size = Buffer.byteLength(letter);
  const most = maximum - ((maximum - 11) % size);
  expect(Buffer.byteLength(JSON.stringify(bodyOf(most, letter)))).toBe(most);
  expect(fitsRecord('customers', bodyOf(most, letter))).toBe(true);
  expect(fitsRecord('customers', bodyOf(most + size, letter))).toBe(false);
  expect(fitsRecord('reviews', bodyOf(most + size, letter))).toBe(true);
});

it('SYNC-11: the largest record, and the largest review, leave a message room for its envelope', () => {
  expect(recordBytesMaximum('reviews')).toBeLessThan(MESSAGE_BYTES_MAXIMUM - 1_000_000);
  expect(maximum).toBeLessThan(recordBytesMaximum('reviews'));
});
