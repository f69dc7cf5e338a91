/** A quote that is out, a delivery, an invoice or a return: what it says, where it stands in its order, what can be done with it. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import type { DocumentChain } from '../../../shared/contract/salesDocuments.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import {
  documentTransition,
  permissionOfStep,
  type ChainKind,
} from '../../../shared/domain/salesDocuments/documentStates.ts';
import { orderTotals } from '../../../shared/domain/salesDocuments/orderTotals.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { ErrorNote } from '../../ui/state/States.tsx';
import { Kbd } from '../../ui/text/Kbd.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import orderStyles from '../orders/OrderDocument.module.css';
import { DocumentLines, DocumentTerms } from '../orders/OrderDocumentParts.tsx';
import { OrderStateBadge } from '../orders/OrderStateBadge.tsx';
import { TotalsPanel } from '../orders/TotalsPanel.tsx';
import { PaperActions } from '../papers/PaperActions.tsx';
import { BadgesOfRecord } from '../records/BadgesOfRecord.tsx';
import { HistoryButton } from '../records/RecordHistory.tsx';
import { RecordMarks } from '../records/RecordNotes.tsx';
import { useToday, type Directory } from '../records/useDirectory.ts';
import { shownState } from './documentLooks.ts';
import { NextPaperDialog, type NextKind } from './NextPaperDialog.tsx';
import { NextPapers } from './NextPapers.tsx';
import { OrderChain } from './OrderChain.tsx';
import { QuoteAnswer } from './QuoteAnswer.tsx';
import { ReceiveDialog } from './ReceiveDialog.tsx';
import { StepDialog } from './StepDialog.tsx';
import type { StockPlaceChoice } from './StockPlaceSelect.tsx';
import { asksForReason, stepsOf, useStepCommand, type StepName } from './useSteps.ts';

export interface DocumentPageProps {
  record: RecordView;
  kind: ChainKind;
  directory: Directory;
}

export function DocumentPage({ record, kind, directory }: DocumentPageProps) {
  const { t, formats } = useLocale();
  const core = useCore();
  const today = useToday();
  const { body } = record;
  const number = textOf(body, 'number');
  const orderId = textOf(body, 'orderId');
  const { data: chain = null } = useLive(
    core.salesDocuments.chain,
    { orderId: orderId ?? '' },
    { enabled: orderId !== null },
  );
  const { data: order } = useLive(
    core.records.observe,
    { collection: 'salesDocuments', id: orderId ?? '' },
    { enabled: orderId !== null },
  );
  const isOut = kind !== 'quote' && (kind === 'delivery' ? body['state'] === 'delivered' : body['state'] === 'issued');
  return (
    <Page
      title={
        number === null
          ? t(`kind.${kind}`)
          : t('documents.numbered', { kind: t(`kind.${kind}`), number: formats.code(number) })
      }
      actions={<PaperActions of={{ of: 'document', id: record.id }} />}
    >
      <div className={orderStyles.document}>
        <header className={orderStyles.header}>
          <div className={orderStyles.heading}>
            <strong>
              <CustomerLink id={textOf(body, 'customerId')} />
            </strong>
            <OrderStateBadge state={shownState(kind, body, today)} />
            <BadgesOfRecord record={record} />
            <HistoryButton record={record} />
          </div>
          <div className={orderStyles.heading}>
            {kind === 'quote' && <QuoteAnswer record={record} />}
            {chain && order && isOut && (
              <NextPapers chain={chain} order={order.body} source={{ kind, id: record.id, body }} />
            )}
            {chain && order && kind !== 'quote' && body['state'] === 'draft' && (
              <OtherQuantities record={record} kind={kind} chain={chain} order={order.body} />
            )}
            <Steps record={record} kind={kind} />
          </div>
        </header>
        <div className={orderStyles.columns}>
          <div className={orderStyles.main}>
            <RecordMarks record={record} />
            <DocumentLines body={body} kind={kind} />
          </div>
          <aside className={orderStyles.side}>
            {kind !== 'delivery' && <TotalsPanel totals={orderTotals(body)} />}
            {chain && <OrderChain chain={chain} currentId={record.id} />}
            <DocumentTerms body={body} directory={directory} />
          </aside>
        </div>
      </div>
    </Page>
  );
}

/** Of a paper that is prepared: how many of each line, of all that is open without it. */
function OtherQuantities(props: { record: RecordView; kind: NextKind; chain: DocumentChain; order: RecordBody }) {
  const { record, kind, chain, order } = props;
  const { t } = useLocale();
  const mayWrite = useMay('orders.write');
  const [changing, setChanging] = useState(false);
  if (!mayWrite) return null;
  return (
    <>
      <Button variant="default" onClick={() => setChanging(true)}>
        {t('documents.change')}
      </Button>
      {changing && (
        <NextPaperDialog
          kind={kind}
          chain={chain}
          order={order}
          source={null}
          prepared={{ id: record.id, body: record.body }}
          onClose={() => setChanging(false)}
        />
      )}
    </>
  );
}

