import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTranslator } from '../../../../shared/locale/translator.ts';
import type { ShellState } from '../core/watchCore.ts';
import { createElectronDouble } from '../testing/electronDouble.ts';
import { contextTemplate } from './contextMenu.ts';
import { linkToPlace, placeOnCommandLine } from './deepLinks.ts';
import { menuTemplate, type MenuFacts } from './menu.ts';
import { createNotices } from './notices.ts';
import { createSignInStart } from './signInStart.ts';
import { moodOf, summaryLines } from './summary.ts';
import { createTray, trayFile } from './tray.ts';

const ID = '0198c0de-1111-7abc-8def-0123456789ab';
const fa = createTranslator('fa');
const en = createTranslator('en');

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'peyvand-desktop-'));
});
afterAll(() => rm(directory, { recursive: true }));

const PREFERENCES = { language: 'fa', calendar: 'persian', theme: 'system' } as const;
const SYNC = { pending: 0, held: 0, reviews: 0, lastContactAt: null, connection: 'online' } as const;
const at = (sync: Partial<NonNullable<ShellState['sync']>> = {}): ShellState => ({
  phase: 'open',
  sync: { ...SYNC, ...sync },
  notices: [],
  preferences: PREFERENCES,
});
const closed = (phase: ShellState['phase']): ShellState => ({
  phase,
  sync: null,
  notices: [],
  preferences: PREFERENCES,
});

describe('links from outside', () => {
  it('lead to the page of a record, of each kind that has one', () => {
    const pages = {
      customer: 'customers',
      product: 'products',
      opportunity: 'opportunities',
      order: 'orders',
      contract: 'contracts',
      activity: 'activities',
      review: 'reviews',
    };
    for (const [kind, page] of Object.entries(pages)) {
      expect(linkToPlace(`peyvand://${kind}/${ID}`)).toBe(`#/${page}/${ID}`);
      expect(linkToPlace(`peyvand://${kind}/${ID}/`)).toBe(`#/${page}/${ID}`);
    }
  });

  it('are read strictly: anything else is no link', () => {
    for (const link of [
      `peyvand://customer/../settings/${ID}`,
      `peyvand://customer/${ID}/../../settings`,
      `peyvand://customer/${ID}?next=//evil`,
      `peyvand://customer/${ID}#/settings`,
      `peyvand://customer/${ID}%2f..`,
      `peyvand://customer/${ID.toUpperCase()}`,
      `peyvand://customer/${ID} --data=/tmp`,
      `peyvand://customer/${ID}\n`,
      `peyvand://customer//${ID}`,
      `peyvand://user@customer/${ID}`,
      `peyvand://settings/${ID}`,
      `peyvand://__proto__/${ID}`,
      `peyvand://constructor/${ID}`,
      `PEYVAND://customer/${ID}`,
      'peyvand://customer/1',
      'peyvand://customer/',
      'peyvand:',
      `https://customer/${ID}`,
      `javascript:alert('${ID}')`,
      '',
    ])
      expect(linkToPlace(link), link).toBeNull();
  });

  it('are found on a command line, whatever stands beside them; two at once are none', () => {
    const link = `peyvand://order/${ID}`;
    expect(placeOnCommandLine(['/usr/bin/peyvand', '--no-sandbox', link])).toBe(`#/orders/${ID}`);
    expect(placeOnCommandLine(['/usr/bin/peyvand', link, link])).toBeNull();
    expect(placeOnCommandLine(['/usr/bin/peyvand', `--x=${link}`])).toBeNull();
    expect(placeOnCommandLine([])).toBeNull();
  });
});

