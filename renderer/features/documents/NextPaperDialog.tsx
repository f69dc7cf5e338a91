/** What goes out, is invoiced or comes back: every open line with its quantity, changed where it is only a part. */
import { useState } from 'react';
import { Button, Select, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { v7 as uuidv7 } from 'uuid';
import type { DocumentChain } from '../../../shared/contract/salesDocuments.ts';
import { elementsOf, integerOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { saidInOf } from '../../../shared/domain/products/units.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { RETURN_REASONS } from '../../../shared/domain/salesDocuments/lines.ts';
import { openLines, openLinesOf, type OpenField } from '../../../shared/domain/salesDocuments/nextDocuments.ts';
import { REMEDIES, type Remedy } from '../../../shared/domain/salesDocuments/return.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useKept } from '../../data/useKept.ts';
import { Form } from '../../ui/form/Form.tsx';
import { QuantityInWords } from '../products/QuantityTexts.tsx';
import { CountInput } from '../products/UnitQuantityInput.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { ErrorNote } from '../../ui/state/States.tsx';
import { WrittenText } from '../../ui/text/Text.tsx';
import { idOf } from '../records/bodyEdits.ts';
import styles from './Documents.module.css';
import { StockPlaceSelect, useStockPlace, type StockPlaceChoice } from './StockPlaceSelect.tsx';

export type NextKind = 'delivery' | 'invoice' | 'return';

export const OPEN: Readonly<Record<NextKind, OpenField>> = {
  delivery: 'toDeliver',
  invoice: 'toInvoice',
  return: 'returnable',
};

/** What is asked, as it is kept while the dialog is closed without having been done. */
type Asked = {
  readonly id: string;
  /** × 1,000, by line of the order; nothing comes back unasked. */
  readonly quantities: Readonly<Record<string, number | null>>;
  readonly reason: string | null;
  readonly remedy: string;
  readonly receivedBy: string;
  /** What was open of each line then. */
  readonly open: string;
};

export interface NextPaperDialogProps {
  kind: NextKind;
  chain: DocumentChain;
  /** The order as it is. */
  order: RecordBody;
  /** The delivery or invoice that it is made from; null: the order itself. */
  source: { readonly kind: string; readonly id: string; readonly body: RecordBody } | null;
  /** A paper that is prepared, to have other quantities; else a new one is made. */
  prepared?: { readonly id: string; readonly body: RecordBody } | undefined;
  onClose: () => void;
}

export function NextPaperDialog({ kind, chain, order, source, prepared, onClose }: NextPaperDialogProps) {
  const { t, formats } = useLocale();
  const navigate = useNavigate();
  const command = useNextCommand(kind);
  const changing = useCommand(useCore().salesDocuments.changeLines);
  const busy = command.busy || changing.busy;
  const [open] = useState(() => {
    const field = OPEN[kind];
    return source === null ? openLines(chain.progress, field) : openLinesOf(chain.progress, field, source.body);
  });
  const [initial] = useState((): Asked => ({
    // Kept until there is an answer: asking again makes no second paper of what is left.
    id: uuidv7(),
    quantities:
      prepared === undefined
        ? Object.fromEntries(
            open.map(({ orderLineId, quantity }) => [orderLineId, kind === 'return' ? null : quantity]),
          )
        : Object.fromEntries(quantitiesOf(prepared.body)),
    reason: null,
    remedy: 'refund',
    receivedBy: '',
    open: open.map(({ orderLineId, quantity }) => `${orderLineId} ${String(quantity)}`).join('\n'),
  }));
  const kept = useKept<Asked>(
    prepared === undefined
      ? `documents/${source?.id ?? chain.orderId}/next/${kind}`
      : `documents/${prepared.id}/quantities`,
    initial,
  );
  // Once something else went out, came back or was invoiced, what was typed is about an order that is no more.
  const asked = kept.value.open === initial.open ? kept.value : initial;
  const { id, quantities, receivedBy } = asked;
  const keep = (values: Partial<Asked>): void => kept.set({ ...asked, ...values });
  const reason = RETURN_REASONS.find((known) => known === asked.reason) ?? null;
  const remedy = REMEDIES.find((known) => known === asked.remedy) ?? 'refund';
  const linesById = new Map(elementsOf(order, 'lines').map((line) => [idOf(line), line]));
  const chosen = open.flatMap(({ orderLineId }) => {
    const quantity = quantities[orderLineId] ?? 0;
    return quantity > 0 ? [{ orderLineId, quantity }] : [];
  });
  const isReady = chosen.length > 0 && (kind !== 'return' || prepared !== undefined || reason !== null);
  const place = useStockPlace(
    prepared === undefined ? undefined : (textOf(prepared.body, 'stockPlaceId') ?? undefined),
  );

  async function change(of: string): Promise<void> {
    if (!isReady || busy) return;
    const saved = await changing.run({ id: of, lines: chosen, ...(kind === 'delivery' ? place.said : {}) });
    if (!saved.ok) return;
    kept.forget();
    onClose();
    notify(t('documents.changed'));
  }

  async function make(asDraft: boolean): Promise<void> {
    if (!isReady || busy) return;
    const made = await command.run({
      id,
      orderId: chain.orderId,
      lines: chosen,
      asDraft,
      ...(source?.kind === 'delivery' && kind !== 'delivery' ? { deliveryId: source.id } : {}),
      ...(source?.kind === 'invoice' && kind === 'return' ? { invoiceId: source.id } : {}),
      receivedBy: receivedBy.trim(),
      place: place.said,
      remedy,
      reason,
    });
    if (made === null) return;
    kept.forget();
    onClose();
    notify(
      made.number === null
        ? t('documents.prepared')
        : t(`documents.made.${kind}`, { number: formats.code(made.number) }),
    );
    void navigate({ to: '/orders/$id', params: { id: made.id } });
  }

  if (!kept.ready) return null;
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t(prepared === undefined ? `documents.make.${kind}` : 'documents.change')}
      width={620}
    >
      <Form
        bareClassName={styles.form}
        busy={busy}
        onSubmit={(by) => void (prepared === undefined ? make(by === PREPARE) : change(prepared.id))}
      >
        <p className={styles.hint}>
          {t(prepared === undefined ? `documents.make.${kind}.text` : 'documents.change.text')}
        </p>
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
              const unit = textOf(line, 'unit') ?? '';
              const saidIn = saidInOf(line);
              return (
                <tr key={orderLineId}>
                  <th scope="row">
                    <WrittenText>{name}</WrittenText>
                  </th>
                  <td>
                    <QuantityInWords quantity={quantity} unit={unit} saidIn={saidIn} />
                  </td>
                  <td className={styles.quantity}>
                    <CountInput
                      aria-label={t('orders.cell.quantity', { name })}
                      unit={unit}
                      units={saidIn === null ? [] : [{ ...saidIn, id: saidIn.unitId }]}
                      value={quantities[orderLineId] ?? null}
                      onChange={(value) => keep({ quantities: { ...quantities, [orderLineId]: value } })}
                      {...(index === 0 ? { 'data-autofocus': true } : {})}
                    />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
        {kind === 'delivery' && <StockPlaceSelect label={t('documents.from')} place={place} />}
        {kind === 'delivery' && prepared === undefined && (
          <TextInput
            label={t('field.salesDocuments.receivedBy')}
            maxLength={200}
            value={receivedBy}
            onChange={(event) => keep({ receivedBy: event.currentTarget.value })}
          />
        )}
        {kind === 'return' && prepared === undefined && (
          <>
            <Select
              label={t('field.salesDocuments.reason')}
              withAsterisk
              value={reason}
              onChange={(value) => keep({ reason: value })}
              data={RETURN_REASONS.map((value) => ({
                value,
                label: valueLabel(t, 'salesDocuments', 'reason', value),
              }))}
            />
            <Select
              label={t('field.salesDocuments.remedy')}
              allowDeselect={false}
              value={remedy}
              onChange={(value) => keep({ remedy: value ?? 'refund' })}
              data={REMEDIES.map((value) => ({ value, label: valueLabel(t, 'salesDocuments', 'remedy', value) }))}
            />
          </>
        )}
        <ErrorNote error={command.error ?? changing.error} />
        <div className={styles.buttons}>
          <Button type="submit" disabled={!isReady} aria-disabled={busy || undefined}>
            {t(prepared === undefined ? `documents.make.${kind}.button` : 'documents.change.button')}
          </Button>
          {prepared === undefined && (
            <Button type="submit" value={PREPARE} variant="default" disabled={!isReady}>
              {t('documents.prepare')}
            </Button>
          )}
          <Button variant="subtle" color="gray" onClick={onClose}>
            {t('action.cancel')}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

/** The button that prepares only. */
const PREPARE = 'prepare';

const quantitiesOf = (paper: RecordBody): Map<string, number | null> =>
  new Map(elementsOf(paper, 'lines').map((line) => [textOf(line, 'orderLineId') ?? '', integerOf(line, 'quantity')]));

interface NextInput {
  /** Of the paper that is made. */
  readonly id: string;
  readonly orderId: string;
  readonly asDraft: boolean;
  readonly lines: { orderLineId: string; quantity: number }[];
  readonly deliveryId?: string;
  readonly invoiceId?: string;
  readonly receivedBy: string;
  readonly place: StockPlaceChoice['said'];
  readonly remedy: Remedy;
  readonly reason: (typeof RETURN_REASONS)[number] | null;
}

function useNextCommand(kind: NextKind) {
  const core = useCore();
  const delivering = useCommand(core.salesDocuments.deliver);
  const invoicing = useCommand(core.salesDocuments.invoice);
  const takingBack = useCommand(core.salesDocuments.takeBack);
  const { busy, error } = { delivery: delivering, invoice: invoicing, return: takingBack }[kind];

  function send({ receivedBy, remedy, reason, place, ...input }: NextInput) {
    const { invoiceId: _invoice, ...withoutInvoice } = input;
    switch (kind) {
      case 'delivery':
        return delivering.run({
          id: input.id,
          orderId: input.orderId,
          lines: input.lines,
          asDraft: input.asDraft,
          ...place,
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
