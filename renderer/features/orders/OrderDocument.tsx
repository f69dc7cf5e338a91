/** An order that is no draft any more: locked, with its number, its lines as they were agreed, and what can still be done. */
import { useState, type ReactNode } from 'react';
import { Button, Textarea } from '@mantine/core';
import type { RecordView } from '../../../shared/contract/records.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { orderTransition } from '../../../shared/domain/salesDocuments/orderRules.ts';
import { orderTotals } from '../../../shared/domain/salesDocuments/orderTotals.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordBadges } from '../../ui/state/RecordBadges.tsx';
import { DateText, Ltr, MoneyText, WrittenText } from '../../ui/text/Text.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import { HistoryButton } from '../records/RecordHistory.tsx';
import { RecordMarks } from '../records/RecordNotes.tsx';
import type { Directory } from '../records/useDirectory.ts';
import styles from './OrderDocument.module.css';
import { OrderStateBadge } from './OrderStateBadge.tsx';
import { TotalsPanel } from './TotalsPanel.tsx';
import { idOf } from '../records/bodyEdits.ts';

const REASON_LENGTH_MAXIMUM = 500;

export function OrderDocument({ record, directory }: { record: RecordView; directory: Directory }) {
  const { t, formats } = useLocale();
  const mayWrite = useMay('orders.write');
  const mayConfirm = useMay('orders.confirm');
  const [isCancelling, setCancelling] = useState(false);
  const body = record.body;
  const state = textOf(body, 'state') ?? '';
  const number = textOf(body, 'number');
  const totals = orderTotals(body);
  return (
    <Page title={number === null ? t('kind.order') : t('orders.numbered', { number: formats.code(number) })}>
      <div className={styles.document}>
        <header className={styles.header}>
          <div className={styles.heading}>
            <strong>
              <CustomerLink id={textOf(body, 'customerId')} />
            </strong>
            <OrderStateBadge state={state} />
            <RecordBadges pending={record.pending} held={record.held?.reason ?? null} />
            {state === 'confirmed' && <span className={styles.locked}>{t('orders.locked')}</span>}
            <HistoryButton record={record} />
          </div>
          {(state === 'draft' ? mayWrite : mayConfirm) && orderTransition(state, 'cancelled') && (
            <Button variant="default" onClick={() => setCancelling(true)}>
              {t('orders.cancel')}
            </Button>
          )}
        </header>
        <div className={styles.columns}>
          <div className={styles.main}>
            <RecordMarks record={record} />
            <Lines body={body} />
          </div>
          <aside className={styles.side}>
            <TotalsPanel totals={totals} />
            <Terms body={body} directory={directory} />
          </aside>
        </div>
      </div>
      {isCancelling && <CancelDialog record={record} onClose={() => setCancelling(false)} />}
    </Page>
  );
}

function Lines({ body }: { body: RecordBody }) {
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

function Terms({ body, directory }: { body: RecordBody; directory: Directory }) {
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
  const text = (field: string): ReactNode => {
    const value = textOf(body, field);
    return value === null ? null : <bdi className={styles.text}>{formats.digits(value)}</bdi>;
  };
  const number = textOf(body, 'number');
  return (
    <Properties>
      {shown('number', t('field.number'), number === null ? null : <Ltr>{number}</Ltr>)}
      {shown('orderedOn', t('field.orderedOn'), date('orderedOn'))}
      {shown('confirmedAt', t('field.confirmedAt'), date('confirmedAt'))}
      {shown('cancelledAt', t('field.cancelledAt'), date('cancelledAt'))}
      {shown('cancelReason', t('field.cancelReason'), text('cancelReason'))}
      {shown('deliverOn', t('field.deliverOn'), date('deliverOn'))}
      {shown('deliveredOn', t('field.deliveredOn'), date('deliveredOn'))}
      {shown('paymentDays', t('field.paymentDays'), paymentDays === null ? null : formats.number(paymentDays))}
      {shown('ownerId', t('field.salesDocuments.ownerId'), directory.personName(textOf(body, 'ownerId')))}
      {shown('deliveryAddress', t('field.deliveryAddress'), text('deliveryAddress'))}
      {shown('note', t('field.note'), text('note'))}
    </Properties>
  );
}

/** A cancelled order stays cancelled, so the person is asked why first. */
function CancelDialog({ record, onClose }: { record: RecordView; onClose: () => void }) {
  const { t } = useLocale();
  const core = useCore();
  const cancelling = useCommand(core.orders.cancel);
  const [reason, setReason] = useState('');

  async function cancel(): Promise<void> {
    const cancelled = await cancelling.run({ id: record.id, reason: reason.trim() });
    if (!cancelled.ok) return;
    onClose();
    notify(t('orders.cancelled'));
  }

  return (
    <ConfirmDialog
      title={t('orders.cancel.title')}
      confirmLabel={t('orders.cancel')}
      ready={reason.trim() !== ''}
      busy={cancelling.busy}
      error={cancelling.error}
      onConfirm={() => void cancel()}
      onClose={onClose}
    >
      <p>{t('orders.cancel.text')}</p>
      <Textarea
        label={t('field.cancelReason')}
        withAsterisk
        maxLength={REASON_LENGTH_MAXIMUM}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
    </ConfirmDialog>
  );
}
