/** A receipt as it is read on the screen and on paper, in the words and the calendar of the person. */
import type { ReactNode } from 'react';
import type { KeptReceipt } from '../../../shared/contract/dayEnd.ts';
import type { SignedReceipt } from '../../../shared/sync/receipt.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { DateText } from '../../ui/text/Text.tsx';
import styles from './DayEnd.module.css';
import { FiguresTable } from './FiguresTable.tsx';
import { PeopleTable } from './PeopleTable.tsx';

export interface ShownReceipt extends KeptReceipt {
  readonly isGenuine: boolean;
  readonly signed: SignedReceipt;
}

export function ReceiptPaper({ kept: { receipt, isGenuine, isReplaced, signed } }: { kept: ShownReceipt }) {
  const { t, formats } = useLocale();
  return (
    <article className={styles.paper} aria-label={t('dayEnd.receipt.heading')}>
      <div className={styles.head}>
        <h2 className={styles.heading}>{t('dayEnd.receipt.heading')}</h2>
        <StateBadge tone={isGenuine ? 'good' : 'bad'}>
          {t(isGenuine ? 'dayEnd.receipt.genuine' : 'dayEnd.receipt.forged')}
        </StateBadge>
        {isReplaced && <StateBadge tone="neutral">{t('dayEnd.receipt.replaced')}</StateBadge>}
      </div>
      <dl className={styles.facts}>
        <Fact name={t('dayEnd.receipt.company')}>
          <bdi>{receipt.company.name}</bdi>
        </Fact>
        <Fact name={t('dayEnd.receipt.day')}>
          <DateText value={receipt.day} />
        </Fact>
        <Fact name={t('dayEnd.receipt.whose')}>
          <bdi>{receipt.of.name}</bdi>
        </Fact>
        <Fact name={t('dayEnd.receipt.closedBy')}>
          <bdi>{receipt.closedBy.name}</bdi>
        </Fact>
        <Fact name={t('dayEnd.receipt.closedAt')}>
          <DateText value={receipt.closedAt} withTime />
        </Fact>
        <Fact name={t('dayEnd.receipt.closing')}>{formats.number(receipt.closing)}</Fact>
        <Fact name={t('dayEnd.receipt.records')}>{formats.number(receipt.figures.records)}</Fact>
      </dl>
      <p className={receipt.chain.arrived ? styles.good : styles.warn}>
        {t(receipt.chain.arrived ? 'dayEnd.receipt.arrived' : 'dayEnd.receipt.notArrived')}
      </p>
      <FiguresTable here={null} server={receipt.figures} />
      {receipt.elsewhere > 0 && (
        <p className={styles.dim}>{t('dayEnd.compare.elsewhere', { count: receipt.elsewhere })}</p>
      )}
      <PeopleTable people={receipt.people} />
      <dl className={styles.codes}>
        <Fact name={t('dayEnd.receipt.id')}>
          <code dir="ltr">{receipt.id}</code>
        </Fact>
        <Fact name={t('dayEnd.receipt.checksum')}>
          <code dir="ltr">{receipt.figures.checksum}</code>
        </Fact>
        <Fact name={t('dayEnd.receipt.signature')}>
          <code dir="ltr">{signed.signature}</code>
        </Fact>
      </dl>
    </article>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
