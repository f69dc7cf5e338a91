import { describe, expect, it } from 'vitest';
import type { FetchedPage } from '../store/types.ts';
import { createPageQueue } from './pageQueue.ts';

const page = (next: number): FetchedPage => ({ scope: 'company', rows: [], next });

/** Writes that end when they are told to. */
function createSlowDisk() {
  const written: number[][] = [];
  let finish: () => void = () => {};
  return {
    written,
    write: (pages: readonly FetchedPage[]) => {
      written.push(pages.map(({ next }) => next));
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    },
    async finishOne() {
      finish();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('the queue of pages', () => {
  it('writes the first page at once, and together what came meanwhile, in order', async () => {
    const disk = createSlowDisk();
    const queue = createPageQueue(disk.write);
    for (const next of [1, 2, 3]) await queue.add(page(next));
    expect(disk.written).toEqual([[1]]);
    await disk.finishOne();
    expect(disk.written).toEqual([[1], [2, 3]]);
    const ended = queue.end();
    await disk.finishOne();
    await ended;
  });

  it('holds up the line while four pages wait', async () => {
    const disk = createSlowDisk();
    const queue = createPageQueue(disk.write);
    for (const next of [1, 2, 3, 4]) await queue.add(page(next));
    let isThere = false;
    const fifth = queue.add(page(5)).then(() => {
      isThere = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isThere).toBe(false);
    await disk.finishOne();
    await fifth;
    expect(disk.written).toEqual([[1], [2, 3, 4, 5]]);
  });

  it('fails with what could not be written, and writes nothing behind it', async () => {
    const written: number[] = [];
    const queue = createPageQueue(async (pages) => {
      written.push(pages.length);
      throw new Error('disk full');
    });
    await queue.add(page(1)).catch(() => undefined);
    await expect(queue.end()).rejects.toThrow('disk full');
    await expect(queue.add(page(2))).rejects.toThrow('disk full');
    expect(written).toEqual([1]);
  });
});
