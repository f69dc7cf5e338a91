/** Prices: what the pricing function is asked with, live; price lists and promotions, read by everybody and kept by those who keep the catalogue. */
import { isIsoDate, type IsoDate } from '../../../../shared/base/clock.ts';
import { isCurrencyCode } from '../../../../shared/base/currency.ts';
import { createError } from '../../../../shared/base/errors.ts';
import type { WireJson } from '../../../../shared/contract/lists.ts';
import { PRICING_KINDS, type PricingRow } from '../../../../shared/contract/pricing.ts';
import { integerOf, textOf, textsOf } from '../../../../shared/domain/bodyReads.ts';
import { scopeOf, type PriceScope, type PricingRecord } from '../../../../shared/domain/products/priceScope.ts';
import { ruleOf } from '../../../../shared/domain/products/promotion.ts';
import type { CollectionName, RecordBody } from '../../../../shared/domain/record.ts';
import { createRecord, deleteRecord, editRecord, requireHeld } from '../commands.ts';
import { liveQuery, readWindow } from '../live.ts';
import { atWork, type Work } from '../procedures.ts';
import { withMarks } from '../records/marks.ts';
import { groupsQuery, namesQuery, pricingListQuery, type PricingListInput, type PricingListRow } from './queries.ts';
import { givenProducts, readPrices, readProducts } from './terms.ts';

export const pricing = {
  terms: atWork.pricing.terms.handler(({ input, context: { work }, signal }) => {
    const { customerId, currency, productIds } = input;
    const day = requireDay(input.day);
    if (!isCurrencyCode(currency)) throw createError('invalid_input', { reason: 'currency', path: 'currency' });
    return liveQuery({
      work,
      signal,
      readable: ['products'],
      dependencies: ['products', 'customers'],
      run: async (ends) => {
        const prices = await readPrices(work.store, customerId, day, productIds, ends);
        const products = readProducts(work.store, [...productIds, ...givenProducts(prices.promotions)]);
        return {
          customer: {
            ...prices.customer,
            groupIds: [...prices.customer.groupIds],
            sameIds: [...(prices.customer.sameIds ?? [])],
          },
          products: [...products].map(([id, body]) => toWire({ id, body })),
          priceLists: prices.priceLists.map(toWire),
          promotions: prices.promotions.map(toWire),
        };
      },
    });
  }),
  list: atWork.pricing.list.handler(({ input, context: { work }, signal }) => {
    const day = requireDay(input.day);
    return liveQuery({
      work,
      signal,
      readable: ['products'],
      dependencies: ['products', 'customers', 'reviews'],
      run: (ends) => listPricing(work, input, day, ends),
    });
  }),
  groups: atWork.pricing.groups.handler(({ context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['organisation'],
      dependencies: ['organisation'],
      run: (ends) => work.store.readInWorker<{ id: string; name: string }>(groupsQuery, {}, ends),
    }),
  ),
  names: atWork.pricing.names.handler(({ input: { productIds }, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['products'],
      dependencies: ['products'],
      run: (ends) =>
        work.store.readInWorker<{ id: string; name: string; unit: string }>(
          namesQuery,
          { ids: JSON.stringify(productIds) },
          ends,
        ),
    }),
  ),
  create: atWork.pricing.create.handler(({ input, context }) => {
    requirePricingKind(input.kind);
    return createRecord(context.work, 'products', context.nextId(), input);
  }),
  edit: atWork.pricing.edit.handler(({ input, context: { work } }) => {
    requirePricing(work, input.id);
    return editRecord(work, 'products', input);
  }),
  remove: atWork.pricing.remove.handler(({ input, context: { work } }) =>
    deleteRecord(work, requirePricing(work, input.id)),
  ),
};

const toWire = ({ id, body }: PricingRecord) => ({ id, body: body as Record<string, WireJson> });

async function listPricing(
  work: Work,
  input: PricingListInput,
  day: IsoDate,
  signal: AbortSignal,
): Promise<{ total: number; rows: PricingRow[] }> {
  const query = pricingListQuery(input);
  if (query === null) return { total: 0, rows: [] };
  const { total, rows } = await readWindow<PricingListRow>(work, query, signal);
  const marked = await withMarks(work, rows, () => 'products', signal);
  return {
    total,
    rows: marked.map((row) => {
      const body = JSON.parse(row.body) as RecordBody;
      const scope = scopeOf(body) ?? 'everyone';
      const ids = textsOf(body, 'scopeIds');
      return {
        id: row.id,
        name: row.name ?? '',
        state: stateOn(body, day),
        from: textOf(body, 'from') ?? '',
        to: textOf(body, 'to'),
        scope,
        scopeNames: namesOf(work, scope, ids.slice(0, NAMES_TOLD)),
        scopeCount: scope === 'everyone' ? 0 : ids.length,
        priority: integerOf(body, 'priority') ?? 0,
        currency: textOf(body, 'currency'),
        entryCount: row.entryCount,
        rule: ruleOf(body),
        exclusive: body['exclusive'] === true,
        pending: row.pending,
        held: row.held,
        needsYou: row.needsYou,
      };
    }),
  };
}

const NAMES_TOLD = 3;

function stateOn(body: RecordBody, day: IsoDate): PricingRow['state'] {
  const to = textOf(body, 'to');
  if (body['paused'] === true) return 'paused';
  if (to !== null && to < day) return 'past';
  return (textOf(body, 'from') ?? '') > day ? 'later' : 'now';
}

/** Classes and roles are words of the window's; of customers whom this person does not hold nothing is told. */
function namesOf({ store: { read } }: Work, scope: PriceScope, ids: readonly string[]): string[] {
  const collection: CollectionName | null =
    scope === 'customers' ? 'customers' : scope === 'groups' || scope === 'territories' ? 'organisation' : null;
  if (collection === null) return scope === 'everyone' ? [] : [...ids];
  return ids.flatMap((id) => {
    const record = read.record({ collection, id });
    return record && !record.deleted ? [textOf(record.body, 'name') ?? ''] : [];
  });
}

function requireDay(day: string): IsoDate {
  if (!isIsoDate(day)) throw createError('invalid_input', { reason: 'date', path: 'day' });
  return day;
}

function requirePricingKind(kind: string): void {
  if (!PRICING_KINDS.some((known) => known === kind))
    throw createError('invalid_input', { reason: 'unknown_kind', collection: 'products', kind });
}

function requirePricing(work: Work, id: string) {
  const held = requireHeld(work, { collection: 'products', id });
  if (!PRICING_KINDS.some((known) => known === held.kind))
    throw createError('not_found', { collection: 'products', id });
  return held;
}
