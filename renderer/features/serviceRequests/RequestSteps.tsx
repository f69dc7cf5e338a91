/** What can be done with a request now: the one step that comes next, and the others behind a menu. */
import { useState } from 'react';
import { ActionIcon, Button, Menu, Textarea } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import type { RequestFactsView } from '../../../shared/contract/service.ts';
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { requestTransition } from '../../../shared/domain/serviceRequests/requestStates.ts';
import { useCommands } from '../../app/commands.tsx';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { ErrorNote } from '../../ui/state/States.tsx';
import { AssignDialog } from './AssignDialog.tsx';
import { ConfirmWorkDialog } from './ConfirmWorkDialog.tsx';
import styles from './Service.module.css';

type Dialog = 'assign' | 'confirm' | 'cancel' | null;
type Target = 'inquiry' | 'ordered' | 'invoiced' | 'closed';

interface Step {
  readonly id: string;
  readonly label: string;
  readonly run: () => void;
}

interface RequestStepsProps {
  record: RecordView;
  /** Undefined until they are read: what is offered depends on the papers that there are. */
  facts: RequestFactsView | undefined;
}

export function RequestSteps({ record, facts }: RequestStepsProps) {
  const { t } = useLocale();
  const [dialog, setDialog] = useState<Dialog>(null);
  const subject = textOf(record.body, 'subject') ?? '';
  const { steps, error, isBusy } = useSteps(record, facts, setDialog);
  const [main, ...others] = steps;
  const mayCancel = requestTransition(textOf(record.body, 'state') ?? '', 'cancelled');
  useKeys([{ keys: ['Mod', 'Enter'], label: main?.label ?? '', run: main?.run, inFields: true }]);
  useCommands(steps.map((step) => ({ ...step, id: `service ${step.id}`, hint: subject })));
  if (main === undefined && !mayCancel) return null;
  return (
    <div className={styles.body}>
      <div className={styles.actions}>
        {main && (
          <Button onClick={main.run} aria-disabled={isBusy || undefined}>
            {main.label}
          </Button>
        )}
        {others.slice(0, SHOWN_BESIDE).map((step) => (
          <Button key={step.id} variant="default" onClick={step.run} aria-disabled={isBusy || undefined}>
            {step.label}
          </Button>
        ))}
        {(others.length > SHOWN_BESIDE || mayCancel) && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label={t('service.more')}>
                <IconDots size={16} stroke={1.75} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {others.slice(SHOWN_BESIDE).map((step) => (
                <Menu.Item key={step.id} onClick={step.run}>
                  {step.label}
                </Menu.Item>
              ))}
              {mayCancel && (
                <Menu.Item color="red" onClick={() => setDialog('cancel')}>
                  {t('service.step.cancel')}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <ErrorNote error={error} />
      {dialog === 'assign' && (
        <AssignDialog
          id={record.id}
          assigneeId={textOf(record.body, 'assigneeId')}
          plannedOn={textOf(record.body, 'plannedOn')}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'confirm' && <ConfirmWorkDialog record={record} onClose={() => setDialog(null)} />}
      {dialog === 'cancel' && <CancelDialog id={record.id} subject={subject} onClose={() => setDialog(null)} />}
    </div>
  );
}

const SHOWN_BESIDE = 1;

/** In the order in which they are likely; the first is the page's main action. */
function useSteps(record: RecordView, facts: RequestFactsView | undefined, open: (dialog: Dialog) => void) {
  const { t } = useLocale();
  const core = useCore();
  const navigate = useNavigate();
  const start = useCommand(core.serviceRequests.start);
  const stop = useCommand(core.serviceRequests.stop);
  const move = useCommand(core.serviceRequests.move);
  const make = useCommand(core.serviceRequests.makeDocument);
  const mayWrite = useMay('serviceRequests.write');
  const maySell = useMay('orders.write');
  const mayShare = useMay('customers.write');
  const { id, body } = record;
  const state = textOf(body, 'state') ?? '';
  const isRunning = elementsOf(body, 'workTimes').some((time) => textOf(time, 'stoppedAt') === null);
  const hasLines = elementsOf(body, 'partsUsed').length > 0;
  const { quote, hasOrder, isQuoteOpen, mayBill, mayCallInvoiced } = standingPapers(facts, hasLines);

  const moveTo = (to: Target): void => {
    void move.run({ id, to }).then((moved) => {
      if (moved.ok) notify(t('service.moved'));
    });
  };
  const makeOne = (kind: 'quote' | 'order'): void => {
    void make.run({ id, kind }).then((made) => {
      if (!made.ok) return;
      notify(t(made.value.isNew ? 'service.madeDocument' : 'service.standingDocument'), {
        label: t('service.openDocument'),
        run: () => openPaper(made.value.documentId),
      });
    });
  };
  const openPaper = (paperId: string): void => void navigate({ to: '/orders/$id', params: { id: paperId } });
  const step = (name: string, label: string, run: () => void): Step => ({ id: name, label, run });
  const assign = step('assign', t('service.step.assign'), () => open('assign'));
  const reassign = step('reassign', t('service.step.reassign'), () => open('assign'));
  const makeQuote = step('quote', t('service.step.quote'), () => makeOne('quote'));
  const order = step('order', t('service.step.order'), () => makeOne('order'));
  const close = step('close', t('service.step.close'), () => moveTo('closed'));
  const begin = step('start', t(state === 'inProgress' ? 'service.step.resume' : 'service.step.start'), () => {
    void start.run({ id });
  });
  const halt = step('stop', t('service.step.stop'), () => void stop.run({ id }));
  const sign = step('confirm', t('service.step.confirm'), () => open('confirm'));

  // Who may not sell does not see what was quoted.
  const mayAgree = maySell || textOf(body, 'quoteId') === null;
  const agree = step('ordered', t('service.step.ordered'), () => moveTo('ordered'));
  const openQuote = step('openQuote', t('service.step.openQuote'), () => quote && openPaper(quote.id));
  const bill = step('invoice', t('service.step.invoice'), () => makeOne('order'));

  /** Only papers that say something: a quote of nothing is none. */
  const papers = maySell && hasLines;
  const answer = [quote?.state === 'draft' && openQuote, quote?.state === 'sent' && mayAgree && agree];
  const byState: Readonly<Record<string, readonly (Step | false)[]>> = {
    inquiry: [
      assign,
      ...answer,
      papers && !isQuoteOpen && makeQuote,
      papers && !isQuoteOpen && order,
      mayShare && close,
    ],
    quoted: [
      ...answer,
      // It was accepted on its own page by somebody who writes no requests, or is gone.
      (quote === undefined || quote.state === 'accepted') && mayAgree && agree,
      papers && !isQuoteOpen && makeQuote,
      assign,
      papers && !isQuoteOpen && order,
    ],
    ordered: [assign, papers && !hasOrder && order],
    assigned: [begin, reassign, step('back', t('service.step.handBack'), () => moveTo('inquiry'))],
    inProgress: isRunning ? [halt] : [sign, begin, reassign],
    confirmed: [
      maySell && mayBill && bill,
      mayShare && close,
      maySell && mayCallInvoiced && step('invoiced', t('service.step.invoiced'), () => moveTo('invoiced')),
    ],
    // Its bill was removed or cancelled: it is made again.
    invoiced: [maySell && mayBill && bill, mayShare && close],
  };
  return {
    steps: mayWrite && facts ? (byState[state] ?? []).filter((one) => one !== false) : [],
    error: start.error ?? stop.error ?? move.error ?? make.error,
    isBusy: start.busy || stop.busy || move.busy || make.busy,
  };
}

/** What the papers of a request leave to be done. */
function standingPapers(facts: RequestFactsView | undefined, hasLines: boolean) {
  const { papers = [], unbilled = 0, next = [] } = facts ?? {};
  const quote = papers.find(({ kind }) => kind === 'quote');
  const hasOrder = papers.some(({ kind }) => kind === 'order');
  const isQuoteOpen = quote?.state === 'draft' || quote?.state === 'sent' || (quote?.state === 'accepted' && hasOrder);
  const isCovered = facts?.charges.total?.amount === 0;
  const isQuoted = quote?.state === 'sent' || quote?.state === 'accepted';
  const hasRest = hasLines ? unbilled > 0 && !isCovered : isQuoted && !hasOrder;
  // An order from before the work that has it all becomes the bill.
  const isOrdered = hasOrder && next.includes('invoiced');
  return {
    quote,
    hasOrder,
    isQuoteOpen,
    mayBill: hasRest || (isOrdered && !isCovered),
    /** Somebody says that what is ordered is all that is asked for. */
    mayCallInvoiced: isOrdered && (hasRest || isCovered),
  };
}

function CancelDialog({ id, subject, onClose }: { id: string; subject: string; onClose: () => void }) {
  const { t } = useLocale();
  const core = useCore();
  const move = useCommand(core.serviceRequests.move);
  const [note, setNote] = useState('');
  return (
    <ConfirmDialog
      title={t('service.cancel.title', { subject })}
      confirmLabel={t('service.step.cancel')}
      busy={move.busy}
      error={move.error}
      onConfirm={() =>
        void move.run({ id, to: 'cancelled', note }).then((moved) => {
          if (moved.ok) onClose();
        })
      }
      onClose={onClose}
    >
      <p>{t('service.cancel.text')}</p>
      <Textarea
        label={t('service.cancel.reason')}
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
