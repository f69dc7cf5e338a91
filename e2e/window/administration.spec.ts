/** An administrator at work: people, roles, devices and the audit log, with the keyboard and the mouse, in both languages, with and without a line. */
import { beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { arrived, nameOf, PASSPHRASE, signIn } from './flows.ts';
import { AuditPage, DevicesPage, PeoplePage } from './pages/administration.ts';
import { AppWindow } from './pages/appWindow.ts';
import { PassphrasePage, SignInPage } from './pages/session.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

const [NEW, LOGIN] = ['نسرین رضوانی', 'rezvani'] as const;
const LAPTOP = 'لپ‌تاپ علی';
const PAGES = ['nav.people', 'nav.roles', 'nav.devices', 'nav.audit'] as const;

describe('administration', () => {
  const product = useProduct();
  let adminMachine: Machine;
  let admin: AppWindow;
  let ali: AppWindow;

  beforeAll(async () => {
    ali = await signIn(await product().openMachine({ deviceName: LAPTOP }), 'ali');
    adminMachine = await product().openMachine({ language: 'en' });
    admin = await signIn(adminMachine, 'admin');
  });

  it('SEC-72: is offered to whoever may, and an address opens nothing for others', async () => {
    const links = async (window: AppWindow): Promise<string[]> => window.rail().getByRole('link').allInnerTexts();
    for (const page of PAGES) {
      await expect.poll(async () => (await links(admin)).some((name) => name.startsWith(admin.t(page)))).toBe(true);
      expect((await links(ali)).some((name) => name.startsWith(ali.t(page)))).toBe(false);
    }
    for (const page of ['people', 'audit'] as const) {
      await ali.page.evaluate((address) => (location.hash = address), `#/${page}`);
      await ali.heading(ali.t(`nav.${page}`)).waitFor();
      await ali.page.getByRole('heading', { name: ali.t('error.permission_denied.title') }).waitFor();
      expect(await ali.page.getByRole('grid').count()).toBe(0);
    }
    // Of the devices one sees one's own.
    await ali.page.evaluate(() => (location.hash = '#/devices'));
    await new DevicesPage(ali).row(LAPTOP).waitFor();
    await expect.poll(() => new DevicesPage(ali).total()).toBe(1);
    await ali.goTo('nav.customers');
  });

  it('adds a person, whose first password is shown once', async () => {
    await admin.goTo('nav.people');
    const people = new PeoplePage(admin);
    await people.grid().waitFor();
    await admin.press('n');
    const form = people.form(admin.t('people.form.add'));
    await form.submit('people.add');
    await form.says(admin.t('people.form.nameMissing')).waitFor();
    await form.fill('people.column.name', NEW);
    await form.fill('people.form.login', 'ali');
    await form.choose('people.column.role', admin.t('role.rep'));
    await expectAccessible(admin, 'a new person');
    await form.submit('people.add');
    await form.says(admin.t('reason.login_taken')).waitFor();
    await form.fill('people.form.login', LOGIN);
    await form.submit('people.add');
    const { login, password } = await people.shownPassword(NEW);
    expect(login).toBe(LOGIN);
    // However much is typed, it is one step back to where one came from.
    const steps = (): Promise<number> => admin.page.evaluate(() => history.length);
    const before = await steps();
    await people.search('نسرین');
    await people.row(NEW).waitFor();
    await expect.poll(() => admin.address()).toContain('search=');
    expect(await steps()).toBe(before);
    await expectAccessible(admin, 'people');

    const machine = await product().openMachine();
    const window = new AppWindow(machine.currentPage(), 'fa');
    const signInPage = new SignInPage(window);
    await signInPage.waitFor();
    await signInPage.signIn(LOGIN, password);
    const passphrasePage = new PassphrasePage(window);
    await passphrasePage.waitFor();
    await passphrasePage.choose(PASSPHRASE);
    await window.rail().waitFor();
    // Else it would have carried out what is ordered below before anybody looks.
    machine.network.pullOut();
  });

  it('sets a new password, closes the account, and says what that means', async () => {
    const people = new PeoplePage(admin);
    const panel = await people.open(NEW);
    await panel.act('people.password', 'people.password.ask.confirm');
    await people.shownPassword(NEW);
    await panel.act('people.close', 'people.close.confirm', 'رفت');
    await admin.notice(admin.t('people.closed', { name: NEW })).waitFor();
    await panel.says(admin.t('people.left')).waitFor();
    await expectAccessible(admin, 'a person');
    await admin.goTo('nav.devices');
    await new DevicesPage(admin).search('نسرین');
    await new DevicesPage(admin).row(NEW).waitFor();
    const standings = (): Promise<string[]> => new DevicesPage(admin).column(admin.t('devices.column.standing'));
    await expect.poll(standings).toEqual([admin.t('devices.standing.wipePolitely')]);
  });

  it('suspends a device and lifts it again', async () => {
    const devices = new DevicesPage(admin);
    await devices.search('');
    const panel = await devices.open(LAPTOP);
    await panel.says(admin.t('devices.orders.none')).waitFor();
    await expect.poll(async () => (await panel.facts()).get(admin.t('devices.heldHere'))).toBe('0');
    await panel.act('devices.act.suspend', 'devices.act.suspend', 'گم شده');
    await panel.button('devices.act.lift').waitFor();
    await expect.poll(() => panel.text()).toContain('گم شده');
    await expectAccessible(admin, 'a device');
    await panel.act('devices.act.lift', 'devices.act.lift');
    await panel.button('devices.act.suspend').waitFor();
  });

  it('shows in words what each role may do', async () => {
    await admin.goTo('nav.roles');
    const row = admin.page.getByRole('row').filter({ hasText: admin.t('permission.parking.decide') });
    await expect.poll(() => row.getByRole('img', { name: admin.t('roles.may'), exact: true }).count()).toBe(1);
    await expectAccessible(admin, 'roles');
  });

  it('shows what was done, filtered, and that nothing of it was altered', async () => {
    await admin.goTo('nav.audit');
    const audit = new AuditPage(admin);
    const created = admin.t('audit.action.person.created');
    await audit.filter(admin.t('audit.filter.action'), created);
    await expect.poll(() => audit.column(admin.t('audit.column.action'))).toEqual([created]);
    const panel = await audit.open(created);
    await expect
      .poll(async () => Object.fromEntries(await panel.facts()))
      .toMatchObject({ [admin.t('audit.column.person')]: nameOf('admin'), [admin.t('audit.fact.login')]: LOGIN });
    await audit.clearFilter(admin.t('audit.filter.action'));
    await audit.verify();
    await audit.verdict().waitFor();
    await expect.poll(() => audit.verdict().innerText()).toMatch(/holds: [\d,]+ entries/);
    await expectAccessible(admin, 'the audit log');
  });

  it('says plainly that it needs a line', async () => {
    await admin.goTo('nav.customers');
    adminMachine.network.pullOut();
    await admin.reload();
    await arrived(admin);
    for (const page of ['nav.people', 'nav.devices', 'nav.audit'] as const) {
      await admin.goTo(page);
      await new PeoplePage(admin).emptyTitle(admin.t('administration.offline.title')).waitFor();
    }
    adminMachine.network.plugIn();
    await admin.page.getByRole('button', { name: admin.t('action.retry') }).click();
    await new AuditPage(admin).grid().waitFor();
  });
});
