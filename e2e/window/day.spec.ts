/** A rep's day: the route and why, coming and leaving by a few keys, an order made by hand, what is written down quickly; the calendar in both calendars. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { valueLabel } from '../../shared/locale/recordLabels.ts';
import { expectAccessible } from './accessible.ts';
import { createDayClock } from './dayClock.ts';
import { allSent, signIn } from './flows.ts';
import { AppWindow, oneLine, TIME_ZONE } from './pages/appWindow.ts';
import { CalendarPage, DayPage } from './pages/day.ts';
import { Fields } from './pages/fields.ts';
import { SettingsPage } from './pages/settings.ts';
import { takePicture } from './pictures.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

const MINUTE = 60_000;
/** The program looks at the clock twice a minute. */
const REMINDED_WITHIN = 45_000;
const timeInTehran = (at: number): string =>
  new Date(at).toLocaleTimeString('en-GB', { timeZone: TIME_ZONE, hour: '2-digit', minute: '2-digit' });

describe('a rep’s day', () => {
  // A day at the beginning of its week and of its month: both hold days that come.
  const product = useProduct({ clock: createDayClock() });
  let machine: Machine;
  let window: AppWindow;
  let day: DayPage;

  it('holds who is due in the order of a short way, as a list and as a sketch', async () => {
    machine = await product().openMachine();
    window = await signIn(machine, 'ali');
    await window.goTo('nav.today');
    day = new DayPage(window);
    await expect.poll(() => day.visits().count()).toBeGreaterThan(3);
    await day.sketch().waitFor();
    await expectAccessible(window, 'today');
    await takePicture(window, 'today-fa');
  });

  it('comes and leaves by a few keys, with a position where the machine may tell it', async () => {
    const { t, page } = window;
    await page.context().setGeolocation({ latitude: 35.7801, longitude: 51.4002 });
    await page.context().grantPermissions(['geolocation']);
    const name = (await day.names())[0] ?? '';
    await day.visit(name).getByRole('button').click();
    await window.press('i');
    await day.visit(name).getByText(t('day.state.here'), { exact: true }).waitFor();
    await window.press('x');
    await day.outcome(name).waitFor();
    await window.press('5');
    await expectAccessible(window, 'the outcome of a visit');
    await takePicture(window, 'outcome-fa');
    await window.press('Enter');
    const words = t('day.noOrder', { reason: valueLabel(t, 'activities', 'noOrderReason', 'price') });
    await day.visit(name).getByText(words, { exact: true }).waitFor();
    await allSent(window);
    const visits = (await product().recordsAtServer('activities')).filter(({ body }) => body['checkedOutAt']);
    expect(visits).toHaveLength(1);
    expect(visits[0]?.body).toMatchObject({
      outcome: 'refused',
      noOrderReason: 'price',
      checkInPosition: { latitude: 35_780_100, longitude: 51_400_200 },
    });
  });

  it('keeps an order that was made by the keyboard, through a reload', async () => {
    const before = await day.names();
    const [, second = '', third = ''] = before;
    await day.visit(second).getByRole('button').click();
    await window.press('Alt+ArrowDown');
    await expect.poll(() => day.names()).toEqual([before[0], third, second, ...before.slice(3)]);
    await window.page.getByRole('button', { name: window.t('day.suggest') }).waitFor();
    await window.reload();
    await expect.poll(() => day.names()).toEqual([before[0], third, second, ...before.slice(3)]);
    await window.page.getByRole('button', { name: window.t('day.suggest') }).click();
    await expect.poll(() => day.names()).not.toEqual([before[0], third, second, ...before.slice(3)]);
  });

  it('moves a visit to tomorrow, and takes that back', async () => {
    const name = (await day.names())[1] ?? '';
    await day.visit(name).getByRole('button').click();
    await window.press('m');
    await day.visit(name).waitFor({ state: 'hidden' });
    await window.page.getByRole('button', { name: window.t('action.undo') }).click();
    await day.visit(name).waitFor();
  });

  it('writes a call down in two keys and Enter, and ticks a task off', async () => {
    const { t, page } = window;
    const name = (await day.names())[1] ?? '';
    await day.visit(name).getByRole('button').click();
    await window.press('w', 'c');
    const dialog = page.getByRole('dialog', { name: t('activities.logCall', { name }) });
    await dialog.waitFor();
    await expect.poll(() => window.focusedName()).toContain(t('field.subject'));
    await window.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await window.notice(t('activities.logged')).waitFor();
    await day.task('گزارش هفتگی فروش').click();
    await window.notice(t('day.task.done', { subject: 'گزارش هفتگی فروش' })).waitFor();
    await expect.poll(() => day.task('گزارش هفتگی فروش').isChecked()).toBe(true);
  });

  it('stands in a calendar by month and week, Persian or Gregorian, by keyboard, and leaves as a file', async () => {
    const { t, page } = window;
    await window.goTo('nav.calendar');
    const calendar = new CalendarPage(window);
    await calendar.grid().waitFor();
    const persian = await calendar.month().innerText();
    expect(persian).toMatch(/۱۴\d\d|۱۴[۰-۹]{2}/u);
    await expectAccessible(window, 'the calendar');
    await takePicture(window, 'calendar-fa');
    await calendar.speak('settings.calendar.gregory');
    await expect.poll(() => calendar.month().innerText()).toMatch(/۲۰[۰-۹]{2}/u);
    await calendar.choose('calendar.view.week');
    await expect.poll(() => calendar.grid().getByRole('row').count()).toBeLessThan(4);
    await expectAccessible(window, 'the week');
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: t('calendar.file') }).click();
    const download = await downloading;
    const text = await readFile(await download.path(), 'utf8');
    expect(text).toContain('BEGIN:VCALENDAR');
    expect(text).toContain('گزارش هفتگی فروش');
    await calendar.speak('settings.calendar.persian');
    await calendar.choose('calendar.view.month');
    await expect.poll(() => calendar.month().innerText()).toBe(persian);
    await calendar.grid().getByRole('gridcell').getByRole('button').first().press('ArrowDown');
    // The other months have their entries too, before any of their days is chosen.
    await page.getByRole('button', { name: t('calendar.before.month'), exact: true }).click();
    await expect.poll(() => calendar.month().innerText()).not.toBe(persian);
    await expect.poll(() => calendar.entries().count()).toBeGreaterThan(0);
    await page.getByRole('button', { name: t('day.today'), exact: true }).click();
    await expect.poll(() => calendar.month().innerText()).toBe(persian);
  });

  it('puts what is planned off to the next day by a key, from the calendar, and takes that back', async () => {
    const { t, page } = window;
    const [words = ''] = t('calendar.putOff', { name: '\n' }).split('\n');
    const planned = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('button', { name: new RegExp(`^${words}`) }) })
      .first();
    const name = oneLine(await planned.getByRole('link').locator('bdi').first().innerText());
    await planned.getByRole('link').focus();
    await window.press('m');
    const entry = page.getByRole('listitem').filter({ hasText: name });
    await entry.waitFor({ state: 'hidden' });
    // The notice of an earlier step may still stand there.
    await page
      .getByRole('alert')
      .last()
      .getByRole('button', { name: t('action.undo') })
      .click();
    await entry.waitFor();
  });

  it('has tasks that repeat: set, seen ahead, carried to another day and hour, done', async () => {
    const { t, page } = window;
    await window.goTo('nav.activities');
    await page.getByRole('button', { name: t('activities.new'), exact: true }).click();
    await page.getByRole('menuitem', { name: t('kind.task') }).click();
    const subject = 'سفارش نان روزانه';
    await page.getByRole('textbox', { name: t('field.subject') }).fill(subject);
    await page.getByText(t('activities.planned'), { exact: true }).click();
    await page.getByRole('combobox', { name: t('field.repeat') }).click();
    await page.getByRole('option', { name: t('repeat.day'), exact: true }).click();
    await expectAccessible(window, 'a task that repeats');
    await takePicture(window, 'repeat-fa');
    await page.getByRole('button', { name: t('action.save'), exact: true }).click();
    await window.notice(t('activities.logged')).waitFor();
    await window.goTo('nav.calendar');
    const calendar = new CalendarPage(window);
    await calendar.choose('calendar.view.month');
    await expect.poll(() => calendar.ahead().filter({ hasText: subject }).count()).toBeGreaterThan(2);
    await takePicture(window, 'calendar-repeat-fa');
    // By the pointer to another day: this one alone, the others stay.
    await calendar.choose('calendar.view.week');
    const dragged = calendar.grid().locator('[data-movable]').filter({ hasText: subject });
    await dragged.first().dragTo(
      calendar
        .grid()
        .getByRole('gridcell')
        .filter({ has: page.locator('[data-state="ahead"]') })
        .last(),
    );
    await page
      .getByRole('alert')
      .last()
      .getByRole('button', { name: t('action.undo') })
      .click();
    await expect.poll(() => calendar.ahead().filter({ hasText: subject }).count()).toBeGreaterThan(1);
    await calendar.choose('calendar.view.day');
    const hours = page.getByRole('list', { name: t('calendar.hours') });
    await hours.getByText(subject).dragTo(hours.locator('[data-hour="18"]'));
    await hours.locator('[data-hour="18"]').getByText(subject).waitFor();
    await expectAccessible(window, 'a day by its hours');
    await takePicture(window, 'calendar-day-fa');
    await calendar.choose('calendar.view.month');
    await window.goTo('nav.today');
    await day.task(subject).click();
    await expect.poll(() => day.task(subject).isChecked()).toBe(true);
    await allSent(window);
    const tasks = await product().recordsAtServer('activities');
    expect(tasks.filter(({ body }) => body['subject'] === subject)).toHaveLength(2);
  });

  it('reminds of a task when its time has come, with the way there', async () => {
    const { t, page, formats } = window;
    const subject = 'تماس با انبار مرکزی';
    const at = Math.ceil(product().now() / MINUTE) * MINUTE + 10 * MINUTE;
    const time = timeInTehran(at);
    await window.goTo('nav.activities');
    await page.getByRole('button', { name: t('activities.new'), exact: true }).click();
    await page.getByRole('menuitem', { name: t('kind.task') }).click();
    await page.getByRole('textbox', { name: t('field.subject') }).fill(subject);
    await page.getByText(t('activities.planned'), { exact: true }).click();
    await new Fields(window, page.locator('main')).date(t('field.remindAt'), `14050901${time.replace(':', '')}`);
    await takePicture(window, 'reminder-set-fa');
    await page.getByRole('button', { name: t('action.save'), exact: true }).click();
    await window.notice(t('activities.logged')).waitFor();
    await window.goTo('nav.customers');
    await product().passUntil(time);
    const told = window.notice(t('day.reminder', { time: formats.time(instantFromMilliseconds(at)), subject }));
    await told.waitFor({ timeout: REMINDED_WITHIN });
    await takePicture(window, 'reminder-fa');
    await told.getByRole('button', { name: t('day.reminder.open') }).click();
    await window.panel(subject).waitFor();
  });

  it('has a plan that can be read and changed', async () => {
    const { t, page } = window;
    await window.goTo('nav.today');
    await page.getByRole('link', { name: t('plans.title') }).click();
    await page.getByRole('gridcell', { name: 'بازدید هفتگی' }).first().click();
    const perDay = page.getByRole('textbox', { name: t('field.visitsPerDay') });
    await perDay.waitFor();
    await expectAccessible(window, 'a visit plan');
    await takePicture(window, 'plan-fa');
    await perDay.fill('4');
    await page.getByRole('button', { name: t('action.save'), exact: true }).click();
    await window.notice(t('notice.saved')).waitFor();
    await allSent(window);
    const plans = await product().recordsAtServer('activities');
    expect(plans.filter(({ body }) => body['visitsPerDay'] === 4)).toHaveLength(1);
  });

  it('reads in English too', async () => {
    await window.goTo('nav.settings');
    await new SettingsPage(window).chooseLanguage('en');
    window = new AppWindow(window.page, 'en');
    await window.heading(window.t('settings.title')).waitFor();
    await window.goTo('nav.today');
    day = new DayPage(window);
    await day.visits().first().waitFor();
    await expectAccessible(window, 'today in English');
    await takePicture(window, 'today-en');
    await window.goTo('nav.calendar');
    await new CalendarPage(window).grid().waitFor();
    await new CalendarPage(window).speak('settings.calendar.gregory');
    await expect.poll(() => new CalendarPage(window).month().innerText()).toMatch(/20\d\d/);
    await takePicture(window, 'calendar-en');
  });
});
