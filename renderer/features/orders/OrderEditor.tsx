/** A draft order or quote: lines entered by keyboard, totals reckoned as one types, saved on request and kept as a draft in any case. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { approvalStateOf, orderTerms } from '../../../shared/domain/approvals/approval.ts';
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { orderTotals } from '../../../shared/domain/salesDocuments/orderTotals.ts';
import { Form } from '../../ui/form/Form.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { ErrorNote } from '../../ui/state/States.tsx';
import { Kbd } from '../../ui/text/Kbd.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import { ApprovalNote } from '../approvals/ApprovalNote.tsx';
import { BadgesOfRecord } from '../records/BadgesOfRecord.tsx';
import { HistoryButton } from '../records/RecordHistory.tsx';
import { ChangedMeanwhileNote, RecordMarks, RestoredNote } from '../records/RecordNotes.tsx';
import type { Directory } from '../records/useDirectory.ts';
import type { RecordForm } from '../records/useRecordForm.ts';
import { useRecordSave } from '../records/useRecordSave.ts';
import { proposalFor, withNextUnit } from './orderEdits.ts';
import { EntryLine } from './entry/EntryLine.tsx';
import { QuickPicks } from './entry/QuickPicks.tsx';
import { useEntryLine } from './entry/useEntryLine.ts';
import { useEntryFacts } from './entry/useEntryFacts.ts';
import styles from './OrderEditor.module.css';
import { OrderLines, type OrderLinesHandle } from './OrderLines.tsx';
import { OrderStateBadge } from './OrderStateBadge.tsx';
import { OrderTerms } from './OrderTerms.tsx';
import { useDraftRemoval } from './useDraftRemoval.ts';
import { useEditedPaper, type EditedKind } from './useEditedPaper.ts';
import { PriceCheck } from './PriceCheck.tsx';
import { CreditLeft } from '../receipts/CreditLeft.tsx';
import { TotalsPanel } from './TotalsPanel.tsx';
import { usePricing } from './usePricing.ts';
import { WhyThisPrice } from './WhyThisPrice.tsx';

export interface OrderEditorProps {
  kind: EditedKind;
  form: RecordForm;
  /** null for an order that has never been saved. */
  record: RecordView | null;
  directory: Directory;
  /** Confirming was asked for before this editor stood here. */
  confirmAtOnce?: boolean;
  /** Hands over what was scanned before this editor stood here, once. */
  takeScanned?: () => readonly string[];
}

