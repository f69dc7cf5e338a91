import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { instantFromMilliseconds } from '../../../shared/base/clock.ts';
import type { StoryEntry } from '../../../shared/contract/customers.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { recordAddress } from '../../app/recordAddress.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { RecordBadges } from '../../ui/state/RecordBadges.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { DateText, MoneyText } from '../../ui/text/Text.tsx';
import { kindIcon, stateTone } from '../records/kindLooks.ts';
import { OpportunityValue } from '../opportunities/OpportunityValue.tsx';
import styles from './CustomerStory.module.css';

const STATE_FIELD = {
  activities: 'outcome',
  salesDocuments: 'state',
  contracts: 'state',
  opportunities: 'stage',
  serviceRequests: 'state',
  assets: 'state',
  attachments: 'state',
} as const;

const CODED: ReadonlySet<string> = new Set(['contracts', 'assets']);

/** One line of the story. A new month has its name above the first line. */
export function StoryLine({ entry, before }: { entry: StoryEntry; before: StoryEntry | undefined }) {
  const { t, formats, timeZone, language, calendar } = useLocale();
  const month = monthName(entry.at, language, calendar, timeZone);
  const isNewMonth = before === undefined || monthName(before.at, language, calendar, timeZone) !== month;
  const KindIcon = kindIcon(entry.kind);
  const isPlanned = entry.collection === 'activities' && entry.at > instantFromMilliseconds(Date.now());
  const title = entry.collection === 'salesDocuments' ? formats.code(entry.title) : formats.digits(entry.title);
  // A contract's detail is its number, an equipment's its serial; everyone else's is what somebody wrote.
  const shown = CODED.has(entry.collection) ? formats.code : formats.digits;
  const parts: ReactNode[] = [
    <DateText key="at" value={entry.at} />,
    entry.authorName !== null && <bdi key="author">{entry.authorName}</bdi>,
  ].filter((part) => part !== false);
  const address = recordAddress(entry.collection, entry.id);
  const words = (
    <>
      <span className={styles.icon}>
        <KindIcon size={16} stroke={1.6} aria-hidden />
      </span>
      <span className={styles.words}>
        <span className={styles.head}>
          <span className={styles.kind}>{t.maybe(`kind.${entry.kind}`)}</span>
          <bdi className={styles.title}>{title}</bdi>
          <RecordBadges pending={entry.pending} held={entry.held} needsYou={entry.needsYou} />
        </span>
        {entry.detail !== null && <bdi className={styles.detail}>{shown(entry.detail)}</bdi>}
        <span className={styles.meta}>{joined(parts)}</span>
      </span>
      <span className={styles.end}>
        {entry.amount && <MoneyText money={entry.amount} />}
        {entry.state !== null && (
          <StateBadge tone={stateTone(entry.collection, entry.state)}>
            {entry.collection === 'opportunities' ? (
              <OpportunityValue field="stage" value={entry.state} />
            ) : (
              valueLabel(t, entry.collection, STATE_FIELD[entry.collection], entry.state)
            )}
          </StateBadge>
        )}
        {isPlanned && entry.state === null && <StateBadge tone="info">{t('customers.story.planned')}</StateBadge>}
      </span>
    </>
  );
  return (
    <>
      {isNewMonth && <h3 className={styles.month}>{month}</h3>}
      {address ? (
        <Link {...address} className={styles.line ?? ''}>
          {words}
        </Link>
      ) : (
        <div className={styles.line}>{words}</div>
      )}
    </>
  );
}

const joined = (parts: readonly ReactNode[]): ReactNode[] =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [' · ', part]));

/** «آبان ۱۴۰۵», "November 2026". */
function monthName(instant: string, language: 'fa' | 'en', calendar: 'persian' | 'gregory', timeZone: string): string {
  const locale = `${language === 'fa' ? 'fa-IR-u-nu-arabext' : 'en-US-u-nu-latn'}-ca-${calendar}`;
  const parts = monthFormat(locale, timeZone).formatToParts(Date.parse(instant));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((item) => item.type === type)?.value ?? '';
  return `${part('month')} ${part('year')}`;
}

const monthFormats = new Map<string, Intl.DateTimeFormat>();

function monthFormat(locale: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const known = monthFormats.get(key);
  if (known) return known;
  const format = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone });
  monthFormats.set(key, format);
  return format;
}
