/** The person's language, calendar and money unit, for every part of the window. Switching redraws, never reloads: what is typed stays. */
import { createContext, useContext, useLayoutEffect, useMemo, type ReactNode } from 'react';
import { DirectionContext } from '@mantine/core';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import {
  type CalendarSystem,
  createFormats,
  type Formats,
  type Language,
  type MoneyUnit,
} from '../../../shared/locale/format.ts';
import { createTranslator, type Translator } from '../../../shared/locale/translator.ts';

export interface LocaleChoice {
  readonly language: Language;
  readonly calendar: CalendarSystem;
  readonly moneyUnit: MoneyUnit;
}

export interface Locale extends LocaleChoice {
  /** Words: `t('action.save')`. */
  readonly t: Translator;
  /** Values: `formats.money(order.total)`. */
  readonly formats: Formats;
  readonly direction: 'rtl' | 'ltr';
  readonly timeZone: string;
}

const LocaleContext = createContext<Locale | null>(null);

export function LocaleProvider({ choice, children }: { choice: LocaleChoice; children: ReactNode }) {
  const { language, calendar, moneyUnit } = choice;
  const locale = useMemo<Locale>(() => {
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return {
      language,
      calendar,
      moneyUnit,
      timeZone,
      t: createTranslator(language),
      formats: createFormats({ language, calendar, moneyUnit, timeZone }),
      direction: language === 'fa' ? 'rtl' : 'ltr',
    };
  }, [language, calendar, moneyUnit]);

  const { direction } = locale;
  useLayoutEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = direction;
  }, [language, direction]);
  const mantineDirection = useMemo(
    () => ({ dir: direction, setDirection: () => {}, toggleDirection: () => {} }),
    [direction],
  );

  return (
    <LocaleContext value={locale}>
      <DirectionContext value={mantineDirection}>
        <I18nProvider locale={reactAriaLocale(language, calendar)}>{children}</I18nProvider>
      </DirectionContext>
    </LocaleContext>
  );
}

export function useLocale(): Locale {
  const locale = useContext(LocaleContext);
  if (!locale) throw new Error('useLocale outside of LocaleProvider');
  return locale;
}

/** Sweden's English, whose dates are year, month, day, as ours are everywhere: 03/04 is nobody's guess. */
export function reactAriaLocale(language: Language, calendar: CalendarSystem): string {
  return `${language === 'fa' ? 'fa-IR' : 'en-SE'}-u-ca-${calendar}-nu-${language === 'fa' ? 'arabext' : 'latn'}`;
}
