/** Fields that several kinds share. */
import { z } from 'zod';
import { oneValue } from './leafShape.ts';

export const idField = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
export const dateField = z.iso.date();
export const instantField = z.iso.datetime({ precision: 3 });
export const nameField = z.string().trim().min(1).max(200);
export const noteField = z.string().max(10_000);
/** Integer minor units; one value, never merged in part. */
export const moneyField = oneValue(z.object({ amount: z.int(), currency: z.string().regex(/^[A-Z]{3}$/) }));
/** Percent × 10,000: 9 % is 90,000. */
export const percentageField = z.int().min(0).max(1_000_000);
/** × 1,000: three pieces are 3,000. */
export const quantityField = z.int();
/** Degrees × 1,000,000. */
export const positionField = oneValue(
  z.object({
    latitude: z.int().min(-90_000_000).max(90_000_000),
    longitude: z.int().min(-180_000_000).max(180_000_000),
    accuracy: z.int().min(0).optional(),
  }),
);
export const tagsField = z.array(z.string().trim().min(1).max(60)).max(100);
/**
 * The slip of paper that a record was entered from: its printed number where it has one, and the row of the entry, by which it is found when asked for again.
 * `note` is what the slip said, where it stands behind the note of a visit that was planned.
 */
export const paperField = z.looseObject({
  number: z.string().trim().min(1).max(40).optional(),
  row: idField,
  note: noteField.optional(),
});
/** Elements of lists carry an id for their address and a fractional index for their order. */
export const elementFields = { id: z.string().min(1).max(64), order: z.string().min(1).max(64) };

export const phoneElement = z.looseObject({
  ...elementFields,
  label: z.enum(['mobile', 'office', 'home', 'fax', 'other']),
  number: z.string().min(1).max(40),
});
export const addressElement = z.looseObject({
  ...elementFields,
  label: z.enum(['main', 'delivery', 'billing', 'home', 'other']),
  street: z.string().max(300).optional(),
  city: z.string().max(100).optional(),
  region: z.string().max(100).optional(),
  postalCode: z.string().max(20).optional(),
  country: z.string().max(100).optional(),
  position: positionField.optional(),
});

/** Where an imported record came from; with it, importing twice changes nothing. */
export const sourceField = oneValue(z.object({ preset: z.string(), table: z.string(), id: z.string() }));
/** Fields that a company added, and imported columns that no field here fits. Each key is a leaf. */
export const customField = z.record(
  z.string().min(1).max(80),
  z.union([z.string().max(4_000), z.number(), z.boolean(), z.null()]),
);

/** On every body. */
export const commonFields = { source: sourceField.optional(), custom: customField.optional() };
