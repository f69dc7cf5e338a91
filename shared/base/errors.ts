/**
 * The one family of expected failures. An error carries a code and facts, never a sentence: it is serialised once, at a wire,
 * and worded once, in the window, in the person's language. Defects (bugs) are ordinary throws and become `internal`.
 */

/** Every code that a person or another program can meet. Add freely; never rename one that has shipped. */
export const ERROR_CODES = [
  'wrong_passphrase',
  'keychain_lost',
  'keychain_unavailable',
  'recovery_ended',
  'locked',
  'throttled',
  'not_signed_in',
  'wrong_credentials',
  'not_enrolled',
  'device_stopped',
  'lease_locked',
  'permission_denied',
  'not_found',
  'invalid_input',
  'stale_edit',
  'illegal_transition',
  'price_missing',
  'quantity_exceeds_open',
  'document_empty',
  'quote_expired',
  'quote_declined',
  'quote_unsent',
  'bill_missing',
  'order_in_progress',
  'approval_needed',
  'number_block_exhausted',
  'store_damaged',
  'store_foreign',
  'store_in_use',
  'disk_full',
  'saved_without_copy',
  'store_newer',
  'store_unwritable',
  'backup_unrecognised',
  'backup_damaged',
  'backup_newer',
  'server_unreachable',
  'server_refused',
  'server_insecure',
  'account_locked',
  'protocol_newer',
  'protocol_older',
  'token_foreign',
  'token_expired',
  'signature_invalid',
  'message_too_large',
  'core_unreachable',
  'clock_skewed',
  'parked',
  'file_unreadable',
  'file_unwritable',
  'file_encoding',
  'file_malformed',
  'file_too_large',
  'import_unmapped',
  'export_refused',
  'reading_paused',
  'attachment_damaged',
  'attachment_too_large',
  'bundle_unrecognised',
  'bundle_damaged',
  'bundle_foreign',
  'bundle_other_device',
  'bundle_newer',
  'bundle_superseded',
  'cancelled',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** What a fact may hold: plain values only, so that every wire carries them and nothing private hides in an object. */
export type ErrorFact = string | number | boolean | null | readonly string[];

export type ErrorFacts = Readonly<Record<string, ErrorFact>>;

/** The form in which an error crosses a wire. */
export interface WireError {
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;
}

/** An expected failure. `message` is the code alone: facts may name people, and messages end up in logs. */
export class PeyvandError extends Error {
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, facts: ErrorFacts = {}, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause });
    this.name = 'PeyvandError';
    this.code = code;
    this.facts = Object.freeze({ ...facts });
  }
}

/** Builds an error; `cause` stays on this side of every wire. */
export function createError(code: ErrorCode, facts: ErrorFacts = {}, cause?: unknown): PeyvandError {
  return new PeyvandError(code, facts, cause);
}

export function isPeyvandError(candidate: unknown): candidate is PeyvandError {
  return candidate instanceof PeyvandError;
}

/** Serialises whatever was thrown. Anything outside the family becomes `internal` with no message, stack or cause. */
export function errorToWire(error: unknown): WireError {
  return isPeyvandError(error) ? { code: error.code, facts: error.facts } : { code: 'internal', facts: {} };
}

/**
 * Reads an error that came over a wire. Never throws: what is malformed becomes `internal`, facts that are no facts are
 * dropped, and a code of a newer peer becomes `internal` with `unknownCode`.
 */
export function errorFromWire(wire: unknown): PeyvandError {
  if (!isObject(wire)) return createError('internal');
  const facts = isObject(wire['facts']) ? readFacts(wire['facts']) : {};
  const code = wire['code'];
  if (isErrorCode(code)) return createError(code, facts);
  return createError('internal', isPlausibleCode(code) ? { ...facts, unknownCode: code } : facts);
}

function isErrorCode(candidate: unknown): candidate is ErrorCode {
  return ERROR_CODES.some((code) => code === candidate);
}

function isPlausibleCode(candidate: unknown): candidate is string {
  return typeof candidate === 'string' && /^[a-z][a-z_]{0,63}$/.test(candidate);
}

function readFacts(facts: Record<string, unknown>): ErrorFacts {
  const valid: [string, ErrorFact][] = [];
  for (const [name, fact] of Object.entries(facts)) if (isFact(fact)) valid.push([name, fact]);
  return Object.fromEntries(valid);
}

function isFact(candidate: unknown): candidate is ErrorFact {
  if (candidate === null || typeof candidate === 'string' || typeof candidate === 'boolean') return true;
  if (typeof candidate === 'number') return Number.isFinite(candidate);
  return Array.isArray(candidate) && candidate.every((element) => typeof element === 'string');
}

function isObject(candidate: unknown): candidate is Record<string, unknown> {
  return typeof candidate === 'object' && candidate !== null && !Array.isArray(candidate);
}
