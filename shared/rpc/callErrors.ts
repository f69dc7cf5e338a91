/** How errors cross the wire: the family of `shared/base/errors.ts` inside the one error that the contract declares. */
import { ORPCError } from '@orpc/client';
import { ValidationError } from '@orpc/contract';
import { createError, errorFromWire, errorToWire, isPeyvandError, type PeyvandError } from '../base/errors.ts';

/** The status that `shared/contract/errors.ts` declares. */
const STATUS = 422;
const MOST_PATHS = 20;

/** Whatever was thrown, as the wire carries it. A defect keeps no message; `onDefect` hears of it on this side. */
export function thrownToCallError(thrown: unknown, onDefect: (defect: unknown) => void): ORPCError<'PEYVAND', unknown> {
  const error = thrownToPeyvandError(thrown);
  if (error.code === 'internal') onDefect(thrown);
  return new ORPCError('PEYVAND', { defined: true, status: STATUS, data: errorToWire(error) });
}

/** Whatever a call failed with, as the window meets it. */
export function callErrorToPeyvandError(thrown: unknown): PeyvandError {
  if (isPeyvandError(thrown)) return thrown;
  if (thrown instanceof ORPCError && thrown.code === 'PEYVAND') return errorFromWire(thrown.data);
  if (thrown instanceof Error && thrown.name === 'AbortError') return createError('cancelled', {}, thrown);
  return createError('internal', {}, thrown);
}

function thrownToPeyvandError(thrown: unknown): PeyvandError {
  if (isPeyvandError(thrown)) return thrown;
  if (thrown instanceof ORPCError && thrown.code === 'PEYVAND') return errorFromWire(thrown.data);
  if (thrown instanceof ORPCError && thrown.code === 'BAD_REQUEST') return badRequestToPeyvandError(thrown.cause);
  return createError('internal', {}, thrown);
}

/** Names the places that do not fit the contract, never what was in them. */
function badRequestToPeyvandError(cause: unknown): PeyvandError {
  if (!(cause instanceof ValidationError)) return createError('invalid_input', { reason: 'message' }, cause);
  const paths = cause.issues.slice(0, MOST_PATHS).map((issue) => (issue.path ?? []).map(segmentToText).join('/'));
  return createError('invalid_input', { reason: 'shape', paths }, cause);
}

function segmentToText(segment: PropertyKey | { readonly key: PropertyKey }): string {
  return String(typeof segment === 'object' ? segment.key : segment);
}
