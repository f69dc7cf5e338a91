/**
 * The life of a device's bearer token. It is changed about once an hour of contact: a greeting offers the next one, the old one stays good until the next was
 * used once (the answer may be lost), then it is retired. Who comes with a retired token holds a copy: of a disk, or of a token out of a log. It is
 * refused, an administrator sees it in the audit log, and it goes on only by proving that it holds the device's key, which a token alone cannot. A disk that was
 * put back or cloned can: it is heard, and takes an identity of its own when its chain shows what it is (SYNC-23). (RFC 9700, section 4.14.2: rotation, or
 * binding to a key; here both.)
 *
 * The next token follows from the present one and the server's keys, so a greeting that is asked again offers the same.
 */
import { verify } from 'node:crypto';
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { Randomness } from '../../shared/base/randomness.ts';
import { proofText, type DeviceProof } from '../../shared/sync/deviceProof.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Database, Queryable, Transaction } from '../store/database.ts';
import { findDevices, hashToken, readSigningKey, type Device } from './devices.ts';
import type { ServerKeys } from './serverKeys.ts';

export interface TokenContext {
  readonly database: Database;
  readonly keys: ServerKeys;
  readonly clock: Clock;
}

type ChallengeContext = Pick<TokenContext, 'keys' | 'clock'> & { readonly randomness: Randomness };

const OFFERED_AFTER_MILLISECONDS = 60 * 60_000;
/** Messages that were on their way with the old token when the new one came first. */
const LEEWAY_MILLISECONDS = 5 * 60_000;
const CHALLENGE_MILLISECONDS = 5 * 60_000;
/** Of one device no more is told than that, however often a copy comes. */
const TOLD_AGAIN_AFTER_MILLISECONDS = 24 * 60 * 60_000;
/** Whoever comes with an older one is a stranger. */
const REMEMBERED_MILLISECONDS = 180 * 24 * 60 * 60_000;
const TOKEN_PURPOSE = 'device token';
/** No two are alike: a proof is known by it. */
const CHALLENGE_BYTES = 12;
const PROVEN_TOKEN_PURPOSE = 'device token by key';
const CHALLENGE_PURPOSE = 'token challenge';

/** For a greeting, behind the lock of the device's row. Null while the present token is young. */
export async function offerToken(
  transaction: Transaction,
  { keys, clock }: Pick<TokenContext, 'keys' | 'clock'>,
  device: RecordId,
): Promise<string | null> {
  const [row] = await transaction.rows<{ token_hash: string; token_at: Date | null }>(
    'SELECT token_hash, token_at FROM devices WHERE id = $1',
    [device],
  );
  if (!row) return null;
  const now = clock.now();
  if (row.token_at === null) {
    await transaction.rows('UPDATE devices SET token_at = $2 WHERE id = $1', [device, instantFromMilliseconds(now)]);
    return null;
  }
  if (now - row.token_at.getTime() < OFFERED_AFTER_MILLISECONDS) return null;
  const next = keys.authenticate(TOKEN_PURPOSE, `${device}.${row.token_hash}`);
  await transaction.rows('UPDATE devices SET next_token_hash = $2 WHERE id = $1', [device, hashToken(next)]);
  return next;
}

/**
 * Of a token that is nobody's present one: the first use of an offered one makes it that; one retired a moment ago is still heard.
 * @returns the hash by which its device is found now; null when it is good for nothing. What a retired one means is written down.
 */
export async function takeOtherToken({ database, clock }: TokenContext, token: string): Promise<string | null> {
  const hash = hashToken(token);
  const now = clock.now();
  const isOffered = (await database.rows('SELECT 1 FROM devices WHERE next_token_hash = $1', [hash])).length > 0;
  if (isOffered) {
    await database.transaction(async (transaction) => {
      const [row] = await transaction.rows<{ id: string; token_hash: string }>(
        'SELECT id, token_hash FROM devices WHERE next_token_hash = $1 FOR UPDATE',
        [hash],
      );
      // None when another message of the device was first.
      if (row) await replaceToken(transaction, row, hash, now);
    });
    return hash;
  }
  const [retired] = await database.rows<{ device: string; retired_at: Date; token_hash: string }>(
    `SELECT r.device, r.retired_at, d.token_hash FROM retired_tokens r JOIN devices d ON d.id = r.device WHERE r.hash = $1`,
    [hash],
  );
  // Another message made it the present one just now.
  if (!retired) return hash;
  if (now - retired.retired_at.getTime() <= LEEWAY_MILLISECONDS) return retired.token_hash;
  await tellOfReuse(database, retired.device, hash, now);
  return null;
}

