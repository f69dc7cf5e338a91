/** What there is to a task that repeats: its rule, whom a change is about, passing over it, and the end of the series. */
import { useState } from 'react';
import { Button, SegmentedControl } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import type { RecordView } from '../../../shared/contract/records.ts';
import type { RepeatScope } from '../../../shared/contract/sales.ts';
import { repeatOf } from '../../../shared/domain/activities/repeat.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { LeafChange } from '../../../shared/sync/operation.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt, useCommand } from '../../data/useCommand.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import { repeatWords } from './repeatWords.ts';
import styles from './RepeatingTask.module.css';

export interface RepeatingTaskProps {
  record: RecordView;
  scope: RepeatScope;
  /** Nothing of the rule itself may be changed of one alone. */
  onScope: (scope: RepeatScope) => void;
  onGone: () => void;
}

export function RepeatingTask({ record, scope, onScope, onGone }: RepeatingTaskProps) {
  const locale = useLocale();
  const { t, formats } = locale;
  const core = useCore();
  const skipping = useCommand(core.activities.skip);
  /** Why there is nowhere for this one to go. */
  const [asked, setAsked] = useState<'nextStands' | 'last' | null>(null);
  const repeat = repeatOf(record.body);
  if (repeat === null) return null;
  const subject = textOf(record.body, 'subject') ?? '';

  /** @param mayDelete whoever is asked has said so. */
  async function skip(mayDelete: boolean): Promise<void> {
    const skipped = await skipping.run({ id: record.id, mayDelete });
    if (!skipped.ok) return mayDelete ? undefined : notifyFailure(errorToWords(t, skipped.error));
    const { value } = skipped;
    if (value.is === 'asked') return setAsked(value.why);
    setAsked(null);
    onGone();
    if (value.is === 'deleted') return notify(t('repeat.skip.deleted', { subject }));
    notify(t('repeat.skipped', { subject, date: formats.date(value.to) }), {
      label: t('action.undo'),
      run: () => void back(value.back),
    });
  }

  async function end(): Promise<void> {
    const seen = record.body['repeat'];
    const ended = await attempt(core.activities.edit, {
      id: record.id,
      scope: 'following',
      changes: [{ do: 'unset', path: 'repeat', ...(seen === undefined ? {} : { seen }) }],
    });
    if (!ended.ok) return notifyFailure(errorToWords(t, ended.error));
    notify(t('repeat.ended', { subject }), {
      label: t('action.undo'),
      run: () => void back(seen === undefined ? [] : [{ do: 'set', path: 'repeat', value: seen }]),
    });
  }

  async function back(changes: LeafChange[]): Promise<void> {
    const done = await attempt(core.activities.edit, { id: record.id, scope: 'following', changes });
    if (!done.ok) notifyFailure(errorToWords(t, done.error));
  }

  return (
    <div className={styles.repeating}>
      <p className={styles.rule}>
        <IconRepeat size={15} stroke={1.75} aria-hidden />
        <span>{repeatWords(locale, repeat)}</span>
      </p>
      <SegmentedControl
        aria-label={t('repeat.scope')}
        value={scope}
        onChange={(chosen) => onScope(chosen === 'following' ? 'following' : 'this')}
        data={[
          { value: 'this', label: t('repeat.scope.this') },
          { value: 'following', label: t('repeat.scope.following') },
        ]}
      />
      <div className={styles.acts}>
        <Button variant="default" size="compact-sm" onClick={() => void skip(false)}>
          {t('repeat.skip')}
        </Button>
        <Button variant="default" size="compact-sm" onClick={() => void end()}>
          {t('repeat.end')}
        </Button>
      </div>
      {asked !== null && (
        <ConfirmDialog
          title={t('repeat.skip.ask', { subject })}
          confirmLabel={t('repeat.skip.delete')}
          busy={skipping.busy}
          error={skipping.error}
          onConfirm={() => void skip(true)}
          onClose={() => setAsked(null)}
        >
          <p>{t(`repeat.skip.${asked}`)}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
