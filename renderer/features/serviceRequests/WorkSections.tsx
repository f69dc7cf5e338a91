/** What is done on a job, written down as it is done: the time, the parts, the points that were looked at. */
import { useState } from 'react';
import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { joinPath } from '../../../shared/base/leafPath.ts';
import type { RecordView } from '../../../shared/contract/records.ts';
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { ErrorNote } from '../../ui/state/States.tsx';
import { DateText, WrittenText } from '../../ui/text/Text.tsx';
import { idOf } from '../records/bodyEdits.ts';
import type { Directory } from '../records/useDirectory.ts';
import { durationWords } from './RequestBadges.tsx';
import styles from './Service.module.css';
import type { RequestEdit } from './useRequestEdit.ts';

export function TimeSection({
  record,
  minutes,
  directory,
}: {
  record: RecordView;
  minutes: number;
  directory: Directory;
}) {
  const { t, formats } = useLocale();
  const times = elementsOf(record.body, 'workTimes');
  return (
    <section>
      <div className={styles.headingRow}>
        <h3 className={styles.heading}>{t('service.section.work')}</h3>
        {minutes > 0 && <span className={styles.dim}>{`${t('service.time.total')} ${durationWords(t, minutes)}`}</span>}
      </div>
      {times.length === 0 && <p className={styles.dim}>{t('service.time.empty')}</p>}
      <ul className={styles.lines}>
        {times.map((time) => {
          const startedAt = textOf(time, 'startedAt') ?? '';
          const stoppedAt = textOf(time, 'stoppedAt');
          return (
            <li key={idOf(time)} className={styles.line}>
              <DateText value={startedAt} withTime />
              <bdi className={styles.dim}>{directory.personName(textOf(time, 'personId'))}</bdi>
              <span className={styles.lineEnd}>
                {stoppedAt === null ? (
                  <strong>{t('service.time.running', { time: formats.dateTime(startedAt) })}</strong>
                ) : (
                  durationWords(t, Math.ceil((Date.parse(stoppedAt) - Date.parse(startedAt)) / 60_000))
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

interface SectionProps {
  record: RecordView;
  edit: RequestEdit;
  /** Nothing is written once it is signed, nor by whoever only reads. */
  isOpen: boolean;
}

export function ChecklistSection({ record, edit, isOpen }: SectionProps) {
  const { t, formats } = useLocale();
  const [name, setName] = useState('');
  const points = elementsOf(record.body, 'checklist');
  if (points.length === 0 && !isOpen) return null;

  async function add(): Promise<void> {
    if (name.trim() !== '' && (await edit.add('checklist', { name: name.trim(), done: false }))) setName('');
  }

  return (
    <section>
      <h3 className={styles.heading}>{t('service.section.checklist')}</h3>
      {points.length === 0 && <p className={styles.dim}>{t('service.checklist.empty')}</p>}
      <ul className={styles.lines}>
        {points.map((point) => {
          const words = textOf(point, 'name') ?? '';
          return (
            <li key={idOf(point)} className={styles.check}>
              <Checkbox
                label={<WrittenText>{formats.digits(words)}</WrittenText>}
                checked={point['done'] === true}
                disabled={!isOpen}
                onChange={(event) =>
                  void edit.set(joinPath('checklist', idOf(point), 'done'), event.currentTarget.checked)
                }
              />
              {isOpen && (
                <ActionIcon
                  aria-label={t('service.checklist.remove', { name: words })}
                  onClick={() =>
                    void edit.remove('checklist', idOf(point)).then((removed) => {
                      if (removed)
                        notify(t('notice.removed'), {
                          label: t('action.undo'),
                          run: () => void edit.putBack('checklist', point),
                        });
                    })
                  }
                >
                  <IconTrash size={15} stroke={1.75} aria-hidden />
                </ActionIcon>
              )}
            </li>
          );
        })}
      </ul>
      {isOpen && (
        <form
          className={styles.adding}
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <TextInput
            aria-label={t('service.checklist.add')}
            placeholder={t('service.checklist.hint')}
            value={name}
            maxLength={200}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button
            type="submit"
            variant="default"
            disabled={name.trim() === ''}
            leftSection={<IconPlus size={14} stroke={1.75} aria-hidden />}
          >
            {t('service.checklist.add')}
          </Button>
        </form>
      )}
      <ErrorNote error={edit.error} />
    </section>
  );
}