export function OrderEditor({
  kind,
  form,
  record,
  directory,
  confirmAtOnce = false,
  takeScanned = nothingScanned,
}: OrderEditorProps) {
  const { t, formats } = useLocale();
  const navigate = useNavigate();
  const paper = useEditedPaper(kind);
  const { finishing, mayFinish, obstaclesOf, words } = paper;
  const save = useRecordSave({
    form,
    record,
    kind,
    create: paper.create,
    edit: paper.edit,
  });
  const [triedToConfirm, setTriedToConfirm] = useState(false);
  const lines = useRef<OrderLinesHandle>(null);
  const productSearch = useRef<HTMLInputElement>(null);
  const submitMeans = useRef<'save' | 'confirm'>('save');
  const confirmButton = useRef<HTMLButtonElement>(null);
  /** Saving or confirming was asked for, and is not done. */
  const [isAsked, setAsked] = useState(false);
  /** Confirming was asked for while a save was under way. */
  const confirmNext = useRef(false);
  const [confirmSoon, setConfirmSoon] = useState(false);
  /** Set from the save of a new order until its own page is here. */
  const createdId = useRef<string | null>(null);
  const isFinished = useRef(false);
  const { body } = form;
  const pricing = usePricing(body);
  /** The line whose price is asked about. */
  const [lineAsked, setLineAsked] = useState<string | null>(null);
  const totals = useMemo(() => orderTotals(body), [body]);
  const obstacles = useMemo(() => (triedToConfirm ? obstaclesOf(body) : []), [triedToConfirm, obstaclesOf, body]);
  const customerId = textOf(body, 'customerId');
  const isNew = record === null;
  const busy = isAsked || save.busy || finishing.busy;

  const proposal = useMemo(() => pricing.terms && proposalFor(body, pricing.terms), [body, pricing.terms]);
  const line = useEntryLine({
    kind,
    of: record === null ? { customerId: customerId ?? '' } : { id: record.id },
    form,
    pricing,
    input: productSearch,
    lines,
    hasMoved: () => createdId.current !== null,
    isFinished: () => isFinished.current,
    takeScanned,
  });
  const { suggestions, stock, favourites, keepAtHand } = useEntryFacts(body);
  const removeDraft = useDraftRemoval({ paper, form, line, record });

  /** The order's id once it is saved. */
  async function saved(): Promise<string | null> {
    if (createdId.current !== null) return createdId.current;
    const id = await save.run();
    if (record !== null || id === null) return id;
    createdId.current = id;
    await line.goAlong(id);
    return id;
  }

  function openCreated(id: string): void {
    if (record === null) void navigate({ to: '/orders/$id', params: { id }, replace: true });
  }

  async function saveOrder(): Promise<void> {
    const id = await saved();
    if (id === null) confirmNext.current = false;
    if (id === null || confirmNext.current) return;
    // Ctrl+Enter of somebody who reads that it is saved finds a page that waits for nothing.
    setAsked(false);
    notify(t('orders.draftSaved'));
    openCreated(id);
  }

  async function confirmOrder(isComplete: boolean): Promise<void> {
    // What could not be entered is told of below the entry line: whoever pressed before it was cannot have seen that.
    if (!isComplete || !line.isEmpty()) return;
    setTriedToConfirm(true);
    const obstaclesNow = obstaclesOf(form.tidied);
    if (obstaclesNow.length > 0) {
      if (createdId.current !== null) openCreated(createdId.current);
      return;
    }
    const id = await saved();
    if (id === null) return;
    const finished = await finishing.run({ id });
    isFinished.current = finished.ok;
    if (finished.ok) {
      // What could not be entered has been seen, and is no part of a finished order.
      line.finish();
      notify(t(words.finished, { number: formats.code(finished.value.number ?? '') }));
    }
    openCreated(id);
  }

  /** What is done is that of the drawing in which its turn comes: with the lines that were still on their way when it was asked for. */
  const acts = useRef({ save: saveOrder, confirm: confirmOrder });
  useLayoutEffect(() => {
    acts.current = { save: saveOrder, confirm: confirmOrder };
  });
  async function submit(act: 'save' | 'confirm'): Promise<void> {
    confirmNext.current = false;
    setAsked(true);
    try {
      await line.entry.inTurn((isComplete) => acts.current[act](isComplete));
    } finally {
      setAsked(false);
      setConfirmSoon(act === 'save' && confirmNext.current);
    }
  }

  // A new order begins with its first product.
  useEffect(() => {
    if (isNew) productSearch.current?.focus();
  }, [isNew]);

  /** As the button does, so that no field that could not be read is confirmed over. */
  function askToConfirm(): void {
    if (busy) confirmNext.current = true;
    else confirmButton.current?.click();
  }

  /** The line that the cursor is in; the first one when it is in none. */
  function askAboutLine(): void {
    const here = document.activeElement?.closest<HTMLElement>('[data-line]')?.dataset['line'];
    setLineAsked(here ?? textOf(elementsOf(body, 'lines')[0] ?? {}, 'id'));
  }

  /** Of the line that the cursor is in; in none, of the one that was entered last. */
  function switchUnit(): void {
    const { terms } = pricing;
    const here = document.activeElement?.closest<HTMLElement>('[data-line]')?.dataset['line'];
    const { last } = line.entry;
    const lineId = here ?? (last?.is === 'added' ? last.lineId : undefined);
    if (terms && lineId !== undefined) form.change((before) => withNextUnit(before, lineId, terms));
  }

  useEffect(() => {
    if (confirmAtOnce) confirmButton.current?.click();
  }, [confirmAtOnce]);
  useEffect(() => {
    if (!confirmSoon || busy) return;
    setConfirmSoon(false);
    confirmButton.current?.click();
  }, [confirmSoon, busy]);

  useKeys([
    {
      keys: ['Mod', 'Enter'],
      label: t(words.finish),
      run: mayFinish ? askToConfirm : undefined,
      inFields: true,
    },
    { keys: ['/'], label: t('orders.keys.add'), run: () => productSearch.current?.focus() },
    { keys: ['Alt', 'U'], label: t('orders.keys.unit'), run: switchUnit, inFields: true },
    { keys: ['Mod', 'I'], label: t('pricing.keys.why'), run: askAboutLine, inFields: true },
  ]);

  return (
    <Page title={t(record === null ? words.fresh : words.draft)}>
      <Form
        bareClassName={styles.form}
        busy={busy}
        onSubmit={() => {
          const act = submitMeans.current;
          submitMeans.current = 'save';
          void submit(act);
        }}
      >
        <header className={styles.header}>
          <div className={styles.heading}>
            <strong>
              <CustomerLink id={customerId} />
            </strong>
            <OrderStateBadge
              state="draft"
              asked={form.isChanged || kind !== 'order' ? 'none' : approvalStateOf(body, orderTerms)}
            />
            {record && <BadgesOfRecord record={record} />}
            {record && <HistoryButton record={record} />}
            <span className={styles.saved} role="status">
              {form.isChanged ? t('record.unsaved') : record === null ? '' : t('record.saved')}
            </span>
          </div>
          <div className={styles.buttons}>
            <Button variant="subtle" color="gray" onClick={() => void removeDraft()}>
              {t(record === null ? 'record.discard' : words.removeDraft)}
            </Button>
            <Button
              type="submit"
              variant="default"
              aria-disabled={busy || undefined}
              onClick={() => {
                submitMeans.current = 'save';
              }}
            >
              {t('orders.saveDraft')}
            </Button>
            {mayFinish && (
              <Button
                ref={confirmButton}
                type="submit"
                aria-disabled={busy || undefined}
                rightSection={<Kbd keys={['Mod', 'Enter']} />}
                className={styles.confirm ?? ''}
                onClick={() => {
                  submitMeans.current = 'confirm';
                }}
              >
                {t(words.finish)}
              </Button>
            )}
          </div>
        </header>
        <div className={styles.columns}>
          <div className={styles.main}>
            <div className={styles.notes}>
              {record && <RecordMarks record={record} />}
              {record && kind === 'order' && (
                <ApprovalNote collection="salesDocuments" id={record.id} isChanged={form.isChanged} />
              )}
              <RestoredNote form={form} />
              <ChangedMeanwhileNote form={form} changes={save.changedMeanwhile} />
              <ErrorNote error={save.error ?? finishing.error} />
              {/* What was quoted holds, whatever the list says by now. */}
              {textOf(body, 'quoteId') === null && <PriceCheck form={form} pricing={pricing} />}
            </div>
            <EntryLine
              ref={productSearch}
              body={body}
              text={line.text}
              onType={line.type}
              entry={line.entry}
              onDown={() => lines.current?.focusFirst()}
            />
            <OrderLines
              ref={lines}
              form={form}
              totals={totals}
              obstacles={obstacles}
              terms={pricing.terms}
              proposal={proposal}
              stock={stock}
              favourites={favourites}
              onFavourite={keepAtHand}
              onAsk={setLineAsked}
              onDone={() => productSearch.current?.focus()}
            />
            {obstacles.some(({ path }) => path === 'lines') && (
              <p className={styles.obstacle} role="alert">
                {t.maybe(`reason.${obstacles.find(({ path }) => path === 'lines')?.reason ?? ''}`)}
              </p>
            )}
            <QuickPicks body={body} suggestions={suggestions} entry={line.entry} />
          </div>
          <aside className={styles.side}>
            <TotalsPanel totals={totals} />
            <CreditLeft customerId={customerId ?? ''} currency={totals.total.currency} orderId={record?.id} />
            <OrderTerms form={form} directory={directory} kind={kind} />
          </aside>
        </div>
      </Form>
      <WhyThisPrice
        body={body}
        onChange={form.change}
        totals={totals}
        terms={pricing.terms}
        lineId={lineAsked}
        onClose={() => setLineAsked(null)}
      />
    </Page>
  );
}

const nothingScanned = (): readonly string[] => [];
