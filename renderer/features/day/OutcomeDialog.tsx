/** Leaving a customer: what came of the visit, by one digit and Enter; a word to it for who wants. */
import { useState } from 'react';
import { Radio, Textarea, TextInput } from '@mantine/core';
import type { DayVisit } from '../../../shared/contract/day.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useDraftFields } from '../../data/useDraftFields.ts';
import { Form } from '../../ui/form/Form.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { Kbd } from '../../ui/text/Kbd.tsx';
import { RestoredDraftNote } from '../records/RecordNotes.tsx';
import styles from './Day.module.css';
import { outcomeWords, VISIT_OUTCOMES } from './outcomes.ts';
import { withPosition } from './useDayActions.ts';
import type { Position } from './usePosition.ts';

export interface OutcomeDialogProps {
  visit: DayVisit & { readonly activityId: string };
  position: Position;
  onClose: () => void;
}

export function OutcomeDialog(props: OutcomeDialogProps) {
  const { t } = useLocale();
  return (
    <Dialog opened onClose={props.onClose} width={520} title={t('day.outcome.title', { name: props.visit.name })}>
      <OutcomeForm {...props} />
    </Dialog>
  );
}

function OutcomeForm({ visit, position, onClose }: OutcomeDialogProps) {
  const { t, formats } = useLocale();
  const checkOut = useCommand(useCore().day.checkOut);
  const [begun] = useState(() => ({
    digit:
      VISIT_OUTCOMES.find(
        ({ outcome, reason }) => outcome === visit.outcome && (reason ?? null) === visit.noOrderReason,
      )?.digit ?? '',
    words: '',
    note: '',
  }));
  const draft = useDraftFields(`activities/${visit.activityId}/outcome`, begun);
  const { digit, words, note } = draft.fields;
  const [wasTried, setTried] = useState(false);
  const chosen = VISIT_OUTCOMES.find((candidate) => candidate.digit === digit);
  useKeys(
    VISIT_OUTCOMES.map((candidate) => ({
      keys: [candidate.digit],
      label: outcomeWords(t, candidate.outcome, candidate.reason),
      run: () => draft.set({ digit: candidate.digit }),
    })),
  );

  async function save(): Promise<void> {
    setTried(true);
    if (!chosen) return;
    const here = await position.read();
    const saved = await checkOut.run({
      activityId: visit.activityId,
      outcome: chosen.outcome,
      ...(chosen.reason === undefined ? {} : { noOrderReason: chosen.reason }),
      ...(words.trim() === '' ? {} : { outcomeReason: words.trim() }),
      ...(note.trim() === '' ? {} : { note: note.trim() }),
      ...withPosition(here),
    });
    if (!saved.ok) return;
    draft.drop();
    notify(t('day.checkedOut', { name: visit.name }));
    onClose();
  }

  return (
    <Form
      onSubmit={() => void save()}
      onCancel={() => {
        draft.drop();
        onClose();
      }}
      busy={checkOut.busy}
      error={checkOut.error}
      submitLabel={t('day.checkOut')}
    >
      <RestoredDraftNote draft={draft} />
      <Radio.Group
        label={t('field.outcome')}
        value={digit}
        onChange={(value) => draft.set({ digit: value })}
        error={wasTried && !chosen ? t('day.outcome.missing') : undefined}
      >
        <div className={styles.outcomes}>
          {VISIT_OUTCOMES.map((candidate, index) => (
            <Radio
              key={candidate.digit}
              value={candidate.digit}
              {...(index === 0 && digit === '' ? { 'data-autofocus': true } : {})}
              label={
                <span className={styles.outcome}>
                  <Kbd keys={[formats.digits(candidate.digit)]} />
                  {outcomeWords(t, candidate.outcome, candidate.reason)}
                </span>
              }
            />
          ))}
        </div>
      </Radio.Group>
      {chosen?.reason !== undefined && (
        <TextInput
          label={t('day.outcome.words')}
          maxLength={500}
          value={words}
          onChange={(event) => draft.set({ words: event.currentTarget.value })}
        />
      )}
      <Textarea
        label={t('field.note')}
        maxLength={10_000}
        value={note}
        onChange={(event) => draft.set({ note: event.currentTarget.value })}
      />
    </Form>
  );
}
