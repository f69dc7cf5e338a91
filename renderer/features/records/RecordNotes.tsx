/** What a person must know about a record before they read it: held by head office, a review waits, others have changed it, a draft was kept. */
import { useEffect, useRef, type ReactNode, type Ref } from 'react';
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconHistory, IconLock, IconPencil } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { splitPath, type JsonValue } from '../../../shared/base/leafPath.ts';
import { elementsOf, moneyOf } from '../../../shared/domain/bodyReads.ts';
import { isCurrencyCode } from '../../../shared/base/money.ts';
import { isInstant, isIsoDate } from '../../../shared/base/clock.ts';
import { fieldLabel, valueLabel } from '../../../shared/locale/recordLabels.ts';
import type { LeafChange } from '../../../shared/sync/operation.ts';
import { useLocale, type Locale } from '../../ui/locale/LocaleProvider.tsx';
import { WhoDecides } from '../parking/WhoDecides.tsx';
import { idOf } from './bodyEdits.ts';
import type { RecordForm } from './useRecordForm.ts';
import { useWaitingReview } from './useWaitingReview.ts';
import styles from './RecordNotes.module.css';

/** Held and review marks of a record, with what they mean. */
export function RecordMarks({ record }: { record: RecordView }) {
  const { t } = useLocale();
  const router = useRouter();
  const review = useWaitingReview(record);
  const isRefused = record.held?.reason === 'refused';
  return (
    <>
      {record.held && (
        <Note
          tone="warn"
          icon={<IconLock size={16} stroke={1.75} aria-hidden />}
          title={t(isRefused ? 'record.refused.title' : 'record.held.title')}
        >
          <p className={styles.text}>
            {t.maybe(`park.${record.held.reason}`) ?? t('park.unknown')}{' '}
            {t.maybe(`parkNext.${record.held.reason}`) ?? t('parkNext.unknown')}
          </p>
          {/* What head office does not have, nobody there decides. */}
          {!isRefused && <WhoDecides />}
        </Note>
      )}
      {review && (
        <Note
          tone="info"
          icon={<IconAlertTriangle size={16} stroke={1.75} aria-hidden />}
          title={t('record.review.title')}
          action={
            <Button
              variant="default"
              size="compact-sm"
              onClick={() => void router.navigate({ href: `/reviews/${review.id}` })}
            >
              {t('record.review.open')}
            </Button>
          }
        >
          {t('record.review.text', { name: review.theirsAuthorName ?? t('record.someone') })}
        </Note>
      )}
    </>
  );
}

/** Says that what the form shows was typed earlier. */
export function RestoredNote({ form }: { form: RecordForm }) {
  return <RestoredDraftNote draft={{ isRestored: form.isRestored, drop: () => void form.discard() }} />;
}

/** The same of a dialog's fields. */
export function RestoredDraftNote({ draft }: { draft: { readonly isRestored: boolean; drop(): void } }) {
  const { t } = useLocale();
  if (!draft.isRestored) return null;
  return (
    <Note
      tone="info"
      icon={<IconPencil size={16} stroke={1.75} aria-hidden />}
      title={t('record.restored.title')}
      action={
        <Button variant="default" size="compact-sm" onClick={draft.drop}>
          {t('record.restored.discard')}
        </Button>
      }
    >
      {t('record.restored.text')}
    </Note>
  );
}

export interface ChangedMeanwhileNoteProps {
  form: RecordForm;
  changes: readonly LeafChange[];
}

/** What others changed while this was being edited: field, their value and, where it differs, the form's. What was typed stays in the form. */
export function ChangedMeanwhileNote({ form, changes }: ChangedMeanwhileNoteProps) {
  const locale = useLocale();
  const { t } = locale;
  const { collection } = form.definition;
  const note = useRef<HTMLDivElement>(null);
  // Whoever pressed "save" at the foot of a long form would see nothing happen.
  useEffect(() => note.current?.focus(), [changes]);
  if (changes.length === 0) return null;
  return (
    <Note
      ref={note}
      tone="warn"
      icon={<IconHistory size={16} stroke={1.75} aria-hidden />}
      title={t('record.changedMeanwhile.title')}
    >
      <p className={styles.text}>{t('record.changedMeanwhile.text')}</p>
      <dl className={styles.changes}>
        {changes.map((change, index) => (
          <div key={`${change.path}/${index}`} className={styles.change}>
            <dt>
              {fieldLabel(t, collection, change.path)} <ElementName form={form} path={change.path} />
            </dt>
            <dd>
              <bdi>{changeWords(locale, collection, change)}</bdi>
              <Contested form={form} change={change} />
            </dd>
          </div>
        ))}
      </dl>
    </Note>
  );
}

