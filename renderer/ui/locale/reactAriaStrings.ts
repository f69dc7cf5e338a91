/**
 * Persian for react-aria, which has none. It reads one table from the window, once, before its first render; so each entry is a
 * function that looks at the language it is asked for, and a switch of language needs no reload.
 */
import * as englishModule from 'react-aria-components/i18n/en-US';

type Variables = Readonly<Record<string, unknown>>;
interface Formatter {
  readonly locale: string;
}
type Message = string | ((variables: Variables, formatter: Formatter) => string);

/** The package declares its strings as a type only; they are a value all the same. */
const ENGLISH = (englishModule as Record<string, unknown>)['default'] as Record<string, Record<string, Message>>;

const LOCALE = Symbol.for('react-aria.i18n.locale');
const STRINGS = Symbol.for('react-aria.i18n.strings');

const PERSIAN: Readonly<Record<string, Readonly<Record<string, Message>>>> = {
  '@react-aria/calendar': {
    previous: 'قبلی',
    next: 'بعدی',
    selectedDateDescription: ({ date }) => `تاریخ انتخاب‌شده: ${String(date)}`,
    todayDate: ({ date }) => `امروز، ${String(date)}`,
    todayDateSelected: ({ date }) => `امروز، ${String(date)}، انتخاب‌شده`,
    dateSelected: ({ date }) => `${String(date)}، انتخاب‌شده`,
    minimumDate: 'نخستین تاریخ ممکن',
    maximumDate: 'آخرین تاریخ ممکن',
    dateRange: ({ startDate, endDate }) => `${String(startDate)} تا ${String(endDate)}`,
  },
  '@react-aria/dnd': {
    dragItem: ({ itemText }) => `جابه‌جایی ${String(itemText)}`,
    dragDescriptionKeyboard: 'برای برداشتن Enter را بزنید.',
    dragDescriptionTouch: 'برای برداشتن دو بار بزنید.',
    dragDescriptionVirtual: 'برای برداشتن کلیک کنید.',
    dragDescriptionLongPress: 'برای برداشتن انگشت را نگه دارید.',
    dragStartedKeyboard: 'برداشته شد. با Tab به جای تازه بروید و با Enter رها کنید؛ Esc برمی‌گرداند.',
    dragStartedTouch: 'برداشته شد. به جای تازه بروید و دو بار بزنید.',
    dragStartedVirtual: 'برداشته شد. به جای تازه بروید و کلیک کنید یا Enter را بزنید.',
    endDragKeyboard: 'در حال جابه‌جایی. Enter برمی‌گرداند.',
    endDragTouch: 'در حال جابه‌جایی. دو بار زدن برمی‌گرداند.',
    endDragVirtual: 'در حال جابه‌جایی. کلیک برمی‌گرداند.',
    dropDescriptionKeyboard: 'برای رها کردن Enter را بزنید. Esc برمی‌گرداند.',
    dropDescriptionTouch: 'برای رها کردن دو بار بزنید.',
    dropDescriptionVirtual: 'برای رها کردن کلیک کنید.',
    dropCanceled: 'سر جایش برگشت.',
    dropComplete: 'رها شد.',
  },
  '@react-aria/overlays': { dismiss: 'بستن' },
};

/** Must run before anything of react-aria renders. */
export function installReactAriaStrings(): void {
  const strings: Record<string, Record<string, Message>> = {};
  for (const [packageName, messages] of Object.entries(ENGLISH)) {
    strings[packageName] = Object.fromEntries(
      Object.entries(messages).map(([key, message]) => [key, inBothLanguages(message, PERSIAN[packageName]?.[key])]),
    );
  }
  Object.assign(window, { [LOCALE]: 'en-US', [STRINGS]: strings });
}

function inBothLanguages(inEnglish: Message, inPersian: Message | undefined): Message {
  if (inPersian === undefined) return inEnglish;
  return (variables, formatter) => {
    const message = formatter.locale.startsWith('fa') ? inPersian : inEnglish;
    return typeof message === 'string' ? message : message(variables, formatter);
  };
}
