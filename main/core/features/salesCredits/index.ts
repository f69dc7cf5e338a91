/** The sales that a person is judged by, from what is on this machine. */
import type { OwnSales } from '../../../../shared/contract/salesCredits.ts';
import { liveQuery } from '../live.ts';
import { atWork } from '../procedures.ts';
import { awaitedQuery, creditedQuery, type SalesRow } from './queries.ts';

export const salesCredits = {
  own: atWork.salesCredits.own.handler(({ input: { from, to }, context: { work }, signal }) => {
    const { id: personId } = work.person();
    return liveQuery({
      work,
      signal,
      readable: ['salesCredits', 'salesDocuments'],
      dependencies: ['salesCredits', 'salesDocuments'],
      run: async (ends) => {
        const read = (sql: string) => work.store.readInWorker<SalesRow>(sql, { personId, from, to }, ends);
        const [credited, awaited] = await Promise.all([read(creditedQuery), read(awaitedQuery)]);
        return { credited: rowsToSales(credited), awaited: rowsToSales(awaited) };
      },
    });
  }),
};

const rowsToSales = (rows: readonly SalesRow[]): OwnSales['credited'] => ({
  count: rows.reduce((sum, { count }) => sum + count, 0),
  amounts: rows.flatMap(({ currency, amount }) => (currency === null ? [] : [{ amount: amount ?? 0, currency }])),
});
