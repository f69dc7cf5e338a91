/** Stock: what lies where, how it came there, and for whom it is kept. Quantities × 1,000. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { STOCK_PLACE_TYPES } from '../domain/organisation/organisation.ts';
import { STOCK_MARKS } from '../domain/stock/marks.ts';
import { MOVEMENT_REASONS } from '../domain/stock/movement.ts';
import { recordIdSchema } from '../sync/operation.ts';
import { method } from './errors.ts';
import { unitSchema, windowInputSchema } from './lists.ts';
import { editInputSchema, savedSchema } from './records.ts';

const id = z.string().max(64);
const day = z.string().max(10);
const quantity = z.int();

export const stockPlaceRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.enum(STOCK_PLACE_TYPES),
  branchName: z.string().nullable(),
  holderName: z.string().nullable(),
  /** The person at work answers for it: their van. */
  isMine: z.boolean(),
  /** The people who hold what lies there, of those who have it in their territory or branch: for them a part of it can be kept. */
  people: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type StockPlaceRow = z.infer<typeof stockPlaceRowSchema>;

const figure = {
  quantity: z.number(),
  /** When it was last known for certain, or moved: a figure is always shown with its age. */
  asOf: z.string(),
  /** What the person at work may promise of it: without what is kept for others. */
  available: z.number(),
  mark: z.enum(STOCK_MARKS).nullable(),
  /** Something of it was written down here that head office has not confirmed. */
  pending: z.boolean(),
};

/** `used` is null where the orders that use it are not to be read here. */
const use = z.object({ granted: z.number(), used: z.number().nullable(), left: z.number().nullable() });

export const stockRowSchema = z.object({
  /** Of the product. */
  id: z.string(),
  name: z.string(),
  code: z.string().nullable(),
  unit: z.string(),
  units: z.array(unitSchema),
  ...figure,
  /** How many places it lies at, of those that are held here. */
  places: z.number(),
  /** What is kept for the person at work. null: nothing. */
  mine: use.nullable(),
});
export type StockRow = z.infer<typeof stockRowSchema>;

export const stockAtPlaceSchema = z.object({ placeId: z.string(), name: z.string(), ...figure });
export type StockAtPlace = z.infer<typeof stockAtPlaceSchema>;

export const allotmentRowSchema = z.object({
  id: z.string(),
  placeId: z.string(),
  placeName: z.string(),
  holderId: z.string(),
  holderName: z.string(),
  from: z.string(),
  to: z.string(),
  /** Does it hold today? */
  isRunning: z.boolean(),
  ...use.shape,
  pending: z.boolean(),
});
export type AllotmentRow = z.infer<typeof allotmentRowSchema>;

export const movementRowSchema = z.object({
  id: z.string(),
  productId: z.string(),
  placeId: z.string(),
  placeName: z.string(),
  otherPlaceName: z.string().nullable(),
  reason: z.enum(MOVEMENT_REASONS),
  quantity: z.number(),
  /** Of a count. */
  counted: z.number().nullable(),
  /** Its paper was cancelled: the same goods the other way. */
  isTakenBack: z.boolean(),
  occurredAt: z.string(),
  note: z.string().nullable(),
  by: z.string(),
  pending: z.boolean(),
});
export type MovementRow = z.infer<typeof movementRowSchema>;

const note = z.string().max(10_000).optional();
/** The window's own id of the whole act, kept until it has an answer: asking again after a lost one moves nothing twice. */
const act = recordIdSchema.optional();
const lines = z
  .array(z.object({ productId: id, quantity: quantity.min(1) }))
  .min(1)
  .max(200);

/** What a person writes down at one place; a move between places and a count are commands of their own. */
export const RECORDED_REASONS = ['receipt', 'delivery', 'return', 'damage'] as const;

export const stockContract = {
  /** The places whose stock is held here, by name: warehouses, then vans. */
  places: method.output(eventIterator(z.array(stockPlaceRowSchema))),
  /** Products of which anything is known at the place, or anywhere; by name. */
  list: method
    .input(windowInputSchema.extend({ text: z.string().max(200).optional(), placeId: id.optional() }))
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(stockRowSchema) }))),
  /** One product: where it lies, and for whom it is kept. */
  product: method.input(z.object({ productId: id })).output(
    eventIterator(
      z.object({
        unit: z.string(),
        units: z.array(unitSchema),
        places: z.array(stockAtPlaceSchema),
        allotments: z.array(allotmentRowSchema),
      }),
    ),
  ),
  /** What moved of a product, newest first. */
  movements: method
    .input(windowInputSchema.extend({ productId: id, placeId: id.optional() }))
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(movementRowSchema) }))),
  /** Goods that came or went, all lines in one commit. @throws `invalid_input`, `permission_denied`, `not_found`. */
  record: method
    .input(z.object({ id: act, placeId: id, reason: z.enum(RECORDED_REASONS), documentId: id.optional(), lines, note }))
    .output(savedSchema),
  /** From one place to another: two movements per line, linked, all in one commit. Onto a van it is a loading. */
  transfer: method.input(z.object({ id: act, fromId: id, toId: id, lines, note })).output(savedSchema),
  /** What was counted at a place, said for itself. `corrected`: how many lines were others than the books said. */
  count: method
    .input(
      z.object({
        id: act,
        placeId: id,
        lines: z
          .array(z.object({ productId: id, counted: quantity.min(0) }))
          .min(1)
          .max(500),
        note,
      }),
    )
    .output(z.object({ id: z.string(), corrected: z.number() })),
  /** Keeps a part of a place's stock for a person who holds the place. @throws `invalid_input` (`reason: 'place_not_held'`). */
  grant: method
    .input(
      z.object({
        id: act,
        placeId: id,
        productId: id,
        holderId: id,
        quantity: quantity.min(1),
        from: day,
        to: day,
        note,
      }),
    )
    .output(savedSchema),
  changeGrant: method.input(editInputSchema).output(savedSchema),
  /** Lets it go again. */
  withdrawGrant: method.input(z.object({ id })).output(savedSchema),
};
