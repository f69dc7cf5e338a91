/** Levels, allotments and what is promised of them, for the products of one screen. */
import { textOf, elementsOf, integerOf } from '../../../../shared/domain/bodyReads.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { orderProgress, type ChainDocument } from '../../../../shared/domain/salesDocuments/orderProgress.ts';
import {
  allotmentPeriods,
  allotmentUses,
  availableTo,
  isAllotted,
} from '../../../../shared/domain/stock/allotments.ts';
import { openingOf, stockLevel, type HeldBody, type StockLevel } from '../../../../shared/domain/stock/levels.ts';
import { stockMark, weeklyUse, type StockMark } from '../../../../shared/domain/stock/marks.ts';
import type { Work } from '../procedures.ts';
import {
  chainsQuery,
  promisesQuery,
  stockOfProductsQuery,
  type ChainRow,
  type PromiseRow,
  type StockRecordRow,
} from './queries.ts';

export interface Figure {
  readonly quantity: number;
  readonly asOf: string;
  readonly available: number;
  readonly mark: StockMark | null;
  readonly pending: boolean;
}

export interface HeldAllotment extends HeldBody {
  readonly pending: boolean;
  readonly granted: number;
  /** null where orders are not to be read. */
  readonly used: number | null;
  readonly left: number | null;
}

export interface ProductStock {
  /** By place. */
  readonly figures: ReadonlyMap<string, Figure>;
  readonly allotments: readonly HeldAllotment[];
}

export interface Moment {
  /** Milliseconds. */
  readonly now: number;
  readonly today: string;
}

/** `now`: those that are running, with those whose days meet theirs. */
export type AskedAllotments = 'now' | 'ever';

/** By product; one of which nothing is known is absent. */
export async function readStock(
  work: Work,
  productIds: readonly string[],
  moment: Moment,
  signal: AbortSignal,
  asked: AskedAllotments = 'now',
): Promise<Map<string, ProductStock>> {
  const held = await readHeld(work, productIds, signal);
  const periods = periodsOf(held, moment, asked);
  const promised = await readPromised(work, periods, signal);
  const personId = work.person().id;
  return new Map(
    [...Map.groupBy(held, ({ productId }) => productId)].map(([productId, known]) => [
      productId,
      stockOf(
        personId,
        known,
        moment,
        usesOf(
          periods.filter((period) => period.productId === productId),
          promised,
        ),
      ),
    ]),
  );
}

