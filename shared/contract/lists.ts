/** Shapes that every list shares. */
import { z } from 'zod';

export const WINDOW_ROWS_MAXIMUM = 500;
/** The slice of a list that is on the screen, with some room around it. */
export const windowInputSchema = z.object({ offset: z.int().min(0), limit: z.int().min(1).max(WINDOW_ROWS_MAXIMUM) });
export const moneySchema = z.object({ amount: z.number(), currency: z.string() });
export const moneyListSchema = z.array(moneySchema);

/** JSON as the contract's schemas type it. */
export type WireJson = z.infer<ReturnType<typeof z.json>>;
