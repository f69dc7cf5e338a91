/**
 * Values that a zod schema accepts, or nearly: what mutations begin with. Derived from the schema, so that a method, a field or a kind that is
 * declared tomorrow is tried tomorrow. A vocabulary brings in what only this world can know: ids that exist, hashes, days, passwords.
 */
import fc from 'fast-check';
import { z } from 'zod';
import { collections } from '../../../shared/domain/catalogue.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import { CANARY } from './nasties.ts';

export interface Vocabulary {
  /** What means something here, by the name of the field that it stands in. */
  readonly byField: Readonly<Record<string, readonly unknown[]>>;
  /** Kinds that bodies are made of; all of them when left out. */
  readonly kinds?: readonly KindDefinition[];
}

export const allKinds: readonly KindDefinition[] = collections.flatMap(({ kinds }) => Object.values(kinds));

/** Deeper than this nothing optional is made any more: a schema may contain itself. */
const DEPTH_MAXIMUM = 5;

/** @param field The name under which the value will stand. */
export function validFor(
  schema: z.core.$ZodType,
  vocabulary: Vocabulary,
  field = '',
  depth = 0,
): fc.Arbitrary<unknown> {
  const words = wordsFor(schema, vocabulary, field);
  const made = madeFor(schema as z.core.$ZodTypes, vocabulary, field, depth);
  return words.length === 0
    ? made
    : fc.oneof({ weight: 7, arbitrary: fc.constantFrom(...words) }, { weight: 3, arbitrary: made });
}

function wordsFor(schema: z.core.$ZodType, { byField }: Vocabulary, field: string): unknown[] {
  const known = Object.hasOwn(byField, field) ? (byField[field] ?? []) : [];
  return known.filter((word) => z.safeParse(schema, word).success);
}

function madeFor(
  schema: z.core.$ZodTypes,
  vocabulary: Vocabulary,
  field: string,
  depth: number,
): fc.Arbitrary<unknown> {
  const inner = (part: z.core.$ZodType, name = field): fc.Arbitrary<unknown> =>
    validFor(part, vocabulary, name, depth + 1);
  const definition = schema._zod.def;
  switch (definition.type) {
    case 'string':
      return textFor(schema);
    case 'number':
      return numberFor(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'undefined':
    case 'void':
      return fc.constant(undefined);
    case 'literal':
      return fc.constantFrom(...definition.values);
    case 'enum':
      return fc.constantFrom(...Object.values(definition.entries));
    case 'union':
      return fc.oneof(...definition.options.map((option) => inner(option)));
    case 'object':
      return objectFor(definition, vocabulary, depth);
    case 'record':
      return fc.dictionary(keysFor(definition.keyType, vocabulary, depth), inner(definition.valueType), { maxKeys: 3 });
    case 'array': {
      const { minimum = 0, maximum = Infinity } = limitsOf(schema);
      const most = Math.min(maximum, Math.max(minimum, depth > 3 ? 1 : 3));
      return fc.array(inner(definition.element), { minLength: minimum, maxLength: most });
    }
    case 'tuple':
      return fc.tuple(...definition.items.map((item) => inner(item)));
    case 'optional':
      return depth > DEPTH_MAXIMUM
        ? fc.constant(undefined)
        : fc.option(inner(definition.innerType), { nil: undefined });
    case 'nullable':
      return fc.option(inner(definition.innerType), { nil: null });
    case 'default':
    case 'prefault':
    case 'readonly':
    case 'catch':
    case 'nonoptional':
      return inner(definition.innerType);
    case 'pipe':
      return inner(definition.in);
    case 'lazy':
      return jsonValue;
    default:
      return jsonValue;
  }
}

function keysFor(schema: z.core.$ZodType, vocabulary: Vocabulary, depth: number): fc.Arbitrary<string> {
  const words = ['a', 'note', 'customers', 'company'].filter((word) => z.safeParse(schema, word).success);
  const made = validFor(schema, vocabulary, '', depth + 1).map(String);
  return words.length > 0 ? fc.oneof(fc.constantFrom(...words), made) : made;
}

/** Anything that JSON carries. */
const jsonValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom('', CANARY, `نام ${CANARY}`, 0, 1, -5, true, null),
  fc.constantFrom([], {}, { id: 'a', order: 'a0' }, ['a', 'b'], { amount: 5_000, currency: 'IRR' }),
);

const WORDS = [
  CANARY,
  `${CANARY} ۲`,
  'نام',
  'x',
  'a0',
  '2026-11-21',
  '2026-11-21T08:00:00.000Z',
  'IRR',
  'active',
  '12',
];

/** What the schema's checks leave open. */
interface Limits {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: RegExp;
  readonly format?: string;
}

