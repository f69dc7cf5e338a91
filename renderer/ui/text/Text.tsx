/** Values inside running text: money, dates, phones and codes, each safe in both directions of writing. */
import { useEffect, useState } from 'react';
import { instantFromMilliseconds, type Instant } from '../../../shared/base/clock.ts';
import { isCurrencyCode, type Money } from '../../../shared/base/money.ts';
import { useLocale } from '../locale/LocaleProvider.tsx';
import styles from './text.module.css';
import { textDirection } from './textDirection.ts';

/** An amount as the contract carries it: the currency is text until it has been looked at. */
export interface AmountLike {
  readonly amount: number;
  readonly currency: string;
}

/** An amount with its unit dimmed. A currency that this version does not know is shown as its bare minor units and code. */
export function MoneyText({ money, withoutUnit = false }: { money: AmountLike; withoutUnit?: boolean }) {
  const { formats, language, direction } = useLocale();
  const known = toMoney(money);
  if (!known) return <bdi className={styles.number}>{`${formats.number(money.amount)} ${money.currency}`}</bdi>;
  const unit = formats.moneyUnitName(known.currency);
  const leading = language === 'en' && known.currency !== 'IRR';
  return (
    <bdi className={styles.number} dir={direction} data-negative={known.amount < 0 || undefined}>
      {!withoutUnit && leading && <span className={styles.unit}>{unit.length > 1 ? `${unit}\u00a0` : unit}</span>}
      {formats.amount(known)}
      {!withoutUnit && !leading && <span className={styles.unit}>{`\u00a0${unit}`}</span>}
    </bdi>
  );
}

/** Several amounts, one per currency, joined: sums are never made across currencies. */
export function MoneyListText({ amounts }: { amounts: readonly AmountLike[] }) {
  return amounts.map((money, index) => (
    <span key={money.currency}>
      {index > 0 && <span className={styles.unit}> · </span>}
      <MoneyText money={money} />
    </span>
  ));
}

export function toMoney(money: AmountLike): Money | null {
  return isCurrencyCode(money.currency) ? { amount: money.amount, currency: money.currency } : null;
}

/** A day or instant. `figures` for dense tables. The full date and time are in the tooltip of an instant. */
export function DateText({
  value,
  figures = false,
  withTime = false,
}: {
  value: string;
  figures?: boolean;
  withTime?: boolean;
}) {
  const { formats } = useLocale();
  const text = withTime ? formats.dateTime(value) : figures ? formats.dateInFigures(value) : formats.date(value);
  return (
    <time dateTime={value} className={styles.nowrap}>
      {text}
    </time>
  );
}

/** "5 minutes ago", kept true while it is on the screen. */
export function RelativeTime({ instant }: { instant: Instant }) {
  const { formats } = useLocale();
  const now = useNow(30_000);
  return (
    // The browser's own tooltip: lists show hundreds of these.
    <time dateTime={instant} className={styles.nowrap} title={formats.dateTime(instant)}>
      {formats.relativeTime(instant, now)}
    </time>
  );
}

/** The time, read anew every so many milliseconds. */
export function useNow(everyMilliseconds: number): Instant {
  const [now, setNow] = useState(() => instantFromMilliseconds(Date.now()));
  useEffect(() => {
    const timer = setInterval(() => setNow(instantFromMilliseconds(Date.now())), everyMilliseconds);
    return () => clearInterval(timer);
  }, [everyMilliseconds]);
  return now;
}

/** A telephone number: this language's digits, always from left to right. */
export function PhoneText({ children }: { children: string }) {
  const { formats } = useLocale();
  return <bdi className={styles.nowrap}>{formats.phone(children)}</bdi>;
}

/** A code, serial or document number, always from left to right. */
export function Ltr({ children }: { children: string }) {
  const { formats } = useLocale();
  return <bdi className={styles.nowrap}>{formats.code(children)}</bdi>;
}

/** Text that people wrote, which may be of either direction: it keeps its own. */
export function WrittenText({ children }: { children: string | null }) {
  return <bdi dir={textDirection(children ?? '')}>{children}</bdi>;
}

/** As `WrittenText`, in a place that may be too narrow: it is cut with an ellipsis, whole in the tooltip. */
export function NameText({ children }: { children: string }) {
  return (
    <bdi className={styles.cut} dir={textDirection(children)} title={children}>
      {children}
    </bdi>
  );
}
