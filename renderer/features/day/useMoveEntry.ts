/** Puts an entry of the calendar on another day, or at another hour, and says so with a way back. */
import { useRef } from 'react';
import type { Instant, IsoDate } from '../../../shared/base/clock.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import type { CarriedEntry } from './DraggedEntry.tsx';

export type MoveEntry = (entry: CarriedEntry, to: IsoDate, at?: Instant) => void;

export function useMoveEntry(): MoveEntry {
  const { t, formats } = useLocale();
  const core = useCore();
  /** One at a time: a key that is held down does a thing once. */
  const isBusy = useRef(false);

  /** @param at an hour; without one an agreed hour stays the hour. */
  async function move({ recordId, subject, customerName, ...was }: CarriedEntry, to: IsoDate, at?: Instant) {
    if (isBusy.current || (to === was.from && (at === undefined || at === was.at))) return;
    isBusy.current = true;
    const visit = { activityId: recordId };
    const moved = await attempt(core.day.move, { visit, to, ...(at === undefined ? {} : { at }), subject });
    isBusy.current = false;
    if (!moved.ok) return notifyFailure(errorToWords(t, moved.error));
    const name = customerName ?? subject;
    notify(t('day.moved', { name, date: at === undefined ? formats.date(to) : formats.dateTime(at) }), {
      label: t('action.undo'),
      run: () =>
        void attempt(core.day.move, { visit, to: was.from, at: was.at, subject }).then((movedBack) =>
          movedBack.ok
            ? notify(t('day.moved', { name, date: formats.date(was.from) }))
            : notifyFailure(errorToWords(t, movedBack.error)),
        ),
    });
  }
  return (entry, to, at) => void move(entry, to, at);
}
