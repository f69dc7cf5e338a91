/** Who holds a record besides those of its home: what its content says, what it follows says, and nobody whose job is over. */
import { elementsOf, textOf } from '../../shared/domain/bodyReads.ts';
import { kindOf } from '../../shared/domain/catalogue.ts';
import { isRequestOpen } from '../../shared/domain/serviceRequests/requestRules.ts';
import { placeRecord } from '../../shared/sync/scopes.ts';
import type { World } from '../world.ts';
import { keyOf } from './deviceState.ts';
import type { ServerState } from './serverState.ts';

export function checkShares({ report, count }: Pick<World, 'report' | 'count'>, state: ServerState): void {
  checkPlaces(state, report);
  checkServiceTeams(state, report);
  countShares(state, count);
}

type Report = World['report'];

/** A deleted record stays where it was, so that everybody who held it hears of that. */
function checkPlaces(state: ServerState, report: Report): void {
  for (const [key, record] of state.records) {
    const definition = kindOf(record.collection, record.kind);
    if (record.deleted || !definition) continue;
    const followed = definition.scope.parent?.(record.body);
    const leader = followed ? state.records.get(keyOf(followed)) : undefined;
    const place = placeRecord(definition, record.id, record.body, leader?.homeScope ?? null, leader?.shares);
    const [expected, found] = [place, record].map(({ homeScope, shares }) => [homeScope, ...shares].join());
    if (expected !== found) report('SYNC-101', `${key} is in ${found}, and belongs in ${expected}`);
  }
}

/** Whoever is sent somewhere holds that customer, by an entry of the job, for as long as there is something to do. */
function checkServiceTeams({ records }: ServerState, report: Report): void {
  const living = [...records.values()].filter(({ deleted }) => !deleted);
  const jobs = living.filter(
    ({ collection, body }) =>
      collection === 'serviceRequests' && isRequestOpen(body) && textOf(body, 'assigneeId') !== null,
  );
  const jobsByCustomer = Map.groupBy(jobs, ({ body }) => textOf(body, 'customerId') ?? '');
  for (const { collection, id, body } of living) {
    if (collection !== 'customers') continue;
    const expected = (jobsByCustomer.get(id) ?? []).map((job) => `${job.id} ${textOf(job.body, 'assigneeId')}`);
    const found = elementsOf(body, 'serviceTeam').map((share) => `${textOf(share, 'id')} ${textOf(share, 'personId')}`);
    if (expected.toSorted().join() !== found.toSorted().join())
      report('SYNC-103', `customers/${id} is shared for ${found.join() || 'no job'}, not for ${expected.join()}`);
  }
}

/** How often somebody came to hold a customer by a job, and did so no more. */
function countShares({ history }: ServerState, count: World['count']): void {
  for (const versions of history.values())
    for (const [index, { collection, body }] of versions.entries()) {
      if (collection !== 'customers') continue;
      const [before, now] = [versions[index - 1]?.body ?? {}, body].map(
        (one) => new Set(elementsOf(one, 'serviceTeam').map((share) => `${textOf(share, 'id')}`)),
      );
      if (!before || !now) continue;
      if (now.difference(before).size > 0) count('customers shared for a job');
      if (before.difference(now).size > 0) count('customers taken back behind a job');
    }
}
