/**
 * An administrator decides about a parked group: apply it as it was written, apply it changed, or discard it. One transaction holds the
 * decision, its effect, the feed, and the release of what waited behind it.
 */
import { createError, isPeyvandError } from '../../shared/base/errors.ts';
import type { DecideInput, DecideReply } from '../../shared/contract/parking.ts';
import type { OperationGroup } from '../../shared/sync/operation.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { lockDevices } from '../auth/devices.ts';
import type { Queryable, Transaction } from '../store/database.ts';
import type { Member, Organisation } from '../sync/organisation.ts';
import { announceScopes } from '../sync/pokes.ts';
import { describeFault, isPoison } from '../sync/push.ts';
import type { ReceivedGroup } from '../sync/push/receive.ts';
import type { Plan } from '../sync/push/workspace.ts';
import type { DeviceCallContext } from '../api/deviceAnswers.ts';
import { createDecisionEntry, readEarlierReply, type DecisionFacts } from './decisionEntry.ts';
import { occurredAtOf, readForTitles, titlesOf } from './heldGroup.ts';
import { allLeaves, editGroup, type ChangedLeaf } from './leaves.ts';
import { StillRefused } from './reapply.ts';
import { causeOf, reapplyOneByOne } from './reapplyOneByOne.ts';
import {
  followersOf,
  inOneTransaction,
  readParked,
  settleHeld,
  toReceived,
  type ParkedRow,
  type Settled,
} from './settleHeld.ts';

const RECORDS_TOLD = 20;

/**
 * @throws PeyvandError `not_found` when it is held no more and nobody decided about it, `illegal_transition` when somebody else did,
 *   `invalid_input` for a discard without a note or edits that fit nothing.
 */
export async function decideHeld(context: DeviceCallContext, member: Member, input: DecideInput): Promise<DecideReply> {
  checkInput(input);
  try {
    const { reply, movedScopes } = await inOneTransaction(context, (transaction, plan, organisation) =>
      decideOnce(context, transaction, organisation, plan, member, input, true),
    );
    await announceScopes(context.database, movedScopes);
    return reply;
  } catch (error) {
    if (error instanceof StillRefused) return { type: 'refused', ...error.parking };
    if (isPeyvandError(error) || !isPoison(error)) throw error;
    context.log('parking.poison', { hash: input.hash, ...describeFault(error) });
    return decideWithoutFollowers(context, member, input, error);
  }
}

function checkInput({ decision, note, edits }: DecideInput): void {
  if (decision === 'discard' && note === '') throw createError('invalid_input', { reason: 'note_missing' });
  if ((decision === 'change') !== edits.length > 0) throw createError('invalid_input', { reason: 'edits' });
}

async function decideOnce(
  context: DeviceCallContext,
  transaction: Transaction,
  organisation: Organisation,
  plan: Plan,
  member: Member,
  input: DecideInput,
  withFollowers: boolean,
): Promise<Settled> {
  const { hash } = input;
  const [place] = await transaction.rows<{ device: string }>('SELECT device FROM ledger WHERE hash = $1', [hash]);
  if (!place) throw createError('not_found', { reason: 'held_work' });
  const chains = await lockDevices(transaction, [place.device]);
  const earlier = await readEarlierReply(transaction, input.id, { group: hash, device: place.device });
  if (earlier !== null) return { reply: earlier as DecideReply, movedScopes: [] };
  const parked = await readParked(transaction, place.device);
  const held = parked.find((row) => row.hash === hash);
  if (!held) throw createError('illegal_transition', { from: 'decided', to: input.decision });

  const [own] = await toReceived(transaction, [held]);
  if (!own) throw createError('internal', { reason: 'held_unreadable' });
  const { item, changed } = editedItem(own, input);
  const followers = withFollowers ? await followersOf(transaction, parked, hash) : [];
  const facts = await factsOf(transaction, organisation, own.group, held, member, input, changed);
  const entry = createDecisionEntry(context.keys, context.clock, input.id, facts);
  const decided = input.decision === 'discard' ? null : item;
  const settling = { held, item: decided, followers, facts, entry, asking: member.id };
  const settled = await settleHeld(transaction, settling, plan, chains, { clock: context.clock, organisation });
  await writeAudit(transaction, {
    action: 'parking.decided',
    person: member.id,
    subject: hash,
    facts: {
      decision: WORDS[input.decision],
      reason: held.reason,
      author: organisation.member(own.group.author)?.name ?? '',
      note: input.note,
    },
  });
  return settled;
}

function editedItem(own: ReceivedGroup, input: DecideInput): { item: ReceivedGroup; changed: readonly ChangedLeaf[] } {
  if (input.decision === 'discard') return { item: own, changed: allLeaves(own.group.operations) };
  if (input.decision === 'apply') return { item: own, changed: [] };
  const { group, changed } = editGroup(own.group, input.edits);
  return { item: { ...own, group }, changed };
}

const WORDS = { apply: 'applied', change: 'changed', discard: 'discarded' } as const;

async function factsOf(
  transaction: Queryable,
  organisation: Organisation,
  group: OperationGroup,
  held: ParkedRow,
  member: Member,
  input: DecideInput,
  changes: readonly ChangedLeaf[],
): Promise<DecisionFacts> {
  const told = group.operations.slice(0, RECORDS_TOLD);
  // The author reads this.
  const records = await readForTitles(transaction, told, organisation.member(group.author));
  return {
    decision: WORDS[input.decision],
    authorId: group.author,
    deviceId: group.device,
    group: held.hash,
    first: group.n,
    last: group.n,
    occurredAt: occurredAtOf(group),
    reason: held.reason ?? 'invalid',
    facts: held.facts,
    decidedBy: member.id,
    decidedByName: member.name,
    note: input.note,
    records: titlesOf(told, records, RECORDS_TOLD),
    changes,
  };
}

// ---- what cannot be applied by any transaction ------------------------------------------------------------------

/** Something among them is poison. The group by itself tells whether it is to blame; then what waited behind it, one by one. */
async function decideWithoutFollowers(
  context: DeviceCallContext,
  member: Member,
  input: DecideInput,
  cause: unknown,
): Promise<DecideReply> {
  let decided: Settled;
  try {
    decided = await inOneTransaction(context, (transaction, plan, organisation) =>
      decideOnce(context, transaction, organisation, plan, member, input, false),
    );
  } catch (error) {
    if (error instanceof StillRefused) return { type: 'refused', ...error.parking };
    if (isPeyvandError(error) || !isPoison(error)) throw error;
    return { type: 'refused', reason: 'invalid', facts: { cause: causeOf(cause) } };
  }
  await announceScopes(context.database, decided.movedScopes);
  if (decided.reply.type === 'refused') return decided.reply;
  const [place] = await context.database.rows<{ device: string }>('SELECT device FROM ledger WHERE hash = $1', [
    input.hash,
  ]);
  const decisions = place
    ? await reapplyOneByOne(context, place.device, ({ reason }) => reason === 'behind_parked')
    : [];
  return {
    ...decided.reply,
    released: decisions.filter(({ outcome }) => outcome === 'applied').length,
    stillHeld: decisions.filter(({ outcome }) => outcome === 'parked').length,
  };
}
