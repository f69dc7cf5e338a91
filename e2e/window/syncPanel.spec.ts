/** The panel behind the pill: what waits, since when, and the way to it; and when a machine syncs by itself, which is chosen in the settings. */
import { expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { allSent, signIn } from './flows.ts';
import { AppWindow } from './pages/appWindow.ts';
import { CustomerPage, CustomersPage } from './pages/customers.ts';
import { SettingsPage } from './pages/settings.ts';
import { SyncPanel } from './pages/sync.ts';
import { useProduct } from './useProduct.ts';

const product = useProduct();

it('lists each save that waits to be sent by the name of its record, and empties when the line is back', async () => {
  const machine = await product().openMachine();
  const window = await signIn(machine, 'ali');
  machine.network.pullOut();
  const name = 'درمانگاه در صف';
  const form = await new CustomersPage(window).startNew();
  await form.name().fill(name);
  await form.fields.choose(window.t('field.territoryId'), 'البرز و قزوین');
  await form.save();
  await new CustomerPage(window, name).waitFor();
  await new CustomerPage(window, name).pendingMark().waitFor();
  expect(await new CustomerPage(window, name).whyPending()).toBe(window.t('state.pendingHint'));
  await new CustomerPage(window, name).close();
  const panel = new SyncPanel(window);
  await panel.pill('sync.pill.waiting', 1).waitFor();
  await panel.open();
  await panel.waiting(1).waitFor();
  await panel.waitingRecord(name).waitFor();
  await expectAccessible(window, 'sync panel with waiting work');
  await panel.waitingRecord(name).click();
  await new CustomerPage(window, name).waitFor();
  machine.network.plugIn();
  await panel.syncNow();
  await allSent(window);
  await panel.open();
  await expect.poll(() => panel.waitingRecord(name).count()).toBe(0);

  await panel.pause();
  await expectAccessible(window, 'sync panel, paused');
  await panel.close();
  const again = await new CustomerPage(window, name).edit();
  await again.note().fill('در میان مکث');
  await again.save();
  await panel.pill('sync.pill.waiting', 1).waitFor();
  await panel.open();
  await panel.goOn();
  await panel.close();
  await allSent(window);
});

it('a metered line and fixed times are chosen in the settings, kept, and named in the panel', async () => {
  const machine = await product().openMachine();
  const window = await signIn(machine, 'sara');
  await allSent(window);
  await window.goTo('nav.settings');
  const settings = new SettingsPage(window);
  await settings.metered().focus();
  await window.press('Space');
  await settings.syncSaved().waitFor();
  await expect.poll(() => settings.metered().isChecked()).toBe(true);
  const panel = new SyncPanel(window);
  await panel.open();
  await panel.metered('sync.panel.metered').waitFor();
  expect(await panel.nextScheduled()).toBeUndefined();
  await panel.close();

  for (const typed of ['۱۸:۳۰', '0700']) {
    await settings.newTime().fill(typed);
    await window.press('Enter');
    await expect.poll(() => settings.newTime().inputValue()).toBe('');
  }
  await expect.poll(() => shown(settings)).toEqual(['۰۷:۰۰', '۱۸:۳۰']);
  for (const [typed, words] of [
    ['۲۵:۰۰', window.t('settings.sync.timeUnreadable', { example: window.formats.code('18:00') })],
    ['7', window.t('settings.sync.timeThere', { time: window.formats.code('07:00') })],
  ] as const) {
    await settings.newTime().fill(typed);
    await window.press('Enter');
    await settings.sync().getByText(words).waitFor();
    await settings.syncSaved().waitFor({ state: 'hidden' });
  }
  await expectAccessible(window, 'settings of sync, a time refused');
  await window.reload();
  await expect.poll(() => shown(settings)).toEqual(['۰۷:۰۰', '۱۸:۳۰']);
  await expect.poll(() => settings.metered().isChecked()).toBe(true);

  await panel.open();
  await panel.metered('sync.panel.meteredTimes').waitFor();
  await expect.poll(() => panel.nextScheduled()).toMatch(/۰۷:۰۰|۱۸:۳۰/);
  await expectAccessible(window, 'sync panel on a metered line');
  await panel.close();

  await settings.chooseLanguage('en');
  const english = new AppWindow(window.page, 'en');
  const inEnglish = new SettingsPage(english);
  await expect.poll(() => shown(inEnglish)).toEqual(['07:00', '18:30']);
  await inEnglish.removeTime('07:00').focus();
  await english.press('Enter');
  await expect.poll(() => shown(inEnglish)).toEqual(['18:30']);
  // The cursor is where the next time is written.
  await english.press('9', 'Enter');
  await expect.poll(() => shown(inEnglish)).toEqual(['09:00', '18:30']);
  await inEnglish.metered().focus();
  await english.press('Space');
  await expect.poll(() => inEnglish.metered().isChecked()).toBe(false);
  await expectAccessible(english, 'settings of sync in English');
  const englishPanel = new SyncPanel(english);
  await englishPanel.open();
  await expect.poll(() => englishPanel.nextScheduled()).toMatch(/09:00|18:30/);
  await englishPanel.metered('sync.panel.meteredTimes').waitFor({ state: 'hidden' });
});

const shown = (settings: SettingsPage): Promise<string[]> =>
  settings.times().evaluateAll((times) => times.map((time) => (time.textContent ?? '').replaceAll(/\p{Cf}/gu, '')));
