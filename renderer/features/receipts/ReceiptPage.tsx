/** One receipt: what was paid and how, what it pays for, and where it or its cheque stands. */
import { Link } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { elementsOf, moneyOf, objectOf, textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { fieldLabel, valueLabel } from '../../../shared/locale/recordLabels.ts';
import { Page } from '../../ui/layout/Page.tsx';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateText, Ltr, MoneyText, WrittenText } from '../../ui/text/Text.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import orderStyles from '../orders/OrderDocument.module.css';
import { OrderStateBadge } from '../orders/OrderStateBadge.tsx';
import { PaperActions } from '../papers/PaperActions.tsx';
import { BadgesOfRecord } from '../records/BadgesOfRecord.tsx';
import { HistoryButton } from '../records/RecordHistory.tsx';
import { RecordMarks } from '../records/RecordNotes.tsx';
import type { Directory } from '../records/useDirectory.ts';
import { ReceiptSteps } from './ReceiptSteps.tsx';
import styles from './Receipts.module.css';
import { usePaidDocument } from './usePaidDocument.ts';

export function ReceiptPage({ record, directory }: { record: RecordView; directory: Directory }) {
  const { t, formats } = useLocale();
  const { body } = record;
  const number = textOf(body, 'number');
  return (
    <Page
      title={number === null ? t('kind.receipt') : t('receipts.numbered', { number: formats.code(number) })}
      actions={<PaperActions of={{ of: 'document', id: record.id }} />}
    >
      <div className={orderStyles.document}>
        <header className={orderStyles.header}>
          <div className={orderStyles.heading}>
            <strong>
              <CustomerLink id={textOf(body, 'customerId')} />
            </strong>
            <OrderStateBadge state={textOf(body, 'state') ?? ''} />
            <BadgesOfRecord record={record} />
            <HistoryButton record={record} />
          </div>
          <div className={orderStyles.heading}>
            <ReceiptSteps record={record} />
          </div>
        </header>
        <div className={styles.page} tabIndex={-1}>
          <div className={styles.stack}>
            <RecordMarks record={record} />
            <ReceiptFacts record={record} directory={directory} />
            <Allocations record={record} />
          </div>
        </div>
      </div>
    </Page>
  );
}

const DAYS = ['depositedOn', 'clearedOn', 'bouncedOn', 'returnedOn'] as const;
const CHEQUE_TEXTS = ['bank', 'branch', 'drawer'] as const;
const CHEQUE_CODES = ['number', 'account', 'sayadId'] as const;

function ReceiptFacts({ record: { body }, directory }: { record: RecordView; directory: Directory }) {
  const { t } = useLocale();
  const cheque = objectOf(body['cheque']);
  const amount = moneyOf(body, 'amount');
  const label = (field: string): string => fieldLabel(t, 'salesDocuments', field);
  const written = (of: RecordBody, field: string) => {
    const text = textOf(of, field);
    return text === null ? null : (
      <Property key={field} label={label(field)}>
        <WrittenText>{text}</WrittenText>
      </Property>
    );
  };
  const person = (field: string) => {
    const name = directory.personName(textOf(body, field));
    return name ? (
      <Property label={label(field)}>
        <WrittenText>{name}</WrittenText>
      </Property>
    ) : null;
  };
  const day = (of: RecordBody, field: string) => {
    const date = textOf(of, field);
    return date === null ? null : (
      <Property key={field} label={label(field)}>
        <DateText value={date} />
      </Property>
    );
  };
  return (
    <Properties>
      <Property label={t('receipts.amount')}>{amount && <MoneyText money={amount} />}</Property>
      <Property label={label('method')}>
        {valueLabel(t, 'salesDocuments', 'method', textOf(body, 'method') ?? '')}
      </Property>
      {day(body, 'receivedOn')}
      {textOf(body, 'reference') !== null && (
        <Property label={label('reference')}>
          <Ltr>{textOf(body, 'reference') ?? ''}</Ltr>
        </Property>
      )}
      {CHEQUE_TEXTS.map((field) => written(cheque, field))}
      {CHEQUE_CODES.map((field) => {
        const code = textOf(cheque, field);
        return code === null ? null : (
          <Property key={field} label={label(field)}>
            <Ltr>{code}</Ltr>
          </Property>
        );
      })}
      {day(cheque, 'dueOn')}
      {person('collectedBy')}
      {person('verifiedBy')}
      {DAYS.map((field) => day(body, field))}
      {written(body, 'depositedTo')}
      {written(body, 'bounceReason')}
      {written(body, 'cancelReason')}
      {textOf(body, 'replacedById') !== null && (
        <Property label={label('replacedById')}>
          <DocumentName id={textOf(body, 'replacedById') ?? ''} />
        </Property>
      )}
      {written(body, 'note')}
    </Properties>
  );
}

function Allocations({ record: { body } }: { record: RecordView }) {
  const { t } = useLocale();
  const allocations = elementsOf(body, 'allocations');
  if (allocations.length === 0) return <p className={styles.hint}>{t('receipts.paysFor.oldest')}</p>;
  return (
    <section className={styles.stack}>
      <h2 className={styles.heading}>{t('field.salesDocuments.allocations')}</h2>
      <table className={styles.items}>
        <tbody>
          {allocations.map((allocation) => {
            const amount = moneyOf(allocation, 'amount');
            const id = textOf(allocation, 'documentId') ?? '';
            return (
              <tr key={textOf(allocation, 'id')}>
                <th scope="row">
                  <DocumentName id={id} />
                </th>
                <td className={styles.amount}>{amount && <MoneyText money={amount} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function DocumentName({ id }: { id: string }) {
  const { words } = usePaidDocument(id);
  return (
    <Link to="/orders/$id" params={{ id }}>
      {words}
    </Link>
  );
}
