/** What follows an order, added up in plain code: at its prices, and by nobody beyond what they knew of. */
import { elementsOf, integerOf, textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { orderProgress } from '../../shared/domain/salesDocuments/orderProgress.ts';
import type { World } from '../world.ts';
import { keyOf } from './deviceState.ts';
import type { ServerRecord, ServerState } from './serverState.ts';

type Report = World['report'];

const OUT: Readonly<Record<string, readonly string[]>> = {
  delivery: ['delivered'],
  invoice: ['issued'],
  return: ['accepted', 'received'],
};
const isOut = ({ kind, body }: ServerRecord): boolean => OUT[kind]?.includes(textOf(body, 'state') ?? '') === true;

export function checkPapers({ report, count }: Pick<World, 'report' | 'count'>, state: ServerState): void {
  const living = [...state.records.values()].filter(
    ({ collection, deleted }) => collection === 'salesDocuments' && !deleted,
  );
  const papersByOrder = Map.groupBy(
    living.filter(({ kind }) => kind in OUT),
    ({ body }) => textOf(body, 'orderId') ?? '',
  );
  for (const { kind, body } of living)
    if (kind === 'invoice' || kind === 'return' || kind === 'receipt') count(`${kind}s: ${textOf(body, 'state')}`);
  const heldKeys = heldOf(state);
  for (const [orderId, papers] of papersByOrder) {
    const order = state.records.get(keyOf({ collection: 'salesDocuments', id: orderId }));
    if (!order || order.deleted) continue;
    for (const paper of papers) checkPrices(order.body, paper, report);
    checkSums(order, papers.filter(isOut), isOfOneMachine(state, order, papers, heldKeys), report, count);
  }
}

/** Nobody prices a sale twice. */
function checkPrices(order: RecordBody, paper: ServerRecord, report: Report): void {
  if (!isOut(paper) || paper.kind === 'delivery') return;
  const ordered = new Map(elementsOf(order, 'lines').map((line) => [textOf(line, 'id'), line]));
  for (const line of elementsOf(paper.body, 'lines')) {
    const of = ordered.get(textOf(line, 'orderLineId'));
    const differing = ['productId', 'unitPrice', 'discountPercentage', 'taxPercentage'].find(
      (field) => JSON.stringify(line[field]) !== JSON.stringify(of?.[field]),
    );
    if (differing !== undefined)
      report('SEC-85', `${keyOf(paper)} has another ${differing} than its order ${textOf(paper.body, 'orderId')}`);
  }
}

function checkSums(
  order: ServerRecord,
  papers: readonly ServerRecord[],
  isKnowing: boolean,
  report: Report,
  count: World['count'],
): void {
  const read = orderProgress(
    order.body,
    papers.map(({ id, kind, body }) => ({ id, kind, body })),
  );
  const sum = (kind: string, lineId: string): number =>
    papers
      .filter((paper) => paper.kind === kind)
      .flatMap(({ body }) => elementsOf(body, 'lines'))
      .reduce((total, line) => total + (line['orderLineId'] === lineId ? (integerOf(line, 'quantity') ?? 0) : 0), 0);
  for (const line of elementsOf(order.body, 'lines')) {
    const lineId = textOf(line, 'id') ?? '';
    const ordered = integerOf(line, 'quantity') ?? 0;
    const [delivered, invoiced, returned] = [sum('delivery', lineId), sum('invoice', lineId), sum('return', lineId)];
    const found = read.lines.find((one) => one.lineId === lineId);
    const reading = [found?.delivered, found?.invoiced, found?.returned, found?.invoicedTooMuch].join();
    const plain = [delivered, invoiced, returned, Math.max(0, invoiced - ordered)].join();
    if (reading !== plain) report('SYNC-158', `${keyOf(order)} ${lineId} is read as ${reading}, and comes to ${plain}`);
    if (invoiced > ordered) count('orders invoiced twice');
    if (isKnowing && invoiced > ordered)
      report('SYNC-158', `${keyOf(order)} ${lineId}: one machine invoiced ${invoiced} of ${ordered}`);
    if (isKnowing && returned > Math.max(delivered, invoiced))
      report(
        'SYNC-158',
        `${keyOf(order)} ${lineId}: one machine took back ${returned} of ${delivered} and ${invoiced}`,
      );
  }
}

/** Records on which work is held: its author goes on as if it counted. */
const heldOf = (state: ServerState): ReadonlySet<string> =>
  new Set(
    [...state.ledger.values()]
      .filter(({ outcome }) => outcome !== 'applied')
      .flatMap(({ group }) => group.operations.map(keyOf)),
  );

/** Whoever wrote all of it alone knew what there was. */
function isOfOneMachine(
  { history }: ServerState,
  order: ServerRecord,
  papers: readonly ServerRecord[],
  held: ReadonlySet<string>,
): boolean {
  const keys = [order, ...papers].map(keyOf);
  const devices = new Set(
    keys.slice(1).flatMap((key) => (history.get(key) ?? []).flatMap(({ device }) => device ?? [])),
  );
  return devices.size === 1 && !keys.some((key) => held.has(key));
}
