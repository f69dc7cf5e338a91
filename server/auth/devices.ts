/** Devices: enrolment, bearer tokens, revocation. A device is bound to one person and one signing key for good. */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { COMPANY_SCOPE } from '../../shared/domain/record.ts';
import type { Randomness } from '../../shared/base/randomness.ts';
import type { Database, Queryable, Transaction } from '../store/database.ts';
import { announceScopes } from '../sync/pokes.ts';
import { COMPANY_STATE } from '../sync/organisation.ts';
import { drawDeviceCode } from './deviceCode.ts';
import type { StandingState } from './standing.ts';

export interface Device {
  readonly id: RecordId;
  readonly person: RecordId;
  readonly code: string;
  /** Raw Ed25519 public key, base64url. */
  readonly signingKey: string;
  readonly schemaKnown: Readonly<Record<string, number>>;
  /** The first identity of its enrolment: itself, unless it was restored or cloned since. */
  readonly line: RecordId;
  /** The group of its line that the first of its own follows; null when it begins a chain. */
  readonly continues: ChainEnd | null;
  /** How its line stands with the company (`standing.ts`). */
  readonly standing: StandingState;
  /** Of the last order about it, 0 while there is none. */
  readonly orderSerial: number;
}

export interface ChainEnd {
  readonly n: number;
  readonly hash: string;
}

export interface DeviceChain {
  readonly line: RecordId;
  readonly lastN: number;
  readonly lastHash: string | null;
  readonly branched: boolean;
  readonly durableThrough: number;
  /** Why nothing new of its line counts by itself; null while it stands well, or hands in its work before it is wiped. */
  readonly stopped: DeviceStop | null;
}

export type DeviceStop = Exclude<StandingState, 'active' | 'wipePolitely'> | 'revoked';

export interface NewDevice {
  readonly id: RecordId;
  readonly person: RecordId;
  readonly name: string;
  readonly signingKey: string;
  /** Of a new identity: the line it belongs to, and where its chain goes on. */
  readonly line?: RecordId;
  readonly continues?: ChainEnd | null;
}

const TOKEN_BYTES = 32;
const CODE_TRIES = 20;
/** A token that was replaced in a greeting is heard a while longer (tokens.ts); one behind which somebody signed in again is not. */
const PAST_LEEWAY_MILLISECONDS = 60 * 60_000;

/**
 * Writes the device down and gives its token, which is nowhere else. Enrolling once more with the same person and key (the answer
 * was lost on the way) gives a new token and keeps the code; the old token is retired, so that whoever still has it shows.
 * @returns `isNew`: nobody had enrolled it before.
 * @throws PeyvandError `invalid_input` for a key that is none, `token_foreign` for an id that is another's.
 */
export async function enrolDevice(
  transaction: Transaction,
  { clock, randomness }: { readonly clock: Clock; readonly randomness: Randomness },
  device: NewDevice,
): Promise<{ token: string; code: string; isNew: boolean }> {
  readSigningKey(device.signingKey);
  const token = Buffer.from(randomness.bytes(TOKEN_BYTES)).toString('base64url');
  // The code may have been drawn before, by chance; or the same device is enrolled twice at once.
  for (let tries = 0; tries < CODE_TRIES; tries += 1) {
    const known = await enrolAgain(transaction, clock, device, hashToken(token));
    if (known !== null) return { token, code: known, isNew: false };
    const drawn = await insertDevice(transaction, device, hashToken(token), drawDeviceCode(randomness));
    if (drawn !== null) return { token, code: drawn, isNew: true };
  }
  throw createError('internal', { reason: 'device_codes_exhausted' });
}

/** @returns its code; null when no device has the id. */
async function enrolAgain(
  transaction: Transaction,
  clock: Clock,
  device: NewDevice,
  tokenHash: string,
): Promise<string | null> {
  const [known] = await transaction.rows<DeviceRow & { token_hash: string; revoked: boolean }>(
    `SELECT ${DEVICE_COLUMNS}, token_hash, revoked_at IS NOT NULL AS revoked FROM devices WHERE id = $1 FOR UPDATE`,
    [device.id],
  );
  if (!known) return null;
  const isSame =
    known.person_id === device.person &&
    known.signing_key === device.signingKey &&
    known.line === (device.line ?? device.id) &&
    known.continues_hash === (device.continues?.hash ?? null);
  if (!isSame || known.revoked) throw createError('token_foreign', { reason: 'device_is_anothers' });
  await transaction.rows(
    'UPDATE devices SET token_hash = $2, next_token_hash = NULL, token_at = NULL, name = $3 WHERE id = $1',
    [device.id, tokenHash, device.name],
  );
  // Whoever comes with the former one from now on holds a copy (tokens.ts).
  await transaction.rows(
    'INSERT INTO retired_tokens (hash, device, retired_at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING',
    [known.token_hash, device.id, instantFromMilliseconds(clock.now() - PAST_LEEWAY_MILLISECONDS)],
  );
  return known.code;
}

/** @returns the code; null when it, or the id, is another's already. */
async function insertDevice(
  transaction: Transaction,
  { id, person, name, signingKey, line = id, continues = null }: NewDevice,
  tokenHash: string,
  code: string,
): Promise<string | null> {
  const rows = await transaction.rows(
    `INSERT INTO devices (id, person_id, name, signing_key, code, token_hash, line, continues_n, continues_hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING 1`,
    [id, person, name, signingKey, code, tokenHash, line, continues?.n ?? null, continues?.hash ?? null],
  );
  return rows.length > 0 ? code : null;
}

