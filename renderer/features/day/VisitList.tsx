/** The visits of a day in their order: when, where, why, and what was sold last. Arrows go along it, Alt and an arrow put a visit elsewhere. */
import { useEffect, useRef, type KeyboardEvent } from 'react';
import type { DayVisit } from '../../../shared/contract/day.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { BadgedName } from '../../ui/state/RecordBadges.tsx';
import { StateBadge, type Tone } from '../../ui/state/StateBadge.tsx';
import { DateText, MoneyText, NameText } from '../../ui/text/Text.tsx';
import styles from './Day.module.css';
import { outcomeWords } from './outcomes.ts';
import { whyWords } from './whyWords.ts';

export interface VisitListProps {
  visits: readonly DayVisit[];
  chosen: string | null;
  onChoose: (id: string) => void;
  onOpen: (visit: DayVisit) => void;
  /** By so many places, down when positive. undefined where nothing may be changed. */
  onMove: ((visit: DayVisit, by: number) => void) | undefined;
}

const TONES: Readonly<Record<DayVisit['state'], Tone>> = {
  due: 'warn',
  planned: 'info',
  here: 'good',
  done: 'neutral',
};

export function VisitList({ visits, chosen, onChoose, onOpen, onMove }: VisitListProps) {
  const { t, formats } = useLocale();
  const list = useRef<HTMLOListElement>(null);
  /** Put elsewhere by the keyboard, a visit keeps the cursor. */
  const isMoving = useRef(false);
  useEffect(() => {
    if (!isMoving.current || chosen === null) return;
    isMoving.current = false;
    list.current?.querySelector<HTMLElement>(`[data-visit="${chosen}"]`)?.focus();
  }, [visits, chosen]);
  const tabStop = visits.some(({ id }) => id === chosen) ? chosen : (visits[0]?.id ?? null);

  function onKeyDown(event: KeyboardEvent, visit: DayVisit): void {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    if (event.altKey) {
      isMoving.current = onMove !== undefined;
      onMove?.(visit, by);
      return;
    }
    const next = visits[visits.indexOf(visit) + by];
    if (!next) return;
    onChoose(next.id);
    list.current?.querySelector<HTMLElement>(`[data-visit="${next.id}"]`)?.focus();
  }

  return (
    <ol className={styles.visits} ref={list} aria-label={t('day.visits')}>
      {visits.map((visit, index) => (
        <li key={visit.id}>
          <button
            type="button"
            className={styles.visit}
            data-visit={visit.id}
            data-state={visit.state}
            aria-current={visit.id === chosen || undefined}
            tabIndex={visit.id === tabStop ? 0 : -1}
            onClick={() => onChoose(visit.id)}
            onDoubleClick={() => onOpen(visit)}
            onKeyDown={(event) => onKeyDown(event, visit)}
          >
            <span className={styles.number} aria-hidden>
              {formats.number(index + 1)}
            </span>
            <span className={styles.words}>
              <span className={styles.head}>
                <BadgedName pending={visit.pending} held={visit.held} needsYou={visit.needsYou}>
                  <NameText>{visit.name}</NameText>
                </BadgedName>
              </span>
              <span className={styles.dim}>
                <NameText>{[visit.city, visit.street].filter((part) => part !== null).join(t('day.comma'))}</NameText>
              </span>
              <span className={styles.dim}>{whyWords(t, formats, visit)}</span>
            </span>
            <span className={styles.end}>
              <span className={styles.time} data-agreed={visit.agreedAt !== null || undefined}>
                <VisitTime visit={visit} />
              </span>
              <StateBadge tone={visit.outcome === null ? TONES[visit.state] : outcomeTone(visit)}>
                {visit.outcome === null
                  ? t(`day.state.${visit.state}`)
                  : outcomeWords(t, visit.outcome, visit.noOrderReason)}
              </StateBadge>
              {visit.lastOrder?.total && (
                <span className={styles.dim}>
                  <MoneyText money={visit.lastOrder.total} /> · <DateText value={visit.lastOrder.on} figures />
                </span>
              )}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function VisitTime({ visit }: { visit: DayVisit }) {
  const { t, formats } = useLocale();
  const { checkedInAt, happenedAt, agreedAt, expectedAt } = visit;
  const was = checkedInAt ?? happenedAt;
  if (was !== null) return <time dateTime={was}>{formats.time(was)}</time>;
  if (agreedAt !== null) return <time dateTime={agreedAt}>{formats.time(agreedAt)}</time>;
  if (expectedAt !== null)
    return <time dateTime={expectedAt}>{t('day.about', { time: formats.time(expectedAt) })}</time>;
  return null;
}

const outcomeTone = ({ outcome }: DayVisit): Tone =>
  outcome === 'ordered' ? 'good' : outcome === 'refused' ? 'bad' : 'warn';
