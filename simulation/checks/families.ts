/** Customers that are one, on each device: the same in the queries of the program as in plain code, and always with somebody who stands for them all. */
import { textOf, textsOf } from '../../shared/domain/bodyReads.ts';
import { survivorOf } from '../../shared/domain/customers/customerLinks.ts';
import type { RecordImage } from '../../shared/domain/record.ts';
import { familyOf, standingOf, standsForItself } from '../../main/core/features/customers/family.ts';
import type { Actor } from '../actorTypes.ts';
import type { World } from '../world.ts';
import { readShown } from './deviceState.ts';
import type { ServerState } from './serverState.ts';

export function checkFamilies({ report }: Pick<World, 'report'>, { name, store }: Actor): void {
  const customers = [...readShown(store).values()].filter(({ collection }) => collection === 'customers');
  const living = customers.filter(({ deleted }) => !deleted);
  const families = familiesAmong(customers);
  for (const { id } of living) {
    const expected = [...(families.get(id) ?? [id])].toSorted().join();
    const found = familyOf({ store }, id).toSorted().join();
    if (expected !== found) report('SYNC-181', `${name}: ${id} is one with ${found}, and should be with ${expected}`);
  }
  const standing = new Set(
    store.read
      .all<{ id: string }>(`SELECT c.id FROM customers c WHERE c.deleted = 0 AND ${standsForItself('c')}`)
      .map(({ id }) => id),
  );
  const livingIds = new Set(living.map(({ id }) => id));
  for (const family of new Set(families.values())) {
    const held = [...family].filter((id) => livingIds.has(id));
    if (held.length > 0 && !held.some((id) => standing.has(id)))
      report('SYNC-181', `${name}: of ${held.join()} none stands for the others, so none is found in any list`);
  }
  for (const [id, into] of standingOf({ store }, [...livingIds]))
    if (families.get(id)?.has(into) !== true)
      report('SYNC-181', `${name}: ${into} stands for ${id}, which is not its own`);
}

/** By id, each with all that it is one with. What somebody is said to stand for is one with them where it was merged, and not taken apart again. */
function familiesAmong(customers: readonly RecordImage[]): Map<string, Set<string>> {
  const bodies = new Map(customers.map(({ id, body }) => [id, body]));
  const families = new Map<string, Set<string>>();
  const familyWith = (id: string): Set<string> => families.get(id) ?? new Set([id]);
  const join = (one: string, other: string): void => {
    const joined = familyWith(one).union(familyWith(other));
    for (const id of joined) families.set(id, joined);
  };
  for (const { id, body, deleted } of customers) {
    if (deleted) continue;
    const survivorId = survivorOf(id, body);
    if (survivorId !== null) join(id, survivorId);
    for (const other of textsOf(body, 'standsForIds'))
      if (other !== id && textOf(bodies.get(other) ?? {}, 'mergedIntoId') !== null) join(id, other);
  }
  return families;
}

/** How many became one with another, and were taken apart again. */
export function countFamilies({ count }: Pick<World, 'count'>, { history }: ServerState): void {
  for (const versions of history.values())
    for (const [index, { collection, body }] of versions.entries()) {
      const before = versions[index - 1]?.body['mergedIntoId'];
      if (collection !== 'customers' || before === body['mergedIntoId']) continue;
      count(body['mergedIntoId'] === undefined ? 'customers taken apart' : 'customers merged');
    }
}
