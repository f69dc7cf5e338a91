/** What some customers get off on some days, beside the price. Which of several holds is told in `pricing/promotions.ts`. */
import { z } from 'zod';
import { elementsOf, integerOf, moneyOf, textOf, textsOf } from '../bodyReads.ts';
import { elementFields, idField, moneyField, percentageField, quantityField } from '../fields.ts';
import { defineKind, type Violation } from '../kind.ts';
import { violation, type Reason } from '../reasons.ts';
import { COMPANY_SCOPE, type RecordBody } from '../record.ts';
import { scopedFields, scopeViolations } from './priceScope.ts';

/**
 * - `percentOff`: so many percent off products or categories, from a quantity on
 * - `freeGoods`: who buys N of these products gets M of that one
 * - `bundle`: a set of products for one price
 * - `amountDiscount`: so many percent off the whole order from an amount on
 */
export const PROMOTION_RULES = ['percentOff', 'freeGoods', 'bundle', 'amountDiscount'] as const;
export type PromotionRule = (typeof PROMOTION_RULES)[number];

const bundleItemElement = z.looseObject({ ...elementFields, productId: idField, quantity: quantityField.positive() });

export const promotionSchema = z.looseObject({
  ...scopedFields,
  /** An exclusive one stands alone on what it touches. */
  exclusive: z.boolean().optional(),
  rule: z.enum(PROMOTION_RULES),
  /** `percentOff`, `freeGoods`: what has to be bought. */
  productIds: z.array(idField).max(500).optional(),
  /** `percentOff`: whole categories. */
  categories: z.array(z.string().trim().min(1).max(100)).max(100).optional(),
  /** `percentOff`, `amountDiscount`. */
  percentage: percentageField.optional(),
  /** `percentOff`: on lines of at least so much. `freeGoods`: the N. */
  minimumQuantity: quantityField.positive().optional(),
  /** `freeGoods`: what is given, and the M. */
  freeProductId: idField.optional(),
  freeQuantity: quantityField.positive().optional(),
  /** `bundle`: one set, and what it costs. */
  items: z.array(bundleItemElement).max(50).optional(),
  price: moneyField.optional(),
  /** `amountDiscount`: from this amount on, before tax and freight. */
  minimumAmount: moneyField.optional(),
});

export const promotionKind = defineKind({
  collection: 'products',
  kind: 'promotion',
  schema: promotionSchema,
  merge: {
    default: 'serverOrder',
    policies: { source: 'locked' },
    groups: {
      reach: ['from', 'to', 'scope', 'scopeIds', 'priority', 'paused'],
      rule: [
        'rule',
        'exclusive',
        'productIds',
        'categories',
        'percentage',
        'minimumQuantity',
        'freeProductId',
        'freeQuantity',
        'items',
        'price',
        'minimumAmount',
      ],
    },
  },
  scope: { home: () => COMPANY_SCOPE },
  searchText: (body) => [textOf(body, 'name') ?? ''],
  invariants: (body) => [...scopeViolations(body), ...ruleViolations(body)],
  references: (body) => promotionProductIds(body).map((id) => ({ collection: 'products', id })),
});

/** Every product that the promotion names. */
export const promotionProductIds = (body: RecordBody): string[] => [
  ...new Set([
    ...textsOf(body, 'productIds'),
    ...[textOf(body, 'freeProductId')].filter((id) => id !== null),
    ...elementsOf(body, 'items').flatMap((item) => textOf(item, 'productId') ?? []),
  ]),
];

export const ruleOf = (body: RecordBody): PromotionRule | null =>
  PROMOTION_RULES.find((rule) => rule === body['rule']) ?? null;

/** What its rule needs; fields of other rules are ignored. */
function ruleViolations(body: RecordBody): Violation[] {
  const demand = (isMet: boolean, path: string, reason: Reason): Violation[] =>
    isMet ? [] : [violation(path, reason)];
  const has = (field: string): boolean => (integerOf(body, field) ?? 0) > 0;
  const hasProducts = textsOf(body, 'productIds').length > 0;
  switch (ruleOf(body)) {
    case 'percentOff':
      return [
        ...demand(hasProducts || textsOf(body, 'categories').length > 0, 'productIds', 'pricing.nothingChosen'),
        ...demand(has('percentage'), 'percentage', 'pricing.percentageMissing'),
      ];
    case 'freeGoods':
      return [
        ...demand(hasProducts, 'productIds', 'pricing.nothingChosen'),
        ...demand(has('minimumQuantity'), 'minimumQuantity', 'pricing.quantityMissing'),
        ...demand(textOf(body, 'freeProductId') !== null, 'freeProductId', 'pricing.freeProductMissing'),
        ...demand(has('freeQuantity'), 'freeQuantity', 'pricing.quantityMissing'),
      ];
    case 'bundle': {
      const products = elementsOf(body, 'items').map((item) => textOf(item, 'productId'));
      return [
        ...demand(products.length >= 2, 'items', 'pricing.bundleTooSmall'),
        ...demand(new Set(products).size === products.length, 'items', 'pricing.bundleTwice'),
        ...demand((moneyOf(body, 'price')?.amount ?? 0) > 0, 'price', 'pricing.priceNotPositive'),
      ];
    }
    case 'amountDiscount':
      return [
        ...demand(has('percentage'), 'percentage', 'pricing.percentageMissing'),
        ...demand((moneyOf(body, 'minimumAmount')?.amount ?? 0) > 0, 'minimumAmount', 'pricing.amountMissing'),
      ];
    default:
      return [];
  }
}
