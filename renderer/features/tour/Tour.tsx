/**
 * A walk through the real pages, a step at a time: words in a strip above the page, a ring around what they are about. Everything can be used meanwhile.
 * Left at any step, it goes on there when it is asked for again, also after a lock or on another day.
 */
import { useEffect, useRef, useState } from 'react';
import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useCommands } from '../../app/commands.tsx';
import { useDraft } from '../../data/useDraft.ts';
import { useSession } from '../../data/session.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { stepsFor, type TourStep } from './steps.ts';
import styles from './Tour.module.css';
import { takeTourWish } from './tourWish.ts';

/** @param offered The pages of this person. */
export function Tour({ offered }: { offered: readonly string[] }) {
  const { t } = useLocale();
  const { firstSyncDone } = useSession();
  const kept = useDraft<{ at: string }>('tour', { at: '' });
  const [isOn, setOn] = useState(takeTourWish);
  const steps = stepsFor(offered);
  const reached = Math.max(
    0,
    steps.findIndex(({ id }) => id === kept.value?.at),
  );
  useCommands(
    isOn || steps.length === 0
      ? []
      : [
          {
            id: 'tour',
            label: t(reached === 0 ? 'tour.begin' : 'tour.goOn'),
            keywords: ['tour', 'help', 'راهنما'],
            run: () => setOn(true),
          },
        ],
  );
  const step = steps[reached];
  // While the first records come there is nothing yet to be led about.
  if (!isOn || !firstSyncDone || kept.value === undefined || step === undefined) return null;
  const go = (index: number): void => {
    const next = steps[index];
    if (next) kept.set({ at: next.id });
    else leave(true);
  };
  const leave = (isOver: boolean): void => {
    setOn(false);
    if (isOver) kept.drop();
    notify(t(isOver ? 'tour.over' : 'tour.left'));
  };
  return (
    <>
      <Strip
        key={step.id}
        step={step}
        place={{ number: reached + 1, of: steps.length }}
        onBack={reached > 0 ? () => go(reached - 1) : undefined}
        onNext={() => go(reached + 1)}
        onLeave={() => leave(false)}
      />
      <Ring key={`ring ${step.id}`} around={step.at} />
    </>
  );
}

interface StripProps {
  step: TourStep;
  place: { readonly number: number; readonly of: number };
  onBack: (() => void) | undefined;
  onNext: () => void;
  onLeave: () => void;
}

function Strip({ step, place, onBack, onNext, onLeave }: StripProps) {
  const { t } = useLocale();
  const navigate = useNavigate();
  const strip = useRef<HTMLElement>(null);
  const { page } = step;
  useEffect(() => {
    if (page !== undefined) void navigate({ to: page });
  }, [page, navigate]);
  // Each step is read out, and Tab leads to its buttons first.
  useEffect(() => strip.current?.focus({ preventScroll: true }), []);
  return (
    <section
      ref={strip}
      className={styles.strip}
      tabIndex={-1}
      aria-label={t('tour.label')}
      aria-describedby="tour-text"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onLeave();
      }}
    >
      <div className={styles.words} id="tour-text" aria-live="polite">
        <strong>{t(step.title)}</strong>
        <span>{t(step.text)}</span>
      </div>
      <span className={styles.count}>{t('tour.step', place)}</span>
      {onBack && (
        <Button variant="default" size="compact-sm" onClick={onBack}>
          {t('tour.back')}
        </Button>
      )}
      <Button size="compact-sm" onClick={onNext}>
        {t(place.number === place.of ? 'tour.finish' : 'tour.next')}
      </Button>
      <Button variant="subtle" color="gray" size="compact-sm" onClick={onLeave}>
        {t('tour.leave')}
      </Button>
    </section>
  );
}

/** How often the ring looks where its thing is: pages come, lists fill, panels open. */
const LOOK_MILLISECONDS = 200;
const ROOM = 4;

function Ring({ around }: { around: string }) {
  const [box, setBox] = useState<{ top: number; left: number; width: number; height: number } | null>(null);
  useEffect(() => {
    const look = (): void => {
      const found = document.querySelector(around)?.getBoundingClientRect();
      const next = found && found.width > 0 ? found : null;
      setBox((before) =>
        next === null
          ? null
          : before &&
              before.top === next.top &&
              before.left === next.left &&
              before.width === next.width &&
              before.height === next.height
            ? before
            : { top: next.top, left: next.left, width: next.width, height: next.height },
      );
    };
    look();
    const timer = setInterval(look, LOOK_MILLISECONDS);
    return () => clearInterval(timer);
  }, [around]);
  if (!box) return null;
  return (
    <div
      className={styles.ring}
      aria-hidden
      style={{
        transform: `translate(${box.left - ROOM}px, ${box.top - ROOM}px)`,
        width: box.width + 2 * ROOM,
        height: box.height + 2 * ROOM,
      }}
    />
  );
}