/** Both wrote here: what is in the form, and theirs in its place with one click. */
function Contested({ form, change }: { form: RecordForm; change: LeafChange }) {
  const locale = useLocale();
  const { t } = locale;
  if (change.do !== 'set' && change.do !== 'unset') return null;
  const mine = form.valueAt(change.path);
  const theirs = change.do === 'set' ? change.value : undefined;
  if (JSON.stringify(mine) === JSON.stringify(theirs)) return null;
  return (
    <div className={styles.contested}>
      <span>
        {t('record.changedMeanwhile.mine')}{' '}
        <bdi>
          {mine === undefined ? t('state.none') : valueWords(locale, form.definition.collection, change.path, mine)}
        </bdi>
      </span>
      <Button variant="default" size="compact-xs" onClick={() => form.set(change.path, theirs)}>
        {t('record.changedMeanwhile.takeTheirs')}
      </Button>
    </div>
  );
}

/** Which of several lines, phones or contacts it is about. */
function ElementName({ form, path }: { form: RecordForm; path: string }) {
  const { formats } = useLocale();
  const [list = '', id] = splitPath(path);
  const element =
    id === undefined ? undefined : elementsOf(form.body, list).find((candidate) => idOf(candidate) === id);
  const name = element && nameOf(element);
  return name === undefined ? null : <bdi className={styles.which}>{formats.digits(name)}</bdi>;
}

export function Note(props: {
  /** Given: it can be scrolled to by giving it the cursor. */
  ref?: Ref<HTMLDivElement>;
  tone: 'info' | 'warn' | 'bad';
  icon?: ReactNode;
  title: string;
  action?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div
      ref={props.ref}
      className={styles.note}
      data-tone={props.tone}
      role="note"
      {...(props.ref === undefined ? {} : { tabIndex: -1 })}
    >
      {props.icon !== undefined && <span className={styles.icon}>{props.icon}</span>}
      <div className={styles.words}>
        <strong>{props.title}</strong>
        <div>{props.children}</div>
      </div>
      {props.action !== undefined && <div className={styles.action}>{props.action}</div>}
    </div>
  );
}

function changeWords(locale: Locale, collection: string, change: LeafChange): string {
  const { t } = locale;
  switch (change.do) {
    case 'set':
      return valueWords(locale, collection, change.path, change.value);
    case 'add':
      return t('record.change.added', { value: change.value });
    case 'remove':
      return t('record.change.removed', { value: change.value });
    case 'addElement':
      return t('record.change.added', { value: elementWords(locale, change.value) });
    case 'removeElement':
      return t('record.change.elementRemoved');
    case 'increment':
      return locale.formats.number(change.by);
    case 'unset':
      return t('record.change.emptied');
  }
}

const elementWords = (locale: Locale, value: { readonly [field: string]: JsonValue }): string => {
  const name = nameOf(value);
  return name === undefined ? locale.t('state.unknown') : locale.formats.digits(name);
};

/** The first text of an element says which one it is. */
const nameOf = (element: { readonly [field: string]: JsonValue }): string | undefined =>
  ['name', 'productName', 'number', 'street', 'city']
    .map((field) => element[field])
    .find((value) => typeof value === 'string');

function valueWords({ t, formats }: Locale, collection: string, path: string, value: JsonValue): string {
  const money = moneyOf({ money: value }, 'money');
  if (money && isCurrencyCode(money.currency)) return formats.money({ amount: money.amount, currency: money.currency });
  if (typeof value === 'number') {
    if (/percentage|probability/i.test(path)) return formats.percentage(value);
    return /quantity|visitsIncluded/i.test(path) ? formats.quantity(value) : formats.number(value);
  }
  if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no');
  if (typeof value !== 'string') return t('state.unknown');
  if (isIsoDate(value)) return formats.date(value);
  if (isInstant(value)) return formats.dateTime(value);
  return formats.digits(valueLabel(t, collection, path, value));
}
