import { useId, useRef, useState } from 'react';
import { Button, Switch, TextInput } from '@mantine/core';
import type { SyncRhythm } from '../../../shared/contract/sync.ts';
import { parseTimeInput } from '../../../shared/locale/format.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorNote, ErrorState, Skeleton } from '../../ui/state/States.tsx';
import { Ltr } from '../../ui/text/Text.tsx';
import { Section, Setting } from './Section.tsx';
import styles from './SyncRhythmSection.module.css';
import { useSyncRhythm, type SyncRhythmChoice } from './useSyncRhythm.ts';

/** As many as the core takes. */
const TIMES_MAXIMUM = 12;
const EXAMPLE_TIME = '18:00';

/** When this person's device syncs by itself. Saved at once, with what came of it below. */
export function SyncRhythmSection() {
  const { t } = useLocale();
  const { rhythm, error, retry, change, saved, begin } = useSyncRhythm();
  const hintId = useId();
  return (
    <Section title={t('settings.sync')} text={t('settings.sync.text')}>
      {rhythm === undefined && (error ? <ErrorState error={error} onRetry={retry} /> : <Skeleton width="45%" />)}
      {rhythm !== undefined && (
        <>
          <Setting label={t('settings.sync.metered')} hint={t('settings.sync.meteredText')} hintId={hintId}>
            <Switch
              aria-label={t('settings.sync.metered')}
              aria-describedby={hintId}
              checked={rhythm.metered}
              onChange={(event) => {
                const metered = event.currentTarget.checked;
                void change((now) => ({ ...now, metered }));
              }}
            />
          </Setting>
          <Setting label={t('settings.sync.times')} hint={t('settings.sync.timesText')}>
            <FixedTimes times={rhythm.times} change={change} begin={begin} />
          </Setting>
        </>
      )}
      <p className={styles.saved} role="status">
        {saved === 'saved' && t('settings.sync.saved')}
      </p>
      <ErrorNote error={typeof saved === 'string' ? null : saved} />
    </Section>
  );
}

interface FixedTimesProps extends Pick<SyncRhythmChoice, 'change' | 'begin'> {
  times: SyncRhythm['times'];
}

function FixedTimes({ times, change, begin }: FixedTimesProps) {
  const { t, formats } = useLocale();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);

  function add(): void {
    const parsed = parseTimeInput(text);
    const refused = !parsed.ok
      ? t('settings.sync.timeUnreadable', { example: formats.code(EXAMPLE_TIME) })
      : times.includes(parsed.value)
        ? t('settings.sync.timeThere', { time: formats.code(parsed.value) })
        : times.length >= TIMES_MAXIMUM
          ? t('settings.sync.timesFull', { count: TIMES_MAXIMUM })
          : null;
    setProblem(refused);
    begin();
    field.current?.focus();
    if (!parsed.ok || refused !== null) return;
    // What was written stays until it is saved.
    void change((now) => ({ ...now, times: [...new Set([...now.times, parsed.value])].toSorted() })).then((isSaved) => {
      if (isSaved) setText((now) => (now === text ? '' : now));
    });
  }

  function remove(time: string): void {
    void change((now) => ({ ...now, times: now.times.filter((kept) => kept !== time) }));
    setProblem(null);
    // The button that was pressed goes.
    field.current?.focus();
  }

  return (
    <div className={styles.times}>
      {times.length === 0 ? (
        <span className={styles.none}>{t('settings.sync.noTimes')}</span>
      ) : (
        <ul className={styles.list} aria-label={t('settings.sync.times')}>
          {times.map((time) => (
            <li key={time} className={styles.time}>
              <Ltr>{time}</Ltr>
              <Button
                variant="subtle"
                size="compact-sm"
                aria-label={t('settings.sync.removeTime', { time: formats.code(time) })}
                onClick={() => remove(time)}
              >
                {t('action.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form
        className={styles.add}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextInput
          ref={field}
          className={styles.field}
          aria-label={t('settings.sync.time')}
          placeholder={formats.digits(EXAMPLE_TIME)}
          value={text}
          error={problem}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setProblem(null);
            begin();
          }}
        />
        <Button type="submit" variant="default">
          {t('settings.sync.addTime')}
        </Button>
      </form>
    </div>
  );
}
