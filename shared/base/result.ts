import type { PeyvandError } from './errors.ts';

/** A function that can fail in an expected way returns one of these instead of throwing. */
export type Result<T, E = PeyvandError> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): Result<T, never> {
  return { ok: true, value };
}

export function fail<E>(error: E): Result<never, E> {
  return { ok: false, error };
}
