/** Shapes that every list shares. */
import { z } from 'zod';

export const WINDOW_ROWS_MAXIMUM = 500;
/** The slice of a list that is on the screen, with some room around it. */
export const windowInputSchema = z.object({ offset: z.int().min(0), limit: z.int().min(1).max(WINDOW_ROWS_MAXIMUM) });
export const moneySchema = z.object({ amount: z.number(), currency: z.string() });
export const moneyListSchema = z.array(moneySchema);

/** JSON as the contract's schemas type it. */
export type WireJson = z.infer<ReturnType<typeof z.json>>;

/** What is said of a record beside its name in a list. */
export const markedShape = {
  /** Changes of this device that head office has not confirmed. */
  pending: z.boolean(),
  /** Why head office holds a change of this device back; null: it does not. */
  held: z.string().nullable(),
  /** An open review of it waits for this person. */
  needsYou: z.boolean(),
};

/** A further unit of a product: one is `factor` of its own, × 1,000. */
export const unitSchema = z.object({ id: z.string(), unit: z.string(), factor: z.number() });
export type UnitRow = z.infer<typeof unitSchema>;
