/** A receipt as it is printed: from whom, how much, in figures and in words, for what, by which hand. */
import type { RecordView } from '../../../shared/contract/records.ts';
import { elementsOf, moneyOf, objectOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { amountInWords } from '../../../shared/locale/amountInWords.ts';
import { fieldLabel, valueLabel } from '../../../shared/locale/recordLabels.ts';
import { usePreferences } from '../../data/preferences.tsx';
import { useSession } from '../../data/session.tsx';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateText, Ltr, MoneyText, toMoney, WrittenText } from '../../ui/text/Text.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import paperStyles from '../orders/OrderPaper.module.css';
import type { Directory } from '../records/useDirectory.ts';
import { PrintedBy } from '../watch/PrintedBy.tsx';
import { usePaidDocument } from './usePaidDocument.ts';

export function ReceiptPaper({ record: { body }, directory }: { record: RecordView; directory: Directory }) {
  const { t, formats, language } = useLocale();
  const { person } = useSession();
  const { preferences } = usePreferences();
  const number = textOf(body, 'number');
  const amount = moneyOf(body, 'amount');
  const money = amount && toMoney(amount);
  const cheque = objectOf(body['cheque']);
  const isCheque = body['method'] === 'cheque';
  const label = (field: string): string => fieldLabel(t, 'salesDocuments', field);
  return (
    <article className={paperStyles.paper}>
      <header className={paperStyles.head}>
        <strong className={paperStyles.company}>
          <bdi>{person.company}</bdi>
        </strong>
        <h1 className={paperStyles.title}>
          {t('receipts.paper.title')} {number !== null && <Ltr>{number}</Ltr>}
        </h1>
      </header>
      <Properties>
        <Property label={label('receivedOn')}>
          <DateText value={textOf(body, 'receivedOn') ?? ''} />
        </Property>
        <Property label={t('receipts.paper.from')}>
          <CustomerLink id={textOf(body, 'customerId')} />
        </Property>
        <Property label={t('receipts.amount')}>{amount && <MoneyText money={amount} />}</Property>
        <Property label={t('receipts.paper.inWords')}>
          {money && amountInWords(money, language, preferences.moneyUnit)}
        </Property>
        <Property label={label('method')}>
          {valueLabel(t, 'salesDocuments', 'method', textOf(body, 'method') ?? '')}
          {textOf(body, 'reference') !== null && (
            <>
              {' '}
              <Ltr>{textOf(body, 'reference') ?? ''}</Ltr>
            </>
          )}
        </Property>
        {isCheque && (
          <>
            <Property label={label('bank')}>
              <WrittenText>
                {[textOf(cheque, 'bank'), textOf(cheque, 'branch')].filter((part) => part !== null).join(' · ')}
              </WrittenText>
            </Property>
            <Property label={label('number')}>
              <Ltr>{textOf(cheque, 'number') ?? ''}</Ltr>
            </Property>
            {textOf(cheque, 'sayadId') !== null && (
              <Property label={label('sayadId')}>
                <Ltr>{textOf(cheque, 'sayadId') ?? ''}</Ltr>
              </Property>
            )}
            <Property label={label('dueOn')}>
              <DateText value={textOf(cheque, 'dueOn') ?? ''} />
            </Property>
          </>
        )}
        {elementsOf(body, 'allocations').map((allocation) => (
          <Property key={textOf(allocation, 'id')} label={t('receipts.paper.for')}>
            <PaidFor documentId={textOf(allocation, 'documentId') ?? ''} money={moneyOf(allocation, 'amount')} />
          </Property>
        ))}
        {body['state'] !== 'collected' && (
          <Property label={t('field.state')}>
            {valueLabel(t, 'salesDocuments', 'state', textOf(body, 'state') ?? '')}
          </Property>
        )}
      </Properties>
      {isCheque && <p>{t('receipts.paper.chequeNote')}</p>}
      <p className={paperStyles.signature}>
        {t('receipts.paper.signature')}
        {': '}
        <bdi>{formats.digits(directory.personName(textOf(body, 'ownerId')) ?? '')}</bdi>
      </p>
      <PrintedBy of="paper" />
    </article>
  );
}

function PaidFor({ documentId, money }: { documentId: string; money: { amount: number; currency: string } | null }) {
  const { words } = usePaidDocument(documentId);
  return (
    <>
      <bdi>{words}</bdi>
      {money && (
        <>
          {': '}
          <MoneyText money={money} />
        </>
      )}
    </>
  );
}
