/**
 * A bundle of changes becomes a checkpoint here, as if a line had brought it: checked whole before anything is written, visible as a whole or not
 * at all. One that was overtaken (this device has heard from the server since it asked) is told apart and changes nothing.
 */
import type { Instant } from '../../../shared/base/clock.ts';
import { createError } from '../../../shared/base/errors.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import { damaged, readBundle, readPart } from '../../../shared/sync/bundle.ts';
import { changesContentSchema, type ChangesContent } from '../../../shared/sync/bundleContent.ts';
import type { GroupOutcome, HandshakeReply, HeadVector } from '../../../shared/sync/protocol.ts';
import { sealingKeyName, type PrivateSealingKey } from '../../../shared/sync/sealing.ts';
import type { CoreLog } from '../coreOptions.ts';
import type { RecordStore } from '../store/types.ts';
import { digestsOf, dropWithdrawnScopes, mismatchedScopes } from '../sync/round.ts';
import { takeHandshake } from '../sync/greeting.ts';
import { readContent, requireSignature } from './partContent.ts';

export interface ImportChangesOptions {
  readonly store: RecordStore;
  readonly bytes: Uint8Array;
  readonly serverKeys: { readonly signing: string; readonly sealing: string };
  readonly key: PrivateSealingKey;
  /** Where this device stood when it wrote the bundle of work of that id; null when it does not know. */
  readonly askedWith: (workBundle: RecordId) => Standing | null;
  /** Hears of the greeting in it, which may be days old. */
  readonly onGreeting?: ((reply: HandshakeReply) => void) | undefined;
  readonly log: CoreLog;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (done: number, expected: number) => void;
}

/** What a device knows of the server beside its cursor. */
export interface Standing {
  readonly lastContactAt: Instant | null;
  readonly epoch: string | null;
  readonly view: string | null;
}

export const standingOf = ({ identity, sync }: Pick<RecordStore, 'identity' | 'sync'>): Standing => ({
  lastContactAt: sync.lastContactAt(),
  epoch: identity.epoch,
  view: sync.view(),
});

/**
 * `alreadyHere`: everything in it had come before. `again`: the server was restored; what it lacks goes with the next bundle of work.
 * `incomplete`: applied, but some of what is held differs from the server's sums; a sync or another bundle puts it right.
 */
export interface ImportedChanges {
  readonly state: 'applied' | 'alreadyHere' | 'again' | 'incomplete';
  /** Rows of the feed that it brought. */
  readonly rows: number;
  /** Own groups whose outcome it told. */
  readonly answered: number;
}

type Answer = Extract<ChangesContent, { type: 'answer' }>;
type Page = Extract<ChangesContent, { type: 'pages' }>['pages'][number];
type Heads = NonNullable<Answer['heads']>;

/** Opens and checks all of it, reading nothing of the store but who it belongs to. */
export async function openChanges(
  options: Pick<ImportChangesOptions, 'bytes' | 'serverKeys' | 'key'> & {
    readonly store: Pick<RecordStore, 'identity'>;
  },
): Promise<{ answer: Answer; pages: readonly Page[] }> {
  const { header, parts } = readBundle(options.bytes);
  if (header.server !== sealingKeyName(options.serverKeys.sealing)) throw createError('bundle_foreign');
  if (header.kind !== 'changes') throw damaged('content');
  if (header.device !== options.store.identity.device) throw createError('bundle_other_device');
  const contents: ChangesContent[] = [];
  for (const bytes of parts) {
    const part = readPart(bytes);
    requireSignature(part, options.serverKeys.signing);
    const plaintext = await options.key.open('peyvand bundle changes 1', part.sealed, part.headerBytes);
    // The server has signed it as it is: it was asked for on another disk of this device, which has another key.
    if (!plaintext) throw createError('bundle_other_device');
    contents.push(await readContent(changesContentSchema, plaintext));
  }
  const [answer, ...rest] = contents;
  if (answer?.type !== 'answer') throw damaged('content');
  return {
    answer,
    pages: rest.flatMap((content) => {
      if (content.type !== 'pages') throw damaged('content');
      return content.pages;
    }),
  };
}

/**
 * Must not meet a round of sync: `SyncEngine.between`.
 * @throws PeyvandError as `openChanges`; `bundle_superseded`, `cancelled`.
 */
