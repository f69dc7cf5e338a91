/**
 * Who waits for the one thread that hashes passwords. Turns go round the senders, each has few places, and of those in all some are kept for senders from where
 * a right password came before: who fills the rest with guesses keeps no branch from signing in.
 */
import { createError } from '../../shared/base/errors.ts';
import { createTurns } from '../http/turns.ts';

export interface PasswordQueue {
  /**
   * Works when it is this sender's turn, nothing else meanwhile.
   * @param sender As `senderOf` gives it; null for what the company itself does, which is never sent away.
   * @throws PeyvandError `throttled` with `retryAfterSeconds` when there is no place; and what the work throws.
   */
  run<Result>(sender: string | null, work: () => Promise<Result>): Promise<Result>;
  /** A right password came from there. */
  know(sender: string): void;
}

/** Behind more than these a person would wait half a minute: they are told to come back. */
const LIMITS = { inAll: 60, ofOne: 10, ofStrangers: 40 } as const;
const KNOWN_MAXIMUM = 10_000;
const RETRY_AFTER_SECONDS = 10;
/** Nobody who waits here is seen to leave. */
const HERE = new AbortController().signal;

export function createPasswordQueue(): PasswordQueue {
  const turns = createTurns({ atWork: 1, waiting: Number.POSITIVE_INFINITY });
  /** The longest unheard of first. */
  const known = new Set<string>();
  const placesBySender = new Map<string, number>();
  let all = 0;
  let strangers = 0;

  function takePlace(sender: string): () => void {
    const isStranger = !known.has(sender);
    const own = placesBySender.get(sender) ?? 0;
    if (all >= LIMITS.inAll || own >= LIMITS.ofOne || (isStranger && strangers >= LIMITS.ofStrangers))
      throw createError('throttled', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    all += 1;
    if (isStranger) strangers += 1;
    placesBySender.set(sender, own + 1);
    return () => {
      all -= 1;
      if (isStranger) strangers -= 1;
      const left = (placesBySender.get(sender) ?? 1) - 1;
      if (left > 0) placesBySender.set(sender, left);
      else placesBySender.delete(sender);
    };
  }

  return {
    async run(sender, work) {
      const leave = sender === null ? null : takePlace(sender);
      try {
        const end = await turns.take(sender ?? '', HERE);
        try {
          return await work();
        } finally {
          end?.();
        }
      } finally {
        leave?.();
      }
    },
    know(sender) {
      known.delete(sender);
      known.add(sender);
      const [oldest] = known;
      if (known.size > KNOWN_MAXIMUM && oldest !== undefined) known.delete(oldest);
    },
  };
}
