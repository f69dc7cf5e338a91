import type { JsonValue } from '../../../../shared/base/leafPath.ts';
import type { CollectionName, RecordBody } from '../../../../shared/domain/record.ts';
import type { AllotmentRow, MovementRow, StockPlaceRow, StockRow } from '../../../../shared/contract/stock.ts';
import { integerOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import { isAllotted } from '../../../../shared/domain/stock/allotments.ts';
import { stockMark } from '../../../../shared/domain/stock/marks.ts';
import { MOVEMENT_REASONS } from '../../../../shared/domain/stock/movement.ts';
import { liveQuery, readWindow } from '../live.ts';
import { unitRowsOf } from '../products/byCode.ts';
import { atWork, todayOf, type CoreContext, type Work } from '../procedures.ts';
import { readStock, type Figure, type HeldAllotment, type Moment, type ProductStock } from './levels.ts';
import {
  changeAllotment,
  countStock,
  grantAllotment,
  holdsPlace,
  isHeldBy,
  recordMovements,
  transferStock,
  withdrawAllotment,
} from './moves.ts';
import {
  movementsQuery,
  peopleQuery,
  placesQuery,
  stockListQuery,
  type MovementQueryRow,
  type PersonRow,
  type PlaceRow,
  type ProductRow,
} from './queries.ts';

const READABLE: readonly CollectionName[] = ['stock', 'products'];

export const stock = {
  places: atWork.stock.places.handler(({ context: { work }, signal }) =>
    liveQuery({ work, signal, readable: READABLE, dependencies: ['organisation'], run: () => readPlaces(work) }),
  ),
  list: atWork.stock.list.handler(({ input, context, signal }) => {
    const { work } = context;
    return liveQuery({
      work,
      signal,
      readable: READABLE,
      dependencies: dependenciesOf(work),
      alsoSync: true,
      run: async (ends) => {
        const query = stockListQuery(input);
        if (query === null) return { total: 0, rows: [] };
        const { total, rows } = await readWindow<ProductRow>(work, query, ends);
        const moment = momentOf(context, work);
        const known = await readStock(
          work,
          rows.map(({ id }) => id),
          moment,
          ends,
        );
        const me = work.person().id;
        return {
          total,
          rows: rows.flatMap((row) => toRow(row, known.get(row.id), input.placeId, me, moment)),
        };
      },
    });
  }),
  product: atWork.stock.product.handler(({ input: { productId }, context, signal }) => {
    const { work } = context;
    return liveQuery({
      work,
      signal,
      readable: READABLE,
      dependencies: dependenciesOf(work),
      alsoSync: true,
      run: async (ends) => {
        const moment = momentOf(context, work);
        const known = (await readStock(work, [productId], moment, ends, 'ever')).get(productId);
        const product = work.store.read.record({ collection: 'products', id: productId });
        const names = namesOf(work);
        const places = readPlaces(work).flatMap(({ id, name }) => {
          const figure = known?.figures.get(id);
          return figure === undefined ? [] : [{ placeId: id, name, ...figure }];
        });
        return {
          unit: (product && textOf(product.body, 'unit')) ?? '',
          units: product ? unitRowsOf(product.body) : [],
          places,
          allotments: (known?.allotments ?? []).map((allotment) => toAllotment(allotment, names, moment.today)),
        };
      },
    });
  }),
  movements: atWork.stock.movements.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: READABLE,
      dependencies: ['stock'],
      alsoSync: true,
      run: async (ends) => {
        const { total, rows } = await readWindow<MovementQueryRow>(work, movementsQuery(input), ends);
        return { total, rows: rows.map(toMovement) };
      },
    }),
  ),
  record: atWork.stock.record.handler(({ input, context }) => recordMovements(context, input)),
  transfer: atWork.stock.transfer.handler(({ input, context }) => transferStock(context, input)),
  count: atWork.stock.count.handler(({ input, context }) => countStock(context, input)),
  grant: atWork.stock.grant.handler(({ input, context }) => grantAllotment(context, input)),
  changeGrant: atWork.stock.changeGrant.handler(({ input, context: { work } }) => changeAllotment(work, input)),
  withdrawGrant: atWork.stock.withdrawGrant.handler(({ input: { id }, context: { work } }) =>
    withdrawAllotment(work, id),
  ),
};

const dependenciesOf = (work: Work): CollectionName[] => [
  'stock',
  'products',
  ...(mayRead(work.person().role, 'salesDocuments') ? (['salesDocuments'] as const) : []),
];

const momentOf = (context: CoreContext, work: Work): Moment => ({
  now: context.core.clock.now(),
  today: todayOf(context, work),
});

