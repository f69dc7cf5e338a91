/** What can be done with a receipt now, by this person: each step with its day, and a reason where there must be one. */
import { useState } from 'react';
import { Button, Select, Textarea, TextInput } from '@mantine/core';
import type { RecordView } from '../../../shared/contract/records.ts';
import type { ReceiptStepInput } from '../../../shared/contract/receipts.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { permissionOfStep } from '../../../shared/domain/salesDocuments/documentStates.ts';
import { judgeReceipt, nextReceiptStates } from '../../../shared/domain/salesDocuments/receiptStates.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay, useSession } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useKept } from '../../data/useKept.ts';
import { useLive } from '../../data/useLive.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { DateField } from '../../ui/inputs/DateField.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { ErrorNote } from '../../ui/state/States.tsx';
import { Kbd } from '../../ui/text/Kbd.tsx';
import { useToday } from '../records/useDirectory.ts';
import styles from './Receipts.module.css';

type Step = ReceiptStepInput['to'];

const STEPS: readonly Step[] = ['verified', 'deposited', 'cleared', 'bounced', 'replaced', 'returned', 'cancelled'];

export function ReceiptSteps({ record }: { record: RecordView }) {
  const { t } = useLocale();
  const core = useCore();
  const { person } = useSession();
  const maySettle = useMay('receipts.settle');
  const mayWrite = useMay('orders.write');
  const command = useCommand(core.receipts.step);
  const [asking, setAsking] = useState<Step | null>(null);
  const { body } = record;
  const state = textOf(body, 'state') ?? '';
  const next: readonly string[] = nextReceiptStates(state, textOf(body, 'method') ?? '');
  const permitted = STEPS.filter(
    (to) => next.includes(to) && (permissionOfStep('receipt', state, to) === 'receipts.settle' ? maySettle : mayWrite),
  );
  const isOwn = (to: Step): boolean =>
    judgeReceipt({
      before: body,
      after: { ...body, state: to, verifiedBy: person.id },
      author: person.id,
      createdBy: record.createdBy,
    }) !== null;
  const steps = permitted.filter((to) => !isOwn(to));

  async function take(input: ReceiptStepInput, done?: () => void): Promise<void> {
    const taken = await command.run(input);
    if (!taken.ok) return;
    done?.();
    setAsking(null);
    notify(t('receipts.step.done'));
  }
  const begin = (to: Step): void => {
    if (to === 'verified') void take({ id: record.id, to });
    else setAsking(to);
  };
  const main = steps.find((to) => to === 'verified' || to === 'deposited' || to === 'cleared');
  useKeys(
    main === undefined
      ? []
      : [{ keys: ['Mod', 'Enter'], label: t(`receipts.step.${main}`), run: () => begin(main), inFields: true }],
  );
  return (
    <>
      {asking === null && <ErrorNote error={command.error} />}
      {permitted.length > steps.length && <span className={styles.hint}>{t('receipts.ownNote')}</span>}
      {steps.map((to) => (
        <Button
          key={to}
          variant={to === main ? 'filled' : 'default'}
          aria-disabled={command.busy || undefined}
          {...(to === main ? { rightSection: <Kbd keys={['Mod', 'Enter']} /> } : {})}
          onClick={() => begin(to)}
        >
          {t(`receipts.step.${to}`)}
        </Button>
      ))}
      {asking !== null && (
        <StepDialog
          key={asking}
          record={record}
          to={asking}
          busy={command.busy}
          error={command.error}
          onTake={(input, done) => void take(input, done)}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}

/** What the dialog of a step asks for. */
type AskedOfStep = {
  /** The day; '' is today, null none. */
  readonly on: string | null;
  readonly reason: string;
  readonly depositedTo: string;
  readonly replacedById: string | null;
};
const NOTHING_ASKED: AskedOfStep = { on: '', reason: '', depositedTo: '', replacedById: null };

interface StepDialogProps {
  record: RecordView;
  to: Step;
  busy: boolean;
  error: ReturnType<typeof useCommand>['error'];
  /** `done` is called when the step was taken. */
  onTake: (input: ReceiptStepInput, done: () => void) => void;
  onClose: () => void;
}

const REASON_LENGTH_MAXIMUM = 500;

function StepDialog({ record, to, busy, error, onTake, onClose }: StepDialogProps) {
  const { t } = useLocale();
  const today = useToday();
  const kept = useKept<AskedOfStep>(`documents/${record.id}/${to}`, NOTHING_ASKED);
  const { reason, depositedTo, replacedById } = kept.value;
  const on = kept.value.on === '' ? today : kept.value.on;
  const hasDay = to !== 'cancelled' && to !== 'replaced';
  const hasReason = to === 'cancelled' || to === 'bounced';
  const ready =
    (!hasDay || on !== null) &&
    (to !== 'cancelled' || reason.trim() !== '') &&
    (to !== 'replaced' || replacedById !== null);
  if (!kept.ready) return null;
  return (
    <ConfirmDialog
      title={t(`receipts.step.${to}`)}
      confirmLabel={t(`receipts.step.${to}`)}
      tone={to === 'cancelled' || to === 'bounced' ? 'danger' : 'plain'}
      ready={ready}
      busy={busy}
      error={error}
      onConfirm={() =>
        onTake(
          {
            id: record.id,
            to,
            ...(hasDay && on !== null ? { on } : {}),
            ...(hasReason && reason.trim() !== '' ? { reason: reason.trim() } : {}),
            ...(to === 'deposited' && depositedTo.trim() !== '' ? { depositedTo: depositedTo.trim() } : {}),
            ...(replacedById === null ? {} : { replacedById }),
          },
          kept.forget,
        )
      }
      onClose={onClose}
      onCancel={() => {
        kept.forget();
        onClose();
      }}
    >
      <div className={styles.stack}>
        {hasDay && (
          <DateField label={t('receipts.step.on')} value={on} onChange={(day) => kept.set({ on: day })} required />
        )}
        {to === 'deposited' && (
          <TextInput
            label={t('receipts.step.depositedTo')}
            value={depositedTo}
            maxLength={100}
            onChange={(event) => kept.set({ depositedTo: event.currentTarget.value })}
          />
        )}
        {hasReason && (
          <Textarea
            label={t('receipts.step.reason')}
            withAsterisk={to === 'cancelled'}
            maxLength={REASON_LENGTH_MAXIMUM}
            value={reason}
            onChange={(event) => kept.set({ reason: event.currentTarget.value })}
            data-autofocus
          />
        )}
        {to === 'replaced' && (
          <ReplacementPicker record={record} value={replacedById} onChange={(id) => kept.set({ replacedById: id })} />
        )}
      </div>
    </ConfirmDialog>
  );
}

const OFFERED = 50;

/** Receipts of the same customer that stand by themselves. */
function ReplacementPicker(props: { record: RecordView; value: string | null; onChange: (id: string | null) => void }) {
  const { record, value, onChange } = props;
  const { t, formats } = useLocale();
  const core = useCore();
  const customerId = textOf(record.body, 'customerId') ?? '';
  const { data: receipts } = useLive(core.receipts.list, {
    customerId,
    states: ['collected', 'verified', 'deposited', 'cleared'],
    offset: 0,
    limit: OFFERED,
  });
  const options = (receipts?.rows ?? [])
    .filter(({ id }) => id !== record.id)
    .map((row) => ({
      value: row.id,
      label: [
        formats.code(row.number ?? ''),
        valueLabel(t, 'salesDocuments', 'method', row.method),
        formats.date(row.day),
      ].join(' · '),
    }));
  return (
    <Select
      label={t('receipts.step.replacedBy')}
      description={receipts && options.length === 0 ? t('receipts.step.replacedBy.none') : undefined}
      data={options}
      value={value}
      onChange={onChange}
      data-autofocus
    />
  );
}
