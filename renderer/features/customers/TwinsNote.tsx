/** While somebody writes a customer down: those who may be the same, with why, each a link that opens beside the form's draft. */
import { useEffect, useMemo, useState } from 'react';
import { Button } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { TwinInput } from '../../../shared/contract/customerTwins.ts';
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { WrittenText } from '../../ui/text/Text.tsx';
import { Note } from '../records/RecordNotes.tsx';
import styles from './CustomerForm.module.css';

/** A pause in typing: shorter, and half words are looked up; longer, and the warning comes late. */
const PAUSE_MILLISECONDS = 150;

export interface TwinsNoteProps {
  body: RecordBody;
  exceptId: string | undefined;
  /** With it a twin is chosen; without, its page is opened. */
  onChoose?: (id: string) => void;
}

export function TwinsNote({ body, exceptId, onChoose }: TwinsNoteProps) {
  const { t, language } = useLocale();
  const core = useCore();
  const asked = useSettled(useMemo(() => twinInputOf(body, exceptId), [body, exceptId]));
  const isWorthAsking =
    (asked.name ?? '').trim().length > 2 ||
    asked.phones?.some((phone) => phone.length > 6) === true ||
    [...(asked.emails ?? []), ...(asked.ids ?? [])].length > 0 ||
    asked.code !== undefined;
  const { data: found } = useLive(core.customers.twins, asked, { enabled: isWorthAsking });
  const twins = isWorthAsking ? (found ?? []) : [];
  return (
    <div aria-live="polite" className={styles.twinsOf}>
      {twins.length > 0 && (
        <Note
          tone="warn"
          icon={<IconUsers size={16} stroke={1.75} aria-hidden />}
          title={t('customers.twins.title', { count: twins.length })}
        >
          <ul className={styles.twins} aria-label={t('customers.twins.label')}>
            {twins.map(({ id, name, city, territoryName, reasons }) => (
              <li key={id} className={styles.twin}>
                {onChoose ? (
                  <Button variant="default" size="compact-sm" onClick={() => onChoose(id)}>
                    <WrittenText>{name}</WrittenText>
                  </Button>
                ) : (
                  <Link to="/customers/$id" params={{ id }}>
                    <WrittenText>{name}</WrittenText>
                  </Link>
                )}
                {[city, territoryName]
                  .filter((place) => place !== null)
                  .slice(0, 1)
                  .map((place) => (
                    <bdi key={place}>{place}</bdi>
                  ))}
                <span>
                  {reasons.map((reason) => t(`customers.twins.reason.${reason}`)).join(language === 'fa' ? '، ' : ', ')}
                </span>
              </li>
            ))}
          </ul>
        </Note>
      )}
    </div>
  );
}

function twinInputOf(body: RecordBody, exceptId: string | undefined): TwinInput {
  const texts = (values: readonly (string | null)[]): string[] =>
    [...new Set(values.filter((value) => value !== null && value.trim() !== ''))].slice(0, MOST) as string[];
  const contacts = elementsOf(body, 'contacts');
  const code = textOf(body, 'code');
  return {
    name: (textOf(body, 'name') ?? '').slice(0, 200),
    phones: texts([
      ...elementsOf(body, 'phones').map((phone) => textOf(phone, 'number')),
      ...contacts.map((contact) => textOf(contact, 'phone')),
    ]),
    emails: texts([textOf(body, 'email'), ...contacts.map((contact) => textOf(contact, 'email'))]),
    ids: texts([textOf(body, 'nationalId'), textOf(body, 'economicCode')]),
    ...(code === null ? {} : { code }),
    ...(exceptId === undefined ? {} : { exceptId }),
  };
}

const MOST = 100;

/** The input as it was when nobody had typed for a moment. */
function useSettled(input: TwinInput): TwinInput {
  const [settled, setSettled] = useState(input);
  const text = JSON.stringify(input);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as TwinInput), PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
