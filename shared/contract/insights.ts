/** What was won and sold, by whom, where and to whom: sums with what stands behind each. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { dateField } from '../domain/fields.ts';
import { causesContract } from './causes.ts';
import { method } from './errors.ts';
import { moneyListSchema, moneySchema, windowInputSchema } from './lists.ts';

/** `won`: opportunities, by their closing day. `sales`: lines of confirmed orders, discounts taken off, before tax, by the day of the order. */
export const INSIGHTS = {
  won: ['office', 'industry', 'seller'],
  sales: ['seller', 'region', 'category', 'country'],
} as const;
export type InsightMeasure = keyof typeof INSIGHTS;
export const INSIGHT_GROUPS = ['office', 'industry', 'seller', 'region', 'category', 'country'] as const;
export type InsightGroup = (typeof INSIGHT_GROUPS)[number];

const questionShape = {
  measure: z.enum(['won', 'sales']),
  by: z.enum(INSIGHT_GROUPS),
  /** Both days included; without them from the beginning, to the end. */
  from: dateField.optional(),
  to: dateField.optional(),
};

const figureSchema = z.object({
  /** null: it is not known. A seller's is a person's id. */
  key: z.string().nullable(),
  name: z.string().nullable(),
  /** Opportunities, or orders. */
  count: z.number(),
  amounts: moneyListSchema,
});
export type InsightFigure = z.infer<typeof figureSchema>;

export const insightsContract = {
  ...causesContract,
  /** The largest first. @throws `invalid_input` for a measure that is not counted so. */
  figures: method.input(z.object(questionShape)).output(eventIterator(z.array(figureSchema))),
  /** The records behind one figure, newest first, each with its part of it. */
  behind: method.input(windowInputSchema.extend({ ...questionShape, key: z.string().max(200).nullable() })).output(
    eventIterator(
      z.object({
        total: z.number(),
        rows: z.array(
          z.object({
            id: z.string(),
            title: z.string(),
            customerName: z.string().nullable(),
            on: z.string(),
            amount: moneySchema,
          }),
        ),
      }),
    ),
  ),
};
