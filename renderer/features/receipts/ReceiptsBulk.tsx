/** Above the receipts while some are chosen: one step of many cheques at once, each judged by itself, and what could not be done said by name. */
import { useState } from 'react';
import { Button, Progress, TextInput } from '@mantine/core';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import type { ReceiptRow, ReceiptStepInput } from '../../../shared/contract/receipts.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { firstValue } from '../../data/firstValue.ts';
import { attempt } from '../../data/useCommand.ts';
import { useKept } from '../../data/useKept.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { DateField } from '../../ui/inputs/DateField.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import type { RowSelection } from '../../ui/table/selection.ts';
import { Ltr } from '../../ui/text/Text.tsx';
import styles from '../records/BulkBar.module.css';
import { RefusalWords } from '../records/RefusalWords.tsx';
import { RestoredDraftNote } from '../records/RecordNotes.tsx';
import { useToday } from '../records/useDirectory.ts';

const STEPS = ['verified', 'deposited', 'cleared', 'bounced'] as const;
type Step = (typeof STEPS)[number];
type Asked = Omit<ReceiptStepInput, 'id'>;

interface Refused {
  readonly id: string;
  readonly number: string;
  readonly error: PeyvandError;
}

export function ReceiptsBulk({ selection }: { selection: RowSelection<ReceiptRow> }) {
  const { t, formats } = useLocale();
  const steps = useStepOfMany();
  const [asking, setAsking] = useState<Step | null>(null);
  const ids = [...selection.ids];
  const { progress } = steps;
  return (
    <>
      {ids.length > 0 && (
        <div className={styles.bar} role="toolbar" aria-label={t('lists.actions')}>
          <span role="status">{t('lists.chosen', { count: ids.length })}</span>
          {progress === null ? (
            <>
              {STEPS.map((to) => (
                <Button key={to} variant="default" size="compact-sm" onClick={() => setAsking(to)}>
                  {t(`receipts.step.${to}`)}
                </Button>
              ))}
              <Button variant="subtle" color="gray" size="compact-sm" onClick={selection.clear}>
                {t('lists.chooseNone')}
              </Button>
            </>
          ) : (
            <>
              <Progress
                className={styles.progress ?? ''}
                value={(progress / ids.length) * 100}
                aria-label={t('lists.running')}
              />
              <span>{`${formats.number(progress)} / ${formats.number(ids.length)}`}</span>
              <Button variant="default" size="compact-sm" onClick={steps.stop}>
                {t('lists.stop')}
              </Button>
            </>
          )}
        </div>
      )}
      {asking !== null && (
        <AskDialog
          key={asking}
          to={asking}
          count={ids.length}
          onClose={() => setAsking(null)}
          onTake={(asked) => {
            setAsking(null);
            void steps.run(asked, ids);
          }}
        />
      )}
      {steps.refused.length > 0 && <RefusedDialog refused={steps.refused} onClose={steps.closeReport} />}
    </>
  );
}

/** One after the other: a step that is refused stops none of the others. */
function useStepOfMany() {
  const { t } = useLocale();
  const core = useCore();
  const [progress, setProgress] = useState<number | null>(null);
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const [stopping] = useState({ isAsked: false });

  async function run(asked: Asked, ids: readonly string[]): Promise<void> {
    if (progress !== null) return;
    stopping.isAsked = false;
    const problems: Refused[] = [];
    let done = 0;
    for (const [index, id] of ids.entries()) {
      if (stopping.isAsked) break;
      setProgress(index);
      const taken = await attempt(core.receipts.step, { ...asked, id });
      if (taken.ok) done += 1;
      else problems.push({ id, number: await numberOf(id), error: taken.error });
    }
    setProgress(null);
    setRefused(problems);
    if (done > 0) notify(t('lists.changed', { count: done }));
  }

  async function numberOf(id: string): Promise<string> {
    const receipt = await firstValue(core.records.observe, { collection: 'salesDocuments', id });
    return textOf(receipt?.body ?? {}, 'number') ?? id;
  }

  return {
    run,
    progress,
    stop: () => {
      stopping.isAsked = true;
    },
    refused,
    closeReport: () => setRefused([]),
  };
}

type Kept = {
  /** The day; '' is today, null none. */
  readonly on: string | null;
  readonly depositedTo: string;
  readonly reason: string;
};
const NOTHING: Kept = { on: '', depositedTo: '', reason: '' };

interface AskDialogProps {
  to: Step;
  count: number;
  onTake: (asked: Asked) => void;
  onClose: () => void;
}

function AskDialog({ to, count, onTake, onClose }: AskDialogProps) {
  const { t } = useLocale();
  const today = useToday();
  const kept = useKept<Kept>(`receipts/many/${to}`, NOTHING);
  const { depositedTo, reason } = kept.value;
  const on = kept.value.on === '' ? today : kept.value.on;
  if (!kept.ready) return null;
  return (
    <ConfirmDialog
      title={`${t(`receipts.step.${to}`)} · ${t('lists.chosen', { count })}`}
      confirmLabel={t(`receipts.step.${to}`)}
      tone={to === 'bounced' ? 'danger' : 'plain'}
      ready={on !== null || to === 'verified'}
      onConfirm={() => {
        kept.forget();
        onTake({
          to,
          ...(on === null || to === 'verified' ? {} : { on }),
          ...(to === 'deposited' && depositedTo.trim() !== '' ? { depositedTo: depositedTo.trim() } : {}),
          ...(to === 'bounced' && reason.trim() !== '' ? { reason: reason.trim() } : {}),
        });
      }}
      onClose={onClose}
      onCancel={() => {
        kept.forget();
        onClose();
      }}
    >
      <RestoredDraftNote draft={{ isRestored: kept.isRestored, drop: kept.forget }} />
      {to === 'verified' ? (
        <p className={styles.hint}>{t('receipts.many.verify', { count })}</p>
      ) : (
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
      {to === 'bounced' && (
        <TextInput
          label={t('receipts.step.reason')}
          value={reason}
          maxLength={500}
          onChange={(event) => kept.set({ reason: event.currentTarget.value })}
        />
      )}
    </ConfirmDialog>
  );
}

function RefusedDialog({ refused, onClose }: { refused: readonly Refused[]; onClose: () => void }) {
  const { t } = useLocale();
  return (
    <Dialog opened onClose={onClose} title={t('lists.refused', { count: refused.length })} width={560}>
      <ul className={styles.refused}>
        {refused.map(({ id, number, error }) => (
          <li key={id}>
            <Ltr>{number}</Ltr>
            <RefusalWords error={error} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
