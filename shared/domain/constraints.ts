/**
 * What forms need to know of a field before a person has typed anything: read from the kind's zod schema, so that a form can never
 * allow what saving will refuse. Whether a typed value is valid is asked of the schema itself, through {@link fieldSchemaAt}.
 */
import { z } from 'zod';
import { splitPath } from '../base/leafPath.ts';
import type { KindDefinition } from './kind.ts';

export type FieldType =
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'date'
  | 'instant'
  | 'money'
  | 'position'
  | 'options'
  | 'set'
  | 'elements'
  | 'object'
  | 'map'
  | 'value';

export interface FieldConstraint {
  readonly type: FieldType;
  /** The field must be there. A text that must not be empty has `minimumLength` 1 besides. */
  readonly required: boolean;
  readonly minimumLength?: number;
  readonly maximumLength?: number;
  readonly pattern?: string;
  /** Allowed values of `options`, and of the members of a `set` of options. */
  readonly options?: readonly string[];
  /** Smallest and largest allowed number, both included. */
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minimumCount?: number;
  readonly maximumCount?: number;
}

/** Keyed by path, a star standing for any element's id or any key of a map: `name`, `lines`, `lines/*` + `/quantity`, `consent/sms`. */
export type Constraints = Readonly<Record<string, FieldConstraint>>;

const constraintsByKind = new WeakMap<KindDefinition, Constraints>();

export function constraintsOf(definition: KindDefinition): Constraints {
  const known = constraintsByKind.get(definition);
  if (known) return known;
  const constraints: Record<string, FieldConstraint> = {};
  collect(definition.schema, '', constraints);
  constraintsByKind.set(definition, constraints);
  return constraints;
}

/** The constraint of one leaf path (`lines/<id>/quantity`); null for a field that this version does not know. */
export function constraintAt(definition: KindDefinition, path: string): FieldConstraint | null {
  const constraints = constraintsOf(definition);
  const pattern = patternOf(definition.schema, splitPath(path));
  return pattern !== null && Object.hasOwn(constraints, pattern) ? (constraints[pattern] ?? null) : null;
}

/** The schema of the value at one leaf path, to check what was typed; null for a field that this version does not know. */
export function fieldSchemaAt(definition: KindDefinition, path: string): z.ZodType | null {
  let schema: z.ZodType | null = definition.schema;
  for (const segment of splitPath(path)) {
    schema = stepInto(withoutWrappers(schema), segment)?.schema ?? null;
    if (schema === null) return null;
  }
  return schema;
}

function collect(schema: z.ZodObject, prefix: string, constraints: Record<string, FieldConstraint>): void {
  for (const [name, field] of Object.entries(schema.shape)) {
    const path = prefix + name;
    const inner = withoutWrappers(field as z.ZodType);
    // What other kinds of the collection have and this one must not.
    if (inner instanceof z.ZodNever) continue;
    constraints[path] = describe(inner, !(field instanceof z.ZodOptional));
    if (isOneValue(inner)) continue;
    if (inner instanceof z.ZodObject) collect(inner, `${path}/`, constraints);
    if (inner instanceof z.ZodRecord)
      constraints[`${path}/*`] = describe(withoutWrappers(inner.valueType as z.ZodType), false);
    if (inner instanceof z.ZodArray && inner.element instanceof z.ZodObject)
      collect(inner.element, `${path}/*/`, constraints);
  }
}

/** The little of JSON Schema that is read here; zod's public way of telling what a schema demands. */
interface JsonSchema {
  readonly type?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly enum?: readonly string[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, unknown>>;
}

function describe(schema: z.ZodType, required: boolean): FieldConstraint {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const minimum = json.exclusiveMinimum === undefined ? json.minimum : json.exclusiveMinimum + 1;
  const options = json.enum ?? json.items?.enum;
  // zod gives dates a pattern besides their format; only a pattern that a kind declared says more than the type does.
  const pattern = json.format === undefined ? json.pattern : undefined;
  return {
    type: typeOf(schema, json),
    required,
    ...(json.minLength === undefined ? {} : { minimumLength: json.minLength }),
    ...(json.maxLength === undefined ? {} : { maximumLength: json.maxLength }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(options === undefined ? {} : { options }),
    ...(isBound(minimum) ? { minimum } : {}),
    ...(isBound(json.maximum) ? { maximum: json.maximum } : {}),
    ...(json.minItems === undefined ? {} : { minimumCount: json.minItems }),
    ...(json.maxItems === undefined ? {} : { maximumCount: json.maxItems }),
  };
}

/** Every integer is a safe one: saying so would bound nothing. */
const isBound = (bound: number | undefined): bound is number =>
  bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;

function typeOf(schema: z.ZodType, json: JsonSchema): FieldType {
  if (isOneValue(schema)) {
    if (json.properties?.['currency']) return 'money';
    return json.properties?.['latitude'] ? 'position' : 'value';
  }
  if (schema instanceof z.ZodRecord) return 'map';
  if (json.enum) return 'options';
  if (json.format === 'date') return 'date';
  if (json.format === 'date-time') return 'instant';
  if (json.type === 'array') return json.items?.type === 'object' ? 'elements' : 'set';
  if (json.type === 'string') return 'text';
  if (json.type === 'integer' || json.type === 'number' || json.type === 'boolean' || json.type === 'object')
    return json.type;
  return 'value';
}

function patternOf(root: z.ZodType, segments: readonly string[]): string | null {
  const pattern: string[] = [];
  let schema = root;
  for (const segment of segments) {
    const step = stepInto(withoutWrappers(schema), segment);
    if (step === null) return null;
    pattern.push(step.pattern);
    schema = step.schema;
  }
  return pattern.join('/');
}

function stepInto(schema: z.ZodType, segment: string): { schema: z.ZodType; pattern: string } | null {
  if (isOneValue(schema)) return null;
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Readonly<Record<string, z.ZodType>>;
    const field = Object.hasOwn(shape, segment) ? shape[segment] : undefined;
    return field ? { schema: field, pattern: segment } : null;
  }
  if (schema instanceof z.ZodRecord) return { schema: schema.valueType as z.ZodType, pattern: '*' };
  if (schema instanceof z.ZodArray) return { schema: schema.element as z.ZodType, pattern: '*' };
  return null;
}

function withoutWrappers(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable || inner instanceof z.ZodDefault)
    inner = inner.unwrap() as z.ZodType;
  return inner;
}

const isOneValue = (schema: z.ZodType): boolean => schema.meta()?.['oneValue'] === true;
