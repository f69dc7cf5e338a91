/** The sales that a person is judged by, from what is on this machine. */
import { createError } from '../../../../shared/base/errors.ts';
import type { OwnSales } from '../../../../shared/contract/salesCredits.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import { liveQuery } from '../live.ts';
import { atWork } from '../procedures.ts';
import { awaitedQuery, creditedQuery, type SalesRow } from './queries.ts';

export const salesCredits = {
  own: atWork.salesCredits.own.handler(({ input: { from, to }, context: { work }, signal }) => {
    const { id: personId, role } = work.person();
    if (!mayRead(role, 'salesCredits')) throw createError('permission_denied', { collection: 'salesCredits' });
    return liveQuery({
      work,
      signal,
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
