/** What customers owe, in plain code from head office's papers, beside what each machine reckons by its own query: every payment once, and none that failed. */
import type { IsoDate } from '../../shared/base/clock.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../../shared/domain/bodyReads.ts';
import { accountOf } from '../../shared/domain/receivables/account.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { orderTotals } from '../../shared/domain/salesDocuments/orderTotals.ts';
import { accountDocumentsQuery } from '../../main/core/features/receipts/queries.ts';
import type { Actor } from '../actorTypes.ts';
import type { World } from '../world.ts';
import { readOutbox } from './deviceState.ts';
import type { ServerRecord, ServerState } from './serverState.ts';

/** Behind every day that anybody can have typed. */
const DAY: IsoDate = '2099-01-01';

export function checkAccounts({ report }: Pick<World, 'report'>, state: ServerState): void {
  for (const [customerId, papers] of papersByCustomer(state)) {
    const reckoned = accountOf(papers, DAY, { invoicedBy: 'order', since: null });
    const found = reckoned.map(
      ({ currency, owed, received, returned }) => `${currency} ${owed} ${received} ${returned}`,
    );
    const expected = plainAccount(papers);
    if (found.join() !== expected)
      report('SYNC-159', `${customerId} is read as ${found.join()}, and comes to ${expected}`);
    for (const { id, body, createdBy } of papers) {
      const hands = [createdBy, textOf(body, 'ownerId'), textOf(body, 'collectedBy')];
      const verifiedBy = textOf(body, 'verifiedBy');
      if (verifiedBy !== null && hands.includes(verifiedBy) && !state.letThroughRecords.has(id))
        report('SYNC-159', `${id} is verified by whoever took the money in`);
    }
  }
}

/** Of the customers that a machine holds. Held work of its own is on top of what head office has. */
export function checkAccountsHere(
  { report, count }: Pick<World, 'report' | 'count'>,
  actor: Actor,
  state: ServerState,
): void {
  if (!mayRead(actor)) return;
  const { store, name } = actor;
  const customers = store.read.all<{ id: string }>(
    // One that has left stays here for the sake of held work on it, without its papers.
    "SELECT id FROM customers c WHERE deleted = 0 AND EXISTS (SELECT 1 FROM record_scopes s WHERE s.collection = 'customers' AND s.id = c.id)",
  );
  const touched = new Set(
    readOutbox(store, "state <> 'covered'").flatMap(({ group }) => group.operations.map(({ id }) => id)),
  );
  const papers = papersByCustomer(state);
  for (const { id } of customers) {
    const rows = store.read.all<{ id: string; kind: string; body: string }>(accountDocumentsQuery, {
      customerIds: JSON.stringify([id]),
    });
    const there = papers.get(id) ?? [];
    if ([...rows, ...there].some((paper) => touched.has(paper.id))) continue;
    const here = accountOf(
      rows.map((row) => ({ ...row, body: JSON.parse(row.body) as RecordBody })),
      DAY,
      { invoicedBy: 'order', since: null },
    );
    const found = here.map(({ currency, owed, received, returned }) => `${currency} ${owed} ${received} ${returned}`);
    const expected = plainAccount(there);
    if (found.length > 0) count('accounts compared');
    if (found.join() !== expected)
      report('SYNC-159', `${name}: ${id} comes to ${found.join()}, at head office to ${expected}`);
  }
}

/** A technician holds no papers, but for work of their own that is held. */
const mayRead = (actor: Actor): boolean => actor.record('organisation', actor.person)?.body['role'] !== 'technician';

const papersByCustomer = ({ records }: ServerState): Map<string, ServerRecord[]> =>
  Map.groupBy(
    [...records.values()].filter(({ collection, deleted }) => collection === 'salesDocuments' && !deleted),
    ({ body }) => textOf(body, 'customerId') ?? '',
  );

const PAYS = new Set(['collected', 'verified', 'deposited', 'cleared']);

/** '' for a customer with nothing on their account, not even a payment that failed. */
function plainAccount(papers: readonly ServerRecord[]): string {
  let [owed, received, returned] = [0, 0, 0];
  let isAnything = false;
  for (const { kind, body } of papers) {
    const state = textOf(body, 'state') ?? '';
    if (kind === 'order' && state === 'confirmed') owed += totalOf(body);
    else if (kind === 'receipt' && PAYS.has(state)) received += moneyOf(body, 'amount')?.amount ?? 0;
    else if (kind === 'return' && body['remedy'] === 'refund' && (state === 'accepted' || state === 'received'))
      returned += totalOf(body);
    else if (kind !== 'receipt' || state !== 'bounced') continue;
    isAnything = true;
  }
  return isAnything ? `IRR ${owed} ${received} ${returned}` : '';
}

const totalOf = (body: RecordBody): number =>
  elementsOf(body, 'lines').some((line) => (integerOf(line, 'quantity') ?? 0) > 0) || body['freight'] !== undefined
    ? orderTotals(body).total.amount
    : 0;
