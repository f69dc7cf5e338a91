/**
 * How many messages one sender may send in a minute: a bound against a program gone wild or a token gone astray, far above what a device in use ever sends
 * (a first pull of 100,000 records is some hundred messages). Counted in each node's memory: a second node doubles it, which does no harm. Whose turn it is
 * under load is another matter (`turns.ts`), and so are attempts to sign in (`server/auth/attempts.ts`).
 */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';

/** Messages per minute. */
export interface RateLimits {
  readonly device: number;
  /** All devices of one person together. */
  readonly person: number;
  /** From one sender (`senderOf`) whatever comes without the token of a device: a branch of 500 devices behind one address signs in and enrols in one morning. */
  readonly address: number;
  /** New identities that one device asks for: each becomes a device of its own. */
  readonly identities: number;
  /** What one device asks of {@link RARE_ROUTES}, each by itself. */
  readonly rare: number;
}

export const RATE_LIMITS: RateLimits = { device: 6_000, person: 24_000, address: 6_000, identities: 60, rare: 60 };

/** Asked a few times a day, and costly, or kept for good: nobody at work asks for one of them every second. */
const RARE_ROUTES: ReadonlySet<string> = new Set([
  'deliverAudit',
  'reportReading',
  'leaseExports',
  'inspectDevice',
  'verifyAuditLog',
]);

export interface Rates {
  /** @throws PeyvandError `throttled` with `retryAfterSeconds`, as all of these. */
  takeDevice(device: { readonly id: RecordId; readonly person: RecordId }, route: string): Promise<void>;
  /** @param sender As `senderOf` gives it. */
  takeStranger(sender: string): Promise<void>;
}

const MINUTE_SECONDS = 60;

export function createRates(limits: RateLimits): Rates {
  const limiter = (name: keyof RateLimits): RateLimiterMemory =>
    new RateLimiterMemory({ keyPrefix: name, points: limits[name], duration: MINUTE_SECONDS });
  const [devices, people, addresses, identities, rare] = [
    limiter('device'),
    limiter('person'),
    limiter('address'),
    limiter('identities'),
    limiter('rare'),
  ];
  return {
    async takeDevice({ id, person }, route) {
      await consume(devices, id);
      await consume(people, person);
      if (route === 'newIdentity') await consume(identities, id);
      if (RARE_ROUTES.has(route)) await consume(rare, `${route} ${id}`);
    },
    takeStranger: (sender) => consume(addresses, sender),
  };
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw createError('throttled', { retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000)) });
  }
}