/**
 * The device that a bearer token belongs to, and the state of the company in the same moment (`OrganisationReader.companyOf`); null when it is
 * unknown or revoked.
 */
export async function findDeviceByTokenHash(
  database: Queryable,
  tokenHash: string,
): Promise<{ readonly device: Device; readonly companyState: string } | null> {
  const [row] = await database.rows<DeviceRow & { company_state: string }>(
    `SELECT ${DEVICE_COLUMNS}, ${COMPANY_STATE} AS company_state FROM devices WHERE token_hash = $1 AND revoked_at IS NULL`,
    [tokenHash],
    'prepared',
  );
  return row ? { device: rowToDevice(row), companyState: row.company_state } : null;
}

/** Revoked ones too: what they signed may still arrive by courier, and is held then (`sync/push/stopped.ts`). Keyed by id. */
export async function findDevices(database: Queryable, ids: readonly RecordId[]): Promise<Map<RecordId, Device>> {
  const rows = await database.rows<DeviceRow>(`SELECT ${DEVICE_COLUMNS} FROM devices WHERE id = ANY($1::uuid[])`, [
    ids,
  ]);
  return new Map(rows.map((row) => [row.id, rowToDevice(row)]));
}

/**
 * Takes the row locks of these devices and of their lines in id order, the first lock of every transaction that moves a chain or leases
 * numbers. Keyed by id.
 */
export async function lockDevices(
  transaction: Transaction,
  ids: readonly RecordId[],
): Promise<Map<RecordId, DeviceChain>> {
  const rows = await transaction.rows<{
    id: string;
    last_n: number;
    last_hash: string | null;
    branched: boolean;
    durable_through: number;
    line: string;
    standing: StandingState;
    revoked: boolean;
  }>(
    `SELECT id, last_n, last_hash, branched, durable_through, line, standing, revoked_at IS NOT NULL AS revoked FROM devices
     WHERE line = ANY(ARRAY(SELECT line FROM devices WHERE id = ANY($1::uuid[]))) ORDER BY id FOR UPDATE`,
    [ids],
  );
  return new Map(
    rows.map(({ id, last_n, last_hash, branched, durable_through, line, standing, revoked }) => [
      id,
      {
        lastN: last_n,
        lastHash: last_hash,
        branched,
        durableThrough: durable_through,
        line,
        stopped: stopOf(standing, revoked),
      },
    ]),
  );
}

function stopOf(standing: StandingState, revoked: boolean): DeviceStop | null {
  if (standing === 'active' || standing === 'wipePolitely') return revoked ? 'revoked' : null;
  return standing;
}

/**
 * The tokens of its whole line stop working at once, on every node, and the streams that it listens to end: a copy of its disk goes dark with it.
 * What they signed and comes later, from whoever brings it, is held.
 */
export async function revokeDevice(database: Database, id: RecordId): Promise<void> {
  await database.transaction(async (transaction) => {
    // A new identity that is being taken meanwhile is in the line when the next statement looks, or finds the line revoked.
    await lockDevices(transaction, [id]);
    await transaction.rows(
      'UPDATE devices SET revoked_at = now() WHERE line = (SELECT line FROM devices WHERE id = $1) AND revoked_at IS NULL',
      [id],
    );
  });
  await announceScopes(database, [COMPANY_SCOPE]);
}

/** After the lock of its line. */
export async function isLineRevoked(transaction: Transaction, line: RecordId): Promise<boolean> {
  return (
    (await transaction.rows('SELECT 1 FROM devices WHERE line = $1 AND revoked_at IS NOT NULL', [line])).length > 0
  );
}

/** Revoked, or not in good standing: it hears of nothing. */
export async function isCutOff(database: Queryable, id: RecordId): Promise<boolean> {
  const rows = await database.rows(
    "SELECT 1 FROM devices WHERE id = $1 AND (revoked_at IS NOT NULL OR standing <> 'active')",
    [id],
  );
  return rows.length > 0;
}

/** @throws PeyvandError `invalid_input` when the text is not a raw Ed25519 public key in base64url. */
export function readSigningKey(signingKey: string): KeyObject {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: signingKey }, format: 'jwk' });
  } catch (cause) {
    throw createError('invalid_input', { reason: 'signing_key' }, cause);
  }
}

interface DeviceRow {
  id: string;
  person_id: string;
  code: string;
  signing_key: string;
  schema_known: Record<string, number>;
  line: string;
  continues_n: number | null;
  continues_hash: string | null;
  standing: StandingState;
  order_serial: number;
}

const DEVICE_COLUMNS =
  'id, person_id, code, signing_key, schema_known, line, continues_n, continues_hash, standing, order_serial';

const rowToDevice = ({ id, person_id, code, signing_key, schema_known, ...row }: DeviceRow): Device => ({
  id,
  person: person_id,
  code,
  signingKey: signing_key,
  schemaKnown: schema_known,
  line: row.line,
  continues:
    row.continues_n !== null && row.continues_hash !== null ? { n: row.continues_n, hash: row.continues_hash } : null,
  standing: row.standing,
  orderSerial: row.order_serial,
});

/** A fast hash is right here: a token is 32 random bytes, not a password. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