/** Those that this person may take now. The first one, where it binds nobody further, has a key. */
function Steps({ record, kind }: { record: RecordView; kind: ChainKind }) {
  const { t, formats } = useLocale();
  const navigate = useNavigate();
  const mayConfirm = useMay('orders.confirm');
  const mayWrite = useMay('orders.write');
  const send = useStepCommand();
  const command = useCommand((input: { step: StepName; reason: string; place: StockPlaceChoice['said'] }) =>
    send(input.step, record.id, input.reason, input.place),
  );
  const [asking, setAsking] = useState<StepName | null>(null);
  const state = textOf(record.body, 'state') ?? '';
  const steps = stepsOf(kind, state).filter((step) =>
    permissionOf(kind, state, step) === 'orders.confirm' ? mayConfirm : mayWrite,
  );

  async function take(
    step: StepName,
    reason = '',
    done?: () => void,
    place: StockPlaceChoice['said'] = {},
  ): Promise<void> {
    const taken = await command.run({ step, reason, place });
    if (!taken.ok) return;
    done?.();
    setAsking(null);
    if (step === 'removeDraft') {
      notify(t('orders.draftRemoved'));
      void navigate({ to: '/documents', search: { kind } });
      return;
    }
    const number = taken.value.number ?? '';
    notify(
      step === 'issue'
        ? t(`documents.made.${kind === 'quote' ? 'delivery' : kind}`, { number: formats.code(number) })
        : t(`documents.step.${step}.done`),
    );
  }
  const begin = (step: StepName): void => {
    if (asksForReason(step) || step === 'receive') setAsking(step);
    else void take(step);
  };
  const [first] = steps;
  const main = first === 'issue' || first === 'receive' ? first : null;
  useKeys(
    main === null
      ? []
      : [{ keys: ['Mod', 'Enter'], label: t(labelOf(kind, main)), run: () => begin(main), inFields: true }],
  );
  return (
    <>
      {asking === null && <ErrorNote error={command.error} />}
      {steps.map((step) => (
        <Button
          key={step}
          variant={step === main ? 'filled' : 'default'}
          aria-disabled={command.busy || undefined}
          {...(step === main ? { rightSection: <Kbd keys={['Mod', 'Enter']} /> } : {})}
          onClick={() => begin(step)}
        >
          {t(labelOf(kind, step))}
        </Button>
      ))}
      {asking === 'receive' && (
        <ReceiveDialog
          busy={command.busy}
          error={command.error}
          onConfirm={(place) => void take('receive', '', undefined, place)}
          onClose={() => setAsking(null)}
        />
      )}
      {(asking === 'refuse' || asking === 'cancel' || asking === 'decline') && (
        <StepDialog
          id={record.id}
          step={asking}
          busy={command.busy}
          error={command.error}
          onConfirm={(reason, done) => void take(asking, reason, done)}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}

const LABELS = {
  delivery: 'documents.step.issue.delivery',
  invoice: 'documents.step.issue.invoice',
  return: 'documents.step.issue.return',
} as const;

const labelOf = (kind: ChainKind, step: StepName) =>
  step === 'issue'
    ? LABELS[kind === 'quote' ? 'delivery' : kind]
    : step === 'removeDraft'
      ? ('orders.removeDraft' as const)
      : (`documents.step.${step}` as const);

/** Of the state that the step leads to. */
function permissionOf(kind: ChainKind, from: string, step: StepName): ReturnType<typeof permissionOfStep> {
  const outcomes = {
    issue: ['delivered', 'issued', 'accepted'],
    receive: ['received'],
    refuse: ['refused'],
    cancel: ['cancelled'],
    decline: ['declined'],
    removeDraft: [],
  };
  const to = outcomes[step].find((state) => documentTransition(kind, from, state)) ?? from;
  return permissionOfStep(kind, from, to);
}
