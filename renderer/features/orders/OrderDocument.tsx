/** An order that is no draft any more: locked, with its number, its lines as they were agreed, and what can still be done. */
import { useState } from 'react';
import { Button, Textarea } from '@mantine/core';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { orderTransition } from '../../../shared/domain/salesDocuments/orderRules.ts';
import { orderTotals } from '../../../shared/domain/salesDocuments/orderTotals.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useKept } from '../../data/useKept.ts';
import { useLive } from '../../data/useLive.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import { ApprovalNote } from '../approvals/ApprovalNote.tsx';
import { NextPapers } from '../documents/NextPapers.tsx';
import { OrderChain } from '../documents/OrderChain.tsx';
import { PaperActions } from '../papers/PaperActions.tsx';
import { BadgesOfRecord } from '../records/BadgesOfRecord.tsx';
import { HistoryButton } from '../records/RecordHistory.tsx';
import { RecordMarks } from '../records/RecordNotes.tsx';
import type { Directory } from '../records/useDirectory.ts';
import styles from './OrderDocument.module.css';
import { DocumentLines, DocumentTerms } from './OrderDocumentParts.tsx';
import { ButtonLink } from '../records/links.tsx';
import { OrderStateBadge } from './OrderStateBadge.tsx';
import { TotalsPanel } from './TotalsPanel.tsx';
import { usePricing } from './usePricing.ts';
import { WhyThisPrice } from './WhyThisPrice.tsx';

const REASON_LENGTH_MAXIMUM = 500;

export function OrderDocument({ record, directory }: { record: RecordView; directory: Directory }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const mayWrite = useMay('orders.write');
  const mayConfirm = useMay('orders.confirm');
  const [isCancelling, setCancelling] = useState(false);
  /** The line whose price is asked about: told from the lists and promotions of the order's day, as they are held now. */
  const [asked, setAsked] = useState<string | null>(null);
  const body = record.body;
  const state = textOf(body, 'state') ?? '';
  const number = textOf(body, 'number');
  const totals = orderTotals(body);
  const { terms } = usePricing(body);
  const { data: chain = null } = useLive(core.salesDocuments.chain, { orderId: record.id });
  return (
    <Page
      actions={<PaperActions of={{ of: 'document', id: record.id }} />}
      title={number === null ? t('kind.order') : t('orders.numbered', { number: formats.code(number) })}
    >
      <div className={styles.document}>
        <header className={styles.header}>
          <div className={styles.heading}>
            <strong>
              <CustomerLink id={textOf(body, 'customerId')} />
            </strong>
            <OrderStateBadge state={state} />
            <BadgesOfRecord record={record} />
            {state === 'confirmed' && <span className={styles.locked}>{t('orders.locked')}</span>}
            <HistoryButton record={record} />
          </div>
          <div className={styles.heading}>
            {chain && <NextPapers chain={chain} order={body} source={null} />}
            {mayWrite && state === 'confirmed' && (
              <ButtonLink
                variant="default"
                to="/receipts/new"
                search={{ customer: textOf(body, 'customerId') ?? '', document: record.id }}
              >
                {t('receipts.new')}
              </ButtonLink>
            )}
            {(state === 'draft' ? mayWrite : mayConfirm) && orderTransition(state, 'cancelled') && (
              <Button variant="default" onClick={() => setCancelling(true)}>
                {t('orders.cancel')}
              </Button>
            )}
          </div>
        </header>
        <div className={styles.columns}>
          <div className={styles.main}>
            <RecordMarks record={record} />
            <ApprovalNote collection="salesDocuments" id={record.id} />
            <DocumentLines body={body} onAsk={setAsked} />
          </div>
          <aside className={styles.side}>
            <TotalsPanel totals={totals} />
            {chain && <OrderChain chain={chain} currentId={record.id} />}
            <DocumentTerms body={body} directory={directory} />
          </aside>
        </div>
      </div>
      <WhyThisPrice body={body} totals={totals} terms={terms} lineId={asked} onClose={() => setAsked(null)} />
      {isCancelling && <CancelDialog record={record} onClose={() => setCancelling(false)} />}
    </Page>
  );
}

/** A cancelled order stays cancelled, so the person is asked why first. */
function CancelDialog({ record, onClose }: { record: RecordView; onClose: () => void }) {
  const { t } = useLocale();
  const core = useCore();
  const cancelling = useCommand(core.orders.cancel);
  const kept = useKept(`documents/${record.id}/cancel`, { reason: '' });
  const { reason } = kept.value;

  async function cancel(): Promise<void> {
    const cancelled = await cancelling.run({ id: record.id, reason: reason.trim() });
    if (!cancelled.ok) return;
    kept.forget();
    onClose();
    notify(t('orders.cancelled'));
  }

  if (!kept.ready) return null;
  return (
    <ConfirmDialog
      title={t('orders.cancel.title')}
      confirmLabel={t('orders.cancel')}
      ready={reason.trim() !== ''}
      busy={cancelling.busy}
      error={cancelling.error}
      onConfirm={() => void cancel()}
      onClose={onClose}
      onCancel={() => {
        kept.forget();
        onClose();
      }}
    >
      <p>{t('orders.cancel.text')}</p>
      <Textarea
        label={t('field.cancelReason')}
        withAsterisk
        maxLength={REASON_LENGTH_MAXIMUM}
        value={reason}
        onChange={(event) => kept.set({ reason: event.currentTarget.value })}
        data-autofocus
      />
    </ConfirmDialog>
  );
}
