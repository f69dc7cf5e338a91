/** What every wire promises, whatever carries it. Each implementation runs this suite in `wires.test.ts`. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Wire, WireMessage } from './wire.ts';

export interface WirePair {
  readonly left: Wire;
  readonly right: Wire;
  /** Lets go of what carried the wire (a server). Both ends are closed by then. */
  readonly release: () => Promise<void>;
}

export function describeWire(name: string, openPair: () => Promise<WirePair>): void {
  describe(`wire over ${name}`, () => {
    const pairs: WirePair[] = [];
    const open = async (): Promise<WirePair> => {
      const pair = await openPair();
      pairs.push(pair);
      return pair;
    };
    afterEach(async () => {
      for (const pair of pairs.splice(0)) {
        pair.left.close();
        pair.right.close();
        await pair.release();
      }
    });

    it('carries messages both ways, once and in order', async () => {
      const { left, right } = await open();
      const sent = Array.from({ length: 2_000 }, (_, index) => `message ${index}`);
      const heardRight = hear(right, sent.length + 1);
      const heardLeft = hear(left, sent.length + 1);
      for (const message of sent) {
        left.send(message);
        right.send(`${message} back`);
      }
      left.send('end');
      right.send('end');
      expect(await heardRight).toEqual([...sent, 'end']);
      expect(await heardLeft).toEqual([...sent.map((message) => `${message} back`), 'end']);
    });

    it('keeps messages whole, whatever their size, and mixes text with bytes', async () => {
      const { left, right } = await open();
      const bytes = Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 251);
      const sent: WireMessage[] = ['', 'x'.repeat(5_000_000), bytes, new Uint8Array(0), '{"a":1}'];
      const heard = hear(right, sent.length);
      for (const message of sent) left.send(message);
      const received = await heard;
      expect(received.map((message) => (typeof message === 'string' ? 'text' : 'bytes'))).toEqual([
        'text',
        'text',
        'bytes',
        'bytes',
        'text',
      ]);
      expect(received.map((message) => message.length)).toEqual(sent.map((message) => message.length));
      expect(received[1] === sent[1]).toBe(true);
      expect(Buffer.compare(received[2] as Uint8Array, bytes)).toBe(0);
    });

    it('carries every script: Persian, joiners, emoji, line separators, NUL', async () => {
      const { left, right } = await open();
      const text = 'می‌خواهم «پیوند» ۱۲۳ 😀👩‍👩‍👧 \u2028\u2029 \u0000 é e\u0301 ﷼';
      const heard = hear(right, 1);
      left.send(text);
      expect(await heard).toEqual([text]);
    });

    it('does not share the memory of bytes with the sender', async () => {
      const { left, right } = await open();
      const bytes = Uint8Array.of(1, 2, 3);
      const heard = hear(right, 1);
      left.send(bytes);
      bytes.fill(9);
      expect([...((await heard)[0] as Uint8Array)]).toEqual([1, 2, 3]);
    });

    it('keeps what comes before anyone listens, and hands it over first', async () => {
      const { left, right } = await open();
      left.send('early 1');
      left.send('early 2');
      const probe = hear(left, 1);
      right.send('probe');
      await probe;
      const heard = hear(right, 3);
      left.send('late');
      expect(await heard).toEqual(['early 1', 'early 2', 'late']);
    });

    it.each(['left', 'right'] as const)('tells both sides once when the %s one closes', async (side) => {
      const pair = await open();
      const closes: string[] = [];
      pair.left.onClose(() => closes.push('left'));
      pair.right.onClose(() => closes.push('right'));
      const both = Promise.all([closed(pair.left), closed(pair.right)]);
      pair[side].close();
      pair[side].close();
      await both;
      pair.left.close();
      pair.right.close();
      await settle();
      expect(closes.toSorted()).toEqual(['left', 'right']);
    });

    it('tells a listener that comes after the end', async () => {
      const { left, right } = await open();
      left.close();
      await closed(right);
      await closed(left);
      await expect(closed(left)).resolves.toBeUndefined();
    });

    it('delivers what was sent before the close, then the close', async () => {
      const { left, right } = await open();
      const heard: WireMessage[] = [];
      right.onMessage((message) => heard.push(message));
      for (let index = 0; index < 100; index += 1) left.send(String(index));
      left.close();
      await closed(right);
      expect(heard).toEqual(Array.from({ length: 100 }, (_, index) => String(index)));
    });

    it('ignores what is sent after the close, on either side', async () => {
      const { left, right } = await open();
      const heard: WireMessage[] = [];
      left.onMessage((message) => heard.push(message));
      right.onMessage((message) => heard.push(message));
      left.close();
      left.send('from the closed side');
      await closed(right);
      right.send('to the closed side');
      await settle();
      expect(heard).toEqual([]);
    });

    it('refuses a message of 100 MB and closes', async () => {
      const { left, right } = await open();
      const heard: number[] = [];
      right.onMessage((message) => heard.push(message.length));
      const both = Promise.all([closed(left), closed(right)]);
      left.send('a'.repeat(100 * 1024 * 1024));
      left.send('after');
      await both;
      expect(heard).toEqual([]);
    });
  });
}

function hear(wire: Wire, count: number): Promise<WireMessage[]> {
  const heard: WireMessage[] = [];
  return new Promise((resolve) => {
    wire.onMessage((message) => {
      heard.push(message);
      if (heard.length === count) resolve(heard);
    });
  });
}

const closed = (wire: Wire): Promise<void> => new Promise((resolve) => wire.onClose(resolve));

/** Long enough for whatever is under way to arrive wrongly; nothing that must happen is waited for like this. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
