/** What may still be promised of the products of an order: at all places that this person sees, and of their own allotments. */
import type { LineStock } from '../../../../shared/contract/sales.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { isAllotted } from '../../../../shared/domain/stock/allotments.ts';
import type { Work } from '../procedures.ts';
import { readStock, type Moment } from '../stock/levels.ts';

export async function readLineStock(
  work: Work,
  productIds: readonly string[],
  moment: Moment,
  signal: AbortSignal,
): Promise<LineStock[]> {
  const known = await readStock(work, productIds, moment, signal);
  const me = work.person().id;
  return [...known].flatMap(([productId, { figures, allotments }]): LineStock[] => {
    const here = [...figures.values()];
    const [first] = here;
    if (first === undefined) return [];
    const own = allotments.filter(({ body }) => textOf(body, 'holderId') === me && isAllotted(body, moment.today));
    return [
      {
        productId,
        available: here.reduce((sum, { available }) => sum + available, 0),
        asOf: here.reduce((oldest, { asOf }) => (asOf < oldest ? asOf : oldest), first.asOf),
        allotted: own.length === 0 ? null : own.reduce((sum, { left }) => sum + (left ?? 0), 0),
      },
    ];
  });
}
