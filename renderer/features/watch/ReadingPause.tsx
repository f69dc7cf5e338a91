/** In place of a customer or a list that has to wait: how long, and the way on. */
import { useState } from 'react';
import { TextInput } from '@mantine/core';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { Form } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorState } from '../../ui/state/States.tsx';
import { RelativeTime } from '../../ui/text/Text.tsx';
import styles from './Watch.module.css';

/** Any other error as everywhere. */
export function ReadError({ error, onRetry }: { error: PeyvandError; onRetry: () => void }) {
  return error.code === 'reading_paused' ? (
    <ReadingPause onRetry={onRetry} />
  ) : (
    <ErrorState error={error} onRetry={onRetry} />
  );
}

function ReadingPause({ onRetry }: { onRetry: () => void }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const { data: standing } = useLive(core.watch.reading, undefined);
  const goOn = useCommand(core.watch.goOnReading);
  const [reason, setReason] = useState('');
  const pausedUntil = standing?.pausedUntil ?? null;
  return (
    <section className={styles.pause} role="alert" aria-label={t('watch.reading.title')}>
      <h2 className={styles.heading}>{t('watch.reading.title')}</h2>
      {standing && (
        <p>
          {t('watch.reading.text', {
            pages: standing.pages,
            limit: standing.limit,
            when:
              pausedUntil === null
                ? t('watch.reading.now')
                : t('watch.reading.from', { time: formats.time(pausedUntil) }),
          })}
          {pausedUntil !== null && (
            <>
              {' ('}
              <RelativeTime instant={pausedUntil} />
              {')'}
            </>
          )}
        </p>
      )}
      {standing?.asksLeft === 0 ? (
        <p className={styles.dim}>{t('watch.reading.ask.none')}</p>
      ) : (
        <Form
          submitLabel={t('watch.reading.ask')}
          busy={goOn.busy}
          error={goOn.error}
          onSubmit={() => {
            if (reason.trim().length < 3) return;
            void goOn.run({ reason: reason.trim() }).then((gone) => gone.ok && onRetry());
          }}
        >
          <TextInput
            label={t('watch.reading.ask.reason')}
            description={t('watch.reading.ask.help', { left: standing?.asksLeft ?? 0 })}
            withAsterisk
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </Form>
      )}
    </section>
  );
}
