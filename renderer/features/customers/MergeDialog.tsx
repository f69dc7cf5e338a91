/** Two customers become one: whom with, what stays where they differ, and done, with undo. */
import { useMemo, useState } from 'react';
import { Button, Radio } from '@mantine/core';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { inOrderOfMerge, mergeClashes, type MergeClash } from '../../../shared/domain/customers/mergeCustomers.ts';
import { fieldLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt, useCommand } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { Form } from '../../ui/form/Form.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { LeafValue } from '../reviews/LeafValue.tsx';
import { customerDefinition } from './CustomerForm.tsx';
import { CustomerPicker } from './CustomerPicker.tsx';
import { TwinsNote } from './TwinsNote.tsx';
import styles from './MergeDialog.module.css';

export interface MergeDialogProps {
  record: RecordView;
  /** With whom, where that is known already. */
  otherId?: string;
  onClose: () => void;
  /** The one that stays: another page than this, where this one is the younger. */
  onMerged: (id: string) => void;
}

export function MergeDialog({ record, otherId: known, onClose, onMerged }: MergeDialogProps) {
  const { t } = useLocale();
  const core = useCore();
  const [otherId, setOtherId] = useState<string | null>(known ?? null);
  const { data: other } = useLive(
    core.records.observe,
    { collection: 'customers', id: otherId ?? '' },
    { enabled: otherId !== null },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('customers.merge.title', { name: textOf(record.body, 'name') ?? '' })}
      width={720}
    >
      <p className={styles.text}>{t('customers.merge.text')}</p>
      <CustomerPicker
        label={t('customers.merge.choose')}
        value={otherId}
        onChange={(customer) => setOtherId(customer?.id ?? null)}
        exceptId={record.id}
        data-autofocus
      />
      {otherId === null && <TwinsNote body={record.body} exceptId={record.id} onChoose={setOtherId} />}
      {otherId !== null && (!other || other.id !== otherId) && <RecordSkeleton rows={4} />}
      {otherId !== null && other?.id === otherId && (
        <div className={styles.choices}>
          <Choices key={otherId} one={record} other={other} onClose={onClose} onMerged={onMerged} />
        </div>
      )}
    </Dialog>
  );
}

interface ChoicesProps {
  one: RecordView;
  other: RecordView;
  onClose: () => void;
  onMerged: (id: string) => void;
}

function Choices({ one, other, onClose, onMerged }: ChoicesProps) {
  const { t } = useLocale();
  const core = useCore();
  const merge = useCommand(core.customers.merge);
  const [survivor, merged] = inOrderOfMerge(one, other);
  const clashes = useMemo(
    () => mergeClashes(customerDefinition(survivor.kind), survivor.body, merged.body),
    [survivor, merged],
  );
  const [fromMerged, setFromMerged] = useState<ReadonlySet<string>>(new Set());

  async function confirm(): Promise<void> {
    const done = await merge.run({ ids: [survivor.id, merged.id], fromMerged: [...fromMerged] });
    if (!done.ok) return;
    const name = textOf((fromMerged.has('name') ? merged : survivor).body, 'name') ?? '';
    notify(t('customers.merge.done', { name }), {
      label: t('action.undo'),
      run: () =>
        void attempt(core.customers.unmerge, { id: merged.id }).then((undone) => {
          if (undone.ok) notify(t('customers.merge.undone'));
        }),
    });
    onMerged(survivor.id);
  }

  return (
    <Form
      onSubmit={() => void confirm()}
      onCancel={onClose}
      submitLabel={t('customers.merge.confirm')}
      busy={merge.busy}
      error={merge.error}
    >
      {clashes.length === 0 && <p className={styles.text}>{t('customers.merge.same')}</p>}
      {clashes.map((clash) => (
        <Clash
          key={clash.field}
          clash={clash}
          isFromMerged={fromMerged.has(clash.field)}
          onChoose={(isFromMerged) =>
            setFromMerged((before) => {
              const next = new Set(before);
              if (isFromMerged) next.add(clash.field);
              else next.delete(clash.field);
              return next;
            })
          }
        />
      ))}
    </Form>
  );
}

function Clash(props: { clash: MergeClash; isFromMerged: boolean; onChoose: (isFromMerged: boolean) => void }) {
  const { clash, isFromMerged, onChoose } = props;
  const { t } = useLocale();
  const label = fieldLabel(t, 'customers', clash.field);
  return (
    <Radio.Group
      label={label}
      value={isFromMerged ? 'merged' : 'survivor'}
      onChange={(chosen) => onChoose(chosen === 'merged')}
    >
      <div className={styles.sides}>
        {(['survivor', 'merged'] as const).map((side) => (
          <Radio.Card key={side} value={side} className={styles.side ?? ''}>
            <Radio.Indicator />
            <span className={styles.value}>
              <LeafValue collection="customers" path={clash.field} value={clash[side]} />
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}

/** The merge that is told of on the page of a customer that another stands for. */
export function TakeApartButton({ id }: { id: string }) {
  const { t } = useLocale();
  const core = useCore();
  const undo = useCommand(core.customers.unmerge);
  async function run(): Promise<void> {
    const undone = await undo.run({ id });
    if (undone.ok) notify(t('customers.merge.undone'));
  }
  return (
    <Button variant="default" size="compact-sm" aria-disabled={undo.busy || undefined} onClick={() => void run()}>
      {t('customers.merged.undo')}
    </Button>
  );
}
