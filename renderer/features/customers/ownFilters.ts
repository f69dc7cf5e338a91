/** Filters of the list by the company's own fields: what is offered, and what the list is asked for though no field offers it any more. */
import type { OwnField } from '../../../shared/domain/customers/customFields.ts';

export interface OwnFilter {
  readonly key: string;
  /** null for one that was removed, or is not here. */
  readonly field: OwnField | null;
  /** `key/value`, as the list is asked. */
  readonly offered: readonly string[];
  readonly value: readonly string[];
}

/** Those with something to choose among, in the order of the fields; and each that narrows the list, whatever became of its field: a filter that nobody sees cannot be taken away. */
export function ownFiltersOf(fields: readonly OwnField[], asked: readonly string[]): OwnFilter[] {
  const askedOf = (key: string): string[] => asked.filter((one) => keyOf(one) === key);
  const known = fields.flatMap((field): OwnFilter[] => {
    const value = askedOf(field.key);
    const own = offeredBy(field);
    const isOffered = own.length > 1 && !field.retired;
    return isOffered || value.length > 0
      ? [{ key: field.key, field, offered: [...new Set([...own, ...value])], value }]
      : [];
  });
  const keys = new Set(fields.map(({ key }) => key));
  const lost = [...new Set(asked.map(keyOf))].filter((key) => !keys.has(key));
  return [...known, ...lost.map((key) => ({ key, field: null, offered: askedOf(key), value: askedOf(key) }))];
}

/** A key has no slash. */
const keyOf = (asked: string): string => asked.split('/', 1)[0] ?? '';

/** What a list can be asked for of an own field: its choices, or yes and no; nothing of what is typed. */
function offeredBy({ key, type, choices }: OwnField): string[] {
  if (type === 'yesNo') return [`${key}/true`, `${key}/false`];
  return type === 'choice' ? choices.map(({ id }) => `${key}/${id}`) : [];
}
