/**
 * A request of a device from its turn to its end. Those that wait have their bodies unread, in the line's own buffers; a body that comes slowly leaves its
 * turn to them and goes on in one of few places, until it is its turn again. So memory is bounded by turns and places, not by who comes.
 */
import type { ServerResponse } from 'node:http';
import { createError } from '../../shared/base/errors.ts';
import type { Places, Turns } from './turns.ts';

/** A message that has not arrived whole by then comes over a slow line: it gives its turn away meanwhile. */
const PATIENCE_MILLISECONDS = 1_000;

/** What was read, and whether the turn was given away for it. */
interface Read {
  readonly content: string;
  readonly wasSlow: boolean;
}

/** @param over Aborted when what is read is no longer wanted: it is to be let go of at once. */
type Reading = (over: AbortSignal) => Promise<string>;

/**
 * Works on a request when it is the caller's turn; not at all when they are gone by then. `read` of `work` reads the body and keeps no turn for what
 * takes long to arrive.
 * @throws PeyvandError as both `take` do, and what `work` throws.
 */
export async function inTurn(
  { turns, places }: { readonly turns: Turns; readonly places: Places },
  caller: string,
  response: ServerResponse,
  work: (read: (reading: Reading) => Promise<Read>) => Promise<void>,
): Promise<void> {
  /** Who asked is gone, or has their answer. */
  const over = new AbortController();
  const onClose = (): void => over.abort();
  response.once('close', onClose);
  let end = await turns.take(caller, over.signal);
  if (!end) return;
  let leave: (() => void) | undefined;
  let coming: Promise<string> | undefined;
  try {
    await work(async (reading) => {
      coming = reading(over.signal);
      const wasSlow = await isSlow(coming);
      if (wasSlow) {
        leave = places.take(caller);
        end?.();
        await coming;
        // The place is kept until then: what has arrived waits in memory.
        end = await turns.take(caller, over.signal);
        if (!end) throw createError('cancelled');
        leave();
      }
      return { content: await coming, wasSlow };
    });
  } finally {
    over.abort();
    // Whoever answers a refusal lets the rest of the body run off: only then are no two at it.
    await coming?.catch(() => undefined);
    response.off('close', onClose);
    leave?.();
    end?.();
  }
}

async function isSlow(content: Promise<unknown>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(true), PATIENCE_MILLISECONDS);
  const onEnd = (): void => resolve(false);
  content.then(onEnd, onEnd);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
