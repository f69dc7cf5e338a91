/** The JSON schema that RxDB wants of a collection, derived from the catalogue. Nothing is validated by it: the record store's road does that. */
import type { RxJsonSchema } from 'rxdb/plugins/core';
import { z } from 'zod';
import type { CollectionDefinition } from '../../../shared/domain/kind.ts';
import type { RecordDocument } from '../store/rxStorage/records/recordDocument.ts';

const text = { type: 'string' } as const;
/** RxDB wants to know how long what is indexed can be. */
const keyText = { type: 'string', maxLength: 200 } as const;

export function recordSchema(definition: CollectionDefinition): RxJsonSchema<RecordDocument> {
  const schema: SchemaShape = {
    title: definition.collection,
    // Nothing of RxDB's own is kept between two sessions: there is never an older form to migrate from.
    version: 0,
    type: 'object',
    primaryKey: 'id',
    properties: {
      id: { type: 'string', maxLength: 36 },
      kind: { ...text, enum: Object.keys(definition.kinds) },
      version: { type: 'integer' },
      homeScope: { type: ['string', 'null'] },
      shares: { type: 'array', items: text },
      createdBy: text,
      createdAt: text,
      updatedBy: text,
      updatedAt: text,
      pending: { type: 'boolean' },
      held: { type: ['object', 'null'], properties: { reason: text } },
      body: { type: 'object', properties: bodyProperties(definition), additionalProperties: true },
    },
    indexes: indexesOf(definition),
  };
  return schema as RxJsonSchema<RecordDocument>;
}

interface SchemaShape {
  readonly title: string;
  readonly version: number;
  readonly type: 'object';
  readonly primaryKey: 'id';
  readonly properties: Readonly<Record<string, unknown>>;
  readonly indexes: readonly (readonly string[])[];
}

/** Fields of all kinds together; where two kinds differ in one, either form is right. */
function bodyProperties(definition: CollectionDefinition): Readonly<Record<string, unknown>> {
  const forms = new Map<string, unknown[]>();
  for (const { schema } of Object.values(definition.kinds)) {
    const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    for (const [field, form] of Object.entries(properties)) {
      const known = forms.get(field) ?? [];
      const isNew = !known.some((other) => JSON.stringify(other) === JSON.stringify(form));
      forms.set(field, isNew ? [...known, form] : known);
    }
  }
  const indexed = new Set(indexesOf(definition).flat());
  return Object.fromEntries(
    [...forms].map(([field, [form, ...others]]) => {
      if (indexed.has(`body.${field}`)) return [field, keyText];
      return [field, others.length === 0 ? form : { anyOf: [form, ...others] }];
    }),
  );
}

/** The indexes that the record table has, as far as they are of fields that a document has. */
function indexesOf({ columns, indexes }: CollectionDefinition): readonly (readonly string[])[] {
  const paths = new Map(
    columns.flatMap(({ name, type, path }) =>
      path === undefined || path.includes('.') || type !== 'text' ? [] : [[name, `body.${path}`] as const],
    ),
  );
  const leading = indexes.flatMap((index) => {
    const first = paths.get(index.columns[0] ?? '');
    return first === undefined ? [] : [first];
  });
  return [...new Set(leading)].map((path) => [path]);
}
