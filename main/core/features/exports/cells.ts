/** Cells of an exported list, and how they are written: as the window shows them, or for a program. */
import { isCurrencyCode } from '../../../../shared/base/currency.ts';
import { isInstant, isIsoDate } from '../../../../shared/base/clock.ts';
import { removeDirectionMarks } from '../../../../shared/base/direction.ts';
import type { Money } from '../../../../shared/base/money.ts';
import { neutraliseFormula } from '../../../../shared/domain/exports/cellText.ts';
import { spellPhone } from '../../../../shared/domain/exports/phoneMark.ts';
import type { Formats } from '../../../../shared/locale/format.ts';
import { fieldLabel, valueLabel } from '../../../../shared/locale/recordLabels.ts';
import type { Translator } from '../../../../shared/locale/translator.ts';

export type Cell =
  | { readonly type: 'text'; readonly value: string | null }
  | { readonly type: 'phone'; readonly value: string | null }
  | { readonly type: 'code'; readonly value: string | null }
  /** A fixed value of a field. */
  | { readonly type: 'word'; readonly collection: string; readonly field: string; readonly value: string | null }
  /** Several of them. */
  | { readonly type: 'words'; readonly collection: string; readonly field: string; readonly values: readonly string[] }
  /** In the company's own words. */
  | { readonly type: 'own'; readonly value: OwnWords }
  | { readonly type: 'yesNo'; readonly value: boolean }
  | { readonly type: 'kind'; readonly value: string }
  | { readonly type: 'day'; readonly value: string | null }
  | { readonly type: 'instant'; readonly value: string | null }
  | { readonly type: 'count'; readonly value: number | null }
  | { readonly type: 'quantity'; readonly value: number | null }
  | { readonly type: 'percentage'; readonly value: number | null }
  | { readonly type: 'money'; readonly value: readonly { readonly amount: number; readonly currency: string }[] };

/** What an administrator has called something; `englishName` where the window speaks English. */
export interface OwnWords {
  readonly name: string;
  readonly englishName: string | null;
}

/** What a file is given for a cell: numbers stay numbers where a program may calculate with them. */
export type Written = string | number;

export interface Wording {
  readonly form: 'person' | 'neutral';
  readonly t: Translator;
  readonly formats: Formats;
  /** Of the invisible mark. */
  readonly mark: string;
}

/** Without the marks of direction that a window needs. Text is made safe for table programs. */
export function writeCell(cell: Cell, wording: Wording): Written {
  const written = wording.form === 'neutral' ? neutral(cell, wording) : shown(cell, wording);
  return typeof written === 'number' ? written : neutraliseFormula(removeDirectionMarks(written));
}

export function headingOf(
  collection: string,
  { field, label }: { readonly field: string; readonly label?: OwnWords },
  { form, t }: Wording,
): string {
  if (form === 'neutral') return neutraliseFormula(field);
  return neutraliseFormula(
    label ? ownWordsIn(label, t) : (t.maybe(`exports.field.${field}`) ?? fieldLabel(t, collection, field)),
  );
}

const ownWordsIn = ({ name, englishName }: OwnWords, t: Translator): string =>
  t.language === 'en' ? (englishName ?? name) : name;

const SEPARATOR = ' | ';

function neutral(cell: Cell, { mark }: Wording): Written {
  switch (cell.type) {
    case 'phone':
      return cell.value === null ? '' : spellPhone(mark, cell.value);
    case 'money':
      return cell.value.map(({ amount, currency }) => `${amount} ${currency}`).join(SEPARATOR);
    case 'words':
      return cell.values.join(SEPARATOR);
    case 'own':
      return cell.value.name;
    case 'yesNo':
      return String(cell.value);
    default:
      return cell.value ?? '';
  }
}

function shown(cell: Cell, { t, formats, mark }: Wording): Written {
  if (cell.type === 'words')
    return cell.values.map((value) => valueLabel(t, cell.collection, cell.field, value)).join(SEPARATOR);
  const { value } = cell;
  if (value === null || value === '') return '';
  switch (cell.type) {
    case 'own':
      return ownWordsIn(cell.value, t);
    case 'yesNo':
      return t(cell.value ? 'value.yes' : 'value.no');
    case 'text':
      return cell.value ?? '';
    case 'phone':
      return formats.digits(spellPhone(mark, cell.value ?? ''));
    case 'code':
      return formats.code(cell.value ?? '');
    case 'word':
      return valueLabel(t, cell.collection, cell.field, cell.value ?? '');
    case 'kind':
      return t.maybe(`kind.${cell.value}`) ?? cell.value;
    case 'day':
    case 'instant':
      return shownTime(cell.value ?? '', formats);
    case 'count':
      return cell.value ?? '';
    case 'quantity':
      return (cell.value ?? 0) / 1_000;
    case 'percentage':
      return formats.percentage(cell.value ?? 0);
    case 'money':
      return cell.value.map((money) => (isMoney(money) ? formats.money(money) : String(money.amount))).join(' + ');
  }
}

/** What is neither, out of an import, is left as it is. */
function shownTime(text: string, formats: Formats): string {
  if (isInstant(text)) return formats.dateTime(text);
  return isIsoDate(text) ? formats.dateInFigures(text) : text;
}

const isMoney = (money: { readonly amount: number; readonly currency: string }): money is Money =>
  isCurrencyCode(money.currency);
