/** What is missing, a list of its own for each kind; each line leads to its record. */
import { Link } from '@tanstack/react-router';
import type { BranchDay, MissingRow } from '../../../shared/contract/branch.ts';
import { isIsoDate } from '../../../shared/base/clock.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateText, Ltr, MoneyText, WrittenText } from '../../ui/text/Text.tsx';
import styles from './Branch.module.css';
import { RecordLink } from './RecordLink.tsx';

export function MissingLists({ lists }: { lists: BranchDay['missing'] }) {
  const { t, formats } = useLocale();
  return (
    <>
      {lists.map(({ what, total, rows }) => (
        <details key={what} className={styles.list} open>
          <summary>
            {t(`branch.missing.${what}`)} <span className={styles.count}>{formats.number(total)}</span>
          </summary>
          <ul aria-label={t(`branch.missing.${what}`)}>
            {rows.map((row) => (
              <li key={row.id}>
                <Line row={row} />
              </li>
            ))}
          </ul>
          {total > rows.length && <p className={styles.dim}>{t('branch.more', { count: total - rows.length })}</p>}
        </details>
      ))}
    </>
  );
}

function Line({ row }: { row: MissingRow }) {
  const { t } = useLocale();
  const { collection, customerName, title, personName, at, amount } = row;
  if (collection === null)
    return (
      <>
        <Link className={styles.link} to="/branch/paper" search={{ person: row.id }}>
          <bdi>{personName ?? ''}</bdi>
        </Link>
        {at === null ? null : <When at={at} />}
      </>
    );
  const name = customerName ?? title ?? t.maybe(`kind.${row.kind}`) ?? row.kind;
  return (
    <>
      <RecordLink collection={collection} id={row.id}>
        <bdi>{name}</bdi>
      </RecordLink>
      {title !== null && title !== name && (
        <span className={styles.dim}>{collection === 'salesDocuments' ? <Ltr>{title}</Ltr> : <bdi>{title}</bdi>}</span>
      )}
      {personName !== null && <WrittenText>{personName}</WrittenText>}
      {at !== null && <When at={at} />}
      {amount && <MoneyText money={amount} />}
    </>
  );
}

function When({ at }: { at: string }) {
  return (
    <span className={styles.dim}>
      <DateText value={at} {...(isIsoDate(at) ? {} : { withTime: true })} />
    </span>
  );
}
