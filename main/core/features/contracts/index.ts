import { z } from 'zod';
import { createRecord, editRecord } from '../commands.ts';
import { liveQuery, readWindow } from '../live.ts';
import { atWork, type Work } from '../procedures.ts';
import { withMarks } from '../records/marks.ts';
import { contractListQuery, type ContractListInput, type ContractListRow } from './queries.ts';

export const contracts = {
  list: atWork.contracts.list.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      dependencies: ['contracts', 'customers', 'reviews'],
      run: (ends) => listContracts(work, input, ends),
    }),
  ),
  create: atWork.contracts.create.handler(({ input, context }) =>
    createRecord(context.work, 'contracts', context.nextId(), input),
  ),
  edit: atWork.contracts.edit.handler(({ input, context }) => editRecord(context.work, 'contracts', input)),
};

async function listContracts(work: Work, input: ContractListInput, signal: AbortSignal) {
  const query = contractListQuery(input);
  if (query === null) return { total: 0, rows: [] };
  const { total, rows } = await readWindow<ContractListRow>(work, query, signal);
  const marked = await withMarks(work, rows, () => 'contracts', signal);
  return {
    total,
    rows: marked.map((row) => ({
      id: row.id,
      number: row.number,
      customerId: row.customerId ?? '',
      customerName: row.customerName ?? '',
      title: row.title ?? '',
      startsOn: row.startsOn ?? '',
      endsOn: row.endsOn ?? '',
      coverage: row.coverage === null ? [] : z.array(z.string()).parse(JSON.parse(row.coverage)),
      pending: row.pending,
      held: row.held,
      needsYou: row.needsYou,
    })),
  };
}
