/** The day here beside the day at head office: the figures, and each record that is not alike. */
import { Link } from '@tanstack/react-router';
import type { DayComparison, DayDifference } from '../../../shared/contract/dayEnd.ts';
import { recordAddress } from '../../app/recordAddress.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './DayEnd.module.css';
import { FiguresTable } from './FiguresTable.tsx';
import { PeopleTable } from './PeopleTable.tsx';

export function Comparison({ comparison }: { comparison: DayComparison }) {
  const { t } = useLocale();
  const { here, receipt, isAlike, differences, differencesLeftOut } = comparison;
  return (
    <>
      <p className={isAlike ? styles.good : styles.warn} role="status">
        {isAlike
          ? t('dayEnd.compare.alike')
          : t('dayEnd.compare.differs', { count: differences.length + differencesLeftOut })}
      </p>
      {!receipt.chain.arrived && <p className={styles.warn}>{t('dayEnd.compare.notArrived')}</p>}
      <FiguresTable here={here} server={receipt.figures} />
      {receipt.elsewhere > 0 && (
        <p className={styles.dim}>{t('dayEnd.compare.elsewhere', { count: receipt.elsewhere })}</p>
      )}
      {differences.length > 0 && (
        <ul className={styles.list} aria-label={t('dayEnd.compare.differences')}>
          {differences.map((difference) => (
            <Difference key={`${difference.collection}/${difference.id}`} difference={difference} />
          ))}
          {differencesLeftOut > 0 && (
            <li className={styles.dim}>{t('dayEnd.compare.more', { count: differencesLeftOut })}</li>
          )}
        </ul>
      )}
      {receipt.of.type === 'branch' && <PeopleTable people={receipt.people} />}
    </>
  );
}

function Difference({ difference: { collection, id, title, where, why } }: { difference: DayDifference }) {
  const { t } = useLocale();
  const address = where === 'server' ? null : recordAddress(collection, id);
  const kind = t.maybe(`collection.${collection}`) ?? collection;
  const name = title === '' ? (where === 'server' ? t('dayEnd.nameless') : kind) : title;
  return (
    <li className={styles.difference}>
      {address ? (
        <Link {...address} className={styles.link}>
          <bdi>{name}</bdi>
        </Link>
      ) : (
        <bdi>{name}</bdi>
      )}
      <span className={styles.dim}>{kind}</span>
      <span className={styles.warn}>{t(`dayEnd.why.${why}`)}</span>
    </li>
  );
}
