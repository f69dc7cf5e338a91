import { z } from 'zod';
import type { HeldGroup } from '../../../../shared/contract/sync.ts';
import { COLLECTION_NAMES, type RecordReference } from '../../../../shared/domain/record.ts';
import { followValue, whileSessionLasts } from '../follow.ts';
import { liveQuery } from '../live.ts';
import { atWork, type Work } from '../procedures.ts';
import { recordTitle } from '../records/titles.ts';
import { groupRecordsQuery, heldGroupsQuery, type HeldGroupRow } from './queries.ts';

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
  now: atWork.sync.now.handler(({ context }) => context.work.sync.now()),
  held: atWork.sync.held.handler(({ context: { work }, signal }) =>
    liveQuery({ work, signal, dependencies: [], alsoSync: true, run: () => heldGroups(work) }),
  ),
};

function heldGroups({ store: { read } }: Work): HeldGroup[] {
  return read.all<HeldGroupRow>(heldGroupsQuery).map(({ place, hash, n, occurredAt, reason, outcome }) => ({
    hash,
    n,
    occurredAt,
    reason: reason ?? 'refused',
    facts: factsOf(outcome),
    records: read
      .all<RecordReference>(groupRecordsQuery, { place })
      .filter(({ collection }) => COLLECTION_NAMES.includes(collection))
      .map(({ collection, id }) => ({ collection, id, title: recordTitle(read, { collection, id }) })),
  }));
}

const answerSchema = z.object({ facts: z.record(z.string(), z.string()).optional(), code: z.string().optional() });

/** What the server said besides the reason; of a refusal its code. */
function factsOf(outcome: string | null): Record<string, string> {
  const read = answerSchema.safeParse(JSON.parse(outcome ?? '{}'));
  if (!read.success) return {};
  return { ...read.data.facts, ...(read.data.code === undefined ? {} : { code: read.data.code }) };
}
