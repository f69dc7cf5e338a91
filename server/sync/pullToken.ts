/**
 * The token of a checkpoint: the heads that all its pages go up to, authenticated and bound to who may read them. The server
 * keeps nothing of it, so any node can answer any page.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import type { Clock } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { HeadVector } from '../../shared/sync/protocol.ts';
import type { ServerKeys } from '../auth/serverKeys.ts';

export interface Checkpoint {
  readonly device: string;
  readonly person: string;
  readonly view: string;
  readonly epoch: string;
  /** Names what the person held when the heads were read. */
  readonly grants: string;
  readonly heads: HeadVector;
}

const PURPOSE = 'pull token';
/** Feed rows that a page up to an unexpired head would list are never compacted away (server/jobs/feedUpkeep.ts). */
export const PULL_TOKEN_MILLISECONDS = 24 * 60 * 60_000;
const INFLATED_MAXIMUM = 8 * 1024 * 1024;

const contentSchema = z.object({
  device: z.string(),
  person: z.string(),
  view: z.string(),
  epoch: z.string(),
  grants: z.string(),
  heads: z.record(z.string(), z.int()),
  expires: z.number(),
});

export function writePullToken(keys: ServerKeys, clock: Clock, checkpoint: Checkpoint): string {
  const content = JSON.stringify({ ...checkpoint, expires: clock.now() + PULL_TOKEN_MILLISECONDS });
  // Scopes are ids written in hex: half of it goes, which keeps a head office's hundreds of scopes well inside the limit.
  const text = deflateRawSync(content).toString('base64url');
  return `${text}.${keys.authenticate(PURPOSE, text)}`;
}

/** null when it has expired. @throws PeyvandError `token_foreign` when this server never wrote it. */
export function readPullToken(keys: ServerKeys, clock: Clock, token: string): Checkpoint | null {
  const [text = '', code = ''] = token.split('.');
  if (!keys.isAuthentic(PURPOSE, text, code)) throw createError('token_foreign', { reason: 'pull_token' });
  const content = inflateRawSync(Buffer.from(text, 'base64url'), { maxOutputLength: INFLATED_MAXIMUM }).toString(
    'utf8',
  );
  const { expires, ...checkpoint } = contentSchema.parse(JSON.parse(content));
  return expires > clock.now() ? checkpoint : null;
}
