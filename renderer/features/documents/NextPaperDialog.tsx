/** What goes out, is invoiced or comes back: every open line with its quantity, changed where it is only a part. */
import { useState } from 'react';
import { Button, Select, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { v7 as uuidv7 } from 'uuid';
import type { DocumentChain } from '../../../shared/contract/salesDocuments.ts';
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { RETURN_REASONS } from '../../../shared/domain/salesDocuments/lines.ts';
import { openLines, openLinesOf, type OpenField } from '../../../shared/domain/salesDocuments/nextDocuments.ts';
import { REMEDIES, type Remedy } from '../../../shared/domain/salesDocuments/return.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { QuantityInput } from '../../ui/inputs/NumberInputs.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { ErrorNote } from '../../ui/state/States.tsx';
import { WrittenText } from '../../ui/text/Text.tsx';
import { idOf } from '../records/bodyEdits.ts';
import styles from './Documents.module.css';

export type NextKind = 'delivery' | 'invoice' | 'return';

export const OPEN: Readonly<Record<NextKind, OpenField>> = {
  delivery: 'toDeliver',
  invoice: 'toInvoice',
  return: 'returnable',
};

export interface NextPaperDialogProps {
  kind: NextKind;
  chain: DocumentChain;
  /** The order as it is. */
  order: RecordBody;
  /** The delivery or invoice that it is made from; null: the order itself. */
  source: { readonly kind: string; readonly id: string; readonly body: RecordBody } | null;
  onClose: () => void;
}

export function NextPaperDialog({ kind, chain, order, source, onClose }: NextPaperDialogProps) {
  const { t, formats } = useLocale();
  const navigate = useNavigate();
  const command = useNextCommand(kind);
  // Kept until there is an answer: asking again makes no second paper of what is left.
  const [id] = useState(() => uuidv7());
  const [open] = useState(() => {
    const field = OPEN[kind];
    return source === null ? openLines(chain.progress, field) : openLinesOf(chain.progress, field, source.body);
  });
  /** × 1,000, by line; nothing comes back unasked. */
  const [quantities, setQuantities] = useState<ReadonlyMap<string, number | null>>(
    () => new Map(open.map(({ orderLineId, quantity }) => [orderLineId, kind === 'return' ? null : quantity])),
  );
  const [reason, setReason] = useState<(typeof RETURN_REASONS)[number] | null>(null);
  const [remedy, setRemedy] = useState<Remedy>('refund');
  const [receivedBy, setReceivedBy] = useState('');
  const linesById = new Map(elementsOf(order, 'lines').map((line) => [idOf(line), line]));
  const chosen = open.flatMap(({ orderLineId }) => {
    const quantity = quantities.get(orderLineId) ?? 0;
    return quantity > 0 ? [{ orderLineId, quantity }] : [];
  });
  const isReady = chosen.length > 0 && (kind !== 'return' || reason !== null);

  async function make(asDraft = false): Promise<void> {
    if (!isReady || command.busy) return;
    const made = await command.run({
      id,
      orderId: chain.orderId,
      lines: chosen,
      asDraft,
      ...(source?.kind === 'delivery' && kind !== 'delivery' ? { deliveryId: source.id } : {}),
      ...(source?.kind === 'invoice' && kind === 'return' ? { invoiceId: source.id } : {}),
      receivedBy: receivedBy.trim(),
      remedy,
      reason,
    });
    if (made === null) return;
    onClose();
    notify(
      made.number === null
        ? t('documents.prepared')
        : t(`documents.made.${kind}`, { number: formats.code(made.number) }),
    );
    void navigate({ to: '/orders/$id', params: { id: made.id } });
  }

  return (
    <Dialog opened onClose={onClose} title={t(`documents.make.${kind}`)} width={620}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          void make();
        }}
      >
        <p className={styles.hint}>{t(`documents.make.${kind}.text`)}</p>
        <table className={styles.lines} aria-label={t('field.lines')}>
          <thead>
            <tr>
              <th scope="col">{t('field.productId')}</th>
              <th scope="col">{t(`documents.open.${kind}`)}</th>
              <th scope="col">{t('documents.now')}</th>
            </tr>
          </thead>
          <tbody>
            {open.map(({ orderLineId, quantity }, index) => {
              const line = linesById.get(orderLineId) ?? {};
              const name = textOf(line, 'productName') ?? '';
              return (
                <tr key={orderLineId}>
                  <th scope="row">
                    <WrittenText>{name}</WrittenText>
                  </th>
                  <td>
                    {formats.quantity(quantity)}{' '}
                    <span className={styles.dim}>{formats.digits(textOf(line, 'unit') ?? '')}</span>
                  </td>
                  <td className={styles.quantity}>
                    <QuantityInput
                      aria-label={t('orders.cell.quantity', { name })}
                      value={quantities.get(orderLineId) ?? null}
                      onChange={(value) => setQuantities(new Map(quantities).set(orderLineId, value))}
                      {...(index === 0 ? { 'data-autofocus': true } : {})}
                    />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
        {kind === 'delivery' && (
          <TextInput
            label={t('field.salesDocuments.receivedBy')}
            maxLength={200}
            value={receivedBy}
            onChange={(event) => setReceivedBy(event.currentTarget.value)}
          />
        )}
        {kind === 'return' && (
          <>
            <Select
              label={t('field.salesDocuments.reason')}
              withAsterisk
              value={reason}
              onChange={(value) => setReason(RETURN_REASONS.find((known) => known === value) ?? null)}
              data={RETURN_REASONS.map((value) => ({
                value,
                label: valueLabel(t, 'salesDocuments', 'reason', value),
              }))}
            />
            <Select
              label={t('field.salesDocuments.remedy')}
              allowDeselect={false}
              value={remedy}
              onChange={(value) => setRemedy(REMEDIES.find((known) => known === value) ?? 'refund')}
              data={REMEDIES.map((value) => ({ value, label: valueLabel(t, 'salesDocuments', 'remedy', value) }))}
            />
          </>
        )}
        <ErrorNote error={command.error} />
        <div className={styles.buttons}>
          <Button type="submit" disabled={!isReady} aria-disabled={command.busy || undefined}>
            {t(`documents.make.${kind}.button`)}
          </Button>
          <Button variant="default" disabled={!isReady} onClick={() => void make(true)}>
            {t('documents.prepare')}
          </Button>
          <Button variant="subtle" color="gray" onClick={onClose}>
            {t('action.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface NextInput {
  /** Of the paper that is made. */
  readonly id: string;
  readonly orderId: string;
  readonly asDraft: boolean;
  readonly lines: { orderLineId: string; quantity: number }[];
  readonly deliveryId?: string;
  readonly invoiceId?: string;
  readonly receivedBy: string;
  readonly remedy: Remedy;
  readonly reason: (typeof RETURN_REASONS)[number] | null;
}

function useNextCommand(kind: NextKind) {
  const core = useCore();
  const delivering = useCommand(core.salesDocuments.deliver);
  const invoicing = useCommand(core.salesDocuments.invoice);
  const takingBack = useCommand(core.salesDocuments.takeBack);
  const { busy, error } = { delivery: delivering, invoice: invoicing, return: takingBack }[kind];

  function send({ receivedBy, remedy, reason, ...input }: NextInput) {
    const { invoiceId: _invoice, ...withoutInvoice } = input;
    switch (kind) {
      case 'delivery':
        return delivering.run({
          id: input.id,
          orderId: input.orderId,
          lines: input.lines,
          asDraft: input.asDraft,
          ...(receivedBy === '' ? {} : { receivedBy }),
        });
      case 'invoice':
        return invoicing.run(withoutInvoice);
      case 'return':
        return takingBack.run({ ...input, remedy, ...(reason === null ? {} : { reason }) });
    }
  }

  return {
    busy,
    error,
    async run(input: NextInput): Promise<{ id: string; number: string | null } | null> {
      const made = await send(input);
      return made.ok ? made.value : null;
    },
  };
}
