/** Head office takes a branch's bundle in: part by part to the server, which alone can read it, and the answer back, part by part as well. */
import { createError, isPeyvandError, type PeyvandError } from '../../../shared/base/errors.ts';
import {
  BUNDLE_BYTES_MAXIMUM,
  framedBytes,
  scanBundle,
  writeBundle,
  type BundleHeader,
} from '../../../shared/sync/bundle.ts';
import type { BundleChangesReply, BundleWorkReply } from '../../../shared/sync/bundleContent.ts';
import type { ServerTransport } from '../ports/transport.ts';

export interface TakeInOptions {
  readonly transport: Pick<ServerTransport, 'call'>;
  readonly token: string;
  readonly bytes: Uint8Array;
  /** Take what is whole of a damaged file, too. */
  readonly salvage?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (step: 'delivering' | 'answering', done: number, expected: number) => void;
}

export interface TakenIn extends BundleWorkReply {
  readonly header: BundleHeader;
  /** Parts sent. */
  readonly parts: number;
  /** What was wrong with a file that was salvaged. */
  readonly fault: PeyvandError | null;
  /** The bundle of changes to carry back; null when there is none to be had, and why. */
  readonly answer: Uint8Array | null;
  readonly noAnswer: PeyvandError | null;
}

/**
 * A whole file is required before anything is sent. Cut in between, it is simply taken in again: groups apply once.
 * @throws PeyvandError as `readBundle` does; `bundle_foreign`, `not_enrolled`, `permission_denied`, `cancelled`, `server_unreachable`…
 */
export async function takeInWork(options: TakeInOptions): Promise<TakenIn> {
  const { header, parts, fault } = scanBundle(options.bytes);
  if (fault && !(options.salvage && parts.length > 0)) throw fault;
  if (!header) throw createError('bundle_damaged', { reason: 'cut_off' });
  let sum: BundleWorkReply = { from: { name: '' }, delivered: 0, known: 0, parked: 0, refused: [] };
  for (const [index, part] of parts.entries()) {
    options.onProgress('delivering', index, parts.length);
    requireGoing(options.signal);
    const input = { part: Buffer.from(part).toString('base64url') };
    sum = add(sum, await options.transport.call(options.token, 'bundleWork', input, options.signal));
  }
  options.onProgress('delivering', parts.length, parts.length);
  const [first] = parts;
  const answered = first && header.part === 0 ? await askForChanges(options, first) : { answer: null, noAnswer: null };
  return { ...sum, header, parts: parts.length, fault, ...answered };
}

/** The work is in by now: whatever keeps the answer from being written is told, and is no failure of the whole. */
async function askForChanges(options: TakeInOptions, first: Uint8Array): Promise<Pick<TakenIn, 'answer' | 'noAnswer'>> {
  try {
    return { answer: await fetchChanges(options, first), noAnswer: null };
  } catch (error) {
    if (!isPeyvandError(error) || error.code === 'cancelled') throw error;
    return { answer: null, noAnswer: error };
  }
}

async function fetchChanges(
  { transport, token, signal, onProgress }: TakeInOptions,
  first: Uint8Array,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  let input: { request: string } | { continuation: string } = { request: Buffer.from(first).toString('base64url') };
  for (;;) {
    requireGoing(signal);
    const reply: BundleChangesReply = await transport.call(token, 'bundleChanges', input, signal);
    const part = Buffer.from(reply.part, 'base64url');
    bytes += framedBytes(part);
    if (bytes > BUNDLE_BYTES_MAXIMUM) throw createError('file_too_large', { limit: BUNDLE_BYTES_MAXIMUM });
    parts.push(part);
    onProgress('answering', reply.done, reply.expected);
    if (reply.next === null) return writeBundle(parts);
    input = { continuation: reply.next };
  }
}

function add(sum: BundleWorkReply, more: BundleWorkReply): BundleWorkReply {
  const codes = new Set([...sum.refused, ...more.refused].map(({ code }) => code));
  const countOf = (reply: BundleWorkReply, wanted: string): number =>
    reply.refused.find(({ code }) => code === wanted)?.count ?? 0;
  return {
    from: more.from,
    delivered: sum.delivered + more.delivered,
    known: sum.known + more.known,
    parked: sum.parked + more.parked,
    refused: [...codes].map((code) => ({ code, count: countOf(sum, code) + countOf(more, code) })),
  };
}

function requireGoing(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw createError('cancelled');
}
