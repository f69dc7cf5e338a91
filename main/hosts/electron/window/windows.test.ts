import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../../../../shared/base/clock.ts';
import { createTranslator } from '../../../../shared/locale/translator.ts';
import { createManualTimers } from '../../../core/ports/manualTimers.ts';
import { openShellFile, type ShellFile } from '../shellFile.ts';
import { createElectronDouble, SessionDouble, type ElectronDouble } from '../testing/electronDouble.ts';
import { preventable } from '../testing/preventable.ts';
import { windowUrl } from './windowAddress.ts';
import { createWindows, type Windows } from './windows.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peyvand-windows-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('windows', () => {
  let double: ElectronDouble;
  let file: ShellFile;
  let windows: Windows;
  let timers: ReturnType<typeof createManualTimers>;
  let run = 0;
  beforeEach(() => {
    double = createElectronDouble({ directory: folder });
    file = openShellFile(join(folder, `desktop-${(run += 1)}.json`));
    timers = createManualTimers(createManualClock(0));
    open();
  });
  function open(): void {
    windows = createWindows({
      electron: double.electron,
      session: new SessionDouble() as never,
      preloadPath: '/built/preload.cjs',
      iconPath: '/built/icon.png',
      isDevelopment: false,
      translator: () => createTranslator('fa'),
      file,
      timers,
      onOpened: () => {},
    });
  }
  const last = () => {
    const window = double.windows.at(-1);
    if (!window) throw new Error('no window');
    return window;
  };

  it('are opened with every door closed', () => {
    windows.open();
    const { session, ...doors } = last().options.webPreferences ?? {};
    expect(session).toBeInstanceOf(SessionDouble);
    const all = (names: string, value: boolean) => Object.fromEntries(names.split(' ').map((name) => [name, value]));
    // The whole of it: a further door is a failure too.
    expect(doors).toEqual({
      preload: '/built/preload.cjs',
      ...all('sandbox contextIsolation webSecurity', true),
      ...all('nodeIntegration nodeIntegrationInWorker nodeIntegrationInSubFrames webviewTag devTools', false),
      ...all('allowRunningInsecureContent experimentalFeatures navigateOnDragDrop spellcheck', false),
    });
    expect(last().options.title).toBe('پیوند');
    expect(last().loaded).toEqual(['peyvand-app://window/?wire=port']);
  });

  it('come back where they stood, in the next run too', () => {
    windows.open();
    last().bounds = { x: 40, y: 30, width: 900, height: 600 };
    last().maximised = true;
    last().close();
    file = openShellFile(join(folder, `desktop-${run}.json`));
    open();
    windows.open();
    expect(last().options).toMatchObject({ x: 40, y: 30, width: 900, height: 600 });
    expect(last().maximised).toBe(true);
    windows.open();
    expect(last().options).toMatchObject({ x: 64, y: 54 });
    expect(last().maximised).toBe(false);
  });

  it('open as at the first time when what was remembered cannot be read', async () => {
    for (const content of ['', '{', 'null', '[]', '{"placement":{"x":"1"}}', '{"placement":null,"preferences":5}']) {
      await writeFile(join(folder, 'damaged.json'), content);
      expect(openShellFile(join(folder, 'damaged.json')).read()).toEqual({
        placement: null,
        preferences: { language: 'fa', calendar: 'persian', theme: 'system' },
      });
    }
  });

  it('tell a page where to go once it listens, and again only when asked again', () => {
    windows.show('#/customers/1');
    expect(last().loaded).toEqual([windowUrl('#/customers/1')]);
    windows.show('#/orders/2');
    windows.show('#/orders/3');
    const { webContents } = last();
    expect(webContents.sent).toEqual([]);
    windows.pageReady(webContents as never);
    windows.pageReady(webContents as never);
    expect(webContents.sent).toEqual([['peyvand:open', '#/orders/3']]);
    webContents.reload();
    windows.show('#/orders/4');
    expect(webContents.sent).toHaveLength(1);
    windows.pageReady(webContents as never);
    expect(webContents.sent).toHaveLength(2);
    expect(double.windows).toHaveLength(1);
  });

  it('are a handful at most, whatever a page asks for', () => {
    for (let count = 0; count < 50; count += 1) windows.open('#/orders');
    expect(double.windows).toHaveLength(8);
  });

  it('let themselves be closed, whatever a page says', () => {
    windows.open();
    const event = preventable();
    last().webContents.emit('will-prevent-unload', event);
    expect(event.defaultPrevented).toBe(true);
  });

  it('show the one used last', () => {
    windows.open();
    windows.open();
    const [first, second] = double.windows;
    first?.emit('focus');
    windows.show('#/orders');
    windows.pageReady(first?.webContents as never);
    windows.pageReady(second?.webContents as never);
    expect(first?.webContents.sent).toHaveLength(1);
    expect(second?.webContents.sent).toHaveLength(0);
  });
});
