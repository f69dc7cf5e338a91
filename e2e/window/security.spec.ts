/** A person's own security in the window: what keeps their data closed, a new key for it, and the way back in with a forgotten passphrase. */
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { nameOf, PASSPHRASE, signIn, toCustomers } from './flows.ts';
import { AppWindow } from './pages/appWindow.ts';
import { CustomersPage } from './pages/customers.ts';
import { ForgottenPassphrase, SecurityPage } from './pages/security.ts';
import { LockPage } from './pages/session.ts';
import { takePicture } from './pictures.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

/** As the sample company has it. */
const PASSWORD = 'peyvand-ali';
const NEXT = 'درخت آبی پنج کلید';

describe('a person’s own security', () => {
  const product = useProduct();
  let machine: Machine;
  let window: AppWindow;
  let page: SecurityPage;
  let administrator: AppWindow;
  let headOffice: AppWindow;
  let code = '';

  it('SEC-14: shows what keeps the data closed on this machine, and where else one is enrolled', async () => {
    await product().setForCompany('recoveryShares', 'offered');
    machine = await product().openMachine({ deviceName: 'لپ‌تاپ علی' });
    window = await signIn(machine, 'ali');
    page = new SecurityPage(window);
    await page.open();
    await page.machine().getByText(window.t('security.keychain.none')).waitFor();
    await page.devices().getByText('لپ‌تاپ علی').waitFor();
    expect(await page.requests().count()).toBe(0);
    await expectAccessible(window, 'security');
    await takePicture(window, 'security-fa');
  });

  it('SEC-14: makes a new key for the data, and goes on where one was', async () => {
    await page.makeNewKey('wrong');
    await page
      .machine()
      .getByRole('alert')
      .filter({ hasText: window.t('error.wrong_passphrase.title') })
      .waitFor();
    await page.machine().getByRole('textbox').fill(PASSPHRASE);
    await page
      .machine()
      .getByRole('button', { name: window.t('security.rotate.submit') })
      .click();
    await window.notice(window.t('security.rotate.done')).waitFor();
    await page.machine().waitFor();
    await window.goTo('nav.customers');
    await (await toCustomers(window)).grid().getByRole('row').nth(1).waitFor();
  });

  it('SEC-14: switches recovery on, where the company offers it', async () => {
    await page.open();
    await page.recoverySwitch().click({ force: true });
    await page.recovery().getByText(window.t('security.recovery.state.on')).waitFor();
  });

  it('SEC-14: somebody who forgot the passphrase asks for recovery and reads out a code', async () => {
    // Who is to approve had their machines before: one that is enrolled for the occasion does not count.
    administrator = await signIn(await product().openMachine({ language: 'en' }), 'admin');
    headOffice = await signIn(await product().openMachine(), 'darius');
    window = new AppWindow(await machine.restart(), 'fa');
    await new LockPage(window).waitFor(nameOf('ali'));
    const forgotten = new ForgottenPassphrase(window);
    await forgotten.link().click();
    await takePicture(window, 'forgot-fa');
    await forgotten.ask(PASSWORD);
    await expect.poll(() => forgotten.code()).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
    code = await forgotten.code();
    await expectAccessible(window, 'recovery requested');
    await takePicture(window, 'forgot-waiting-fa');
  });

  it('SEC-14: at a machine that was enrolled for the occasion nobody approves; they are told why, and may refuse', async () => {
    const late = await signIn(await product().openMachine(), 'admin');
    const theirs = new SecurityPage(late);
    await theirs.open();
    const request = theirs.request(nameOf('ali'));
    await request.getByText(late.t('security.requests.may.deviceTooNew')).waitFor();
    expect(await request.getByRole('textbox').count()).toBe(0);
    await request.getByRole('button', { name: late.t('security.requests.refuse'), exact: true }).waitFor();
    await takePicture(late, 'requests-late-fa');
    await expectAccessible(late, 'a request that cannot be approved here');
  });

  it('SEC-14: two others approve it, each with the code that they hear', async () => {
    const theirs = new SecurityPage(administrator);
    await theirs.open();
    await theirs.approve(nameOf('ali'), 'AAAA-AAAA');
    await theirs
      .request(nameOf('ali'))
      .getByText(administrator.t('security.requests.wrongCode', { left: 4 }))
      .waitFor();
    await takePicture(administrator, 'requests-en');
    await expectAccessible(administrator, 'requests for recovery');
    await theirs.approve(nameOf('ali'), code.toLowerCase());
    await theirs.request(nameOf('ali')).getByText(administrator.t('security.requests.may.decided')).waitFor();

    const others = new SecurityPage(headOffice);
    await others.open();
    await takePicture(headOffice, 'requests-fa');
    await others.approve(nameOf('ali'), code);
    await others
      .request(nameOf('ali'))
      .getByText(headOffice.t('security.requests.state.approved'), { exact: true })
      .waitFor();
  });

  it('SEC-14: then a new passphrase is chosen, and everything is there', async () => {
    const forgotten = new ForgottenPassphrase(window);
    await forgotten.approved().waitFor({ timeout: 45_000 });
    await takePicture(window, 'forgot-approved-fa');
    await forgotten.finish(PASSWORD, NEXT);
    await window.goTo('nav.customers');
    await new CustomersPage(window).grid().getByRole('row').nth(1).waitFor();
    window = new AppWindow(await machine.restart(), 'fa');
    const lock = new LockPage(window);
    await lock.unlock(PASSPHRASE);
    await lock
      .error()
      .filter({ hasText: window.t('error.wrong_passphrase.title') })
      .waitFor();
    await lock.unlock(NEXT);
    await toCustomers(window);
  });
});
