/** A push: groups in, an outcome for each, whatever happened to them before and however often they come. */
import type { Clock } from '../../shared/base/clock.ts';
import { setTimeout as wait } from 'node:timers/promises';
import type { RecordId } from '../../shared/base/id.ts';
import type { GroupOutcome, HeadVector, NumberBlock, PushReply, PushRequest } from '../../shared/sync/protocol.ts';
import type { Device } from '../auth/devices.ts';
import { lockDevices } from '../auth/devices.ts';
import { leaseBlocks, readBlocksInHand } from '../auth/numberBlocks.ts';
import type { EventLog } from '../log.ts';
import { isRetryable, isUnavailable, sqlStateOf, type Database } from '../store/database.ts';
import { listHeldScopes, type Company, type Member, type OrganisationReader } from './organisation.ts';
import { announceAndLook } from './pokes.ts';
import { applyBatch, type BatchOutcome, type BatchResult } from './push/applyBatch.ts';
import type { Decision } from './push/ledger.ts';
import { bringNumbers } from './push/numbers.ts';
import { parkPoison } from './push/poison.ts';
import { devicesOf, receiveGroups, type ReceivedGroup } from './push/receive.ts';
import { findDueGroups } from './push/waiting.ts';
import { EMPTY_PLAN, PlanGrew } from './push/workspace.ts';

export interface PushContext {
  readonly database: Database;
  readonly organisation: OrganisationReader;
  readonly clock: Clock;
  readonly log: EventLog;
}

const TRIES_MAXIMUM = 30;
const PAUSE_MILLISECONDS = 5;
const UNIQUE_VIOLATION = '23505';

/** @param known The company as it was when the message came, if that was read for the message already. */
export async function push(
  context: PushContext,
  device: Device,
  request: PushRequest,
  known: Company | null = null,
): Promise<PushReply> {
  const { database } = context;
  let company = known ?? (await context.organisation.readCompany(database));
  const { groups, refusals } = await receiveGroups(database, request.groups, device);
  const outcomes = new Map<string, BatchOutcome>();
  if (groups.length > 0) {
    const applied = await applyAll(context, device.id, groups, company);
    for (const [hash, outcome] of applied.outcomes) outcomes.set(hash, outcome);
    const due = applied.anyWaits ? await applyDue(context, device.id, groups) : new Map<string, BatchOutcome>();
    for (const [hash, outcome] of due) outcomes.set(hash, outcome);
    if (due.size > 0 || groups.some(changesCompany)) company = await context.organisation.readCompany(database);
  }

  const member = company.organisation.member(device.person);
  await coverConfirmed(database, member, outcomes);
  return {
    epoch: company.epochs.current.epoch,
    outcomes: request.groups.map(({ hash }) => refusals.get(hash) ?? outcomeFor(outcomes.get(hash), hash, member)),
    // Refilled where some were used; the others are in hand since the handshake.
    numberBlocks: bringNumbers(groups) ? await refillBlocks(database, device, company.epochs.current.number) : [],
  };
}

/** What its sender may hear of the answer changes with it. */
const changesCompany = ({ group }: ReceivedGroup): boolean =>
  group.operations.some(({ collection }) => collection === 'organisation');

const refillBlocks = async (database: Database, device: Device, epoch: number): Promise<NumberBlock[]> =>
  (await readBlocksInHand(database, device)) ??
  (await database.transaction(async (transaction) => {
    await lockDevices(transaction, [device.id]);
    return leaseBlocks(transaction, device, epoch);
  }));

/**
 * What lay here and can be applied now, by itself: a fault in it must not be blamed on what was sent, which is in by now, whatever becomes of
 * the rest. It stays waiting then, and the next push tries again.
 */
async function applyDue(
  context: PushContext,
  deliveredBy: RecordId,
  groups: readonly ReceivedGroup[],
): Promise<ReadonlyMap<string, BatchOutcome>> {
  const due = await findDueGroups(context.database, devicesOf(groups), context.clock);
  if (due.length === 0) return new Map();
  try {
    return await applyGroups(context, deliveredBy, due);
  } catch (error) {
    context.log('push.due_failed', { groups: due.length, ...describeFault(error) });
    return new Map();
  }
}

export const applyGroups = async (
  context: PushContext,
  deliveredBy: RecordId,
  groups: readonly ReceivedGroup[],
): Promise<ReadonlyMap<string, BatchOutcome>> => (await applyAll(context, deliveredBy, groups, null)).outcomes;

interface Applied {
  readonly outcomes: ReadonlyMap<string, BatchOutcome>;
  /** False when, after the commit, no group of anybody waited for anything. */
  readonly anyWaits: boolean;
}

/**
 * All in one transaction. Where one of them makes it fail, halves are tried, down to the one that is to blame: it is parked and the rest
 * is applied. Each try keeps the lock order by itself, which savepoints around single groups inside one transaction would not.
 * @param known For the first try; null reads it.
 */
