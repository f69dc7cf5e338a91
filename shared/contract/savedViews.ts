/** What a person keeps of a list, on this device: views under a name, and how its columns stand. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { method } from './errors.ts';

const COLUMN_WIDTH_MINIMUM = 48;
const COLUMN_WIDTH_MAXIMUM = 800;

const columnChoiceSchema = z.object({
  /** As the list names it. One that this version or this person does not have is kept, and not shown. */
  id: z.string().min(1).max(100),
  /** Left out: as the list would by itself. */
  shown: z.boolean().optional(),
  /** In pixels. Left out: as the list would by itself. */
  width: z.int().min(COLUMN_WIDTH_MINIMUM).max(COLUMN_WIDTH_MAXIMUM).optional(),
});
/** The columns in their order. Those that are not named stand where the list has them. */
export const columnLayoutSchema = z.array(columnChoiceSchema).max(100);
export type ColumnLayout = z.infer<typeof columnLayoutSchema>;

const listSchema = z.string().min(1).max(64);

export const savedViewSchema = z.object({
  id: z.string(),
  list: z.string(),
  name: z.string().min(1).max(80),
  query: z.json(),
  /** The columns as they stood. Left out by views that were saved before there was a choice: they leave the columns alone. */
  columns: columnLayoutSchema.optional(),
  /** The list opens with it where its address asks for nothing: one of a list at most. */
  isDefault: z.boolean().optional(),
});
export type SavedView = z.infer<typeof savedViewSchema>;

export const savedViewsContract = {
  list: method.input(z.object({ list: z.string() })).output(eventIterator(z.array(savedViewSchema))),
  save: method.input(savedViewSchema).output(z.object({})),
  remove: method.input(z.object({ id: z.string() })).output(z.object({})),
  /** How the columns of a list stand for this person; empty: as the list has them. */
  columns: method.input(z.object({ list: listSchema })).output(eventIterator(columnLayoutSchema)),
  arrange: method.input(z.object({ list: listSchema, columns: columnLayoutSchema })).output(z.object({})),
};
