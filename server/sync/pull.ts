/** A pull: first the heads of every scope the person may hold, from one snapshot; then page after page up to these heads. */
import { createHash } from 'node:crypto';
import type { Clock } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { CollectionName, ScopeId } from '../../shared/domain/record.ts';
import { checksumToHex } from '../../shared/sync/checksum.ts';
import type { Digest, HeadVector, PullReply, PullRequest } from '../../shared/sync/protocol.ts';
import { createView, type View } from '../../shared/sync/view.ts';
import type { Device } from '../auth/devices.ts';
import type { ServerKeys } from '../auth/serverKeys.ts';
import type { Database } from '../store/database.ts';
import type { PullMeter } from '../watch/pullMeter.ts';
import { listHeldScopes, type Company, type Member, type OrganisationReader } from './organisation.ts';
import type { KeptPages, PageKey } from './keptPages.ts';
import { pageToJson, parseRow, readPage, type Page } from './pages.ts';
import { readPullToken, writePullToken, type Checkpoint } from './pullToken.ts';
import type { RecordImages } from './recordImages.ts';

export interface PullContext {
  readonly database: Database;
  readonly organisation: OrganisationReader;
  readonly keys: ServerKeys;
  readonly clock: Clock;
  readonly images: RecordImages;
  /** Counts what each line of devices fetches. */
  readonly meter?: PullMeter;
}

/** @param known The company as it was when the message came, if that was read for the message already. */
export async function pull(
  context: PullContext,
  device: Device,
  request: PullRequest,
  known: Company | null = null,
): Promise<PullReply> {
  const answer = await answerPull(context, device, request, known);
  if (answer.type !== 'page') return answer;
  const page = await answer.read();
  return { ...page, rows: page.rows.map(parseRow) };
}

/** The same for the wire, as JSON in UTF-8: rows are written once, for whoever pulls them. */
export async function pullJson(
  context: PullContext,
  device: Device,
  request: PullRequest,
  known: Company | null = null,
): Promise<Buffer> {
  const answer = await answerPull(context, device, request, known);
  return answer.type === 'page' ? pageToJson(await answer.read()) : toJson(answer);
}

/** The same for a line on which JSON may be compressed: `gzip` says that it is. A page is compressed once, for whoever asks for the same one. */
export async function pullGzip(
  context: PullContext & { readonly pages: KeptPages },
  device: Device,
  request: PullRequest,
  known: Company | null = null,
): Promise<{ readonly bytes: Buffer; readonly gzip: boolean }> {
  const answer = await answerPull(context, device, request, known);
  if (answer.type !== 'page') return { bytes: toJson(answer), gzip: false };
  return { bytes: await context.pages.gzip(answer.key, answer.token, answer.read), gzip: true };
}

const toJson = (answer: object): Buffer => Buffer.from(JSON.stringify(answer), 'utf8');

/** A page is read, where it is not kept. */
interface PageToRead {
  readonly type: 'page';
  readonly token: string;
  readonly key: PageKey;
  readonly read: () => Promise<Page>;
}

type Answer = Exclude<PullReply, { type: 'page' }> | PageToRead;

async function answerPull(
  context: PullContext,
  device: Device,
  request: PullRequest,
  known: Company | null,
): Promise<Answer> {
  const { database } = context;
  const company = known ?? (await context.organisation.readCompany(database));
  const member = company.organisation.member(device.person);
  if (!member?.active) throw createError('permission_denied', { reason: 'not_active' });
  const { epoch } = company.epochs.current;
  const view = createView(member.role, device.schemaKnown);
  if (request.epoch !== epoch) return again('epoch_changed');
  if (request.view !== view.id) return again('view_changed');
  const state = { device: device.id, person: member.id, view: view.id, epoch };
  if (request.token === undefined) return readHeads(context, member, view, state, request.cursor);

  const checkpoint = readPullToken(context.keys, context.clock, request.token);
  if (!checkpoint) return again('token_expired');
  const change = changeSince(checkpoint, state, grantsOf(member));
  if (change) return again(change);
  const { token, page } = request;
  if (!page) throw createError('invalid_input', { reason: 'page_missing' });
  const { scope, after, limit } = page;
  const head = checkpoint.heads[scope];
  if (head === undefined) throw createError('invalid_input', { reason: 'scope_not_in_token' });
  await context.meter?.count(device, member, Math.min(limit, Math.max(0, head - after)));
  return {
    type: 'page',
    token,
    key: { epoch, view: view.id, scope, after, head, limit },
    read: () => readPage({ database, images: context.images, epoch, view }, head, token, page),
  };
}

type State = Omit<Checkpoint, 'heads' | 'grants'>;
type Again = Extract<PullReply, { type: 'again' }>['reason'];
const again = (reason: Again): Answer => ({ type: 'again', reason });

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
): Promise<Answer> {
  const scopes = await listHeldScopes(database, member);
  // One statement is one snapshot: a transaction is in all of these heads and digests or in none.
  const rows = await database.rows<HeadRow>(
    `SELECT c.scope, c.seq, c.floor,
       (SELECT json_agg(json_build_object('collection', d.collection, 'count', d.count::text, 'checksum', d.checksum::text))
        FROM scope_digests d WHERE d.scope = c.scope AND d.collection = ANY($2) AND d.count > 0) AS digests
     FROM scope_counters c WHERE c.scope = ANY($1)`,
    [scopes, view.collections],
    'prepared',
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
