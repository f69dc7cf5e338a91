/** A task that stands in a series: passed over, changed alone or with all that follow, ended, each with its way back; and the series in the calendar that a manager sees. */
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { sampleId } from '../../server/sample/company.ts';
import { addDays, instantFromMilliseconds, isoDateFromInstant } from '../../shared/base/clock.ts';
import { weekdayOf } from '../../shared/domain/activities/dueVisits.ts';
import { nextTaskId } from '../../shared/domain/activities/repeatedTask.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { valueLabel } from '../../shared/locale/recordLabels.ts';
import { expectAccessible } from './accessible.ts';
import { createDayClock } from './dayClock.ts';
import { nameOf, signIn, speak } from './flows.ts';
import { type AppWindow, TIME_ZONE } from './pages/appWindow.ts';
import { BranchPage } from './pages/branch.ts';
import { CalendarPage } from './pages/day.ts';
import { Fields } from './pages/fields.ts';
import { RecordList } from './pages/list.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

/** A rep's own, every week, from today on (`server/sample/visits.ts`). */
const REPORT = 'گزارش هفتگی فروش';
const ID = sampleId('task', 'ali task 1');
/** Every month, from the day after tomorrow on. */
const PRICES = 'به‌روزرسانی فهرست قیمت مشتریان';
const PRICES_ID = sampleId('task', 'ali task 3');
const ALONE = 'گزارش فقط این هفته';
const TOGETHER = 'گزارش فروش و مرجوعی';

