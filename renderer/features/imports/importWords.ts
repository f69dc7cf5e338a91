/** Words of presets, tables, reasons and figures. What a dictionary does not know (a newer core's) is shown by its own name. */
import type { PeyvandError } from '../../../shared/base/errors.ts';
import type { ImportIssue } from '../../../shared/contract/imports.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import type { Translator } from '../../../shared/locale/translator.ts';

export const presetName = (t: Translator, preset: string): string => t.maybe(`imports.preset.${preset}`) ?? preset;

export const tableName = (t: Translator, table: string): string => t.maybe(`imports.table.${table}`) ?? table;

/** `import.unknownReference`, or a rule of the domain such as `opportunity.closedOnMissing`. */
export const reasonWords = (t: Translator, reason: string): string =>
  t.maybe(reason) ?? t.maybe(`reason.${reason}`) ?? reason;

/** A column as the file calls it; what differs from a record is named as the record's field. */
export const columnWords = (t: Translator, { field, reason }: Pick<ImportIssue, 'field' | 'reason'>): string =>
  (field !== null && reason === 'import.differs' ? t.maybe(`field.${field}`) : undefined) ?? field ?? '';

export const effectWords = (t: Translator, effect: ImportIssue['effect']): string => t(`imports.effect.${effect}`);

/** `customers/company` is "Customer · Company"; where both say the same, one is enough. */
export function kindWords(t: Translator, kind: string): string {
  const [collection = '', name = ''] = kind.split('/');
  const words = [t.maybe(`collection.${collection}`), t.maybe(`kind.${name}`)].filter((word) => word !== undefined);
  return [...new Set(words)].join(' · ') || kind;
}

/** `orders.net`, `opportunities.won`. */
export function figureWords(t: Translator, name: string): string {
  const known = t.maybe(`imports.figure.${name}`);
  if (known !== undefined) return known;
  const [collection, stage = ''] = name.split('.');
  return collection === 'opportunities'
    ? t('imports.figure.opportunitiesAt', { stage: valueLabel(t, 'opportunities', 'stage', stage) })
    : name;
}

/** `product:GTXPro` → what it is a value of, and the value. */
export function mappingParts(t: Translator, mapping: string): { of: string; value: string } {
  const colon = mapping.indexOf(':');
  const of = mapping.slice(0, colon);
  return { of: t.maybe(`imports.mapping.${of}`) ?? of, value: mapping.slice(colon + 1) };
}

/** What is wrong with a file, with its name and place, where the core says so. */
export function fileProblemWords(t: Translator, error: PeyvandError): string | null {
  const { reason, file } = error.facts;
  if (typeof reason !== 'string' || typeof file !== 'string') return null;
  const values = Object.fromEntries(
    ['line', 'column', 'columns', 'limit', 'encoding'].map((name) => {
      const fact = error.facts[name];
      return [name, typeof fact === 'number' || typeof fact === 'string' ? fact : ''] as const;
    }),
  );
  return t.maybe(`imports.file.${reason}`, { ...values, file }) ?? null;
}
