/** An agreed order in its parts, the same on the screen and on paper. */
import type { ReactNode } from 'react';
import { elementsOf, integerOf, moneyOf, objectOf, textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { orderTotals } from '../../../shared/domain/salesDocuments/orderTotals.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateText, Ltr, MoneyText, WrittenText } from '../../ui/text/Text.tsx';
import { idOf } from '../records/bodyEdits.ts';
import type { Directory } from '../records/useDirectory.ts';
import styles from './OrderDocument.module.css';

/** The lines as they were agreed. */
export function DocumentLines({ body }: { body: RecordBody }) {
  const { t, formats } = useLocale();
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
          <th scope="col">{t('field.unitPrice')}</th>
          <th scope="col">{t('field.discountPercentage')}</th>
          <th scope="col">{t('field.taxPercentage')}</th>
          <th scope="col">{t('orders.column.net')}</th>
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
                {formats.quantity(integerOf(line, 'quantity') ?? 0)}{' '}
                <span className={styles.dim}>{formats.digits(textOf(line, 'unit') ?? '')}</span>
              </td>
              <td>{price && <MoneyText money={price} withoutUnit />}</td>
              <td>{discount === 0 ? '' : formats.percentage(discount)}</td>
              <td>{formats.percentage(integerOf(line, 'taxPercentage') ?? 0)}</td>
              <td className={styles.net}>{net && <MoneyText money={net} withoutUnit />}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Numbers, days and terms; what there is not is left out. */
export function DocumentTerms({ body, directory }: { body: RecordBody; directory: Directory }) {
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
  const payment = textOf(body, 'payment');
  const text = (field: string): ReactNode => {
    const value = textOf(body, field);
    return value === null ? null : <bdi className={styles.text}>{formats.digits(value)}</bdi>;
  };
  const number = textOf(body, 'number');
  const invoice = objectOf(body['invoice']);
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
      {shown('confirmedAt', t('field.confirmedAt'), date('confirmedAt'))}
      {shown('cancelledAt', t('field.cancelledAt'), date('cancelledAt'))}
      {shown('cancelReason', t('field.cancelReason'), text('cancelReason'))}
      {shown('deliverOn', t('field.deliverOn'), date('deliverOn'))}
      {shown('deliveredOn', t('field.deliveredOn'), date('deliveredOn'))}
      {shown('paymentDays', t('field.paymentDays'), paymentDays === null ? null : formats.number(paymentDays))}
      {shown(
        'payment',
        t('field.payment'),
        payment === null ? null : valueLabel(t, 'salesDocuments', 'payment', payment),
      )}
      {shown('ownerId', t('field.salesDocuments.ownerId'), directory.personName(textOf(body, 'ownerId')))}
      {shown('deliveryAddress', t('field.deliveryAddress'), text('deliveryAddress'))}
      {shown('note', t('field.note'), text('note'))}
    </Properties>
  );
}
