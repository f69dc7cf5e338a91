/** An order, or a paper before or after it, as it is printed: as a letterhead document: whose it is, its numbers, the lines, what it comes to. */
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { ChainKind } from '../../../shared/domain/salesDocuments/documentStates.ts';
import { orderTotals } from '../../../shared/domain/salesDocuments/orderTotals.ts';
import { useSession } from '../../data/session.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import { shownState } from '../documents/documentLooks.ts';
import { useToday, type Directory } from '../records/useDirectory.ts';
import { PrintedBy } from '../watch/PrintedBy.tsx';
import { DocumentLines, DocumentTerms } from './OrderDocumentParts.tsx';
import { OrderStateBadge } from './OrderStateBadge.tsx';
import styles from './OrderPaper.module.css';
import { TotalsPanel } from './TotalsPanel.tsx';

export interface OrderPaperProps {
  body: RecordBody;
  kind: 'order' | ChainKind;
  directory: Directory;
  /** The order that an invoice is of: where the order is numbered by law, its number stands on the invoice. */
  order?: RecordBody | null;
}

export function OrderPaper({ body, kind, directory, order = null }: OrderPaperProps) {
  const { t, formats } = useLocale();
  const { person } = useSession();
  const today = useToday();
  const number = textOf(body, 'number');
  return (
    <article className={styles.paper}>
      <header className={styles.head}>
        <strong className={styles.company}>
          <bdi>{person.company}</bdi>
        </strong>
        <h1 className={styles.title}>
          {number === null
            ? t(`kind.${kind}`)
            : t('documents.numbered', { kind: t(`kind.${kind}`), number: formats.code(number) })}
        </h1>
      </header>
      <div className={styles.whose}>
        <strong>
          <CustomerLink id={textOf(body, 'customerId')} />
        </strong>
        <OrderStateBadge state={shownState(kind, body, today)} />
      </div>
      <DocumentTerms body={body} directory={directory} order={kind === 'invoice' ? order : null} />
      <DocumentLines body={body} kind={kind} />
      {kind === 'delivery' ? (
        <p className={styles.signature}>{t('documents.signature')}</p>
      ) : (
        <div className={styles.totals}>
          <TotalsPanel totals={orderTotals(body)} />
        </div>
      )}
      <PrintedBy of="paper" />
    </article>
  );
}