/**
 * By its key a device gets a new token, and the present one is retired. A proof is good once: the token follows from device and challenge alone, so whoever comes with
 * the same again, out of a log or a second time, would get what was given already, and gets nothing. A device whose answer was lost asks for another challenge.
 * @throws PeyvandError `token_foreign`, `token_expired`, `not_enrolled`.
 */
export async function renewToken(
  { database, keys, clock }: TokenContext,
  id: RecordId,
  { challenge, signature }: DeviceProof,
): Promise<{ readonly token: string; readonly device: Device }> {
  requireGoodChallenge({ keys, clock }, challenge);
  const device = (await findDevices(database, [id])).get(id);
  const isProven =
    device !== undefined &&
    verify(
      null,
      Buffer.from(proofText(id, challenge)),
      readSigningKey(device.signingKey),
      Buffer.from(signature, 'base64url'),
    );
  if (!isProven) throw createError('not_enrolled');
  const token = await database.transaction(async (transaction) => {
    const [row] = await transaction.rows<{ id: string; token_hash: string }>(
      'SELECT id, token_hash FROM devices WHERE id = $1 AND revoked_at IS NULL FOR UPDATE',
      [id],
    );
    if (!row) throw createError('not_enrolled');
    const made = keys.authenticate(PROVEN_TOKEN_PURPOSE, `${id}.${challenge}`);
    const hash = hashToken(made);
    if (row.token_hash === hash || (await isRetired(transaction, hash)))
      throw createError('token_expired', { reason: 'proof_used' });
    await replaceToken(transaction, row, hash, clock.now());
    return made;
  });
  return { token, device };
}

/** What `not_enrolled` tells besides: whoever holds the key of a device signs this. */
export function writeChallenge({ keys, clock, randomness }: ChallengeContext): string {
  const drawn = Buffer.from(randomness.bytes(CHALLENGE_BYTES)).toString('base64url');
  const text = `${clock.now() + CHALLENGE_MILLISECONDS}~${drawn}`;
  return `${text}.${keys.authenticate(CHALLENGE_PURPOSE, text)}`;
}

/** @throws PeyvandError `token_foreign` when this server never wrote it, `token_expired`. */
function requireGoodChallenge({ keys, clock }: Pick<TokenContext, 'keys' | 'clock'>, challenge: string): void {
  const [text = '', code = ''] = challenge.split('.');
  if (!keys.isAuthentic(CHALLENGE_PURPOSE, text, code)) throw createError('token_foreign', { reason: 'challenge' });
  const [expires] = text.split('~', 1);
  if (Number(expires) <= clock.now()) throw createError('token_expired');
}

/** @returns how many. */
export async function forgetRetiredTokens(database: Queryable, clock: Clock): Promise<number> {
  const before = instantFromMilliseconds(clock.now() - REMEMBERED_MILLISECONDS);
  return (await database.rows('DELETE FROM retired_tokens WHERE retired_at < $1 RETURNING 1', [before])).length;
}

/** They are remembered for far longer than a challenge is good. */
const isRetired = async (transaction: Transaction, hash: string): Promise<boolean> =>
  (await transaction.rows('SELECT 1 FROM retired_tokens WHERE hash = $1', [hash])).length > 0;

async function replaceToken(
  transaction: Transaction,
  { id, token_hash: old }: { readonly id: string; readonly token_hash: string },
  hash: string,
  now: number,
): Promise<void> {
  const at = instantFromMilliseconds(now);
  await transaction.rows('UPDATE devices SET token_hash = $2, next_token_hash = NULL, token_at = $3 WHERE id = $1', [
    id,
    hash,
    at,
  ]);
  await transaction.rows(
    'INSERT INTO retired_tokens (hash, device, retired_at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING',
    [old, id, at],
  );
}

async function tellOfReuse(database: Database, device: string, hash: string, now: number): Promise<void> {
  await database.transaction(async (transaction) => {
    const [owner] = await transaction.rows<{ person_id: string }>(
      'SELECT person_id FROM devices WHERE id = $1 FOR UPDATE',
      [device],
    );
    const told = await transaction.rows('SELECT 1 FROM retired_tokens WHERE device = $1 AND reused_at > $2', [
      device,
      instantFromMilliseconds(now - TOLD_AGAIN_AFTER_MILLISECONDS),
    ]);
    if (!owner || told.length > 0) return;
    await transaction.rows('UPDATE retired_tokens SET reused_at = $2 WHERE hash = $1', [
      hash,
      instantFromMilliseconds(now),
    ]);
    await writeAudit(transaction, { action: 'device.tokenReused', person: owner.person_id, device, subject: device });
  });
}