describe('what the tray says', () => {
  it('is counted, in the language, the digits and the calendar of the person', () => {
    const state = at({ pending: 12, reviews: 2, held: 1, lastContactAt: '2026-11-21T10:35:00.000Z' });
    const lines = summaryLines(state, 'running', fa);
    expect(lines.slice(0, 2)).toEqual(['۳ مورد منتظر شماست', '۱۲ تغییر در صف ارسال است']);
    expect(lines[2]).toMatch(/^آخرین تماس: ۳۰ آبان ۱۴۰۵، /);
    expect(summaryLines(at(), 'running', en)).toEqual(['All sent', 'No contact with head office yet']);
    expect(summaryLines(at({ held: 1, refused: 1 }), 'running', en)).toEqual([
      '1 thing needs you',
      'No contact with head office yet',
    ]);
    expect(summaryLines(at({ connection: 'refused' }), 'running', en)[0]).toBe(
      'The server does not accept this machine now',
    );
  });

  it('says that it is locked, and nothing of anybody', () => {
    expect(summaryLines(closed('locked'), 'running', fa)).toEqual(['قفل است']);
    expect(summaryLines(closed('signedOut'), 'running', en)).toEqual(['Nobody is signed in']);
    expect(summaryLines(closed('choosingPassphrase'), 'running', en)).toEqual(['Nobody is signed in']);
    expect(summaryLines(closed(null), 'restarting', en)).toEqual(['Starting']);
    expect(summaryLines(closed(null), 'failing', en)).toEqual(['The inner part of Peyvand does not start']);
  });

  it('looks as it is', () => {
    expect(moodOf(at(), 'running')).toBe('fine');
    expect(moodOf(at({ connection: 'offline' }), 'running')).toBe('offline');
    expect(moodOf(at({ pending: 1, connection: 'offline' }), 'running')).toBe('pending');
    expect(moodOf(at({ pending: 1, held: 1 }), 'running')).toBe('attention');
    expect(moodOf(at({ connection: 'refused' }), 'running')).toBe('attention');
    expect(moodOf(closed('locked'), 'running')).toBe('fine');
    expect(moodOf(closed(null), 'failing')).toBe('attention');
  });

  it('changes its picture, its line and its menu; what it offers does what it says', () => {
    const double = createElectronDouble({ directory });
    const done: string[] = [];
    const actions = Object.fromEntries(
      ['show', 'syncNow', 'lock', 'toggleSignInStart', 'quit'].map((name) => [name, () => void done.push(name)]),
    ) as unknown as Parameters<typeof createTray>[0]['actions'];
    const draw = createTray({
      electron: double.electron,
      iconPath: (mood, isOnDark) => `${mood}-${isOnDark ? 'dark' : 'light'}`,
      actions,
      log: () => {},
    });
    const [tray] = double.trays;
    if (!draw || !tray) throw new Error('no tray');
    expect(tray.image).toBe('fine-light');
    const facts = { mood: 'attention', lines: ['یک'], isOpen: true, startsAtSignIn: true, translator: fa } as const;
    draw(facts);
    expect([tray.image, tray.toolTip]).toEqual(['attention-light', 'پیوند\nیک']);
    double.nativeTheme.shouldUseDarkColorsForSystemIntegratedUI = true;
    draw(facts);
    expect(tray.image).toBe('attention-dark');
    for (const item of tray.menu) (item.click as (() => void) | undefined)?.();
    expect(done).toEqual(['show', 'syncNow', 'lock', 'toggleSignInStart', 'quit']);
    expect(tray.menu.find(({ type }) => type === 'checkbox')?.checked).toBe(true);
    draw({ ...facts, isOpen: false });
    expect(tray.menu.filter(({ enabled }) => enabled === false).map(({ label }) => label)).toEqual([
      'یک',
      'همین حالا همگام کن',
      'قفل کردن',
    ]);
    tray.emit('click');
    expect(done.at(-1)).toBe('show');
  });

  it('has a picture for each mood, system and bar', () => {
    for (const mood of ['fine', 'pending', 'offline', 'attention'] as const)
      for (const platform of ['darwin', 'win32', 'linux'] as const)
        for (const isOnDark of [true, false]) {
          const file = trayFile(platform, mood, isOnDark);
          expect(existsSync(new URL(`../../../../resources/runtime/tray/${file}`, import.meta.url)), file).toBe(true);
        }
  });

  it('is nothing where a desktop has no tray', () => {
    const { electron } = createElectronDouble({ directory });
    const without = Object.assign(Object.create(electron) as typeof electron, {
      Tray: function Tray() {
        throw new Error('no tray');
      },
    });
    expect(createTray({ electron: without, iconPath: () => '', actions: {} as never, log: () => {} })).toBeNull();
  });
});

