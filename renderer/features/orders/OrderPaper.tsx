/** An order on paper, as a letterhead document: whose it is, its numbers, the lines, what it comes to. */
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { orderTotals } from '../../../shared/domain/salesDocuments/orderTotals.ts';
import { useSession } from '../../data/session.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import type { Directory } from '../records/useDirectory.ts';
import { PrintedBy } from '../watch/PrintedBy.tsx';
import { DocumentLines, DocumentTerms } from './OrderDocumentParts.tsx';
import { OrderStateBadge } from './OrderStateBadge.tsx';
import styles from './OrderPaper.module.css';
import { TotalsPanel } from './TotalsPanel.tsx';

export function OrderPaper({ body, directory }: { body: RecordBody; directory: Directory }) {
  const { t, formats } = useLocale();
  const { person } = useSession();
  const number = textOf(body, 'number');
  return (
    <article className={styles.paper}>
      <header className={styles.head}>
        <strong className={styles.company}>
          <bdi>{person.company}</bdi>
        </strong>
        <h1 className={styles.title}>
          {number === null ? t('kind.order') : t('orders.numbered', { number: formats.code(number) })}
        </h1>
      </header>
      <div className={styles.whose}>
        <strong>
          <CustomerLink id={textOf(body, 'customerId')} />
        </strong>
        <OrderStateBadge state={textOf(body, 'state') ?? ''} />
      </div>
      <DocumentTerms body={body} directory={directory} />
      <DocumentLines body={body} />
      <div className={styles.totals}>
        <TotalsPanel totals={orderTotals(body)} />
      </div>
      <PrintedBy of="paper" />
    </article>
  );
}
