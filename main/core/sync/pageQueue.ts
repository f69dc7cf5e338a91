/**
 * Between the line and the disk: while some pages are written, the next ones are fetched. What came meanwhile is written together, so a fast
 * line makes few and large transactions, and on a slow one each page is on the disk as soon as it is here.
 */
import type { FetchedPage } from '../store/types.ts';

export interface PageQueue {
  /** Resolves when there is room for another. Fails when an earlier page could not be written. */
  add(page: FetchedPage): Promise<void>;
  /** Resolves when everything is written. Fails as `add` does. */
  end(): Promise<void>;
}

/** Pages of up to 4 MB in memory, besides those that are being written. */
const PAGES_WAITING = 4;

export function createPageQueue(write: (pages: readonly FetchedPage[]) => Promise<void>): PageQueue {
  let waiting: FetchedPage[] = [];
  let failure: { readonly error: unknown } | null = null;
  let writing: Promise<void> | null = null;
  let onRoom: () => void = () => {};

  async function writeAll(): Promise<void> {
    try {
      while (waiting.length > 0) {
        const pages = waiting.splice(0);
        onRoom();
        await write(pages);
      }
    } catch (error) {
      failure = { error };
      waiting = [];
    } finally {
      writing = null;
      onRoom();
    }
  }
  const check = (): void => {
    if (failure) throw failure.error;
  };

  return {
    async add(page) {
      check();
      waiting.push(page);
      writing ??= writeAll();
      if (waiting.length >= PAGES_WAITING)
        await new Promise<void>((resolve) => {
          onRoom = resolve;
        });
      check();
    },
    async end() {
      await writing;
      check();
    },
  };
}
