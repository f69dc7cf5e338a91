/** What lies where, in plain code from the movements: a movement happened once and for good, papers moved what they say, balances add up. */
import { elementsOf, integerOf, textOf } from '../../shared/domain/bodyReads.ts';
import type { World } from '../world.ts';
import type { ServerRecord, ServerState } from './serverState.ts';

export function checkStock({ report, count }: Pick<World, 'report' | 'count'>, state: ServerState): void {
  const stock = [...state.records.values()].filter(({ collection }) => collection === 'stock');
  const movements = stock.filter(({ kind }) => kind === 'movement');
  for (const { body, version, deleted, id } of movements) {
    count(`stock moved: ${textOf(body, 'reason')}`);
    if (version > 1 || deleted) report('SYNC-73', `stock/${id} happened, and was changed`);
  }
  for (const { kind, collection, body } of state.records.values())
    if (kind === 'allotment' || (collection === 'customers' && elementsOf(body, 'creditSlices').length > 0))
      count('slices kept');
  checkBalances(movements, stock, report);
  checkDeliveries(movements, state, report, count);
}

type Report = World['report'];

const shelfOf = ({ body }: ServerRecord): string => `${textOf(body, 'placeId')} ${textOf(body, 'productId')}`;

function checkBalances(movements: readonly ServerRecord[], stock: readonly ServerRecord[], report: Report): void {
  const shelves = Map.groupBy(movements, shelfOf);
  const balances = Map.groupBy(
    stock.filter(({ kind }) => kind === 'balance'),
    shelfOf,
  );
  for (const [shelf, moved] of shelves) {
    const expected = levelOf(moved);
    const found = balances.get(shelf)?.map(({ body }) => integerOf(body, 'quantity')) ?? [];
    if (found.join() !== `${expected}`)
      report('SYNC-54', `of ${shelf} there is ${found.join()}, should be ${expected}`);
  }
  for (const shelf of balances.keys()) if (!shelves.has(shelf)) report('SYNC-54', `${shelf} has a balance of nothing`);
}

/** The last count, and what moved since it. */
function levelOf(movements: readonly ServerRecord[]): number {
  const inTime = movements
    .map((movement) => {
      const at = [textOf(movement.body, 'occurredAt') ?? '', movement.createdAt].toSorted()[0] ?? '';
      return {
        id: movement.id,
        at,
        counted: integerOf(movement.body, 'counted'),
        by: integerOf(movement.body, 'quantity') ?? 0,
      };
    })
    .toSorted((one, other) => (one.at === other.at ? (one.id < other.id ? -1 : 1) : one.at < other.at ? -1 : 1));
  const last = inTime.findLast(({ counted }) => counted !== null);
  const since = inTime.filter(({ at, counted }) => counted === null && (last === undefined || at > last.at));
  return since.reduce((level, { by }) => level + by, last?.counted ?? 0);
}

/** One that is out took its goods from where it says; one that was called back gave them back. */
function checkDeliveries(
  movements: readonly ServerRecord[],
  { records }: ServerState,
  report: Report,
  count: World['count'],
): void {
  const moved = Map.groupBy(movements, ({ body }) => textOf(body, 'documentId'));
  for (const { kind, id, body, deleted } of records.values()) {
    if (kind !== 'delivery' || deleted) continue;
    const state = textOf(body, 'state');
    count(`deliveries: ${state}`);
    const isOut = state === 'delivered' && textOf(body, 'stockPlaceId') !== null;
    const said = isOut
      ? elementsOf(body, 'lines').reduce((sum, line) => sum - (integerOf(line, 'quantity') ?? 0), 0)
      : 0;
    const found = (moved.get(id) ?? []).reduce((sum, movement) => sum + (integerOf(movement.body, 'quantity') ?? 0), 0);
    if (said !== found)
      report('SYNC-40', `salesDocuments/${id} is ${state} and moved ${found}, should have moved ${said}`);
  }
}
