/**
 * The way back: what a device would have pulled over a line, part by part, sealed to a key of that device and signed by the server. Nothing is
 * kept between parts: the first one follows from the bundle's own first part, each later one from what the one before said in `next`.
 */
import { promisify } from 'node:util';
import { deflateRawSync, gzip, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import { deterministicId, type RecordId } from '../../shared/base/id.ts';
import { bundleHeaderBytes, damaged, writePart, type BundleHeader } from '../../shared/sync/bundle.ts';
import {
  PART_CONTENT_BYTES_AIM,
  type BundleChangesReply,
  type BundleChangesRequest,
  type BundleRequest,
  type ChangesContent,
} from '../../shared/sync/bundleContent.ts';
import {
  headVectorSchema,
  PROTOCOL_VERSION,
  PULL_ROWS_MAXIMUM,
  type GroupOutcome,
  type HeadVector,
  type PullReply,
} from '../../shared/sync/protocol.ts';
import { seal, sealingKeyName } from '../../shared/sync/sealing.ts';
import { findDevices, type Device } from '../auth/devices.ts';
import { handshake } from '../sync/handshake.ts';
import { pull } from '../sync/pull.ts';
import { readOutcomes } from '../sync/push.ts';
import type { CourierContext } from './deliver.ts';
import { openWork } from './receiveWork.ts';

const compress = promisify(gzip);

/** @throws PeyvandError as `openWork` does; `not_found` when that bundle asked for nothing; `not_enrolled` for a revoked device. */
export function writeChanges(context: CourierContext, request: BundleChangesRequest): Promise<BundleChangesReply> {
  return 'request' in request ? beginChanges(context, request.request) : goOn(context, request.continuation);
}

// ---- the first part ------------------------------------------------------------------------------------------

async function beginChanges(context: CourierContext, text: string): Promise<BundleChangesReply> {
  const work = await openWork(context, text);
  const { request } = work.content;
  if (!request) throw createError('not_found', { what: 'bundle_request' });
  if (request.handshake.device !== work.device.id) throw damaged('content');
  await requireTrusted(context, work.device.id);
  // A token is for a line, not for a file.
  const { token: _token, ...answer } = await handshake(context, work.device, request.handshake);
  const isSameLife = request.handshake.epoch === null || request.handshake.epoch === answer.epoch;
  const from = isSameLife && request.view === answer.view ? request.cursor : {};
  const heads = isSameLife ? await readHeads(context, work.device, request, answer, from) : null;
  const positions = heads ? openPositions(from, heads) : [];
  const expected = positions.reduce((sum, { after, head }) => sum + head - after, 0);
  const state: Continuation = {
    bundle: deterministicId(
      'bundle of changes',
      `${work.part.header.bundle} ${context.clock.now()} ${heads?.token ?? ''}`,
    ),
    device: work.device.id,
    replyKey: request.replyKey,
    part: 0,
    view: answer.view,
    epoch: answer.epoch,
    token: heads?.token ?? '',
    from,
    positions,
    expected,
    until: context.clock.now() + LIFETIME_MILLISECONDS,
  };
  const content: ChangesContent = {
    type: 'answer',
    answers: work.part.header.bundle,
    handshake: answer,
    outcomes: await outcomesFor(context, work.device, request),
    from,
    heads,
  };
  return sealAndSign(context, state, content, positions);
}

/** What a revoked or suspended device signed is taken and held; it is told nothing any more. @throws PeyvandError `not_enrolled`. */
async function requireTrusted({ database }: CourierContext, device: RecordId): Promise<void> {
  const rows = await database.rows(
    "SELECT 1 FROM devices WHERE id = $1 AND revoked_at IS NULL AND standing = 'active'",
    [device],
  );
  if (rows.length === 0) throw createError('not_enrolled', { device });
}

async function outcomesFor(context: CourierContext, device: Device, request: BundleRequest): Promise<GroupOutcome[]> {
  return request.hashes.length === 0 ? [] : readOutcomes(context, device, request.hashes);
}

type Heads = Extract<PullReply, { type: 'heads' }>;

async function readHeads(
  context: CourierContext,
  device: Device,
  request: BundleRequest,
  { epoch, view }: { epoch: string; view: string },
  cursor: HeadVector,
): Promise<Heads> {
  // The handshake wrote it down; the device in hand is from before.
  const now = { ...device, schemaKnown: request.handshake.schema };
  const heads = await pull(context, now, { protocol: PROTOCOL_VERSION, device: device.id, view, epoch, cursor });
  if (heads.type !== 'heads') throw createError('server_refused', { reason: heads.type });
  return heads;
}

/** Where pages are still to come, in the order of the scopes. A re-opened scope is read from its beginning. */
function openPositions(from: HeadVector, { heads, reopen }: Heads): Position[] {
  return Object.entries(heads)
    .map(([scope, head]) => ({ scope, after: reopen.includes(scope) ? 0 : (from[scope] ?? 0), head }))
    .filter(({ after, head }) => after < head);
}

// ---- later parts ---------------------------------------------------------------------------------------------

async function goOn(context: CourierContext, text: string): Promise<BundleChangesReply> {
  const state = readContinuation(context, text);
  const device = (await findDevices(context.database, [state.device])).get(state.device);
  if (!device) throw createError('not_enrolled', { device: state.device });
  await requireTrusted(context, device.id);
  const pages: Extract<PullReply, { type: 'page' }>[] = [];
  let positions = state.positions;
  for (let bytes = 0; bytes < PART_CONTENT_BYTES_AIM && positions[0];) {
    const [{ scope, after, head }, ...others] = [positions[0], ...positions.slice(1)];
    const reply = await pull(context, device, {
      protocol: PROTOCOL_VERSION,
      device: device.id,
      view: state.view,
      epoch: state.epoch,
      cursor: state.from,
      token: state.token,
      page: { scope, after, limit: PULL_ROWS_MAXIMUM },
    });
    // Grants, view or epoch changed under it: what was written so far is of no use without the rest.
    if (reply.type !== 'page')
      throw createError('bundle_superseded', { reason: reply.type === 'again' ? reply.reason : '' });
    // The token is as long as all scopes together and of no use to who reads this.
    pages.push({ ...reply, token: '' });
    bytes += JSON.stringify(reply.rows).length;
    positions = reply.done ? others : [{ scope, after: reply.next, head }, ...others];
  }
  return sealAndSign(context, state, { type: 'pages', pages }, positions);
}

async function sealAndSign(
  context: CourierContext,
  state: Continuation,
  content: ChangesContent,
  positions: readonly Position[],
): Promise<BundleChangesReply> {
  const { clock, keys } = context;
  const isLast = positions.length === 0;
  const header: BundleHeader = {
    kind: 'changes',
    bundle: state.bundle,
    device: state.device,
    server: sealingKeyName(keys.publicKeys.sealing),
    part: state.part,
    isLast,
    createdAt: instantFromMilliseconds(clock.now()),
  };
  const headerBytes = bundleHeaderBytes(header);
  const plaintext = await compress(JSON.stringify(content));
  const sealed = await seal(state.replyKey, 'peyvand bundle changes 1', plaintext, headerBytes);
  const part = writePart(headerBytes, sealed, (text) => Buffer.from(keys.sign(text), 'base64url'));
  const left = positions.reduce((sum, { after, head }) => sum + head - after, 0);
  return {
    part: Buffer.from(part).toString('base64url'),
    next: isLast ? null : writeContinuation(context, { ...state, part: state.part + 1, positions: [...positions] }),
    done: state.expected - left,
    expected: state.expected,
  };
}

// ---- between the parts ---------------------------------------------------------------------------------------

const positionSchema = z.object({ scope: z.string(), after: z.int().min(0), head: z.int().min(0) });
type Position = z.infer<typeof positionSchema>;

/** Held by who asks, who can neither read more by it than was granted nor alter it. */
const continuationSchema = z.object({
  bundle: z.string(),
  device: z.string(),
  replyKey: z.string(),
  part: z.int(),
  view: z.string(),
  epoch: z.string(),
  token: z.string(),
  from: headVectorSchema,
  positions: z.array(positionSchema),
  expected: z.number(),
  until: z.number(),
});
type Continuation = z.infer<typeof continuationSchema> & { device: RecordId };

const PURPOSE = 'bundle continuation';
const LIFETIME_MILLISECONDS = 60 * 60_000;
const INFLATED_MAXIMUM = 16 * 1024 * 1024;

function writeContinuation({ keys }: CourierContext, state: Continuation): string {
  const text = deflateRawSync(JSON.stringify(state)).toString('base64url');
  return `${text}.${keys.authenticate(PURPOSE, text)}`;
}

/** @throws PeyvandError `token_foreign`, `token_expired`. */
function readContinuation({ keys, clock }: CourierContext, continuation: string): Continuation {
  const [text = '', code = ''] = continuation.split('.');
  if (!keys.isAuthentic(PURPOSE, text, code)) throw createError('token_foreign', { reason: 'bundle_continuation' });
  const inflated = inflateRawSync(Buffer.from(text, 'base64url'), { maxOutputLength: INFLATED_MAXIMUM });
  const state = continuationSchema.parse(JSON.parse(inflated.toString('utf8')));
  if (state.until < clock.now()) throw createError('token_expired', { reason: 'bundle_continuation' });
  return state;
}
