/**
 * Reads from a zod schema where a record's leaves are: what is patched as one value, what is a list of elements
 * keyed by id, and what is a set. Diff, merge and forms all walk this one shape.
 */
import { z } from 'zod';

export type LeafShape =
  | { readonly type: 'leaf' }
  | { readonly type: 'object'; readonly fields: Readonly<Record<string, LeafShape>> }
  /** A record of values under free keys (`custom/<key>`). */
  | { readonly type: 'map'; readonly value: LeafShape }
  /** An array of objects with `id` and `order`: addressed as `lines/<id>/quantity`. */
  | { readonly type: 'elements'; readonly element: LeafShape }
  /** An array of strings without order: changed by `add` and `remove`. */
  | { readonly type: 'set' };

/** Marks an object schema (money, a position) as one value: it is never merged field by field. */
export const oneValue = <Schema extends z.ZodType>(schema: Schema): Schema => schema.meta({ oneValue: true });

const shapes = new WeakMap<z.ZodType, LeafShape>();

export function leafShapeOf(schema: z.ZodType): LeafShape {
  const known = shapes.get(schema);
  if (known) return known;
  const shape = readShape(schema);
  shapes.set(schema, shape);
  return shape;
}

function readShape(schema: z.ZodType): LeafShape {
  if (schema.meta()?.['oneValue'] === true) return { type: 'leaf' };
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return leafShapeOf(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodObject) {
    const fields: Record<string, LeafShape> = {};
    for (const [name, field] of Object.entries(schema.shape)) fields[name] = leafShapeOf(field as z.ZodType);
    return { type: 'object', fields };
  }
  if (schema instanceof z.ZodRecord) return { type: 'map', value: leafShapeOf(schema.valueType as z.ZodType) };
  if (schema instanceof z.ZodArray) {
    const element = leafShapeOf(schema.element as z.ZodType);
    if (element.type === 'object' && 'id' in element.fields) return { type: 'elements', element };
    return element.type === 'leaf' ? { type: 'set' } : { type: 'leaf' };
  }
  return { type: 'leaf' };
}