async function applyAll(
  context: PushContext,
  deliveredBy: RecordId,
  groups: readonly ReceivedGroup[],
  known: Company | null,
): Promise<Applied> {
  try {
    const { outcomes, movedScopes } = await applyWithRetries(context, deliveredBy, groups, known);
    return { outcomes, anyWaits: await announceAndLook(context.database, movedScopes) };
  } catch (error) {
    if (!isPoison(error)) throw error;
    const [first] = groups;
    if (groups.length === 1 && first) {
      context.log('push.group_parked', {
        hash: first.hash,
        device: first.group.device,
        ...describeFault(error),
      });
      const cause = sqlStateOf(error) === null ? 'defect' : 'not_storable';
      const parked = await parkPoison(context.database, first, deliveredBy, cause);
      return { outcomes: new Map([[first.hash, parked]]), anyWaits: true };
    }
    const middle = Math.ceil(groups.length / 2);
    const early = await applyAll(context, deliveredBy, groups.slice(0, middle), null);
    const late = await applyAll(context, deliveredBy, groups.slice(middle), null);
    return { outcomes: new Map([...early.outcomes, ...late.outcomes]), anyWaits: true };
  }
}

async function applyWithRetries(
  context: PushContext,
  deliveredBy: RecordId,
  groups: readonly ReceivedGroup[],
  known: Company | null,
): Promise<BatchResult> {
  let plan = EMPTY_PLAN;
  for (let tries = 1; ; tries += 1) {
    try {
      const company = (tries === 1 ? known : null) ?? (await context.organisation.readCompany(context.database));
      return await context.database.transaction(
        (transaction) => applyBatch(transaction, groups, plan, { clock: context.clock, ...company, deliveredBy }),
        'prepared',
      );
    } catch (error) {
      if (tries >= TRIES_MAXIMUM) throw error;
      if (error instanceof PlanGrew) plan = error.plan;
      else if (isRetryable(error) || sqlStateOf(error) === UNIQUE_VIOLATION)
        await wait(PAUSE_MILLISECONDS * tries * Math.random());
      else throw error;
    }
  }
}

/** For the log: PostgreSQL's own words may quote what a person typed, its code does not. */
export function describeFault(error: unknown): { readonly error: string; readonly sqlState: string | null } {
  const sqlState = sqlStateOf(error);
  return { error: sqlState === null ? String(error) : 'database', sqlState };
}

/**
 * Something about the groups themselves: data that PostgreSQL refuses (22), that break its rules (23) or go beyond what it can hold (54), or a
 * defect that they bring out. Not a database that is away or full.
 */
export function isPoison(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== null) return /^(22|23|54)/.test(state);
  return !isUnavailable(error) && !(error instanceof PlanGrew);
}

/**
 * What became of these groups of the device, as a push of them would say now. Hashes that are not here are left out.
 */
export async function readOutcomes(
  { database, organisation }: PushContext,
  device: Device,
  hashes: readonly string[],
): Promise<GroupOutcome[]> {
  const member = (await organisation.read(database)).member(device.person);
  const decided = await database.rows<Decision>(
    'SELECT hash, outcome, reason, facts, covers, reviews, confirmed FROM ledger WHERE hash = ANY($1) AND device = $2',
    [hashes, device.id],
  );
  const waiting = await database.rows<{ hash: string; waits_for: string | null }>(
    'SELECT hash, waits_for FROM waiting_groups WHERE hash = ANY($1) AND device = $2',
    [hashes, device.id],
  );
  const outcomes = new Map<string, BatchOutcome>(decided.map((decision) => [decision.hash, decision]));
  await coverConfirmed(database, member, outcomes);
  return [
    ...[...outcomes].map(([hash, outcome]) => outcomeFor(outcome, hash, member)),
    ...waiting.map(({ hash, waits_for }) => ({ hash, outcome: 'waiting' as const, for: waits_for })),
  ];
}

/**
 * Of an answer that its device had confirmed only the outcome is kept. Whoever asks all the same (a device out of a backup, a courier) is
 * told the heads of now: what the group did lies below them.
 */
async function coverConfirmed(
  database: Database,
  member: Member | null,
  outcomes: Map<string, BatchOutcome>,
): Promise<void> {
  const confirmed = [...outcomes.values()].filter(
    (outcome): outcome is Decision => outcome.outcome === 'applied' && outcome.confirmed === true,
  );
  if (confirmed.length === 0 || !member) return;
  const rows = await database.rows<{ scope: string; seq: number }>(
    'SELECT scope, seq FROM scope_counters WHERE scope = ANY($1)',
    [await listHeldScopes(database, member)],
  );
  const covers = Object.fromEntries(rows.map(({ scope, seq }) => [scope, seq]));
  for (const outcome of confirmed) outcomes.set(outcome.hash, { ...outcome, covers });
}

/** What the bringer may know of it: heads only of scopes that they hold now. */
function outcomeFor(outcome: BatchOutcome | undefined, hash: string, member: Member | null): GroupOutcome {
  if (!outcome) return { hash, outcome: 'waiting', for: null };
  switch (outcome.outcome) {
    case 'applied':
      return { hash, outcome: 'applied', covers: coversHeld(outcome.covers, member), reviews: outcome.reviews };
    case 'parked':
    case 'discarded':
      return {
        hash,
        outcome: 'parked',
        reason: (outcome.reason ?? 'invalid') as ParkReason,
        facts: outcome.facts,
        covers: coversHeld(outcome.covers, member),
      };
    case 'waiting':
    case 'refused':
      return outcome;
  }
}

type ParkReason = Extract<GroupOutcome, { outcome: 'parked' }>['reason'];

const coversHeld = (covers: HeadVector, member: Member | null): HeadVector =>
  Object.fromEntries(Object.entries(covers).filter(([scope]) => member?.holds(scope) === true));