describe('a task that stands in a series', () => {
  // A day at the beginning of its month: the month that the calendar shows holds the next four weeks.
  const clock = createDayClock();
  const product = useProduct({ clock });
  let window: AppWindow;
  let today: string;

  const bodyAtServer = async (id: string): Promise<RecordBody | null> =>
    (await product().recordsAtServer('activities')).find((record) => record.id === id)?.body ?? null;
  const slotAtServer = async (id: string): Promise<unknown> =>
    ((await bodyAtServer(id))?.['repeat'] as RecordBody | undefined)?.['slot'];

  async function open(subject: string): Promise<Locator> {
    await window.goTo('nav.activities');
    await new RecordList(window, window.t('activities.title')).row(subject).click();
    const panel = window.panel(subject);
    await panel.getByRole('button', { name: window.t('repeat.skip'), exact: true }).waitFor();
    return panel;
  }
  const undo = (says: string): Promise<void> =>
    window
      .notice(says)
      .getByRole('button', { name: window.t('action.undo') })
      .click();

  it('says its rule, and asks whom a change is about', async () => {
    window = await signIn(await product().openMachine(), 'ali');
    today = isoDateFromInstant(instantFromMilliseconds(clock.now()), TIME_ZONE);
    const { t } = window;
    const panel = await open(REPORT);
    const days = valueLabel(t, 'activities', 'weekdays', weekdayOf(today));
    await panel.getByText(t('repeat.words.week', { every: 1, days }), { exact: true }).waitFor();
    // Of one alone there is no rule to change.
    const repeats = new Fields(window, panel).choice(t('field.repeat'));
    expect(await repeats.count()).toBe(0);
    await panel.getByText(t('repeat.scope.following'), { exact: true }).click();
    await repeats.waitFor();
    await expectAccessible(window, 'a task in a series');
    await takePicture(window, 'series-fa');
    await panel.getByText(t('repeat.scope.this'), { exact: true }).click();
    await repeats.waitFor({ state: 'hidden' });
  });

  it('is passed over, and comes back', async () => {
    const { t, formats } = window;
    const panel = window.panel(REPORT);
    await panel.getByRole('button', { name: t('repeat.skip'), exact: true }).click();
    await panel.waitFor({ state: 'hidden' });
    await expect.poll(() => slotAtServer(ID)).toBe(addDays(today, 7));
    await undo(t('repeat.skipped', { subject: REPORT, date: formats.date(addDays(today, 7)) }));
    await expect.poll(() => slotAtServer(ID)).toBe(today);
  });

  it('is changed alone: the next stands as it was', async () => {
    const { t } = window;
    const panel = await open(REPORT);
    await panel.getByRole('textbox', { name: t('field.subject'), exact: true }).fill(ALONE);
    await panel.getByRole('button', { name: t('action.save'), exact: true }).click();
    await panel.waitFor({ state: 'hidden' });
    await expect.poll(() => bodyAtServer(ID)).toMatchObject({ subject: ALONE, repeat: { slot: today } });
    expect(await bodyAtServer(nextTaskId(ID))).toMatchObject({ subject: REPORT, repeat: { slot: addDays(today, 7) } });
  });

  it('asks before it deletes what has nowhere to go', async () => {
    const { t } = window;
    const panel = await open(ALONE);
    await panel.getByRole('button', { name: t('repeat.skip'), exact: true }).click();
    const dialog = window.page.getByRole('dialog', { name: t('repeat.skip.ask', { subject: ALONE }), exact: true });
    await dialog.getByText(t('repeat.skip.nextStands'), { exact: true }).waitFor();
    await expectAccessible(window, 'a task to be deleted');
    await takePicture(window, 'series-delete-fa');
    await dialog.getByRole('button', { name: t('action.cancel'), exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await bodyAtServer(ID)).not.toBeNull();
  });

  it('is changed with all that follow: the rule and what stands behind it go along', async () => {
    const { t } = window;
    const panel = await open(ALONE);
    await panel.getByText(t('repeat.scope.following'), { exact: true }).click();
    await panel.getByRole('textbox', { name: t('field.subject'), exact: true }).fill(TOGETHER);
    await panel.getByRole('textbox', { name: t('repeat.every'), exact: true }).fill('2');
    // What was typed comes back as what it was: for all that follow.
    await window.reload();
    await panel.getByText(t('record.restored.title'), { exact: true }).waitFor();
    expect(await panel.getByRole('radio', { name: t('repeat.scope.following'), exact: true }).isChecked()).toBe(true);
    await panel.getByRole('button', { name: t('action.save'), exact: true }).click();
    await panel.waitFor({ state: 'hidden' });
    await expect.poll(() => bodyAtServer(ID)).toMatchObject({ subject: TOGETHER, repeat: { every: 2, slot: today } });
    await expect
      .poll(() => bodyAtServer(nextTaskId(ID)))
      .toMatchObject({ subject: TOGETHER, repeat: { every: 2, slot: addDays(today, 14) } });
  });

  it('ends, and goes on', async () => {
    const { t } = window;
    await window.goTo('nav.calendar');
    const calendar = new CalendarPage(window);
    await calendar.ahead().filter({ hasText: TOGETHER }).first().waitFor();
    await window.goTo('nav.activities');
    // Both stand in the list: today's is the first.
    await new RecordList(window, t('activities.title')).row(TOGETHER).first().click();
    const panel = window.panel(TOGETHER);
    await panel.getByRole('button', { name: t('repeat.end'), exact: true }).click();
    await panel.getByRole('button', { name: t('repeat.end'), exact: true }).waitFor({ state: 'hidden' });
    await expect.poll(async () => (await bodyAtServer(ID))?.['repeat']).toBeUndefined();
    await undo(t('repeat.ended', { subject: TOGETHER }));
    await panel.getByRole('button', { name: t('repeat.end'), exact: true }).waitFor();
    await expect.poll(() => slotAtServer(ID)).toBe(today);
    await window.goTo('nav.calendar');
    await calendar.ahead().filter({ hasText: TOGETHER }).first().waitFor();
  });

  it('is done in its form: what is written about it stays with it', async () => {
    const { t } = window;
    const panel = await open(PRICES);
    await panel.getByRole('button', { name: t('activities.doneNow'), exact: true }).click();
    await panel.getByRole('button', { name: t('repeat.skip'), exact: true }).waitFor({ state: 'hidden' });
    await panel.getByRole('textbox', { name: t('field.note'), exact: true }).fill('سه مشتری تازه');
    await panel.getByRole('button', { name: t('action.save'), exact: true }).click();
    await expect.poll(async () => (await bodyAtServer(PRICES_ID))?.['note']).toBe('سه مشتری تازه');
    const next = await bodyAtServer(nextTaskId(PRICES_ID));
    expect(next).toMatchObject({ subject: PRICES, repeat: { unit: 'month' } });
    expect(next).not.toHaveProperty('note');
  });

  it('reads in English too', async () => {
    window = await speak(window, 'en');
    const panel = await open(TOGETHER);
    await panel.getByText(window.t('repeat.scope.following'), { exact: true }).click();
    await expectAccessible(window, 'a task in a series, in English');
    await takePicture(window, 'series-en');
  });

  it('stands in the calendar that a manager sees, who changes nothing there', async () => {
    window = await signIn(await product().openMachine(), 'hamid');
    const { t, page } = window;
    const branch = new BranchPage(window);
    await branch.open();
    await branch
      .person(nameOf('ali'))
      .getByRole('link', { name: nameOf('ali') })
      .click();
    await window.text(t('day.ofSomebody', { name: nameOf('ali') })).waitFor();
    await page
      .getByRole('main')
      .getByRole('link', { name: t('nav.calendar'), exact: true })
      .click();
    await window.text(t('calendar.ofSomebody', { name: nameOf('ali') })).waitFor();
    const calendar = new CalendarPage(window);
    await calendar.ahead().filter({ hasText: TOGETHER }).first().waitFor();
    expect(await calendar.grid().locator('[data-movable]').count()).toBe(0);
    expect(await page.getByRole('button', { name: t('calendar.file'), exact: true }).count()).toBe(0);
    await expectAccessible(window, 'the calendar of others');
    await takePicture(window, 'calendar-of-fa');
    const entry = page.getByRole('listitem').filter({ hasText: TOGETHER });
    await entry.getByRole('link').focus();
    await window.press('m');
    await calendar.choose('calendar.view.day');
    await page
      .getByRole('list', { name: t('calendar.hours') })
      .getByText(TOGETHER)
      .waitFor();
    expect(
      await page
        .getByRole('list', { name: t('calendar.hours') })
        .locator('[data-movable]')
        .count(),
    ).toBe(0);
    expect(await slotAtServer(ID)).toBe(today);
    // One's own stays one's own.
    await window.goTo('nav.calendar');
    await window.text(t('calendar.ofSomebody', { name: nameOf('ali') })).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: t('calendar.file'), exact: true }).waitFor();
  });
});
