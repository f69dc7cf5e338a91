import { z } from 'zod';
import type { HeldGroup, WaitingGroup } from '../../../../shared/contract/sync.ts';
import { COLLECTION_NAMES, type RecordReference } from '../../../../shared/domain/record.ts';
import type { ReadHandle } from '../../store/types.ts';
import { followValue, whileSessionLasts } from '../follow.ts';
import { liveQuery } from '../live.ts';
import { atWork, type Work } from '../procedures.ts';
import { rhythm } from './rhythm.ts';
import { recordTitle } from '../records/titles.ts';
import {
  groupRecordsQuery,
  heldGroupsQuery,
  waitingGroupsQuery,
  type HeldGroupRow,
  type WaitingGroupRow,
} from './queries.ts';

export const sync = {
  state: atWork.sync.state.handler(({ context: { work }, signal }) =>
    whileSessionLasts(
      work,
      followValue(
        () => work.sync.state(),
        (listener) => work.sync.onState(listener),
        signal,
      ),
    ),
  ),
  ...rhythm,
  now: atWork.sync.now.handler(({ context }) => context.work.sync.now()),
  waiting: atWork.sync.waiting.handler(({ context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      // One's own work, whatever it touched.
      readable: [],
      dependencies: [...COLLECTION_NAMES],
      alsoSync: true,
      run: () => waitingGroups(work),
    }),
  ),
  held: atWork.sync.held.handler(({ context: { work }, signal }) =>
    liveQuery({ work, signal, readable: [], dependencies: [], alsoSync: true, run: () => heldGroups(work) }),
  ),
};

function heldGroups({ store: { read } }: Work): HeldGroup[] {
  return read.all<HeldGroupRow>(heldGroupsQuery).map(({ place, hash, n, occurredAt, reason, outcome }) => ({
    hash,
    n,
    occurredAt,
    reason: reason ?? 'refused',
    facts: factsOf(outcome),
    records: recordsOf(read, place, HELD_RECORDS),
  }));
}

function waitingGroups({ store: { read } }: Work): WaitingGroup[] {
  return read.all<WaitingGroupRow>(waitingGroupsQuery).map(({ place, hash, n, occurredAt, state }) => ({
    hash,
    n,
    occurredAt,
    why: state === 'waiting' ? 'behindEarlier' : 'unsent',
    records: recordsOf(read, place, WAITING_RECORDS),
  }));
}

/** An import writes thousands of records in one group. */
const HELD_RECORDS = 100;
const WAITING_RECORDS = 3;

const recordsOf = (read: ReadHandle, place: number, most: number): HeldGroup['records'] =>
  read
    .all<RecordReference>(groupRecordsQuery, { place, most })
    .filter(({ collection }) => COLLECTION_NAMES.includes(collection))
    .map(({ collection, id }) => ({ collection, id, title: recordTitle(read, { collection, id }) }));

const answerSchema = z.object({ facts: z.record(z.string(), z.string()).optional(), code: z.string().optional() });

/** What the server said besides the reason; of a refusal its code. */
function factsOf(outcome: string | null): Record<string, string> {
  const read = answerSchema.safeParse(JSON.parse(outcome ?? '{}'));
  if (!read.success) return {};
  return { ...read.data.facts, ...(read.data.code === undefined ? {} : { code: read.data.code }) };
}
