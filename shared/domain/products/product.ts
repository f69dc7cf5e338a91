/** Products with their dated prices. They live in the company's scope; stock figures never do (see `stock`). */
import { z } from 'zod';
import { textOf } from '../bodyReads.ts';
import {
  commonFields,
  dateField,
  elementFields,
  idField,
  moneyField,
  nameField,
  noteField,
  percentageField,
  quantityField,
} from '../fields.ts';
import { defineKind, type KindDefinition } from '../kind.ts';
import { COMPANY_SCOPE } from '../record.ts';
import { codesOf } from './productCodes.ts';
import { productUnitsField } from './units.ts';

export const PRODUCT_KINDS = ['equipment', 'sparePart', 'consumable', 'upgradeKit', 'service'] as const;

/** A price is valid on the days from `from` to `to`, both included; without `to` it has no end. */
const priceElement = z.looseObject({
  ...elementFields,
  price: moneyField,
  from: dateField,
  to: dateField.optional(),
  minimumQuantity: quantityField.optional(),
});
/** From this quantity on, this discount is proposed. */
const discountStepElement = z.looseObject({
  ...elementFields,
  fromQuantity: quantityField,
  percentage: percentageField,
});

export const productSchema = z.looseObject({
  ...commonFields,
  name: nameField,
  code: z.string().max(60).optional(),
  /** What stands on it for a scanner to read: GTINs, or the company's own labels. Each means one of its own unit; a carton's stands with the carton. */
  barcodes: z.array(z.string().trim().min(1).max(60)).max(50).optional(),
  /** What it is counted in: prices, lines, stock. */
  unit: z.string().min(1).max(40),
  /** What else it is sold and counted by: cartons, pallets. */
  units: productUnitsField.optional(),
  category: z.string().max(100).optional(),
  taxPercentage: percentageField,
  prices: z.array(priceElement).max(500),
  discountSteps: z.array(discountStepElement).max(50).optional(),
  /** Equipment that a part or kit fits. */
  fitsIds: z.array(idField).max(500).optional(),
  discontinued: z.boolean().optional(),
  /** Of all places together: less than this is marked. */
  stockMinimum: quantityField.min(0).optional(),
  /** What the company pays; hidden from roles that sell. */
  cost: moneyField.optional(),
  note: noteField.optional(),
});
export type Product = z.infer<typeof productSchema>;

export const productKind = (kind: (typeof PRODUCT_KINDS)[number]): KindDefinition<typeof productSchema> =>
  defineKind({
    collection: 'products',
    kind,
    schema: productSchema,
    merge: {
      default: 'serverOrder',
      policies: { fitsIds: 'union', barcodes: 'union', 'units/*/barcodes': 'union', source: 'locked' },
      groups: { prices: ['prices', 'discountSteps', 'taxPercentage'] },
    },
    scope: { home: () => COMPANY_SCOPE },
    searchText: (body) => [
      textOf(body, 'name') ?? '',
      textOf(body, 'category') ?? '',
      // As they are written, and as they are compared: whoever looks a code up finds it by its key.
      ...codesOf(body).flatMap(({ text, key }) => [text, key]),
    ],
  });
