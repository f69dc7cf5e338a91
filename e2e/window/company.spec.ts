/** What holds for everybody: read and changed in the window by whoever may, with and without a line, in both languages. */
import type { Locator } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { allSent, nameOf, signIn } from './flows.ts';
import { AppWindow, oneLine } from './pages/appWindow.ts';
import { CompanyPage } from './pages/company.ts';
import { ReviewsPage } from './pages/reviews.ts';
import { SettingsPage } from './pages/settings.ts';
import { SyncPanel } from './pages/sync.ts';
import { takePicture } from './pictures.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

describe('SEC-73: the company’s settings', () => {
  const product = useProduct();
  let machine: Machine;
  let admin: AppWindow;
  let secondMachine: Machine;
  let second: AppWindow;
  let company: CompanyPage;
  const settingsAtServer = async (): Promise<Map<unknown, unknown>> =>
    new Map((await product().recordsAtServer('organisation')).map(({ body }) => [body['key'], body['value']]));

  beforeAll(async () => {
    machine = await product().openMachine({ language: 'en' });
    admin = await signIn(machine, 'admin');
    company = new CompanyPage(admin);
  });

  it('are offered to whoever may change them, and an address opens them for nobody else', async () => {
    const ali = await signIn(await product().openMachine(), 'ali');
    expect(
      await ali
        .rail()
        .getByRole('link', { name: ali.t('nav.company') })
        .count(),
    ).toBe(0);
    await ali.page.evaluate(() => (location.hash = '#/company?edit=devices'));
    await ali.heading(ali.t('company.title')).waitFor();
    await ali.page.getByRole('heading', { name: ali.t('error.permission_denied.title') }).waitFor();
    expect(await ali.page.getByRole('dialog').count()).toBe(0);
  });

  it('say what holds, what holds by itself, and who changed it last', async () => {
    await company.open();
    await expectSays(company.row('leaseDays'), admin.t('company.value.days', { count: 30 }), nameOf('admin'));
    await expectSays(company.row('leaseGraceDays'), admin.t('company.byItself'));
    await expectSays(company.limits(admin.t('role.rep')), 'discount up to 20%');
    await expectAccessible(admin, 'company settings');
    await takePicture(admin, 'company-en');
  });

  it('are changed with the keyboard alone, and a value that cannot be is told beside its field', async () => {
    await admin.press('g', 'm');
    const button = company.section('devices').getByRole('button').first();
    await button.focus();
    await admin.press('Enter');
    const form = await company.form(admin.t('company.section.devices'));
    await expect.poll(() => admin.focusedName()).toContain(admin.t('company.setting.leaseDays.label'));
    await admin.type('45');
    await admin.press('Control+s');
    await form.says(admin.t('company.problem.leaseDays')).waitFor();
    await expectAccessible(admin, 'a form of the company settings');
    await form.fields.text(admin.t('company.setting.leaseDays.label')).fill('7');
    await form.save();
    await admin.notice(admin.t('company.saved', { what: admin.t('company.section.devices') })).waitFor();
    await expectSays(company.row('leaseDays'), admin.t('company.value.days', { count: 7 }));
    await allSent(admin);
    await expect.poll(async () => (await settingsAtServer()).get('leaseDays')).toBe(7);
  });

  it('can be taken back at once', async () => {
    const form = await company.change('reading');
    await form.fields.text(admin.t('company.setting.readingPagesPerHour.label')).fill('60');
    await form.save();
    await admin
      .notice(admin.t('company.saved', { what: admin.t('company.section.reading') }))
      .getByRole('button', { name: admin.t('action.undo') })
      .click();
    await admin.notice(admin.t('company.undone')).waitFor();
    await expectSays(company.row('readingPagesPerHour'), admin.t('company.value.reading', { count: 150 }));
  });

  it('are changed without a line: saved here, marked, and sent when there is one', async () => {
    await allSent(admin);
    machine.network.pullOut();
    const form = await company.change('hours');
    await form.fields.check(admin.t('company.setting.workingHours.limited'));
    await form.fields.text(admin.t('company.setting.workingHours.from')).fill('25');
    await form.press();
    await form.says(admin.t('field.error.timeOfDay', { example: admin.formats.code('18:00') })).waitFor();
    await form.fields.text(admin.t('company.setting.workingHours.from')).fill('7.30');
    await form.fields.check('Thursday');
    await takePicture(admin, 'company-hours-en');
    await form.save();
    const row = company.row('workingHours');
    await row.getByText(admin.t('history.here')).waitFor();
    await expectSays(row, 'from 07:30 to 18:00');
    await admin.reload();
    await company.open();
    await expectSays(row, 'from 07:30 to 18:00');
    expect((await settingsAtServer()).has('workingHours')).toBe(false);
    machine.network.plugIn();
    await new SyncPanel(admin).syncNow();
    await row.getByText(admin.t('history.here')).waitFor({ state: 'hidden' });
    expect((await settingsAtServer()).get('workingHours')).toMatchObject({
      weekdays: [1, 2, 3, 4, 6, 7],
      from: '07:30',
      to: '18:00',
      zone: 'Asia/Tehran',
    });
  });

  it('show who set them to what, and bring back what stood before', async () => {
    const dialog = await company.history('leaseDays');
    await dialog.getByRole('listitem').nth(1).waitFor();
    const newest = dialog.getByRole('listitem').first();
    const days = [7, 30].map((count) => admin.t('company.value.days', { count }));
    await expectSays(newest, nameOf('admin'), ...days);
    await expectAccessible(admin, 'the history of a setting');
    await takePicture(admin, 'company-history-en');
    await dialog.getByRole('button', { name: /^Bring back/ }).click();
    await dialog.getByText(admin.t('history.here')).or(dialog.getByRole('listitem').nth(2)).first().waitFor();
    await admin.press('Escape');
    await expectSays(company.row('leaseDays'), admin.t('company.value.days', { count: 30 }));
  });

  it('limit roles and single people in what they may do without asking', async () => {
    const rep = await company.changeLimits(admin.t('role.rep'));
    await rep.fields.text(admin.t('company.limits.discountPercentage')).fill('12.5');
    await rep.fields.choose(admin.t('company.limits.withinCredit'), admin.t('company.limits.withinCredit.yes'));
    await rep.save();
    await expectSays(company.limits(admin.t('role.rep')), 'discount up to 12.5%');
    const one = await company.addPerson();
    await one.press();
    await one.says(admin.t('company.limits.personMissing')).waitFor();
    await one.fields.choose(admin.t('company.limits.person'), nameOf('sara'));
    await one.fields.text(admin.t('company.limits.discountPercentage')).fill('30');
    await expectAccessible(admin, 'limits of a person');
    await takePicture(admin, 'company-limits-en');
    await one.save();
    await expectSays(company.limits(nameOf('sara')), 'discount up to 30%');
    await allSent(admin);
    const sara = (await idOfPerson(nameOf('sara'))) ?? '';
    await expect
      .poll(async () => (await settingsAtServer()).get('approvalLimits'))
      .toMatchObject({
        roles: { rep: { discountPercentage: 125_000, withinCredit: true, contractMonths: 24 } },
        people: { [sara]: { discountPercentage: 300_000 } },
      });
    const again = await company.changeLimits(nameOf('sara'));
    await again.scope.getByRole('button', { name: admin.t('company.limits.asRole') }).click();
    await again.scope.waitFor({ state: 'hidden' });
    await company.limits(nameOf('sara')).waitFor({ state: 'hidden' });
  });

  it('tell of what somebody else changed while a form was open, before anything is saved over it', async () => {
    secondMachine = await product().openMachine({ language: 'en' });
    second = await signIn(secondMachine, 'admin');
    const theirs = new CompanyPage(second);
    await theirs.open();
    const form = await company.change('lock');
    await form.fields.text(admin.t('company.setting.idleLockMinutes.label')).fill('5');
    const other = await theirs.change('lock');
    await other.fields.text(second.t('company.setting.idleLockMinutes.label')).fill('45');
    await other.save();
    await allSent(second);
    await expectSays(company.row('idleLockMinutes'), '45');
    await form.press();
    await form.says(admin.t('company.meanwhile.title')).waitFor();
    expect(await form.fields.text(admin.t('company.setting.idleLockMinutes.label')).inputValue()).toBe('5');
    await form.save();
    await expectSays(company.row('idleLockMinutes'), admin.t('company.value.minutes', { count: 5 }));
  });

  it('are asked about in words, where two changed one without a line', async () => {
    const change = async (window: AppWindow, pages: string): Promise<void> => {
      const page = new CompanyPage(window);
      const form = await page.change('reading');
      await form.fields.text(window.t('company.setting.readingPagesPerHour.label')).fill(pages);
      await form.save();
    };
    await allSent(admin);
    await new SyncPanel(second).syncNow();
    for (const { network } of [machine, secondMachine]) network.pullOut();
    await change(admin, '60');
    await change(second, '90');
    for (const [{ network }, window] of [
      [machine, admin],
      [secondMachine, second],
    ] as const) {
      network.plugIn();
      await new SyncPanel(window).syncNow();
    }
    await new SyncPanel(second).pill('sync.pill.needsYou', 1).waitFor();
    await second.goTo('nav.reviews');
    await new ReviewsPage(second).open(second.t('company.setting.readingPagesPerHour'));
    for (const count of [60, 90, 150])
      await second.page.getByText(second.t('company.value.reading', { count }), { exact: true }).first().waitFor();
    await second.press('k');
    await allSent(second);
    await new SyncPanel(admin).syncNow();
    await allSent(admin);
    await second.page.close();
  });

  it('stand in Persian from right to left as well, light and dark', async () => {
    await admin.goTo('nav.settings');
    await new SettingsPage(admin).chooseLanguage('fa');
    const persian = new AppWindow(admin.page, 'fa');
    const page = new CompanyPage(persian);
    await page.open();
    await expectSays(page.row('idleLockMinutes'), '۵ دقیقه');
    await expectSays(page.row('workingHours'), 'از ۰۷:۳۰ تا ۱۸:۰۰');
    await expectAccessible(persian, 'company settings in Persian');
    await takePicture(persian, 'company-fa');
    await persian.goTo('nav.settings');
    await new SettingsPage(persian).chooseTheme('dark');
    await page.open();
    const form = await page.change('devices');
    await expectAccessible(persian, 'a form of the company settings in the dark');
    await takePicture(persian, 'company-devices-fa-dark');
    await form.fields.text(persian.t('company.setting.leaseDays.label')).fill('۱۴');
    await form.save();
    await expectSays(page.row('leaseDays'), '۱۴ روز');
    await allSent(persian);
    await expect.poll(async () => (await settingsAtServer()).get('leaseDays')).toBe(14);
  });

  /** A row follows the records by itself, so its words are waited for. */
  async function expectSays(row: Locator, ...words: readonly string[]): Promise<void> {
    for (const word of words) await expect.poll(async () => oneLine(await row.innerText())).toContain(word);
  }

  async function idOfPerson(name: string): Promise<string | undefined> {
    return (await product().recordsAtServer('organisation')).find(({ body }) => body['name'] === name)?.id;
  }
});