describe('the menu', () => {
  const facts: MenuFacts = {
    translator: en,
    platform: 'linux',
    isDevelopment: false,
    isOpen: true,
    startsAtSignIn: false,
    canUpdate: false,
  };
  const flat = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);
  const itemsOf = (given: Partial<MenuFacts>) => flat(menuTemplate({ ...facts, ...given }, {} as never));
  const rolesOf = (given: Partial<MenuFacts>) => itemsOf(given).flatMap(({ role }) => (role ? [role] : []));

  it('has what makes copy and paste work, on every system', () => {
    for (const platform of ['darwin', 'win32', 'linux'] as const)
      expect(rolesOf({ platform })).toEqual(
        expect.arrayContaining(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'close', 'minimize']),
      );
    expect(rolesOf({ platform: 'darwin' })).toEqual(
      expect.arrayContaining(['hide', 'hideOthers', 'unhide', 'about', 'front']),
    );
  });

  it('offers developers’ tools to developers alone', () => {
    const tools = new Set(['reload', 'forceReload', 'toggleDevTools']);
    expect(rolesOf({}).filter((role) => tools.has(role))).toEqual([]);
    expect(rolesOf({ isDevelopment: true }).filter((role) => tools.has(role))).toEqual(['reload', 'toggleDevTools']);
    expect(itemsOf({}).some(({ accelerator }) => /I|R|F12/.test(accelerator ?? ''))).toBe(false);
  });

  it('is in the person’s language, every line of it', () => {
    for (const platform of ['darwin', 'linux'] as const) {
      const labels = itemsOf({ translator: fa, platform, isDevelopment: true, canUpdate: true }).filter(
        ({ type }) => type !== 'separator',
      );
      for (const { label, role } of labels) expect(label, role ?? '').toMatch(/[\u0600-\u06ff]/);
    }
    expect(itemsOf({ canUpdate: true }).map(({ label }) => label)).toContain('Check for updates…');
    expect(itemsOf({}).map(({ label }) => label)).not.toContain('Check for updates…');
  });

  it('of the right button offers what can be done there', () => {
    const editFlags = { canCut: false, canCopy: true, canPaste: true } as never;
    const of = (isEditable: boolean, selectionText: string) =>
      contextTemplate({ isEditable, selectionText, editFlags }, fa).flatMap(({ role, enabled }) =>
        role && enabled !== false ? [role] : [],
      );
    expect(of(true, '')).toEqual(['copy', 'paste', 'selectAll']);
    expect(of(false, 'تهران')).toEqual(['copy']);
    expect(of(false, '  ')).toEqual([]);
  });
});

