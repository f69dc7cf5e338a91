/** What one does about the visits of a day, each with what is said afterwards and, where it can be, with a way back. */
import { useEffect, useRef } from 'react';
import { v7 as uuidv7 } from 'uuid';
import { addDays, type IsoDate } from '../../../shared/base/clock.ts';
import type { DayVisit, VisitTarget } from '../../../shared/contract/day.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import type { KnownPosition, Position } from './usePosition.ts';

export function useDayActions(on: IsoDate, visits: readonly DayVisit[], position: Position) {
  const { t, formats } = useLocale();
  const core = useCore();
  const subject = t('kind.visit');
  /** One at a time: a key that is held down does a thing once. */
  const isBusy = useRef(false);
  /** Visits made for customers who are due, until the list that comes after knows of them: by customer. */
  const made = useRef(new Map<string, string>());
  useEffect(() => {
    const due = new Set(visits.flatMap(({ activityId, customerId }) => (activityId === null ? [customerId] : [])));
    for (const customerId of made.current.keys()) if (!due.has(customerId)) made.current.delete(customerId);
  }, [visits]);

  function targetOf({ activityId, customerId }: DayVisit): VisitTarget {
    const known = activityId ?? made.current.get(customerId ?? '');
    return known === undefined ? { customerId: customerId ?? '' } : { activityId: known };
  }

  function remember({ activityId, customerId }: DayVisit, id: string | undefined): void {
    if (activityId === null && customerId !== null && id !== undefined) made.current.set(customerId, id);
  }

  async function once<Output>(act: () => Promise<Output>): Promise<Output | undefined> {
    if (isBusy.current) return undefined;
    isBusy.current = true;
    try {
      return await act();
    } finally {
      isBusy.current = false;
    }
  }

  async function checkIn(visit: DayVisit): Promise<string | undefined> {
    return once(async () => {
      const here = await position.read();
      const result = await attempt(core.day.checkIn, {
        id: uuidv7(),
        visit: targetOf(visit),
        subject,
        ...withPosition(here),
      });
      if (!result.ok) return failed(result.error);
      remember(visit, result.value.id);
      notify(t('day.checkedIn', { name: visit.name }));
      return result.value.id;
    });
  }

  async function move(visit: DayVisit, to: IsoDate): Promise<string | undefined> {
    return once(async () => {
      const result = await attempt(core.day.move, { id: uuidv7(), visit: targetOf(visit), to, subject });
      if (!result.ok) return failed(result.error);
      const { id } = result.value;
      remember(visit, id);
      notify(t('day.moved', { name: visit.name, date: formats.date(to) }), {
        label: t('action.undo'),
        // Brought along from an earlier day it goes back to that.
        run: () => void attempt(core.day.move, { visit: { activityId: id }, to: visit.plannedOn ?? on, subject }),
      });
      return id;
    });
  }

  return {
    checkIn,
    move,
    moveToNextDay: (visit: DayVisit) => move(visit, addDays(on, 1)),
    arrange: (order: readonly DayVisit[]) =>
      once(async () => {
        const result = await attempt(core.day.arrange, { on, subject, order: order.map(targetOf) });
        if (!result.ok) return failed(result.error);
        const { ids } = result.value;
        for (const [index, visit] of order.entries()) remember(visit, ids[index]);
        return ids;
      }),
    suggestOrder: (arranged: readonly DayVisit[]) =>
      once(async () => {
        const activityIds = arranged.flatMap(({ activityId, isByHand }) =>
          isByHand && activityId ? [activityId] : [],
        );
        if (activityIds.length === 0) return;
        const result = await attempt(core.day.suggestOrder, { activityIds });
        if (!result.ok) failed(result.error);
      }),
  };

  function failed(error: Parameters<typeof errorToWords>[1]): undefined {
    notifyFailure(errorToWords(t, error));
    return undefined;
  }
}

export const withPosition = (position: KnownPosition | undefined) => (position === undefined ? {} : { position });
