/** What a leaf of a record is called, for reviews, held changes and reports: `phones/<id>/number` is "Phones › Number". */
import { splitPath } from '../base/leafPath.ts';
import type { Translator } from './translator.ts';

/** Mirrored by the direction of the text around it. */
const ELEMENT_SEPARATOR = ' › ';

/** A field that no dictionary knows (of a newer version, or a company's own) is shown by its own name. */
export function fieldLabel(t: Translator, collection: string, path: string): string {
  const segments = splitPath(path);
  const labels = segments
    .map((segment) => t.maybe(`field.${collection}.${segment}`) ?? t.maybe(`field.${segment}`) ?? segment)
    .filter((_, index) => segments[0] === 'custom' || isFieldName(segments, index));
  return (segments[0] === 'custom' && labels.length > 1 ? labels.slice(1) : labels).join(ELEMENT_SEPARATOR);
}

/** The word for a fixed value: ('customers', 'stage', 'active') is "Active". Anything else is returned as it is. */
export function valueLabel(t: Translator, collection: string, field: string, value: string): string {
  return t.maybe(`value.${collection}.${field}.${value}`) ?? value;
}

/** Element ids stand between the name of the list and that of the field, and mean nothing to a person. */
function isFieldName(segments: readonly string[], index: number): boolean {
  return index === 0 || index === 2 || (index === 1 && segments.length === 2 && !/\d/.test(segments[1] ?? ''));
}
