import { expect, test } from 'vitest';
import { createPasswordQueue, type PasswordQueue } from './passwordQueue.ts';

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const throttled = { code: 'throttled', facts: { retryAfterSeconds: 10 } };

/** Work that lasts until it is let end, and who was at it in what order. */
function workbench(queue: PasswordQueue) {
  const order: string[] = [];
  const ends: (() => void)[] = [];
  const come = (sender: string | null, name = String(sender)): Promise<void> =>
    queue.run(sender, () => {
      order.push(name);
      return new Promise<void>((resolve) => void ends.push(resolve));
    });
  const finish = async (): Promise<void> => {
    await settled();
    while (ends.length > 0) {
      ends.shift()?.();
      await settled();
    }
  };
  return { order, come, finish };
}
const hold = (come: (sender: string) => Promise<void>, sender: string, times: number): Promise<void>[] =>
  Array.from({ length: times }, () => come(sender));

test('SEC-134: of the places before the thread that hashes passwords one sender has few; the company itself is never sent away', async () => {
  const { come, finish } = workbench(createPasswordQueue());
  const held = hold(come, '2001:db8:1:2::/64', 10);
  await expect(come('2001:db8:1:2::/64')).rejects.toMatchObject(throttled);
  const others = [come('192.0.2.1'), ...Array.from({ length: 100 }, () => come(null))];
  await finish();
  await Promise.all([...held, ...others]);
  // Whoever is done leaves their place.
  const again = come('2001:db8:1:2::/64');
  await finish();
  await again;
});

test('SEC-134: senders of guesses leave places to those from where a right password came before', async () => {
  const queue = createPasswordQueue();
  const { come, finish } = workbench(queue);
  queue.know('branch');
  const held = ['a', 'b', 'c', 'd'].flatMap((sender) => hold(come, sender, 10));
  await expect(come('e')).rejects.toMatchObject(throttled);
  held.push(...hold(come, 'branch', 10));
  await expect(come('branch')).rejects.toMatchObject(throttled);
  await finish();
  await Promise.all(held);
});

test('SEC-134: turns go round the senders; what fails gives its turn and its place on', async () => {
  const queue = createPasswordQueue();
  const { order, come, finish } = workbench(queue);
  const all = [come('a', 'a1'), come('a', 'a2'), come('a', 'a3'), come('b', 'b1'), come('c', 'c1')];
  await finish();
  await Promise.all(all);
  expect(order).toEqual(['a1', 'a2', 'b1', 'c1', 'a3']);
  for (let turn = 0; turn < 20; turn += 1)
    await expect(queue.run('a', () => Promise.reject(new Error('torn')))).rejects.toThrow('torn');
});
