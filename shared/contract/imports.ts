/** Import of CSV files and workbooks, with a preview. Acts as the signed-in person, who needs the `import` permission. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { method } from './errors.ts';

/** Files travel as base64 of their bytes: the core decides the encoding. */
export const importFileSchema = z.object({ name: z.string().max(255), bytes: z.base64() });
export const importRequestSchema = z.object({
  preset: z.string(),
  files: z.array(importFileSchema).min(1).max(64),
  /** `product:GTXPro` → `GTX Pro`: replaces a value that a table does not know. */
  mappings: z.record(z.string(), z.string()).default({}),
  /** Overrides the detected encoding, keyed by file name. */
  encodings: z.record(z.string(), z.string()).default({}),
  /** What else the kind of file asks for: of prices the `list` by its id, or the `name` of a new one. */
  options: z.record(z.string().max(64), z.string().max(200)).default({}),
});
export type ImportRequest = z.infer<typeof importRequestSchema>;

export const importIssueSchema = z.object({
  table: z.string(),
  /** 1 = first row after the header; of a workbook its own row. */
  row: z.int().min(0),
  field: z.string().nullable(),
  value: z.string().nullable(),
  /** A message key, e.g. `import.unknownReference`. */
  reason: z.string(),
  /** What was done: the row was skipped, it was imported without the field, or the value was imported as it stands though it looks wrong. */
  effect: z.enum(['rowSkipped', 'fieldLeftOut', 'keptAsIs']),
  suggestion: z.object({ mapping: z.string(), value: z.string() }).nullable(),
});
export type ImportIssue = z.infer<typeof importIssueSchema>;

export const importReportSchema = z.object({
  preset: z.string(),
  tables: z.array(
    z.object({
      table: z.string(),
      file: z.string().nullable(),
      encoding: z.string().nullable(),
      rows: z.int(),
      created: z.int(),
      merged: z.int(),
      unchanged: z.int(),
      skipped: z.int(),
    }),
  ),
  kinds: z.record(z.string(), z.object({ created: z.int(), merged: z.int(), unchanged: z.int() })),
  /** Named money totals, minor units, e.g. `orders.gross`, `orders.net`, `opportunities.won`. */
  totals: z.record(z.string(), z.object({ amount: z.number(), currency: z.string() })),
  /** Named counts, e.g. `orders.lines`, `opportunities.won`. */
  counts: z.record(z.string(), z.int()),
  issues: z.array(importIssueSchema),
  /** Mappings that would resolve many rows: offered, never applied unasked. */
  offers: z.array(z.object({ mapping: z.string(), value: z.string(), rows: z.int() })),
});
export type ImportReport = z.infer<typeof importReportSchema>;

export const importProgressSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    stage: z.enum(['reading', 'checking', 'writing']),
    done: z.int(),
    expected: z.int(),
  }),
  z.object({ type: z.literal('done'), report: importReportSchema }),
]);
export type ImportProgress = z.infer<typeof importProgressSchema>;

export const importsContract = {
  presets: method.output(
    z.array(
      z.object({
        id: z.string(),
        /** A file of the company's own, under whatever name. */
        isOwn: z.boolean(),
        tables: z.array(
          z.object({
            table: z.string(),
            file: z.string(),
            required: z.boolean(),
            /** How its columns are called, in each language; empty where they are as the other program writes them. */
            columns: z.array(z.object({ fa: z.string(), en: z.string(), required: z.boolean() })),
          }),
        ),
      }),
    ),
  ),
  /** Reads and checks everything, writes nothing. */
  preview: method.input(importRequestSchema).output(
    z.object({
      report: importReportSchema,
      samples: z.record(z.string(), z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.string())) })),
      /** Of the mappings on offer those that an earlier import of this source has taken: to be taken again unless the person says otherwise. */
      earlierMappings: z.record(z.string(), z.string()),
    }),
  ),
  /** Ending the stream early cancels; batches already committed stay, and a second run completes them. */
  run: method.input(importRequestSchema).output(eventIterator(importProgressSchema)),
};
