/** What was saved together is there together: a lead and its deal, a job and its bill. And what a record must be, it is. */
import { textOf } from '../../shared/domain/bodyReads.ts';
import { kindOf } from '../../shared/domain/catalogue.ts';
import type { CollectionName } from '../../shared/domain/record.ts';
import type { World } from '../world.ts';
import { keyOf } from './deviceState.ts';
import type { ServerState, Version } from './serverState.ts';

/** By collection: the field that names what was made in the same save, and where that is. */
const MADE_TOGETHER: Readonly<Partial<Record<CollectionName, readonly [string, CollectionName]>>> = {
  opportunities: ['convertedToId', 'opportunities'],
  serviceRequests: ['orderId', 'salesDocuments'],
};

export function checkLinks({ report, count }: Pick<World, 'report' | 'count'>, state: ServerState): void {
  for (const [key, versions] of state.history) {
    const first = versions[0];
    if (first && textOf(first.body, 'renewsContractId') !== null) count('contracts renewed');
    const [field, collection] = (first && MADE_TOGETHER[first.collection]) ?? [];
    for (const [index, version] of versions.entries()) {
      const violation = version.deleted ? undefined : violationOf(version);
      if (violation !== undefined)
        report('SYNC-187', `${key} v${version.version} is not what it must be: ${violation}`);
      if (field === undefined || collection === undefined) continue;
      const made = textOf(version.body, field);
      if (made === null || made === textOf(versions[index - 1]?.body ?? {}, field)) continue;
      count(`${first?.collection}: ${field} named`);
      if (!state.records.has(keyOf({ collection, id: made })))
        report('SYNC-40', `${key} v${version.version} names ${collection}/${made}, which was never made`);
    }
  }
}

const violationOf = ({ collection, kind, body }: Version): string | undefined =>
  kindOf(collection, kind)
    ?.invariants?.(body)
    .map(({ path, reason }) => `${path} ${reason}`)[0];
