import { useId } from 'react';
import type { IsoDate } from '../../../shared/base/clock.ts';
import { hasPermission } from '../../../shared/domain/permissions.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { monthAndYear } from '../../ui/inputs/monthName.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorNote, Skeleton } from '../../ui/state/States.tsx';
import { MoneyListText } from '../../ui/text/Text.tsx';
import { useMayRead, useRole } from '../records/useRights.ts';
import { monthOf } from './monthOf.ts';
import styles from './OwnSales.module.css';

/** What the person sold in the month of that day, by the calendar of their window: from this machine, with or without a line. */
export function OwnSales({ day }: { day: IsoDate }) {
  const role = useRole();
  // Whoever takes no orders has no sales to look for.
  const sells = role === null || hasPermission(role, 'orders.write');
  return useMayRead('salesCredits') && sells ? <Sales day={day} /> : null;
}

function Sales({ day }: { day: IsoDate }) {
  const { t, language, calendar } = useLocale();
  const heading = useId();
  const { from, to, year, month } = monthOf(day, calendar);
  const { data, error } = useLive(useCore().salesCredits.own, { from, to });
  return (
    <section className={styles.sales} aria-labelledby={heading}>
      <h2 id={heading} className={styles.title}>
        {t('salesCredits.own', { month: monthAndYear(language, calendar, year, month) })}
      </h2>
      {!data && (error ? <ErrorNote error={error} /> : <Skeleton width={160} />)}
      {data && (
        <>
          {data.credited.amounts.length > 0 && (
            <p className={styles.sum}>
              <MoneyListText amounts={data.credited.amounts} />
            </p>
          )}
          <p className={styles.dim}>{t('salesCredits.credited', { count: data.credited.count })}</p>
          {data.awaited.count > 0 && (
            <>
              <p className={styles.awaited}>
                {t('salesCredits.awaited', { count: data.awaited.count })}{' '}
                <MoneyListText amounts={data.awaited.amounts} />
              </p>
              <p className={styles.help}>{t('salesCredits.awaitedHelp')}</p>
            </>
          )}
        </>
      )}
    </section>
  );
}
