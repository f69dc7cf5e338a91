/** What a company's own fields of customers may hold. A value that does not fit is asked about where it is written; what came from elsewhere stays. */
import { isIsoDate } from '../../base/clock.ts';
import type { JsonValue } from '../../base/leafPath.ts';
import { elementsOf, objectOf, textOf, textsOf } from '../bodyReads.ts';
import { CUSTOM_FIELD_TYPES, type CustomFieldType } from '../organisation/customField.ts';
import type { RecordBody } from '../record.ts';

export interface OwnField {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly englishName: string | null;
  readonly type: CustomFieldType;
  readonly choices: { readonly id: string; readonly name: string; readonly englishName: string | null }[];
  /** None: for every kind of customer. */
  readonly kinds: string[];
  readonly required: boolean;
  readonly hint: string | null;
  readonly order: string;
  readonly retired: boolean;
}

export const OWN_FIELD_PROBLEMS = ['missing', 'number', 'date', 'choice', 'text', 'yesNo'] as const;
export type OwnFieldProblem = (typeof OWN_FIELD_PROBLEMS)[number];

/** null for a definition that this version cannot read, and for one of other records than customers. */
export function ownFieldFrom(id: string, body: RecordBody): OwnField | null {
  const [key, name, typeName, order] = ['key', 'name', 'type', 'order'].map((field) => textOf(body, field));
  const type = CUSTOM_FIELD_TYPES.find((known) => known === typeName);
  if (!key || !name || !type || !order || textOf(body, 'collection') !== 'customers') return null;
  return {
    id,
    key,
    name,
    type,
    order,
    englishName: textOf(body, 'englishName'),
    choices: elementsOf(body, 'choices').map((choice) => ({
      id: textOf(choice, 'id') ?? '',
      name: textOf(choice, 'name') ?? '',
      englishName: textOf(choice, 'englishName'),
    })),
    kinds: textsOf(body, 'kinds'),
    required: body['required'] === true,
    hint: textOf(body, 'hint'),
    retired: body['retired'] === true,
  };
}

/** Those that a form of that kind asks for, in their order. */
export const fieldsAsked = (fields: readonly OwnField[], kind: string): OwnField[] =>
  fields
    .filter(({ retired, kinds }) => !retired && (kinds.length === 0 || kinds.includes(kind)))
    .toSorted((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1));

/** What is the matter with one value; null for nothing. */
export function ownFieldProblem(field: OwnField, value: JsonValue | undefined): OwnFieldProblem | null {
  if (value === undefined || value === null || value === '') return field.required ? 'missing' : null;
  switch (field.type) {
    case 'text':
      return typeof value === 'string' ? null : 'text';
    case 'number':
      return typeof value === 'number' ? null : 'number';
    case 'date':
      return typeof value === 'string' && isIsoDate(value) ? null : 'date';
    case 'choice':
      return field.choices.some(({ id }) => id === value) ? null : 'choice';
    case 'yesNo':
      return typeof value === 'boolean' ? null : 'yesNo';
  }
}

/** Of what is newly written in `custom`: keys whose values are not what their fields hold. What nobody touched is not looked at. */
export function wrongOwnFields(fields: readonly OwnField[], before: RecordBody, after: RecordBody): string[] {
  const [old, next] = [objectOf(before['custom']), objectOf(after['custom'])];
  return fields
    .filter(({ key, ...field }) => {
      if (JSON.stringify(old[key]) === JSON.stringify(next[key])) return false;
      const problem = ownFieldProblem({ key, ...field }, next[key]);
      return problem !== null && problem !== 'missing';
    })
    .map(({ key }) => key);
}
