/**
 * Held work: an administrator asks the server and decides; the author reads what was decided. Nothing of other people's held work is kept
 * on this machine.
 */
import type { DecisionView } from '../../../../shared/contract/parking.ts';
import { ROLES } from '../../../../shared/domain/organisation/organisation.ts';
import { hasPermission } from '../../../../shared/domain/permissions.ts';
import { decisionSchema } from '../../../../shared/domain/reviews/decision.ts';
import { requirePermission } from '../rights.ts';
import { liveQuery, readWindow } from '../live.ts';
import { atWork } from '../procedures.ts';
import { decidersQuery, decisionListQuery, type Decider, type DecisionRow } from './queries.ts';

const DECIDING_ROLES = ROLES.filter((role) => hasPermission(role, 'parking.decide'));

export const parking = {
  list: atWork.parking.list.handler(({ input, context: { work }, signal }) => {
    if (!input.mine) requirePermission(work, 'parking.decide');
    return work.ask('heldWork', input, signal);
  }),
  inspect: atWork.parking.inspect.handler(({ input, context: { work }, signal }) => {
    requirePermission(work, 'parking.decide');
    return work.ask('heldWorkDetail', input, signal);
  }),
  // What is being decided is not given up half way: the answer is worth having whoever still waits for it.
  decide: atWork.parking.decide.handler(({ input, context: { work } }) => {
    requirePermission(work, 'parking.decide');
    return work.ask('decideHeldWork', input);
  }),
  release: atWork.parking.release.handler(({ input, context: { work } }) => {
    requirePermission(work, 'parking.decide');
    return work.ask('releaseHeldWork', input);
  }),
  declareLost: atWork.parking.declareLost.handler(({ input, context: { work } }) => {
    requirePermission(work, 'parking.decide');
    return work.ask('declareLost', input);
  }),
  deciders: atWork.parking.deciders.handler(({ context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['organisation'],
      dependencies: ['organisation'],
      run: () => work.store.read.all<Decider>(decidersQuery, { roles: JSON.stringify(DECIDING_ROLES) }),
    }),
  ),
  decisions: atWork.parking.decisions.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['reviews'],
      dependencies: ['reviews'],
      run: async (ends) => {
        const query = decisionListQuery(input, work.person().id);
        const { total, rows } = await readWindow<DecisionRow>(work, query, ends);
        return { total, rows: rows.flatMap(rowToView) };
      },
    }),
  ),
};

/** A decision that a newer version wrote in another shape is left out here, and stays. */
function rowToView({ id, body }: DecisionRow): DecisionView[] {
  const read = decisionSchema.safeParse(JSON.parse(body));
  if (!read.success) return [];
  const { decision, decidedByName, decidedAt, note, occurredAt, reason, first, last, changesLeftOut } = read.data;
  return [
    {
      id,
      decision,
      decidedByName,
      decidedAt,
      note,
      occurredAt: occurredAt ?? null,
      reason: reason ?? null,
      first,
      last,
      records: read.data.records.map(({ collection, kind, id: recordId, title }) => ({
        collection,
        kind,
        id: recordId,
        title,
      })),
      changes: read.data.changes.map(({ collection, id: recordId, path, mine, result, leftOut }) => ({
        collection,
        id: recordId,
        path,
        leftOut,
        ...(mine === undefined ? {} : { mine }),
        ...(result === undefined ? {} : { result }),
      })),
      changesLeftOut,
    },
  ];
}