function readPlaces(work: Work): StockPlaceRow[] {
  const me = work.person().id;
  const people = work.store.read.all<PersonRow>(peopleQuery);
  return work.store.read.all<PlaceRow>(placesQuery).flatMap(({ id, body: json, branchName, holderName }) => {
    const body = JSON.parse(json) as RecordBody;
    if (!holdsPlace(work, body)) return [];
    return [
      {
        id,
        name: textOf(body, 'name') ?? '',
        type: body['type'] === 'van' ? ('van' as const) : ('warehouse' as const),
        branchName,
        holderName,
        isMine: textOf(body, 'holderId') === me,
        people: people
          .filter((person) => isHeldBy(person, body))
          .map((person) => ({ id: person.id, name: person.name ?? '' })),
      },
    ];
  });
}

/** Of one place its own figure; else the sum of all, as old as the oldest of them. */
function toRow(
  { id, name, code, unit, units, minimum }: ProductRow,
  known: ProductStock | undefined,
  placeId: string | undefined,
  me: string,
  { today }: Moment,
): StockRow[] {
  const figures = [...(known?.figures ?? [])].flatMap(([place, figure]) =>
    placeId === undefined || place === placeId ? [figure] : [],
  );
  const figure = placeId === undefined ? sumOf(figures, minimum) : sumOf(figures, null);
  if (known === undefined || figure === null) return [];
  const mine = known.allotments.filter(
    ({ body }) =>
      textOf(body, 'holderId') === me &&
      isAllotted(body, today) &&
      (placeId === undefined || textOf(body, 'placeId') === placeId),
  );
  return [
    {
      id,
      name: name ?? '',
      code,
      unit: unit ?? '',
      units: units === null ? [] : unitRowsOf({ units: JSON.parse(units) as JsonValue }),
      ...figure,
      places: figures.length,
      mine: mine.length === 0 ? null : usesTogether(mine),
    },
  ];
}

/** @param minimum Of the product; null where the measure is what goes out in a week. */
function sumOf(figures: readonly Figure[], minimum: number | null): Figure | null {
  const [first] = figures;
  if (first === undefined) return null;
  if (figures.length === 1 && minimum === null) return first;
  const quantity = figures.reduce((sum, figure) => sum + figure.quantity, 0);
  const available = figures.reduce((sum, figure) => sum + figure.available, 0);
  return {
    quantity,
    available,
    asOf: figures.map(({ asOf }) => asOf).reduce((oldest, asOf) => (asOf < oldest ? asOf : oldest)),
    // Less than nothing at one place is to be noticed, however much lies at another.
    mark: figures.some(({ mark }) => mark === 'negative') ? 'negative' : stockMark(quantity, available, 0, minimum),
    pending: figures.some(({ pending }) => pending),
  };
}

function usesTogether(allotments: readonly HeldAllotment[]): {
  granted: number;
  used: number | null;
  left: number | null;
} {
  const sum = (read: (allotment: HeldAllotment) => number | null): number | null =>
    allotments.some((allotment) => read(allotment) === null)
      ? null
      : allotments.reduce((total, allotment) => total + (read(allotment) ?? 0), 0);
  return { granted: sum(({ granted }) => granted) ?? 0, used: sum(({ used }) => used), left: sum(({ left }) => left) };
}

const namesOf =
  (work: Work) =>
  (id: string): string => {
    const record = work.store.read.record({ collection: 'organisation', id });
    return (record && textOf(record.body, 'name')) ?? '';
  };

function toAllotment(
  { id, body, granted, used, left, pending }: HeldAllotment,
  nameOf: (id: string) => string,
  today: string,
): AllotmentRow {
  const [placeId, holderId] = [textOf(body, 'placeId') ?? '', textOf(body, 'holderId') ?? ''];
  return {
    id,
    placeId,
    placeName: nameOf(placeId),
    holderId,
    holderName: nameOf(holderId),
    from: textOf(body, 'from') ?? '',
    to: textOf(body, 'to') ?? '',
    isRunning: isAllotted(body, today),
    granted,
    used,
    left,
    pending,
  };
}

function toMovement(row: MovementQueryRow): MovementRow {
  const body = JSON.parse(row.body) as RecordBody;
  return {
    id: row.id,
    productId: row.productId,
    placeId: row.placeId,
    placeName: row.placeName ?? '',
    otherPlaceName: row.otherPlaceName,
    reason: MOVEMENT_REASONS.find((known) => known === body['reason']) ?? 'count',
    quantity: integerOf(body, 'quantity') ?? 0,
    counted: body['reason'] === 'count' ? integerOf(body, 'counted') : null,
    isTakenBack: textOf(body, 'takesBack') !== null,
    occurredAt: textOf(body, 'occurredAt') ?? '',
    note: textOf(body, 'note'),
    by: row.byName ?? '',
    pending: row.pending === 1,
  };
}
