/**
 * The whole shell over the double of Electron; the core is a double with the real contract and real ports. How it ends: quitting.test.ts.
 * Above 300 lines: each part is tested beside it, and here that the shell has put all of them in place.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTranslator } from '../../../shared/locale/translator.ts';
import { PATIENCE } from './core/coreSupervisor.ts';
import { preventable } from './testing/preventable.ts';
import {
  ask,
  child,
  menuItem,
  page,
  prepareShell,
  press,
  removeShell,
  shell,
  start,
  startWithCore,
} from './testing/shellUnderTest.ts';
import type { ContentsDouble } from './testing/windowDouble.ts';
import { windowUrl } from './window/windowAddress.ts';

const ID = '0198c0de-1111-7abc-8def-0123456789ab';

beforeEach(prepareShell);
afterEach(removeShell);

describe('one Peyvand on one folder', () => {
  it('the second only hands its command line over', async () => {
    await start({ hasLock: false });
    expect(shell.double.children).toEqual([]);
    expect(shell.double.windows).toEqual([]);
    expect(shell.double.app.hasQuit).toBe(true);
  });

  it('the first comes forward and goes where the link of the second leads, and only there', async () => {
    await startWithCore();
    ask(page());
    const heard = (): unknown[] => page().sent.filter(([channel]) => channel === 'peyvand:open');
    shell.double.app.emit('second-instance', {}, ['/usr/bin/peyvand', `peyvand://order/${ID}`], '/');
    expect(heard()).toEqual([['peyvand:open', `#/orders/${ID}`]]);
    for (const link of [`peyvand://order/../${ID}`, 'peyvand://settings', `https://evil.example/${ID}`])
      shell.double.app.emit('second-instance', {}, ['/usr/bin/peyvand', link, '--no-sandbox'], '/');
    expect(heard()).toHaveLength(1);
    expect(shell.double.windows).toHaveLength(1);
    expect(shell.double.windows[0]?.focused).toBe(true);
  });

  it('opens at the link that it was started with; on macOS by an event, before or after it is ready', async () => {
    await startWithCore({ commandLine: [`peyvand://customer/${ID}`] });
    expect(shell.double.windows[0]?.loaded).toEqual([windowUrl(`#/customers/${ID}`)]);
    const event = preventable();
    shell.double.app.emit('open-url', event, `peyvand://contract/${ID}`);
    ask(page());
    expect(event.defaultPrevented).toBe(true);
    expect(page().sent).toContainEqual(['peyvand:open', `#/contracts/${ID}`]);
  });

  it('a bundle that is opened from the desktop is offered on its page, by name alone, and is not read', async () => {
    const path = join(shell.directory, 'کار شعبه.peyvand');
    await writeFile(path, 'sealed');
    const placesOf = (address: unknown): [string | null, string | null] => {
      const facts = new URLSearchParams(String(address).split('?').at(-1));
      return [facts.get('name'), facts.get('offered')];
    };
    await startWithCore({ commandLine: ['--some-switch', path] });
    const [loaded] = shell.double.windows[0]?.loaded ?? [];
    expect(loaded).toContain('#/bundles?offered=');
    expect(placesOf(loaded)).toEqual(['کار شعبه.peyvand', expect.stringMatching(/^[\da-f-]{36}$/)]);
    ask(page());
    const heard = (): unknown[] => page().sent.filter(([channel]) => channel === 'peyvand:open');
    // Relative to where the second one was started, as an address, and on macOS by an event.
    shell.double.app.emit('second-instance', {}, ['/usr/bin/peyvand', 'b.peyvand'], shell.directory);
    shell.double.app.emit('second-instance', {}, ['/usr/bin/peyvand', 'file:///home/ali/c.PEYVAND'], '/');
    const event = preventable();
    shell.double.app.emit('open-file', event, path);
    expect(event.defaultPrevented).toBe(true);
    expect(heard().map((message) => placesOf((message as string[])[1])[0])).toEqual([
      'b.peyvand',
      'c.PEYVAND',
      'کار شعبه.peyvand',
    ]);
    expect(JSON.stringify(heard())).not.toContain(shell.directory);
    // Another ending, several at once, a switch: it comes forward and that is all.
    for (const line of [['a.exe'], ['a.peyvand', 'b.peyvand'], ['--x=a.peyvand'], ['file://host/a.peyvand']])
      shell.double.app.emit('second-instance', {}, ['/usr/bin/peyvand', ...line], '/');
    expect(heard()).toHaveLength(3);
    expect(shell.double.windows).toHaveLength(1);
  });

  it('started at sign-in it shows only its mark, and a window when asked', async () => {
    await startWithCore({ commandLine: ['--hidden'] });
    expect(shell.double.windows).toEqual([]);
    shell.double.trays[0]?.emit('click');
    expect(shell.double.windows).toHaveLength(1);
  });

  it('keeps a profile of its own in the folder it was told of, and nothing of the window on the disk', async () => {
    await startWithCore();
    expect(shell.double.app.paths['userData']).toBe(join(shell.directory, 'data', 'desktop-profile'));
    expect([...shell.double.sessions.keys()].some((partition) => partition.startsWith('persist:'))).toBe(false);
    expect([...shell.double.sessions.values()].map(({ hasCache }) => hasCache)).toEqual([false]);
    expect(shell.double.app.isSandboxed).toBe(true);
    expect(child().said[0]?.message).toEqual({
      type: 'start',
      settings: { dataDirectory: join(shell.directory, 'data'), serverUrl: null, programVersion: '0.1.0' },
    });
  });
});

describe('a port for the page', () => {
  it('is given to our page in the main frame of our window, and to nobody else', async () => {
    await startWithCore();
    const contents = page();
    const others: [ContentsDouble, unknown, object | null][] = [
      [contents, 'ask-1', null],
      [contents, 'ask-1', { ...contents.mainFrame, parent: {} }],
      [contents, 'ask-1', { ...contents.mainFrame, url: 'https://example.com/' }],
      [contents, 'ask-1', { ...contents.mainFrame, url: 'peyvand-app://window/assets/a.js' }],
      [contents, 'ask-1', { ...contents.mainFrame, url: 'about:blank' }],
      [contents, '', contents.mainFrame],
      [contents, { peyvand: 1 }, contents.mainFrame],
      [contents, 'x'.repeat(100), contents.mainFrame],
    ];
    for (const [sender, question, frame] of others) ask(sender, question, frame);
    const foreign = Object.assign(Object.create(contents) as ContentsDouble, {});
    ask(foreign, 'ask-1', contents.mainFrame);
    expect(contents.posted).toEqual([]);
    expect(child().heard()).toEqual(['start', 'serve']);
    ask(contents, 'ask-2');
    expect(contents.posted.map(({ channel, message, ports }) => [channel, message, ports.length])).toEqual([
      ['peyvand:wire', 'ask-2', 1],
    ]);
  });

  it('is another for each window and each ask; the core knows them by the window', async () => {
    await startWithCore();
    press('پنجرهٔ تازه');
    ask(page(0), 'a');
    ask(page(1), 'b');
    ask(page(0), 'c');
    const names = child().said.flatMap(({ message }) =>
      'window' in (message as object) ? [(message as { window: string }).window] : [],
    );
    expect(names).toEqual(['shell', `window-${page(0).id}`, `window-${page(1).id}`, `window-${page(0).id}`]);
  });

  it('is posted to no page that has gone meanwhile', async () => {
    await start();
    const contents = page();
    ask(contents);
    shell.double.windows[0]?.destroy();
    shell.core.run(child());
    expect(contents.posted).toEqual([]);
    expect(child().heard()).toEqual(['start', 'serve']);
  });

  it('of a core that died is called back, and the next comes from the next core', async () => {
    await startWithCore();
    const contents = page();
    ask(contents, 'before');
    child().emit('exit', 139);
    expect(contents.sent).toContainEqual(['peyvand:wire-ended']);
    ask(contents, 'after');
    expect(contents.posted).toHaveLength(1);
    shell.timers.advance(PATIENCE.firstRestart);
    shell.core.run(child());
    expect(contents.posted.map(({ message }) => message)).toEqual(['before', 'after']);
  });
});

describe('a window', () => {
  it('has the one session, which serves our files, is guarded, and saves where the person says', async () => {
    await startWithCore({ isPackaged: true });
    const [session, ...others] = shell.double.sessions.values();
    if (!session) throw new Error('no session');
    expect(others).toEqual([]);
    expect(shell.double.windows[0]?.options.webPreferences?.session).toBe(session);
    const answer = await session.protocols.get('peyvand-app')?.(new Request(windowUrl()));
    expect(await answer?.text()).toBe('<title>window</title>');
    const cancelled: unknown[] = [];
    for (const url of [windowUrl(), 'https://example.com/', 'devtools://devtools/x.html'])
      session.beforeRequest?.({ url }, ({ cancel }) => cancelled.push(cancel));
    expect(cancelled).toEqual([false, true, true]);
    const dialogs: object[] = [];
    session.emit('will-download', preventable(), {
      getURL: () => 'blob:peyvand-app://window/1',
      hasUserGesture: () => true,
      getFilename: () => 'a.json',
      setSaveDialogOptions: (options: object) => dialogs.push(options),
    });
    expect(dialogs).toMatchObject([{ title: 'ذخیرهٔ فایل' }]);
  });

  it('is mended when its page dies, and offers what can be done with its text', async () => {
    await startWithCore();
    page().emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 });
    expect(page().reloads).toBe(1);
    page().emit('context-menu', {}, { isEditable: false, selectionText: 'تهران', editFlags: { canCopy: true } });
    expect(shell.double.recorded.popups.map((items) => items.map(({ role }) => role))).toEqual([['copy']]);
  });
});

describe('the desktop', () => {
  it('follows the language and the theme of the person, and begins with them the next time', async () => {
    await startWithCore();
    await vi.waitFor(() => expect(shell.double.nativeTheme.themeSource).toBe('light'));
    shell.core.set({
      preferences: { language: 'en', calendar: 'gregory', moneyUnit: 'rial', theme: 'dark', railCollapsed: true },
    });
    await vi.waitFor(() => expect(shell.double.nativeTheme.themeSource).toBe('dark'));
    expect(shell.double.recorded.menu[0]?.label).toBe('File');
    const kept = JSON.parse(await readFile(join(shell.directory, 'data', 'desktop.json'), 'utf8')) as object;
    expect(kept).toMatchObject({ preferences: { language: 'en', calendar: 'gregory', theme: 'dark' } });
    await start();
    expect(shell.double.recorded.menu[0]?.label).toBe('File');
    expect(shell.double.app.switches).toEqual([['lang', 'en']]);
  });

  it('shows how things stand while somebody is at work, and only that it is locked otherwise', async () => {
    await startWithCore();
    const tip = (): string => shell.double.trays[0]?.toolTip ?? '';
    await vi.waitFor(() => expect(tip()).toBe('پیوند\nکسی وارد نشده است'));
    shell.core.open({ pending: 3, reviews: 2 });
    await vi.waitFor(() => expect(tip()).toContain('۲ مورد منتظر شماست\n۳ تغییر در صف ارسال است'));
    expect(shell.double.app.badge).toBe(2);
    expect(shell.double.trays[0]?.image).toBe('attention');
    press('همین حالا همگام کن');
    await vi.waitFor(() => expect(shell.core.calls).toEqual(['sync']));
    shell.double.powerMonitor.emit('lock-screen');
    await vi.waitFor(() => expect(tip()).toBe('پیوند\nقفل است'));
    expect(shell.double.app.badge).toBe(0);
    expect(menuItem('قفل کردن').enabled).toBe(false);
    // A late word about the session that has ended is not heard.
    shell.core.set({ sync: { ...shell.core.sync, reviews: 9 } });
    shell.core.set({ preferences: { ...shell.core.preferences, theme: 'dark' } });
    await vi.waitFor(() => expect(shell.double.nativeTheme.themeSource).toBe('dark'));
    expect([tip(), shell.double.app.badge]).toEqual(['پیوند\nقفل است', 0]);
    // Nothing of the person in anything that was shown.
    expect(JSON.stringify([shell.double.recorded, shell.double.trays.map(({ menu }) => menu)])).not.toContain('رضایی');
  });

  it('marks the task bar of Windows', async () => {
    await startWithCore({ platform: 'win32' });
    shell.core.open({ held: 1 });
    await vi.waitFor(() => expect(shell.double.windows[0]?.overlay).toEqual({ path: 'attention' }));
    shell.core.open();
    await vi.waitFor(() => expect(shell.double.windows[0]?.overlay).toBeNull());
  });

  it('gives notice to whoever does not look at a window, and a click leads there', async () => {
    await startWithCore();
    shell.core.open();
    await vi.waitFor(() => expect(menuItem('قفل کردن').enabled).toBe(true));
    shell.core.open({ reviews: 1 });
    await vi.waitFor(() => expect(shell.double.notifications).toHaveLength(1));
    ask(page());
    shell.double.notifications[0]?.emit('click');
    expect(page().sent).toContainEqual(['peyvand:open', '#/reviews']);
    expect(shell.double.windows[0]?.focused).toBe(true);
    shell.core.open({ reviews: 2 });
    await vi.waitFor(() => expect(shell.double.app.badge).toBe(2));
    expect(shell.double.notifications).toHaveLength(1);
  });

  it('reminds while nobody looks at a window, without a word of what about, and not behind the lock', async () => {
    const about = { source: 'reminder', collection: 'activities', at: '2026-11-21T07:00:00.000Z' } as const;
    const words = { subject: 'زنگ به آقای کریمی', customerName: 'پخش البرز' };
    await startWithCore();
    shell.core.set({ notices: [{ ...about, key: 'one', id: ID, words }] });
    shell.core.open();
    await vi.waitFor(() => expect(shell.double.notifications).toHaveLength(1));
    expect(JSON.stringify(shell.double.recorded)).not.toMatch(/کریمی|البرز/);
    expect(JSON.stringify(shell.double.notifications.map(({ options }) => options))).not.toMatch(/کریمی|البرز/);
    ask(page());
    shell.double.notifications[0]?.emit('click');
    expect(page().sent).toContainEqual(['peyvand:open', `#/activities/${ID}`]);
    shell.double.powerMonitor.emit('lock-screen');
    await vi.waitFor(() => expect(menuItem('قفل کردن').enabled).toBe(false));
    shell.core.set({ notices: [{ ...about, key: 'two', id: ID, words }] });
    shell.core.set({ preferences: { ...shell.core.preferences, theme: 'dark' } });
    await vi.waitFor(() => expect(shell.double.nativeTheme.themeSource).toBe('dark'));
    expect(shell.double.notifications).toHaveLength(1);
  });

  it('starts at sign-in and looks for updates when the menu is asked to', async () => {
    await startWithCore({ platform: 'win32', updateSource: { url: 'http://127.0.0.1:9/', publicKey: '' } });
    const t = createTranslator('fa');
    press(t('shell.startAtSignIn'));
    expect([shell.double.app.openAtLogin, menuItem(t('shell.startAtSignIn')).checked]).toEqual([true, true]);
    press(t('shell.updates'));
    await vi.waitFor(() =>
      expect(shell.double.recorded.questions.map(({ message }) => message)).toEqual([t('shell.update.unreachable')]),
    );
  });

  it('SEC-56: tells the core to lock when the computer goes to sleep, whoever is at work: the core knows what has a key in hand', async () => {
    await startWithCore();
    shell.double.powerMonitor.emit('suspend');
    await vi.waitFor(() => expect(shell.core.calls).toEqual(['lock']));
    shell.core.open();
    await vi.waitFor(() => expect(menuItem('قفل کردن').enabled).toBe(true));
    shell.double.powerMonitor.emit('suspend');
    await vi.waitFor(() => expect(shell.core.calls).toEqual(['lock', 'lock']));
  });

  it('says nothing of a session once its core has died, and follows the next one', async () => {
    await startWithCore();
    shell.core.open({ reviews: 4 });
    await vi.waitFor(() => expect(shell.double.app.badge).toBe(4));
    child().emit('exit', 139);
    expect(shell.double.app.badge).toBe(0);
    shell.core.set({ session: { phase: 'locked', profiles: [], serverUrl: null, retryAfter: null } });
    shell.timers.advance(PATIENCE.firstRestart);
    shell.core.run(child());
    await vi.waitFor(() => expect(shell.double.trays[0]?.toolTip).toBe('پیوند\nقفل است'));
  });

  it('asks the person when the core does not stay up: try again, the diary, or quit', async () => {
    await start();
    const crashAll = (): void => {
      for (let crash = 0; crash < 5; crash += 1) {
        child().emit('exit', 139);
        shell.timers.advance(PATIENCE.longestRestart);
      }
    };
    shell.double.recorded.answers.push(1, 0);
    crashAll();
    await vi.waitFor(() => expect(shell.double.children).toHaveLength(6));
    expect(shell.double.recorded.questions.map(({ message }) => message)).toEqual(
      Array(2).fill('پیوند فعلاً به داده‌هایش دسترسی ندارد'),
    );
    expect(shell.double.recorded.paths).toEqual([join(shell.directory, 'data', 'log')]);
    shell.double.recorded.answers.push(2);
    crashAll();
    await vi.waitFor(() => expect(shell.double.app.hasQuit).toBe(true));
  });

  it('opens another window for a page that asks for one, and a link only through the list', async () => {
    await startWithCore();
    page().openHandler({ url: windowUrl('#/orders') } as never);
    expect(shell.double.windows[1]?.loaded).toEqual([windowUrl('#/orders')]);
    page().openHandler({ url: 'file:///etc/passwd' } as never);
    page().navigates('tel:+982188776655');
    expect(shell.double.windows).toHaveLength(2);
    expect(shell.double.recorded.external).toEqual(['tel:+982188776655']);
  });

  it('claims the links of the product only when it is installed', async () => {
    await start({ isPackaged: true });
    expect([shell.double.app.protocolClients, shell.double.app.userModelId]).toEqual([['peyvand'], null]);
    await start({ isPackaged: false });
    expect(shell.double.app.protocolClients).toEqual([]);
    expect(shell.double.windows[0]?.options.webPreferences?.devTools).toBe(true);
  });

  it('is known to Windows under the name that its installer wrote into the Start menu, without which no notice is shown', async () => {
    await start({ isPackaged: true, platform: 'win32' });
    expect(shell.double.app.userModelId).toBe('app.peyvand.desktop');
    await start({ isPackaged: false, platform: 'win32' });
    expect(shell.double.app.userModelId).toBeNull();
  });
});
