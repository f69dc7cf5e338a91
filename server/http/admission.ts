/**
 * Who is let in with a message. A token that nobody has looked at yet is anybody's word: it counts for the sender who brings it, is looked up among few others,
 * and only whose it proves to be goes round in turns of their own (`turns.ts`).
 */
import type { ServerResponse } from 'node:http';
import { createError } from '../../shared/base/errors.ts';
import type { Caller, ServerApp } from '../api/app.ts';
import { hashToken } from '../auth/devices.ts';
import type { Rates } from './rates.ts';
import { createTurns } from './turns.ts';

/** What came with a request. */
export interface Visitor {
  readonly token: string | null;
  /** As `senderOf` gives it. */
  readonly sender: string;
}

export interface Admission {
  /**
   * Whose turn a request waits for, known by their token.
   * @throws PeyvandError as `app.admit` does, `throttled` for a sender of too many unknown tokens, `cancelled` for whoever is gone.
   */
  introduce(visitor: Visitor, response: ServerResponse): Promise<string>;
  /** Whose token it is at this moment, if they may send another message now. @throws PeyvandError as `app.admit` does, `throttled`. */
  admit(visitor: Visitor, route: string): Promise<Caller>;
}

/** A look is a query or three: a node does some thousands in a second. */
const LOOKS = { atWork: 8, waiting: 2_000 };
const KNOWN_MAXIMUM = 50_000;

export function createAdmission(app: Pick<ServerApp, 'admit'>, rates: Rates): Admission {
  const looks = createTurns(LOOKS);
  /** Hashes of tokens that were good; the one that was first to come is the first to be forgotten. */
  const known = new Set<string>();
  const look = async (token: string | null, hash: string): Promise<Caller> => {
    try {
      const caller = await app.admit(token);
      known.add(hash);
      const [oldest] = known;
      if (known.size > KNOWN_MAXIMUM && oldest !== undefined) known.delete(oldest);
      return caller;
    } catch (error) {
      known.delete(hash);
      throw error;
    }
  };
  return {
    async introduce({ token, sender }, response) {
      const hash = hashToken(token ?? '');
      if (known.has(hash)) return hash;
      await rates.takeStranger(sender);
      const gone = new AbortController();
      const onClose = (): void => gone.abort();
      response.once('close', onClose);
      const end = await looks.take(sender, gone.signal);
      try {
        if (!end) throw createError('cancelled');
        await look(token, hash);
        return hash;
      } finally {
        response.off('close', onClose);
        end?.();
      }
    },
    async admit({ token }, route) {
      const caller = await look(token, hashToken(token ?? ''));
      await rates.takeDevice(caller.device, route);
      return caller;
    },
  };
}
