/** Fields that a company adds to its records. What is written in them stands in the record's `custom`, by the definition's `key`. */
import { z } from 'zod';
import { commonFields, elementFields, nameField, noteField } from '../fields.ts';

export const CUSTOM_FIELD_TYPES = ['text', 'number', 'date', 'choice', 'yesNo'] as const;
export type CustomFieldType = (typeof CUSTOM_FIELD_TYPES)[number];

const choiceElement = z.looseObject({ ...elementFields, name: nameField, englishName: z.string().max(200).optional() });

export const customFieldSchema = z.looseObject({
  ...commonFields,
  /** Under which a record's `custom` has the value. Never changed: what people wrote hangs on it. */
  key: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,79}$/),
  /** As the company's people read it. */
  name: nameField,
  /** Where the window speaks English; without it, `name`. */
  englishName: z.string().max(200).optional(),
  type: z.enum(CUSTOM_FIELD_TYPES),
  /** What can be chosen; a record keeps the choice's id. */
  choices: z.array(choiceElement).max(200).optional(),
  collection: z.string().min(1).max(60),
  /** For which kinds of the collection; none named: for all. */
  kinds: z.array(z.string().max(60)).max(20).optional(),
  /** Asked for in forms. Records that come from elsewhere may lack it. */
  required: z.boolean().optional(),
  hint: noteField.optional(),
  /** Place among the others: a fractional index. */
  order: z.string().min(1).max(64),
  /** No longer asked for; what was written stays, and shows. */
  retired: z.boolean().optional(),
});
export type CustomField = z.infer<typeof customFieldSchema>;