describe('notices', () => {
  /** @param given Keys that the core gives; a window may have taken the others. */
  function open(isWatched = false, given: readonly string[] = []) {
    const double = createElectronDouble({ directory });
    const shown: (string | undefined)[] = [];
    const asked: string[][] = [];
    const notice = createNotices({
      electron: double.electron,
      translator: () => fa,
      isWatched: () => isWatched,
      take: (keys) => {
        asked.push([...keys]);
        return Promise.resolve(keys.filter((key) => given.includes(key)));
      },
      show: (place) => void shown.push(place),
    });
    return { double, shown, notice, asked };
  }
  const reminder = (key: string, moment: string) =>
    ({ key, source: 'reminder', collection: 'activities', id: ID, at: moment }) as const;

  it('remind by the time alone; one leads to its record, several to the day', async () => {
    const { double, shown, notice } = open(false, ['one', 'two', 'three']);
    notice({ ...at(), notices: [reminder('one', '2026-11-21T07:00:00.000Z')] });
    const two = [reminder('two', '2026-11-21T08:00:00.000Z'), reminder('three', '2026-11-21T08:30:00.000Z')];
    notice({ ...at(), notices: two });
    await vi.waitFor(() => expect(double.notifications).toHaveLength(2));
    const titles = double.notifications.map(({ options }) => options.title);
    expect(titles).toEqual(['یادآوری', '۲ یادآوری']);
    for (const notification of double.notifications) notification.emit('click');
    expect(shown).toEqual([`#/activities/${ID}`, '#/today']);
  });

  it('remind of nothing that a window has told, and leave it to a window that is looked at', async () => {
    const due = { ...at(), notices: [reminder('one', '2026-11-21T07:00:00.000Z')] };
    const late = open(false);
    late.notice(due);
    await vi.waitFor(() => expect(late.asked).toEqual([['one']]));
    const watched = open(true, ['one']);
    watched.notice(due);
    await Promise.resolve();
    expect([late.double.notifications, watched.double.notifications, watched.asked]).toEqual([[], [], []]);
  });

  it('are shown once they are taken, also where somebody comes to the window meanwhile', async () => {
    const double = createElectronDouble({ directory });
    let isWatched = false;
    const notice = createNotices({
      electron: double.electron,
      translator: () => fa,
      isWatched: () => isWatched,
      take: (keys) => {
        isWatched = true;
        return Promise.resolve(keys);
      },
      show: () => {},
    });
    notice({ ...at(), notices: [reminder('one', '2026-11-21T07:00:00.000Z')] });
    await vi.waitFor(() => expect(double.notifications).toHaveLength(1));
  });

  it('say how many things wait, when there are more than before; a click leads there', () => {
    const { double, shown, notice } = open();
    for (const state of [at({ reviews: 1 }), at({ reviews: 1 }), at({ reviews: 2, held: 1 }), at({ reviews: 1 })])
      notice(state);
    expect(double.notifications.map(({ options }) => options)).toEqual([
      { title: 'پیوند منتظر شماست', body: '۳ مورد منتظر شماست' },
    ]);
    double.notifications[0]?.emit('click');
    expect(shown).toEqual(['#/reviews']);
  });

  it('say once that sync was refused, and nothing of being offline', () => {
    const { double, notice } = open();
    for (const connection of ['online', 'offline', 'syncing', 'refused', 'refused'] as const)
      notice(at({ connection }));
    expect(double.notifications.map(({ options }) => options.title)).toEqual(['همگام‌سازی پذیرفته نشد']);
  });

  it('say nothing to whoever looks at the window, nothing behind the lock, and not at once after it', () => {
    const watched = open(true);
    for (const state of [at(), at({ reviews: 5 })]) watched.notice(state);
    expect(watched.double.notifications).toEqual([]);
    const locked = open();
    for (const state of [at(), closed('locked'), at({ reviews: 5 }), closed('locked'), closed(null)])
      locked.notice(state);
    expect(locked.double.notifications).toEqual([]);
  });
});

describe('starting at sign-in', () => {
  it('is off until it is chosen, and kept by the system', () => {
    const double = createElectronDouble({ directory });
    for (const platform of ['darwin', 'win32'] as const) {
      const start = createSignInStart({
        electron: double.electron,
        platform,
        executablePath: '/p',
        configDirectory: directory,
      });
      expect(start.isOn()).toBe(false);
      start.set(true);
      expect(start.isOn()).toBe(true);
      start.set(false);
    }
  });

  it('on Linux is a file that starts this program, whatever is in its path', async () => {
    const { electron } = createElectronDouble({ directory });
    const executablePath = '/opt/My "Apps"/100%/$HOME/pey`vand';
    const start = createSignInStart({ electron, platform: 'linux', executablePath, configDirectory: directory });
    expect(start.isOn()).toBe(false);
    start.set(true);
    expect(start.isOn()).toBe(true);
    const entry = await readFile(join(directory, 'autostart', 'peyvand.desktop'), 'utf8');
    expect(entry).toContain(
      String.raw`Exec="/opt/My \\"Apps\\"/100%%/\\$HOME/pey\\` + '`' + String.raw`vand" --hidden`,
    );
    start.set(false);
    expect(existsSync(join(directory, 'autostart', 'peyvand.desktop'))).toBe(false);
    start.set(false);
  });
});
