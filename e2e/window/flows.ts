/** Ways that many specs go. */
import { SAMPLE_USERS } from '../../server/sample/users.ts';
import type { Language } from '../../shared/locale/format.ts';
import type { Machine } from './product.ts';
import { AppWindow } from './pages/appWindow.ts';
import { CustomersPage } from './pages/customers.ts';
import { LockPage, PassphrasePage, SignInPage } from './pages/session.ts';
import { SettingsPage } from './pages/settings.ts';
import { SyncPanel } from './pages/sync.ts';

export const PASSPHRASE = 'کوه دریا باران سیب';

/** What a sample person is called on the sign-in page. Everywhere else the Persian name stands, as it is data. */
export function nameOf(login: string, language: Language = 'fa'): string {
  const user = SAMPLE_USERS.find((candidate) => candidate.login === login);
  if (!user) throw new Error(`The sample company has no ${login}`);
  return user.name[language];
}

/** From a fresh machine to the customers, all of which have arrived: by card, with a new passphrase, in the machine's language. */
export async function signIn(machine: Machine, login: string): Promise<AppWindow> {
  const window = await chooseLanguage(machine);
  await new SignInPage(window).card(nameOf(login, window.language)).click();
  const passphrasePage = new PassphrasePage(window);
  await passphrasePage.waitFor();
  await passphrasePage.choose(PASSPHRASE);
  await arrived(window);
  return window;
}

/** The sign-in page in the machine's language. */
export async function chooseLanguage(machine: Machine): Promise<AppWindow> {
  const window = new AppWindow(machine.currentPage(), 'fa');
  const signInPage = new SignInPage(window);
  await signInPage.waitFor();
  return machine.language === 'fa' ? window : signInPage.speak(machine.language);
}

/** Until the first data of the machine is whole. */
export async function arrived(window: AppWindow): Promise<void> {
  const customers = await toCustomers(window);
  await window.page.getByRole('region', { name: window.t('session.firstSync.title') }).waitFor({ state: 'hidden' });
  await customers.grid().getByRole('row').nth(1).waitFor();
}

/** The list of customers, wherever this person's window opened. */
export async function toCustomers(window: AppWindow): Promise<CustomersPage> {
  const customers = new CustomersPage(window);
  await window.rail().waitFor();
  // It has opened somewhere by now.
  await window.page.waitForFunction(() => location.hash.length > '#/'.length);
  await window.goTo('nav.customers');
  await customers.grid().waitFor();
  return customers;
}

/** By the settings, which take effect at once. @returns the window as it reads from then on. */
export async function speak(window: AppWindow, language: Language): Promise<AppWindow> {
  await window.goTo('nav.settings');
  if (language === window.language) return window;
  await new SettingsPage(window).chooseLanguage(language);
  const shown = new AppWindow(window.page, language);
  await shown.heading(shown.t('settings.title')).waitFor();
  return shown;
}

export async function chooseLook(window: AppWindow, language: Language, theme: 'light' | 'dark'): Promise<AppWindow> {
  const shown = await speak(window, language);
  await new SettingsPage(shown).chooseTheme(theme);
  return shown;
}

/** Until head office has all that was saved here. */
export async function allSent(window: AppWindow): Promise<void> {
  await new SyncPanel(window).pill('sync.pill.sent').waitFor();
}

/** Nobody touched the machine for longer than it waits: it is locked, and whoever has the passphrase goes on. */
export async function comeBack(window: AppWindow, login: string): Promise<void> {
  const lock = new LockPage(window);
  await lock.waitFor(nameOf(login));
  await lock.unlock(PASSPHRASE);
  await window.rail().waitFor();
}
