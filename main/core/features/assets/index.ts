/** The installed base: what stands at customers, and what covers it. */
import type { AssetRow } from '../../../../shared/contract/service.ts';
import { createRecord, editRecord } from '../commands.ts';
import { liveQuery, readWindow } from '../live.ts';
import { atWork, todayOf, type Work } from '../procedures.ts';
import { withMarks } from '../records/marks.ts';
import { coverageOfAsset, toCoverageView } from '../serviceRequests/covering.ts';
import { assetListQuery, type AssetListInput, type AssetListRow } from './queries.ts';

const COLLECTION = 'assets';

export const assets = {
  list: atWork.assets.list.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: [COLLECTION],
      dependencies: [COLLECTION, 'customers', 'reviews'],
      run: (ends) => listAssets(work, input, ends),
    }),
  ),
  coverage: atWork.assets.coverage.handler(({ input, context, signal }) =>
    liveQuery({
      work: context.work,
      signal,
      readable: [COLLECTION, 'contracts', 'serviceRequests'],
      dependencies: [COLLECTION, 'contracts', 'serviceRequests'],
      run: () => {
        const asset = context.work.store.read.record({ collection: COLLECTION, id: input.id });
        if (!asset || asset.deleted) return null;
        return toCoverageView(coverageOfAsset(context, context.work, asset, todayOf(context, context.work)));
      },
    }),
  ),
  create: atWork.assets.create.handler(({ input, context }) =>
    createRecord(context.work, COLLECTION, context.nextId(), input),
  ),
  edit: atWork.assets.edit.handler(({ input, context: { work } }) => editRecord(work, COLLECTION, input)),
};

async function listAssets(
  work: Work,
  input: AssetListInput,
  signal: AbortSignal,
): Promise<{ total: number; rows: AssetRow[] }> {
  const query = assetListQuery(input);
  if (query === null) return { total: 0, rows: [] };
  const { total, rows } = await readWindow<AssetListRow>(work, query, signal);
  const marked = await withMarks(work, rows, () => COLLECTION, signal);
  return {
    total,
    rows: marked.map((row) => ({
      ...row,
      name: row.name ?? '',
      customerId: row.customerId ?? '',
      customerName: row.customerName ?? '',
    })),
  };
}
