/** Whose sales were credited to whom: judged from the orders' own histories, whoever moved, cancelled, restored or edited what meanwhile. */
import { personScope } from '../../shared/domain/record.ts';
import { orderTotals } from '../../shared/domain/salesDocuments/orderTotals.ts';
import { textIn } from '../../server/sync/storedRecord.ts';
import type { World } from '../world.ts';
import type { ServerState } from './serverState.ts';

/** Each order that was ever confirmed has exactly one credit, in the scope of who owned it then; nothing else has any. */
export function checkSalesCredits({ report }: Pick<World, 'report'>, state: ServerState): void {
  const credits = [...state.records.values()].filter(({ collection }) => collection === 'salesCredits');
  const creditsByOrder = Map.groupBy(credits, ({ body }) => textIn(body, 'salesDocumentId'));
  for (const [key, versions] of state.history) {
    const [first] = versions;
    if (first?.collection !== 'salesDocuments') continue;
    const sale = versions.find(({ body }) => body['state'] === 'confirmed' && textIn(body, 'ownerId') !== '');
    const own = creditsByOrder.get(first.id) ?? [];
    creditsByOrder.delete(first.id);
    if (own.length !== (sale ? 1 : 0))
      report('SYNC-104', `${key} has ${own.length} credits, confirmed: ${sale !== undefined}`);
    const [credit] = own;
    const order = state.records.get(key);
    if (!sale || !credit || !order) continue;
    const home = personScope(textIn(sale.body, 'ownerId'));
    if (credit.scopes.join() !== home || credit.deleted)
      report('SYNC-104', `the credit of ${key} is in ${credit.scopes.join()}, not in ${home}`);
    const expected = order.body['state'] === 'confirmed' && !order.deleted ? 'credited' : 'withdrawn';
    if (credit.body['state'] !== expected) report('SYNC-54', `the credit of ${key} is not ${expected}`);
    if (JSON.stringify(credit.body['amount']) !== JSON.stringify(orderTotals(order.body).total))
      report('SYNC-54', `the credit of ${key} is not what the order comes to`);
  }
  for (const order of creditsByOrder.keys()) report('SYNC-104', `a credit of ${order}, which is no order`);
}
