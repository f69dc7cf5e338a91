/** When nobody works: a holiday of the company, days away that somebody says of themselves, and a promise that runs out and is told. */
import { beforeAll, describe, expect, it } from 'vitest';
import { isoDateFromInstant } from '../../shared/base/clock.ts';
import { elementsOf, textOf } from '../../shared/domain/bodyReads.ts';
import { personId, territoryId } from '../../server/sample/company.ts';
import { expectAccessible } from './accessible.ts';
import { coveredCustomer } from './coveredCustomer.ts';
import { createDayClock } from './dayClock.ts';
import { allSent, nameOf, signIn, speak } from './flows.ts';
import { PeoplePage } from './pages/administration.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CompanyPage } from './pages/company.ts';
import { Fields } from './pages/fields.ts';
import { RequestPage, RequestsPage } from './pages/service.ts';
import { SyncPanel } from './pages/sync.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

const SUBJECT = 'دستگاه روشن نمی‌شود';
const HOLIDAY = 'تعطیل آزمایشی';
const ZONE = 'Asia/Tehran';

/** Neither the day nor those around it are closed by themselves. */
const clock = createDayClock();

/** As one types it in the Persian calendar. */
function typedDay(daysAhead: number): string {
  const parts = new Intl.DateTimeFormat('en-US-u-ca-persian-nu-latn', {
    timeZone: ZONE,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(clock.now() + daysAhead * 86_400_000);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}${part('month').padStart(2, '0')}${part('day').padStart(2, '0')}`;
}
const dayAhead = (days: number): string =>
  isoDateFromInstant(new Date(clock.now() + days * 86_400_000).toISOString(), ZONE);

describe('when nobody works', () => {
  const product = useProduct({ clock });
  let admin: AppWindow;
  let office: AppWindow;
  let field: AppWindow;
  beforeAll(async () => {
    admin = await signIn(await product().openMachine(), 'admin');
    field = await signIn(await product().openMachine(), 'kaveh');
    office = await signIn(await product().openMachine(), 'hamid');
  });
  const organisation = () => product().recordsAtServer('organisation');

  it('holidays are typed by keyboard, and those of a solar year come by one button', async () => {
    const { t } = admin;
    const company = new CompanyPage(admin);
    await company.open();
    const form = await company.change('holidays');
    await form.scope.getByRole('button', { name: t('company.holidays.addYear'), exact: true }).click();
    const listed = form.scope.getByRole('list', { name: t('company.setting.holidays') }).getByRole('listitem');
    await expect.poll(() => listed.count()).toBe(10);
    await form.fields.date(t('company.holidays.on'), typedDay(1));
    await form.fields.text(t('company.holidays.name')).fill(HOLIDAY);
    await admin.press('Enter');
    await expect.poll(() => listed.count()).toBe(11);
    await expectAccessible(admin, 'form of holidays');
    await takePicture(admin, 'company-holidays-form-fa');
    await form.save();
    await allSent(admin);
    await expect
      .poll(async () => (await organisation()).find(({ body }) => body['key'] === 'holidays')?.body['value'])
      .toEqual(expect.arrayContaining([{ on: dayAhead(1), name: HOLIDAY }]));
    await takePicture(admin, 'company-holidays-fa');
    admin = await speak(admin, 'en');
    await new CompanyPage(admin).open();
    await new CompanyPage(admin).change('holidays');
    await takePicture(admin, 'company-holidays-form-en');
    await admin.press('Escape');
  });

  it('a day that is a holiday says so, and proposes nobody', async () => {
    await new SyncPanel(field).syncNow();
    await field.page.evaluate((on) => (location.hash = `#/today?on=${on}`), dayAhead(1));
    await field.text(field.t('day.closed.holiday', { name: HOLIDAY })).waitFor();
    await expectAccessible(field, 'a day that is a holiday');
    await takePicture(field, 'day-holiday-fa');
  });

  it('one says of oneself when one is away', async () => {
    const { t } = field;
    await field.goTo('nav.settings');
    await field.page.getByRole('button', { name: t('settings.daysAway.change'), exact: true }).click();
    const dialog = field.page.getByRole('dialog', { name: t('people.times.title', { name: nameOf('kaveh') }) });
    await dialog.getByRole('button', { name: t('people.times.addAway') }).click();
    const fields = new Fields(field, dialog);
    await fields.date(t('field.to'), typedDay(2));
    await expectAccessible(field, 'days away');
    await takePicture(field, 'days-away-fa');
    await field.press('Control+s');
    await dialog.waitFor({ state: 'hidden' });
    await allSent(field);
    await expect
      .poll(async () => {
        const kaveh = (await organisation()).find(({ id }) => id === personId('kaveh'));
        return elementsOf(kaveh?.body ?? {}, 'daysAway').map(({ from, to }) => [from, to]);
      })
      .toEqual([[dayAhead(0), dayAhead(2)]]);
  });

  it('an administrator says when and from where somebody works', async () => {
    const { t } = admin;
    await admin.goTo('nav.people');
    await new PeoplePage(admin).open(nameOf('kaveh'));
    await admin.page.getByRole('button', { name: t('people.times'), exact: true }).click();
    const dialog = admin.page.getByRole('dialog', { name: t('people.times.title', { name: nameOf('kaveh') }) });
    const fields = new Fields(admin, dialog);
    await fields.text(t('field.basePosition')).fill('somewhere');
    await admin.press('Control+s');
    await dialog.getByText(/such as/).waitFor();
    await fields.text(t('field.basePosition')).fill('35.7012, 51.4021');
    await expectAccessible(admin, 'working times');
    await takePicture(admin, 'working-times-en');
    await admin.press('Control+s');
    await dialog.waitFor({ state: 'hidden' });
    await expect
      .poll(async () => (await organisation()).find(({ id }) => id === personId('kaveh'))?.body['basePosition'])
      .toEqual({ latitude: 35_700_000, longitude: 51_400_000 });
  });

  it('a promise that has run out is told to whoever took it in, and whoever is away is proposed last, and why', async () => {
    const { t } = office;
    const customer = await coveredCustomer(product(), (body) => textOf(body, 'territoryId') === territoryId('alborz'));
    await new SyncPanel(office).syncNow();
    await office.goTo('nav.service');
    const form = await new RequestsPage(office).startNew();
    await form.fields.text(t('field.subject')).waitFor();
    await form.chooseCustomer(customer.name);
    await form.fields.text(t('field.subject')).fill(SUBJECT);
    await form.fields.date(t('field.dueAt'), `${typedDay(-1)}1000`);
    await form.save();
    const request = new RequestPage(office, SUBJECT);
    await request.waitFor();
    await office.notice(SUBJECT).waitFor();
    await takePicture(office, 'promise-notice-fa');
    await request.step('service.step.assign').click();
    const kaveh = request.proposals().filter({ hasText: nameOf('kaveh') });
    await expect
      .poll(() => kaveh.innerText())
      .toContain(t('service.reason.away', { until: office.formats.date(dayAhead(2)) }));
    await expectAccessible(office, 'proposals');
    await takePicture(office, 'service-proposals-fa');
    await office.press('Escape');
    await office.goTo('nav.today');
    await office.page.getByRole('heading', { name: t('service.promise.title') }).waitFor();
    await expectAccessible(office, 'promises that run out');
    await takePicture(office, 'day-promises-fa');
    await office.reload();
    await office.heading(t('nav.today')).waitFor();
    await office.page.getByRole('heading', { name: t('service.promise.title') }).waitFor();
    expect(await office.notice(SUBJECT).count()).toBe(0);
    office = await speak(office, 'en');
    await office.goTo('nav.today');
    await office.page.getByRole('heading', { name: office.t('service.promise.title') }).waitFor();
    await takePicture(office, 'day-promises-en');
    await office.goTo('nav.service');
    await new RequestsPage(office).open(SUBJECT);
    await new RequestPage(office, SUBJECT).step('service.step.assign').click();
    await expect.poll(() => new RequestPage(office, SUBJECT).proposals().count()).toBeGreaterThan(0);
    await takePicture(office, 'service-proposals-en');
  });
});
