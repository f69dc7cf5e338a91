/** A pull: first the heads of every scope the person may hold, from one snapshot; then page after page up to these heads. */
import { createHash } from 'node:crypto';
import type { Clock } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { CollectionName, RecordBody, ScopeId } from '../../shared/domain/record.ts';
import { checksumToHex } from '../../shared/sync/checksum.ts';
import { liftBody } from '../../shared/sync/lift.ts';
import type { Digest, FeedRow, HeadVector, PullReply, PullRequest } from '../../shared/sync/protocol.ts';
import { createView, type View } from '../../shared/sync/view.ts';
import type { Device } from '../auth/devices.ts';
import type { ServerKeys } from '../auth/serverKeys.ts';
import type { Database, Queryable } from '../store/database.ts';
import { readEpochs } from './epochs.ts';
import { listHeldScopes, type Member, type OrganisationReader } from './organisation.ts';
import { readPullToken, writePullToken, type Checkpoint } from './pullToken.ts';

export interface PullContext {
  readonly database: Database;
  readonly organisation: OrganisationReader;
  readonly keys: ServerKeys;
  readonly clock: Clock;
}

/** Rows of a page end here even when more were asked for, so that no reply outgrows a message. In bytes of bodies. */
const PAGE_BYTES_MAXIMUM = 4 * 1024 * 1024;
/** Rows read from the database at a time: large bodies must not pile up beyond a page. */
const ROWS_AT_ONCE = 500;

export async function pull(context: PullContext, device: Device, request: PullRequest): Promise<PullReply> {
  const { database } = context;
  const member = (await context.organisation.read(database)).member(device.person);
  if (!member?.active) throw createError('permission_denied', { reason: 'not_active' });
  const { epoch } = (await readEpochs(database)).current;
  const view = createView(member.role, device.schemaKnown);
  if (request.epoch !== epoch) return again('epoch_changed');
  if (request.view !== view.id) return again('view_changed');
  const state = { device: device.id, person: member.id, view: view.id, epoch };
  if (request.token === undefined) return readHeads(context, member, view, state, request.cursor);

  const checkpoint = readPullToken(context.keys, context.clock, request.token);
  if (!checkpoint) return again('token_expired');
  const change = changeSince(checkpoint, state, grantsOf(member));
  if (change) return again(change);
  if (!request.page) throw createError('invalid_input', { reason: 'page_missing' });
  return readPage(database, view, checkpoint.heads, request.token, request.page);
}

type State = Omit<Checkpoint, 'heads' | 'grants'>;
type Again = Extract<PullReply, { type: 'again' }>['reason'];
const again = (reason: Again): PullReply => ({ type: 'again', reason });

/** @throws PeyvandError `token_foreign` for a token of another device or person. */
function changeSince(checkpoint: Checkpoint, state: State, grants: string): Again | null {
  if (checkpoint.device !== state.device || checkpoint.person !== state.person)
    throw createError('token_foreign', { reason: 'pull_token' });
  if (checkpoint.epoch !== state.epoch) return 'epoch_changed';
  if (checkpoint.view !== state.view) return 'view_changed';
  return checkpoint.grants === grants ? null : 'grants_changed';
}

/** Names what a person may hold. A role of the whole company holds new scopes as they come, which is no change of its grants. */
const grantsOf = ({ holdsAll, scopes }: Member): string =>
  holdsAll
    ? 'all'
    : createHash('sha256')
        .update([...scopes].toSorted().join('\n'))
        .digest('base64url');

// ---- heads ---------------------------------------------------------------------------------------------------

interface HeadRow {
  scope: ScopeId;
  seq: number;
  floor: number;
  digests: { collection: CollectionName; count: string; checksum: string }[] | null;
}

async function readHeads(
  { database, keys, clock }: PullContext,
  member: Member,
  view: View,
  state: State,
  cursor: HeadVector,
): Promise<PullReply> {
  const scopes = await listHeldScopes(database, member);
  // One statement is one snapshot: a transaction is in all of these heads and digests or in none.
  const rows = await database.rows<HeadRow>(
    `SELECT c.scope, c.seq, c.floor,
       (SELECT json_agg(json_build_object('collection', d.collection, 'count', d.count::text, 'checksum', d.checksum::text))
        FROM scope_digests d WHERE d.scope = c.scope AND d.collection = ANY($2) AND d.count > 0) AS digests
     FROM scope_counters c WHERE c.scope = ANY($1)`,
    [scopes, view.collections],
  );
  const rowsByScope = new Map(rows.map((row) => [row.scope, row]));
  const heads = Object.fromEntries(scopes.map((scope) => [scope, rowsByScope.get(scope)?.seq ?? 0]));
  return {
    type: 'heads',
    epoch: state.epoch,
    view: view.id,
    token: writePullToken(keys, clock, { ...state, grants: grantsOf(member), heads }),
    heads,
    digests: Object.fromEntries(rows.flatMap(({ scope, digests }) => (digests ? [[scope, sumDigests(digests)]] : []))),
    reopen: rows
      .filter(({ scope, seq, floor }) => mustReopen(cursor[scope] ?? 0, seq, floor))
      .map(({ scope }) => scope),
  };
}

