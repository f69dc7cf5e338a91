/** What was done about a deal, also while it was a lead; and a line to note a call without leaving it. */
import { useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import { v7 as uuidv7 } from 'uuid';
import type { RecordView } from '../../../shared/contract/records.ts';
import { instantFromMilliseconds } from '../../../shared/base/clock.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay, useSession } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorNote } from '../../ui/state/States.tsx';
import { DateText, WrittenText } from '../../ui/text/Text.tsx';
import { kindIcon } from '../records/kindLooks.ts';
import styles from './DealStory.module.css';

const SHOWN = 50;
const SUBJECT_MAXIMUM = 200;

export function DealStory({ record }: { record: RecordView }) {
  const { t } = useLocale();
  const core = useCore();
  const mayNote = useMay('activities.write');
  const { data: story } = useLive(core.opportunities.story, { id: record.id, offset: 0, limit: SHOWN });
  return (
    <section className={styles.story} aria-labelledby={`story-${record.id}`}>
      <h3 id={`story-${record.id}`} className={styles.title}>
        {t('opportunities.story')}
      </h3>
      {mayNote && <NoteCall record={record} />}
      {story?.total === 0 && <p className={styles.empty}>{t('opportunities.story.empty')}</p>}
      <ul className={styles.list}>
        {(story?.rows ?? []).map(({ id, kind, subject, at }) => {
          const Icon = kindIcon(kind);
          return (
            <li key={id} className={styles.entry}>
              <Icon size={14} stroke={1.75} aria-label={t.maybe(`kind.${kind}`) ?? kind} />
              <span className={styles.subject}>
                <WrittenText>{subject}</WrittenText>
              </span>
              {at !== '' && <DateText value={at} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function NoteCall({ record }: { record: RecordView }) {
  const { t } = useLocale();
  const core = useCore();
  const { person } = useSession();
  const logging = useCommand(core.activities.log);
  const [subject, setSubject] = useState('');
  // Kept until there is an answer: asking again notes no second call.
  const [id, setId] = useState(() => uuidv7());
  const customerId = textOf(record.body, 'customerId');

  async function note(): Promise<void> {
    const logged = await logging.run({
      id,
      kind: 'call',
      body: {
        subject: subject.trim(),
        happenedAt: instantFromMilliseconds(Date.now()),
        ownerId: person.id,
        opportunityId: record.id,
        ...(customerId === null ? {} : { customerId }),
      },
    });
    if (!logged.ok) return;
    setSubject('');
    setId(uuidv7());
  }

  return (
    <form
      className={styles.note}
      onSubmit={(event) => {
        event.preventDefault();
        if (subject.trim() !== '') void note();
      }}
    >
      <TextInput
        aria-label={t('opportunities.story.log')}
        placeholder={t('opportunities.story.subject')}
        className={styles.field ?? ''}
        maxLength={SUBJECT_MAXIMUM}
        value={subject}
        onChange={(event) => setSubject(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={subject.trim() === ''} loading={logging.busy}>
        {t('opportunities.story.save')}
      </Button>
      <ErrorNote error={logging.error} />
    </form>
  );
}
