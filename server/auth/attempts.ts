/** Limits on attempts to sign in and on questions of strangers, counted in the database so that several nodes count together. */
import { createHash } from 'node:crypto';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Clock } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { Database, Queryable } from '../store/database.ts';
import { senderOf } from './senderOf.ts';

/** Addresses are counted as their senders (`senderOf.ts`). */
export interface AttemptLimits {
  /** Counts one attempt. @throws PeyvandError `throttled` with `retryAfterSeconds`. */
  take(login: string, address: string): Promise<void>;
  /** The password was right: that attempt, and the wrong ones of this person from this place, no longer count. */
  forgive(login: string, address: string): Promise<void>;
  /** Counts one question that somebody asks about a device without its token. @throws PeyvandError `throttled` with `retryAfterSeconds`. */
  ask(device: RecordId, address: string): Promise<void>;
}

const QUARTER_HOUR_SECONDS = 15 * 60;
/** A person who mistypes; a login attacked from many places; a place that tries many logins (a branch behind one address is many people). */
const LIMITS = {
  person: 10,
  login: 50,
  address: 100,
  /** A locked device asks every few minutes, and when somebody presses the button; a branch has many of them. */
  asked: 60,
  /** A head office behind one address: each machine asks about each profile on it, each quarter, after each start and each lock. */
  asking: 6_000,
} as const;

export function createAttemptLimits(database: Database): AttemptLimits {
  const storeClient = {
    query: async ({ text, values }: { text: string; values: unknown[] }) => ({
      rows: await database.rows(text, values),
    }),
  };
  const limiter = (name: keyof typeof LIMITS): RateLimiterPostgres =>
    new RateLimiterPostgres({
      storeClient,
      storeType: 'client',
      tableName: 'attempts',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: name,
      points: LIMITS[name],
      duration: QUARTER_HOUR_SECONDS,
    });
  const limiters = {
    person: limiter('person'),
    login: limiter('login'),
    address: limiter('address'),
    asked: limiter('asked'),
    asking: limiter('asking'),
  };
  const consume = async (name: keyof typeof LIMITS, key: string): Promise<void> => {
    try {
      await limiters[name].consume(key);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw createError('throttled', { retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)) });
    }
  };
  const keysOf = (login: string, address: string) => ({
    person: digest(`${login}\n${senderOf(address)}`),
    login: digest(login),
    address: digest(senderOf(address)),
  });

  return {
    async take(login, address) {
      const keys = keysOf(login, address);
      // In this order: what one place tries beyond its own counts against nobody else's attempts on that login.
      for (const name of ['address', 'person', 'login'] as const) await consume(name, keys[name]);
    },
    async forgive(login, address) {
      const keys = keysOf(login, address);
      await limiters.person.delete(keys.person);
      await limiters.login.reward(keys.login);
      await limiters.address.reward(keys.address);
    },
    async ask(device, address) {
      const sender = senderOf(address);
      await consume('asking', digest(sender));
      await consume('asked', digest(`${device}\n${sender}`));
    },
  };
}

/** What no longer counts. @returns how many. */
export async function forgetOldAttempts(database: Queryable, clock: Clock): Promise<number> {
  return (await database.rows('DELETE FROM attempts WHERE expire < $1 RETURNING 1', [clock.now()])).length;
}

/** Logins and addresses of people are nobody's business in a table of attempts. */
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');
