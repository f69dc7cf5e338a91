/** A list of prices for some customers and some days. It stands before the prices that products carry themselves. */
import { z } from 'zod';
import { elementsOf, moneyOf, textOf } from '../bodyReads.ts';
import { elementFields, idField, moneyField, quantityField } from '../fields.ts';
import { defineKind, type Violation } from '../kind.ts';
import { joinPath } from '../../base/leafPath.ts';
import { violation } from '../reasons.ts';
import { COMPANY_SCOPE, type RecordBody } from '../record.ts';
import { scopedFields, scopeViolations } from './priceScope.ts';

const entryElement = z.looseObject({
  ...elementFields,
  productId: idField,
  price: moneyField,
  /** From this quantity on (× 1,000); from any when left out. A product may have several entries: its tiers. */
  minimumQuantity: quantityField.min(0).optional(),
});

export const priceListSchema = z.looseObject({
  ...scopedFields,
  currency: z.string().regex(/^[A-Z]{3}$/),
  entries: z.array(entryElement).max(5_000),
});

/** Entries name no `references`: a list of thousands must neither wait for, nor be held with, one product that is not here yet. */
export const priceListKind = defineKind({
  collection: 'products',
  kind: 'priceList',
  schema: priceListSchema,
  merge: {
    default: 'serverOrder',
    policies: { source: 'locked' },
    groups: { reach: ['from', 'to', 'scope', 'scopeIds', 'priority', 'paused'] },
  },
  scope: { home: () => COMPANY_SCOPE },
  searchText: (body) => [textOf(body, 'name') ?? ''],
  invariants: (body) => [...scopeViolations(body), ...entryViolations(body)],
});

function entryViolations(body: RecordBody): Violation[] {
  const currency = textOf(body, 'currency');
  return elementsOf(body, 'entries').flatMap((entry): Violation[] => {
    const price = moneyOf(entry, 'price');
    if (price === null) return [];
    const path = joinPath('entries', textOf(entry, 'id') ?? '', 'price');
    if (price.currency !== currency) return [violation(path, 'pricing.currencyDiffers')];
    return price.amount <= 0 ? [violation(path, 'pricing.priceNotPositive')] : [];
  });
}