/** Below the floor deletions may have been forgotten; beyond the head the cursor is of another life of this database. */
const mustReopen = (cursor: number, seq: number, floor: number): boolean =>
  cursor > seq || (cursor > 0 && cursor < floor);

/** Kinds of one collection together: sums of sums. */
function sumDigests(
  digests: readonly { collection: string; count: string; checksum: string }[],
): Record<string, Digest> {
  const byCollection = Map.groupBy(digests, ({ collection }) => collection);
  return Object.fromEntries(
    [...byCollection].map(([collection, own]) => [
      collection,
      {
        count: own.reduce((sum, { count }) => sum + Number(count), 0),
        checksum: checksumToHex(own.reduce((sum, { checksum }) => sum + BigInt(checksum), 0n)),
      },
    ]),
  );
}

// ---- pages ---------------------------------------------------------------------------------------------------

interface ImageRow {
  seq: number;
  type: 'put' | 'leave';
  collection: CollectionName;
  id: RecordId;
  version: number;
  kind: string;
  home_scope: ScopeId;
  shares: ScopeId[];
  created_by: RecordId;
  created_at: string;
  updated_by: RecordId;
  updated_at: string;
  deleted: boolean;
  /** JSON text, parsed here: its length is what a page is measured by. */
  body: string;
}

async function readPage(
  database: Queryable,
  view: View,
  heads: HeadVector,
  token: string,
  { scope, after, limit }: NonNullable<PullRequest['page']>,
): Promise<PullReply> {
  const head = heads[scope];
  if (head === undefined) throw createError('invalid_input', { reason: 'scope_not_in_token' });
  const rows: FeedRow[] = [];
  let next = after;
  let bytes = 0;
  for (let done = after >= head; !done;) {
    const wanted = Math.min(limit - rows.length, ROWS_AT_ONCE);
    const found = await readRows(database, view, scope, next, head, wanted);
    for (const row of found) {
      bytes += Buffer.byteLength(row.body);
      // The first row goes whatever its size: a page must always get on.
      if (rows.length > 0 && bytes > PAGE_BYTES_MAXIMUM) return { type: 'page', token, scope, rows, next, done: false };
      rows.push(toFeedRow(row, view));
      next = row.seq;
    }
    done = found.length < wanted;
    if (!done && rows.length >= limit) return { type: 'page', token, scope, rows, next, done: next >= head };
  }
  return { type: 'page', token, scope, rows, next: Math.max(after, head), done: true };
}

/**
 * Rows up to the head that nothing up to the head replaced, with the images of their own versions: a record that has moved on since the
 * head was read is shown as it was then, or a reader would see half of a later transaction.
 */
const readRows = (
  database: Queryable,
  view: View,
  scope: ScopeId,
  after: number,
  head: number,
  limit: number,
): Promise<ImageRow[]> =>
  database.rows<ImageRow>(
    `SELECT f.seq, f.type, f.collection, f.id, f.version, h.kind, h.home_scope, h.shares, h.created_by, h.created_at, h.updated_by,
       h.updated_at, h.deleted, h.body::text AS body
     FROM (
       SELECT * FROM feed WHERE scope = $1 AND seq > $2 AND seq <= $3 AND (superseded_seq IS NULL OR superseded_seq > $3) AND collection = ANY($4)
       ORDER BY seq LIMIT $5
     ) f CROSS JOIN LATERAL (
       SELECT * FROM history h WHERE h.collection = f.collection AND h.id = f.id AND h.version = f.version OFFSET 0
     ) h ORDER BY f.seq`,
    [scope, after, head, view.collections, limit],
  );

function toFeedRow(row: ImageRow, view: View): FeedRow {
  const { seq, type, collection, id } = row;
  if (type === 'leave') return { seq, type, collection, id };
  return {
    seq,
    type,
    record: {
      collection,
      kind: row.kind,
      id,
      version: row.version,
      homeScope: row.home_scope,
      shares: row.shares,
      createdBy: row.created_by,
      createdAt: row.created_at,
      updatedBy: row.updated_by,
      updatedAt: row.updated_at,
      deleted: row.deleted,
      body: view.maskBody(collection, row.kind, liftBody(row, JSON.parse(row.body) as RecordBody)),
    },
  };
}
