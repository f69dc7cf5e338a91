/** What a person is judged by: the sales that head office credited to them. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { isoDateSchema } from '../sync/receipt.ts';
import { method } from './errors.ts';
import { moneyListSchema } from './lists.ts';

const salesSchema = z.object({
  count: z.int(),
  /** One for each currency, the largest first. */
  amounts: moneyListSchema,
});

export const ownSalesSchema = z.object({
  credited: salesSchema,
  /** Confirmed orders that the person wrote, and whose credit is not here yet: it is made once they have reached head office. */
  awaited: salesSchema,
});
export type OwnSales = z.infer<typeof ownSalesSchema>;

export const salesCreditsContract = {
  /** Of the person at work, by the date of the document, both days included. From this machine alone. */
  own: method.input(z.object({ from: isoDateSchema, to: isoDateSchema })).output(eventIterator(ownSalesSchema)),
};
