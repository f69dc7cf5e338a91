/** The lines that sales documents share: what is offered, ordered, invoiced and taken back has a price; what is delivered has a quantity alone. */
import { z } from 'zod';
import { elementFields, idField, moneyField, nameField, percentageField, quantityField } from '../fields.ts';
import { saidInField } from '../products/units.ts';

const goods = {
  ...elementFields,
  productId: idField,
  /** As it was called on the day; the paper must not change when the product is renamed. */
  productName: nameField,
  /** What the quantity and the price are of, whatever it was said in. */
  unit: z.string().min(1).max(40),
  quantity: quantityField.positive(),
  saidIn: saidInField.optional(),
};

const price = {
  unitPrice: moneyField,
  discountPercentage: percentageField,
  taxPercentage: percentageField,
};

/** How it came to its price: what a person typed stays when prices are proposed anew, and goods that a promotion gives go when it no longer holds. */
const pricing = {
  typedPrice: z.boolean().optional(),
  typedDiscount: z.boolean().optional(),
  /** The promotion that gives this line. */
  freeBy: idField.optional(),
};

const lineNote = { note: z.string().max(1_000).optional() };

/** The line of the order that a later document's line is about: its element id. */
const ofOrder = { orderLineId: z.string().min(1).max(64) };

/** Why goods come back; words by `value.salesDocuments.reason.*`. */
export const RETURN_REASONS = [
  'damaged',
  'defect',
  'wrongItem',
  'expired',
  'notWanted',
  'tooMuch',
  'lateDelivery',
  'other',
] as const;
export const returnReasonField = z.enum(RETURN_REASONS);

export const pricedLineElement = z.looseObject({ ...goods, ...price, ...pricing, ...lineNote });
export const deliveryLineElement = z.looseObject({ ...goods, ...ofOrder, ...lineNote });
export const invoiceLineElement = z.looseObject({ ...goods, ...price, ...ofOrder, ...lineNote });
export const returnLineElement = z.looseObject({
  ...goods,
  ...price,
  ...ofOrder,
  ...lineNote,
  /** When left out, the reason of the whole. */
  reason: returnReasonField.optional(),
});

export const linesOf = <Element extends z.ZodType>(element: Element) => z.array(element).max(2_000);