function limitsOf(schema: z.core.$ZodType): Limits {
  const own = schema._zod.def as z.core.$ZodTypeDef & { readonly check?: string };
  const checks = [...(own.check === undefined ? [] : [own]), ...(own.checks ?? []).map((check) => check._zod.def)];
  const limits = checks.map((check) => limitOf(check as unknown as Readonly<Record<string, unknown>>));
  return Object.assign({}, ...limits) as Limits;
}

function limitOf(check: Readonly<Record<string, unknown>>): Limits {
  const step = check['inclusive'] === false ? 1 : 0;
  switch (check['check']) {
    case 'greater_than':
      return { minimum: Number(check['value']) + step };
    case 'less_than':
      return { maximum: Number(check['value']) - step };
    case 'min_length':
      return { minimum: Number(check['minimum']) };
    case 'max_length':
      return { maximum: Number(check['maximum']) };
    case 'length_equals':
      return { minimum: Number(check['length']), maximum: Number(check['length']) };
    case 'string_format':
      return {
        format: String(check['format']),
        ...(check['pattern'] instanceof RegExp ? { pattern: check['pattern'] } : {}),
      };
    default:
      return {};
  }
}

function textFor(schema: z.core.$ZodType): fc.Arbitrary<string> {
  const { pattern, format, minimum = 0, maximum = Infinity } = limitsOf(schema);
  const words = WORDS.filter((word) => z.safeParse(schema, word).success);
  const ofWords = words.length > 0 ? [fc.constantFrom(...words)] : [];
  if (format === 'base64') return fc.base64String({ maxLength: 64 });
  if (pattern) return fc.oneof(matching(pattern), ...ofWords);
  return fc.oneof(...ofWords, fc.string({ minLength: minimum, maxLength: Math.max(minimum, Math.min(maximum, 24)) }));
}

/** Made once: to read a pattern takes milliseconds, and an id's stands in every schema. */
const matchingByPattern = new Map<string, fc.Arbitrary<string>>();

function matching(pattern: RegExp): fc.Arbitrary<string> {
  const known = matchingByPattern.get(String(pattern)) ?? fc.stringMatching(pattern);
  matchingByPattern.set(String(pattern), known);
  return known;
}

function numberFor(schema: z.core.$ZodType): fc.Arbitrary<number> {
  const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = limitsOf(schema);
  const min = Math.ceil(minimum);
  const max = Math.max(min, Math.floor(maximum));
  return fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min, max: Math.min(max, min + 20) }) },
    { weight: 1, arbitrary: fc.maxSafeInteger().map((number) => min + (Math.abs(number) % (max - min + 1))) },
  );
}

function objectFor(definition: z.core.$ZodObjectDef, vocabulary: Vocabulary, depth: number): fc.Arbitrary<unknown> {
  const shape = definition.shape as Readonly<Record<string, z.core.$ZodType>>;
  const members = fc.record(
    Object.fromEntries(
      Object.entries(shape).map(([name, part]) => [name, validFor(part, vocabulary, name, depth + 1)]),
    ),
  );
  if ('body' in shape && 'kind' in shape) return withBody(members, shape, vocabulary, depth);
  if ('do' in shape && 'path' in shape && 'value' in shape) return withLeaf(members, vocabulary, depth);
  return members;
}

/** A body is only as good as it is one of its kind. */
function withBody(
  members: fc.Arbitrary<Record<string, unknown>>,
  shape: Readonly<Record<string, z.core.$ZodType>>,
  vocabulary: Vocabulary,
  depth: number,
): fc.Arbitrary<unknown> {
  const { kind: kindPart } = shape;
  const kinds = (vocabulary.kinds ?? allKinds).filter(({ kind }) => !kindPart || z.safeParse(kindPart, kind).success);
  const bodies = (kinds.length > 0 ? kinds : allKinds).map(({ collection, kind, schema }) =>
    validFor(schema, vocabulary, '', depth + 1).map((body) => ({
      kind,
      body,
      ...('collection' in shape ? { collection } : {}),
    })),
  );
  return fc.tuple(members, fc.oneof(...bodies)).map(([rest, typed]) => ({ ...rest, ...typed }));
}

/** A change of a leaf that there is, to a value that may stand there. */
function withLeaf(
  members: fc.Arbitrary<Record<string, unknown>>,
  vocabulary: Vocabulary,
  depth: number,
): fc.Arbitrary<unknown> {
  const leaves = (vocabulary.kinds ?? allKinds).flatMap(({ schema }) =>
    Object.entries(schema.shape).map(([path, part]) =>
      validFor(part as z.core.$ZodType, vocabulary, path, depth + 1).map((value) => ({ path, value: value ?? null })),
    ),
  );
  return fc
    .tuple(members, fc.oneof(...leaves), fc.nat(3))
    .map(([rest, leaf, own]) => (own === 0 || rest['do'] !== 'set' ? rest : { ...rest, ...leaf }));
}