/** How much of each lies at all places together, as old as the oldest of their figures. */
export async function readLevels(
  work: Work,
  productIds: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, StockLevel>> {
  const held = await readHeld(work, productIds, signal);
  return new Map(
    [...Map.groupBy(held, ({ productId }) => productId)].flatMap(([productId, known]): [string, StockLevel][] => {
      const levels = [...Map.groupBy(known, ({ placeId }) => placeId).values()].flatMap((here) => levelOf(here) ?? []);
      const [first, ...others] = levels;
      if (first === undefined) return [];
      return [
        [
          productId,
          {
            quantity: levels.reduce((sum, { quantity }) => sum + quantity, 0),
            asOf: others.reduce((oldest, { asOf }) => (asOf < oldest ? asOf : oldest), first.asOf),
          },
        ],
      ];
    }),
  );
}

async function readHeld(work: Work, productIds: readonly string[], signal: AbortSignal): Promise<Known[]> {
  if (productIds.length === 0) return [];
  const parameters = { products: JSON.stringify(productIds) };
  const rows = await work.store.readInWorker<StockRecordRow>(stockOfProductsQuery, parameters, signal);
  return rows.map((row) => ({ ...row, body: JSON.parse(row.body) as RecordBody }));
}

/** Of one product at one place. */
function levelOf(here: readonly Known[]): StockLevel | null {
  const balance = here.find(({ kind }) => kind === 'balance');
  return stockLevel(
    balance ? openingOf(balance) : null,
    here.filter(({ kind }) => kind === 'movement').map(untilTaken),
  );
}

/** What the server has not taken yet happened when it says: this machine's clock may be behind those of others whose work it follows. */
const untilTaken = (movement: Known): Known =>
  movement.pending === 1
    ? { ...movement, createdAt: textOf(movement.body, 'occurredAt') ?? movement.createdAt }
    : movement;

type Known = Omit<StockRecordRow, 'body'> & { readonly body: RecordBody };
type Promised = ((period: Period) => number) | null;

/** Days in which what one holder promises of one product draws on these allotments. */
interface Period {
  readonly productId: string;
  readonly holderId: string;
  readonly from: string;
  readonly to: string;
  readonly allotments: readonly Known[];
}

function periodsOf(held: readonly Known[], { today }: Moment, asked: AskedAllotments): Period[] {
  const allotments = held.filter(({ kind }) => kind === 'allotment');
  const byHolder = Map.groupBy(allotments, ({ productId, body }) => `${productId} ${textOf(body, 'holderId') ?? ''}`);
  return [...byHolder.values()].flatMap((own): Period[] => {
    const [first] = own;
    if (first === undefined) return [];
    return allotmentPeriods(own)
      .filter(({ from, to }) => asked === 'ever' || (from <= today && today <= to))
      .map((period) => ({ productId: first.productId, holderId: textOf(first.body, 'holderId') ?? '', ...period }));
  });
}

function stockOf(
  personId: string,
  known: readonly Known[],
  { now, today }: Moment,
  allotments: readonly HeldAllotment[],
): ProductStock {
  const running = known.filter(({ kind, body }) => kind === 'allotment' && isAllotted(body, today));
  const figures = new Map<string, Figure>();
  for (const [placeId, here] of Map.groupBy(known, (record) => record.placeId)) {
    const level = levelOf(here);
    if (level === null) continue;
    const movements = here.filter(({ kind }) => kind === 'movement');
    const kept = running.filter((allotment) => allotment.placeId === placeId).map(({ body }) => body);
    const available = availableTo(personId, level.quantity, kept);
    figures.set(placeId, {
      ...level,
      available,
      mark: stockMark(level.quantity, available, weeklyUse(movements, now)),
      pending: movements.some(({ pending }) => pending === 1),
    });
  }
  return { figures, allotments };
}

/** What a holder promised counts once, however many allotments there are. */
const usesOf = (periods: readonly Period[], promised: Promised): HeldAllotment[] =>
  periods.flatMap((period) => {
    const uses = allotmentUses(
      period.allotments.map(({ body }) => integerOf(body, 'quantity') ?? 0),
      promised?.(period) ?? 0,
    );
    return period.allotments.map(({ id, body, pending }, index): HeldAllotment => {
      const use = uses[index];
      return {
        id,
        body,
        pending: pending === 1,
        granted: use?.granted ?? 0,
        used: promised === null ? null : (use?.used ?? 0),
        left: promised === null ? null : (use?.left ?? 0),
      };
    });
  });

/** What holders have promised on confirmed orders of these days and not yet handed over. */
async function readPromised(work: Work, periods: readonly Period[], signal: AbortSignal): Promise<Promised> {
  if (!mayRead(work.person().role, 'salesDocuments')) return null;
  if (periods.length === 0) return () => 0;
  const wanted = periods.map(({ allotments: _allotments, ...period }) => period);
  const orders = await work.store.readInWorker<PromiseRow>(promisesQuery, { periods: JSON.stringify(wanted) }, signal);
  const chains = await work.store.readInWorker<ChainRow>(
    chainsQuery,
    { orders: JSON.stringify(orders.map(({ id }) => id)) },
    signal,
  );
  const documentsByOrder = Map.groupBy(chains, ({ orderId }) => orderId);
  const promises = orders.flatMap(({ id, ownerId, orderedOn, body }) => {
    const order = JSON.parse(body) as RecordBody;
    const productByLine = new Map(
      elementsOf(order, 'lines').map((line) => [textOf(line, 'id') ?? '', textOf(line, 'productId')]),
    );
    const documents = (documentsByOrder.get(id) ?? []).map(({ kind, body: document }): ChainDocument => ({
      kind,
      body: JSON.parse(document) as RecordBody,
    }));
    return orderProgress(order, documents).lines.map(({ lineId, toDeliver }) => ({
      ownerId,
      orderedOn,
      productId: productByLine.get(lineId),
      toDeliver,
    }));
  });
  return ({ holderId, productId, from, to }) =>
    promises
      .filter((promise) => promise.ownerId === holderId && promise.productId === productId)
      .filter(({ orderedOn }) => from <= orderedOn && orderedOn <= to)
      .reduce((sum, { toDeliver }) => sum + toDeliver, 0);
}
