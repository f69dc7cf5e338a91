/**
 * What moved in the stores and vans of the sample company, and what is kept for whom. What moved in the warehouses lies before the count of last night, so that
 * their balances are what they are; what lies in a van is reckoned from what was loaded and handed over.
 */
import { addDays, type IsoDate } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { QUANTITY_SCALE } from '../../shared/base/money.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import type { RecordDraft } from '../sync/bulkLoad.ts';
import { instantAt } from './calendar.ts';
import { createChance, type Chance } from './chance.ts';
import { BRANCHES, branchId, personId, sampleId, stockPlaceId } from './company.ts';
import type { SampleProduct } from './products.ts';
import { SAMPLE_PEOPLE, type SamplePerson } from './users.ts';

/** Streams of its own: nothing else of the company changes by it. */
const STREAM = 500_000_700;
const LOADED_IN_A_VAN = 8;

export function* stockMovementDrafts(
  products: readonly SampleProduct[],
  seed: number,
  today: IsoDate,
): Generator<RecordDraft> {
  const chance = createChance(seed, STREAM);
  const goods = products.filter(({ kind }) => kind !== 'service');
  const small = goods.filter(({ kind }) => kind === 'consumable' || kind === 'sparePart');
  const reps = SAMPLE_PEOPLE.filter(({ role, branch }) => role === 'rep' && branch !== null);
  for (const rep of reps) yield vanDraft(rep, today);
  const written = createWriter(today);
  for (const { key, managerLogin } of BRANCHES)
    for (const product of goods) yield* warehouseDrafts(written, product, key, managerLogin, chance);
  for (const rep of reps) {
    const loaded = chance.several(small, LOADED_IN_A_VAN);
    for (const [index, product] of loaded.entries()) yield* vanMovements(written, product, rep, index, chance);
    for (const product of chance.several(small, 5)) yield allotmentDraft(product, rep, today, chance);
  }
}

const vanId = (login: string): RecordId => sampleId('stockPlace van', login);

function vanDraft({ login, name, branch }: SamplePerson, today: IsoDate): RecordDraft {
  return {
    collection: 'organisation',
    kind: 'stockPlace',
    id: vanId(login),
    body: { name: `خودروی ${name.fa}`, branchId: branchId(branch ?? ''), type: 'van', holderId: personId(login) },
    createdBy: personId('admin'),
    at: instantAt(addDays(today, -60), 8 * 60),
  };
}

type Write = (
  by: string,
  day: number,
  minute: number,
  body: RecordBody & { readonly productId: string; readonly placeId: string },
) => RecordDraft;

function createWriter(today: IsoDate): Write {
  let count = 0;
  return (by, day, minute, body) => {
    const at = instantAt(addDays(today, day), minute);
    count += 1;
    return {
      collection: 'stock',
      kind: 'movement',
      id: sampleId('stock movement', String(count)),
      body: { ...body, occurredAt: at },
      createdBy: personId(by),
      at,
    };
  };
}

function* warehouseDrafts(
  write: Write,
  { id: productId, kind }: SampleProduct,
  branch: string,
  managerLogin: string,
  chance: Chance,
): Generator<RecordDraft> {
  const placeId = stockPlaceId(branch);
  const most = kind === 'consumable' ? 200 : kind === 'sparePart' ? 8 : 2;
  const pieces = (): number => chance.between(1, most) * QUANTITY_SCALE;
  yield write(managerLogin, -chance.between(15, 40), chance.between(480, 700), {
    productId,
    placeId,
    quantity: pieces(),
    reason: 'receipt',
  });
  yield write(managerLogin, -chance.between(3, 14), chance.between(480, 960), {
    productId,
    placeId,
    quantity: -pieces(),
    reason: 'delivery',
  });
  if (chance.percent(8))
    yield write(managerLogin, -2, chance.between(480, 960), {
      productId,
      placeId,
      quantity: -QUANTITY_SCALE,
      reason: 'damage',
      note: chance.pick(['شکسته در جابه‌جایی', 'تاریخ گذشته', 'بسته‌بندی آسیب دیده']),
    });
}

/** Loaded two days ago from the warehouse of the branch, both ends linked; some of it handed over since. Of the last one more went out than was written down. */
function* vanMovements(
  write: Write,
  { id: productId, kind }: SampleProduct,
  { login, branch }: SamplePerson,
  index: number,
  chance: Chance,
): Generator<RecordDraft> {
  const [warehouse, van, manager] = [stockPlaceId(branch ?? ''), vanId(login), managerOf(branch)];
  const loaded = chance.between(2, kind === 'consumable' ? 40 : 4);
  const transferId = sampleId('stock transfer', `${login} ${index}`);
  const rest = { productId, reason: 'vanLoading', transferId };
  const minute = 450 + index;
  const out = { ...rest, placeId: warehouse, otherPlaceId: van, quantity: -loaded * QUANTITY_SCALE };
  yield write(manager, -2, minute, out);
  yield write(manager, -2, minute, {
    ...rest,
    placeId: van,
    otherPlaceId: warehouse,
    quantity: loaded * QUANTITY_SCALE,
  });
  const gone = index === LOADED_IN_A_VAN - 1 ? loaded + 1 : chance.between(1, loaded);
  const handedOver = { productId, placeId: van, quantity: -gone * QUANTITY_SCALE, reason: 'delivery' };
  yield write(manager, -1, 600 + index * 15, handedOver);
}

function allotmentDraft(
  { id: productId, kind }: SampleProduct,
  { login, branch }: SamplePerson,
  today: IsoDate,
  chance: Chance,
): RecordDraft {
  const pieces = kind === 'consumable' ? chance.between(2, 12) * 5 : chance.between(1, 3);
  const body: RecordBody = {
    productId,
    placeId: stockPlaceId(branch ?? ''),
    holderId: personId(login),
    quantity: pieces * QUANTITY_SCALE,
    from: addDays(today, -7),
    to: addDays(today, 23),
  };
  return {
    collection: 'stock',
    kind: 'allotment',
    id: sampleId('stock allotment', `${login} ${productId}`),
    body,
    createdBy: personId(managerOf(branch)),
    at: instantAt(addDays(today, -7), 9 * 60),
  };
}

const managerOf = (branch: string | null): string =>
  BRANCHES.find(({ key }) => key === branch)?.managerLogin ?? 'admin';
