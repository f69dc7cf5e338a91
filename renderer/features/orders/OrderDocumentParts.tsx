/** An agreed order in its parts, the same on the screen and on paper. */
import type { ReactNode } from 'react';
import { elementsOf, integerOf, moneyOf, objectOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { saidInOf } from '../../../shared/domain/products/units.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { orderTotals } from '../../../shared/domain/salesDocuments/orderTotals.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateText, Ltr, MoneyText, toMoney, WrittenText } from '../../ui/text/Text.tsx';
import { LineQuantityText } from '../products/QuantityTexts.tsx';
import { idOf } from '../records/bodyEdits.ts';
import type { Directory } from '../records/useDirectory.ts';
import { StockPlaceName } from '../stock/StockPlaceName.tsx';
import { UnitPriceNote } from './entry/LineNotes.tsx';
import styles from './OrderDocument.module.css';

/** The lines as they were agreed. A delivery has no prices; what comes back says why. With `onAsk`, each line tells why it costs what it costs. */
export function DocumentLines(props: { body: RecordBody; kind?: string; onAsk?: (lineId: string) => void }) {
  const { body, kind = 'order', onAsk } = props;
  const { t, formats } = useLocale();
  const isPriced = kind !== 'delivery';
  const reasonOf = (line: RecordBody): string => {
    const reason = textOf(line, 'reason') ?? textOf(body, 'reason');
    return reason === null ? '' : valueLabel(t, 'salesDocuments', 'reason', reason);
  };
  const netById = new Map(orderTotals(body).lines.map(({ id, net }) => [id, net]));
  return (
    <table className={styles.lines} aria-label={t('field.lines')}>
      <thead>
        <tr>
          <th scope="col">
            <span className={styles.hidden}>{t('orders.column.index')}</span>
          </th>
          <th scope="col">{t('field.productId')}</th>
          <th scope="col">{t('field.quantity')}</th>
          {isPriced && (
            <>
              <th scope="col">{t('field.unitPrice')}</th>
              <th scope="col">{t('field.discountPercentage')}</th>
              <th scope="col">{t('field.taxPercentage')}</th>
              <th scope="col">{t('orders.column.net')}</th>
            </>
          )}
          {kind === 'return' && <th scope="col">{t('field.salesDocuments.reason')}</th>}
        </tr>
      </thead>
      <tbody>
        {elementsOf(body, 'lines').map((line, index) => {
          const price = moneyOf(line, 'unitPrice');
          const net = netById.get(idOf(line));
          const discount = integerOf(line, 'discountPercentage') ?? 0;
          return (
            <tr key={idOf(line)}>
              <td className={styles.dim}>{formats.number(index + 1)}</td>
              <th scope="row">
                <WrittenText>{textOf(line, 'productName')}</WrittenText>
              </th>
              <td>
                <LineQuantityText line={line} />
              </td>
              {isPriced && (
                <>
                  <td>
                    {price && <MoneyText money={price} withoutUnit />}
                    <UnitPriceNote price={price && toMoney(price)} saidIn={saidInOf(line)} />
                  </td>
                  <td>{discount === 0 ? '' : formats.percentage(discount)}</td>
                  <td>{formats.percentage(integerOf(line, 'taxPercentage') ?? 0)}</td>
                  <td className={styles.net}>
                    {net && onAsk ? (
                      <button
                        type="button"
                        className={styles.why}
                        title={t('pricing.why')}
                        aria-label={`${t('pricing.why.of', { name: textOf(line, 'productName') ?? '' })} ${formats.amount(net)}`}
                        onClick={() => onAsk(idOf(line))}
                      >
                        <MoneyText money={net} withoutUnit />
                      </button>
                    ) : (
                      net && <MoneyText money={net} withoutUnit />
                    )}
                  </td>
                </>
              )}
              {kind === 'return' && <td>{reasonOf(line)}</td>}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/**
 * Numbers, days and terms; what there is not is left out.
 * @param order Of an invoice: the order that it is of. Where the order is the company's invoice, the legal number is the order's.
 */
export function DocumentTerms(props: { body: RecordBody; directory: Directory; order?: RecordBody | null }) {
  const { body, directory, order = null } = props;
  const { t, formats } = useLocale();
  const date = (field: string): ReactNode => {
    const value = textOf(body, field);
    return value === null ? null : <DateText value={value} withTime={value.includes('T')} />;
  };
  const shown = (field: string, label: string, value: ReactNode): ReactNode =>
    value !== null && (
      <Property key={field} label={label}>
        {value}
      </Property>
    );
  const paymentDays = integerOf(body, 'paymentDays');
  const word = (field: string): ReactNode => {
    const known = textOf(body, field);
    return known === null ? null : valueLabel(t, 'salesDocuments', field, known);
  };
  const text = (field: string): ReactNode => {
    const value = textOf(body, field);
    return value === null ? null : <bdi className={styles.text}>{formats.digits(value)}</bdi>;
  };
  const number = textOf(body, 'number');
  const place = textOf(body, 'stockPlaceId');
  const own = objectOf(body['invoice']);
  const invoice = textOf(own, 'number') === null && order !== null ? objectOf(order['invoice']) : own;
  const legalNumber = textOf(invoice, 'number');
  return (
    <Properties>
      {shown('number', t('field.number'), number === null ? null : <Ltr>{number}</Ltr>)}
      {shown('invoice', t('field.invoice'), legalNumber === null ? null : <Ltr>{legalNumber}</Ltr>)}
      {shown(
        'postedAt',
        t('orders.postedAt'),
        textOf(invoice, 'postedAt') === null ? null : <DateText value={textOf(invoice, 'postedAt') ?? ''} />,
      )}
      {shown('orderedOn', t('field.orderedOn'), date('orderedOn'))}
      {shown('issuedOn', t('field.salesDocuments.issuedOn'), date('issuedOn'))}
      {shown('validUntil', t('field.salesDocuments.validUntil'), date('validUntil'))}
      {shown('confirmedAt', t('field.confirmedAt'), date('confirmedAt'))}
      {shown('cancelledAt', t('field.cancelledAt'), date('cancelledAt'))}
      {shown('cancelReason', t('field.cancelReason'), text('cancelReason'))}
      {shown('declinedAt', t('field.salesDocuments.declinedAt'), date('declinedAt'))}
      {shown('declineReason', t('field.salesDocuments.declineReason'), text('declineReason'))}
      {shown('receivedBy', t('field.salesDocuments.receivedBy'), text('receivedBy'))}
      {shown(
        'stockPlaceId',
        t('field.salesDocuments.stockPlaceId'),
        place === null ? null : <StockPlaceName id={place} />,
      )}
      {shown('remedy', t('field.salesDocuments.remedy'), word('remedy'))}
      {shown('receivedAt', t('field.salesDocuments.receivedAt'), date('receivedAt'))}
      {shown('refuseReason', t('field.salesDocuments.refuseReason'), text('refuseReason'))}
      {shown('deliverOn', t('field.deliverOn'), date('deliverOn'))}
      {shown('deliveredOn', t('field.deliveredOn'), date('deliveredOn'))}
      {shown('paymentDays', t('field.paymentDays'), paymentDays === null ? null : formats.number(paymentDays))}
      {shown('payment', t('field.payment'), word('payment'))}
      {shown('ownerId', t('field.salesDocuments.ownerId'), directory.personName(textOf(body, 'ownerId')))}
      {shown('deliveryAddress', t('field.deliveryAddress'), text('deliveryAddress'))}
      {shown('note', t('field.note'), text('note'))}
    </Properties>
  );
}