export async function importChanges(options: ImportChangesOptions): Promise<ImportedChanges> {
  const { answer, pages } = await openChanges(options);
  const sync = options.store.sync;
  const { handshake, heads } = answer;
  const now = standingOf(options.store);
  const asked = options.askedWith(answer.answers);
  const hasHeard = asked?.lastContactAt !== now.lastContactAt;
  const isSameView = now.view === handshake.view;
  // Another epoch or view than the one held: new ones if nothing came in between, else who can say which are the later ones.
  const mayBeNew = (field: 'epoch' | 'view'): boolean => !hasHeard && asked?.[field] === now[field];
  if ((!isSameView && !mayBeNew('view')) || (now.epoch !== handshake.epoch && !mayBeNew('epoch')))
    throw createError('bundle_superseded', { reason: 'heard_since' });
  options.onGreeting?.(handshake);
  // A restored server wants back what a checkpoint of its older state would lay itself over.
  if (!heads || handshake.wantedFacts) {
    takeHandshake(options, handshake);
    return { state: 'again', rows: 0, answered: 0 };
  }
  if (isSameView && judge(sync.cursor(), answer.from, heads, hasHeard) === 'alreadyHere') {
    return { state: 'alreadyHere', rows: 0, answered: takeOutcomes(options.store, answer.outcomes) };
  }
  takeHandshake(options, handshake);
  const answered = takeOutcomes(options.store, answer.outcomes);
  await dropWithdrawnScopes(options, handshake.scopes, options.signal);
  const rows = await stageAndApply(options, heads, pages);
  const mismatched = mismatchedScopes(sync, digestsOf(heads));
  for (const scope of mismatched) sync.reopenScope(scope);
  return { state: mismatched.length > 0 ? 'incomplete' : 'applied', rows, answered };
}

/** Of groups that nobody has answered yet: what a line has said since is later. @returns How many. */
function takeOutcomes({ read, sync }: RecordStore, outcomes: readonly GroupOutcome[]): number {
  const open = new Set(
    read.all<{ hash: string }>(`SELECT hash FROM outbox WHERE state IN ('pending', 'waiting')`).map(({ hash }) => hash),
  );
  const news = outcomes.filter(({ hash }) => open.has(hash));
  sync.recordOutcomes(news);
  return news.length;
}

/**
 * Where this device stands, against where the pages begin and end. Sequences of a scope only grow, so whichever of two states is ahead in any
 * scope is the later one.
 * @throws PeyvandError `bundle_superseded` when something between is missing, or something later is here already.
 */
function judge(
  held: HeadVector,
  from: HeadVector,
  { heads, reopen }: Heads,
  hasHeard: boolean,
): 'applies' | 'alreadyHere' {
  const scopes = Object.keys(heads);
  const at = (vector: HeadVector, scope: string): number => vector[scope] ?? 0;
  const isReopened = (scope: string): boolean => reopen.includes(scope);
  if (scopes.some((scope) => !isReopened(scope) && at(held, scope) < at(from, scope)))
    throw createError('bundle_superseded', { reason: 'gap' });
  const isAhead = scopes.some((scope) => at(held, scope) > at(heads, scope));
  const isBehind = scopes.some((scope) => at(held, scope) < at(heads, scope));
  const hasSameScopes = scopes.every((scope) => scope in held) && Object.keys(held).every((scope) => scope in heads);
  if (!isBehind && hasSameScopes) return 'alreadyHere';
  // Ahead in one scope: later. Level in all, with other scopes: nobody can say which grants are the later ones.
  if (isAhead || (!isBehind && hasHeard)) throw createError('bundle_superseded', { reason: 'heard_since' });
  return 'applies';
}

async function stageAndApply(
  { store, signal, onProgress }: ImportChangesOptions,
  heads: Heads,
  pages: readonly Page[],
): Promise<number> {
  const { sync } = store;
  const expected = pages.reduce((sum, { rows }) => sum + rows.length, 0);
  let rows = 0;
  try {
    // Half a checkpoint that a line has brought is fetched anew; it cannot be mixed with this one.
    sync.dropStaging();
    sync.beginCheckpoint(heads.token, heads.heads, heads.reopen);
    for (const page of pages) {
      if (signal?.aborted) throw createError('cancelled');
      const next = page.done ? (heads.heads[page.scope] ?? page.next) : page.next;
      await sync.takePages(heads.token, [{ scope: page.scope, rows: page.rows, next }]);
      rows += page.rows.length;
      onProgress(rows, expected);
    }
    await sync.applyCheckpoint(signal ? { signal } : {});
    return rows;
  } catch (error) {
    sync.dropStaging();
    throw error;
  }
}
