/** One test per point of Electron's security checklist that code can break; docs/guide/electron-security.md names them. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createManualClock, type ManualClock } from '../../../../shared/base/clock.ts';
import { createTranslator } from '../../../../shared/locale/translator.ts';
import { createElectronDouble, SessionDouble, type ElectronDouble } from '../testing/electronDouble.ts';
import { preventable } from '../testing/preventable.ts';
import { windowUrl } from '../window/windowAddress.ts';
import { guardContents } from './contentGuards.ts';
import { createExternalLinks, readExternalLink } from './externalLinks.ts';
import { askWhereToSave, safeFileName } from './saveDialog.ts';
import { guardSession } from './sessionGuards.ts';

const ELSEWHERE = [
  'https://example.com/',
  'http://127.0.0.1:8720/',
  'file:///etc/passwd',
  'peyvand-app://other/',
  'peyvand-app://window:81/',
  'peyvand-app://user@window/',
  'peyvand-app://window.example.com/',
  'peyvand-app2://window/',
  'javascript:alert(1)',
  'data:text/html,<script>1</script>',
  'about:blank',
  'chrome://gpu',
  'view-source:peyvand-app://window/',
  'blob:peyvand-app://window/1',
];

describe('every web contents', () => {
  let double: ElectronDouble;
  let left: string[];
  let opened: string[];
  beforeEach(() => {
    double = createElectronDouble({ directory: '/nowhere' });
    left = [];
    opened = [];
    guardContents({
      electron: double.electron,
      onExternalLink: (address) => left.push(address),
      onWindowWanted: (address) => opened.push(address),
      log: () => {},
    });
  });
  const makeContents = () => {
    void new double.electron.BrowserWindow({});
    const contents = double.windows.at(-1)?.webContents;
    if (!contents) throw new Error('no window');
    return contents;
  };

  it('stays at our page: navigation elsewhere is refused and only offered as a link', () => {
    const contents = makeContents();
    for (const address of ELSEWHERE) expect(contents.navigates(address), address).toBe(false);
    expect(left).toEqual(ELSEWHERE);
    // The page may begin anew.
    expect(contents.navigates(windowUrl())).toBe(true);
    expect(contents.navigates('peyvand-app://window/assets/index.js')).toBe(false);
  });

  it('has frames that go nowhere at all, not even to our page', () => {
    const contents = makeContents();
    for (const address of [...ELSEWHERE, windowUrl()]) expect(contents.navigates(address, false), address).toBe(false);
    expect(left).toEqual([]);
  });

  it('follows no redirect', () => {
    const event = preventable({ url: windowUrl() });
    makeContents().emit('will-redirect', event);
    expect(event.defaultPrevented).toBe(true);
  });

  it('opens no window by itself: ours are opened by the shell, others are links', () => {
    const contents = makeContents();
    for (const url of [...ELSEWHERE, windowUrl('#/orders')])
      expect(contents.openHandler({ url } as never), url).toEqual({ action: 'deny' });
    expect(left).toEqual(ELSEWHERE);
    expect(opened).toEqual([windowUrl('#/orders')]);
  });

  it('embeds no webview and picks no device', () => {
    const contents = makeContents();
    const webview = preventable();
    contents.emit('will-attach-webview', webview, { nodeIntegration: true }, {});
    expect(webview.defaultPrevented).toBe(true);
    const picked: string[] = [];
    contents.emit('select-bluetooth-device', preventable(), [{ deviceId: 'd' }], (id: string) => picked.push(id));
    expect(picked).toEqual(['']);
  });

  it('never goes on behind a bad certificate, gives no certificate and no password', () => {
    const answers: unknown[] = [];
    const [certificate, client, login] = [preventable(), preventable(), preventable()];
    double.app.emit('certificate-error', certificate, {}, 'https://x', 'bad', {}, (isTrusted: boolean) =>
      answers.push(isTrusted),
    );
    double.app.emit('select-client-certificate', client, {}, 'https://x', [{}], (given?: object) =>
      answers.push(given),
    );
    double.app.emit('login', login);
    expect(answers).toEqual([false, undefined]);
    expect([certificate, client, login].every(({ defaultPrevented }) => defaultPrevented)).toBe(true);
  });
});

describe('the session', () => {
  const PERMISSIONS = [
    'clipboard-read',
    'clipboard-sanitized-write',
    'display-capture',
    'fileSystem',
    'fullscreen',
    'geolocation',
    'idle-detection',
    'local-fonts',
    'media',
    'midiSysex',
    'notifications',
    'openExternal',
    'pointerLock',
    'serial',
    'storage-access',
    'usb',
    'window-management',
    'unknown',
  ] as const;
  let session: SessionDouble;
  let saved: object[];
  const guard = (allowsDeveloperTools = false): void => {
    session = new SessionDouble();
    saved = [];
    guardSession(session as never, { allowsDeveloperTools, onSave: (item) => saved.push(item) });
  };
  beforeEach(() => guard());

  it('grants our page the clipboard for writing, and nobody anything else', () => {
    const granted = (address: string, isMainFrame = true): string[] =>
      PERMISSIONS.filter((permission) => {
        let answer = false;
        session.request?.({ getURL: () => address } as never, permission, (isGranted) => (answer = isGranted), {
          isMainFrame,
          requestingUrl: address,
        });
        return answer;
      });
    const checked = (origin: string): string[] =>
      PERMISSIONS.filter((permission) => session.check?.(null, permission, origin, {} as never));
    expect(granted(windowUrl('#/customers'))).toEqual(['clipboard-sanitized-write']);
    expect(checked('peyvand-app://window/')).toEqual(['clipboard-sanitized-write']);
    expect(granted(windowUrl(), false)).toEqual([]);
    for (const address of ELSEWHERE) {
      expect(granted(address), address).toEqual([]);
      expect(checked(address), address).toEqual([]);
    }
    expect(checked('null')).toEqual([]);
  });

  it('shows no device and no screen to anybody, and looks for no dictionary', () => {
    expect(session.device?.({} as never)).toBe(false);
    const streams: unknown[] = [];
    session.display?.({} as never, (answer) => streams.push(answer));
    expect(streams).toEqual([{}]);
    expect(session.spellChecks).toBe(false);
  });

  it('asks nobody but our own files', () => {
    const isAllowed = (url: string): boolean => {
      let cancelled: boolean | undefined;
      session.beforeRequest?.({ url }, ({ cancel }) => (cancelled = cancel));
      return cancelled === false;
    };
    const ours = [
      'peyvand-app://window/',
      'peyvand-app://window/assets/a.js',
      'blob:peyvand-app://window/1',
      'data:image/png;base64,AA==',
    ];
    expect(ours.filter(isAllowed)).toEqual(ours);
    const others = [
      ...ELSEWHERE.filter((address) => !address.startsWith('blob:')),
      'wss://example.com/',
      'devtools://devtools/bundled/x.html',
      'blob:https://example.com/1',
      'ftp://example.com',
    ];
    expect(others.filter(isAllowed)).toEqual([]);
    guard(true);
    expect(others.filter(isAllowed)).toEqual(['devtools://devtools/bundled/x.html']);
  });

  it('believes no certificate', () => {
    const results: number[] = [];
    session.certificates?.({} as never, (result) => results.push(result));
    expect(results).toEqual([-2]);
  });

  it('saves what our page made when a person asked for it, and nothing else', () => {
    const item = (url: string, isByPerson: boolean) => ({ getURL: () => url, hasUserGesture: () => isByPerson });
    const isStopped = (offered: object): boolean => {
      const event = preventable();
      session.emit('will-download', event, offered, {});
      return event.defaultPrevented;
    };
    expect(isStopped(item('blob:peyvand-app://window/1', true))).toBe(false);
    expect(isStopped(item('blob:peyvand-app://window/1', false))).toBe(true);
    for (const address of [
      'https://example.com/a.exe',
      'peyvand-app://window/assets/a.js',
      'data:text/plain,x',
      'blob:null/1',
    ])
      expect(isStopped(item(address, true)), address).toBe(true);
    expect(saved).toHaveLength(1);
  });
});

describe('links that lead out', () => {
  let clock: ManualClock;
  let double: ElectronDouble;
  let follow: (address: string) => void;
  beforeEach(() => {
    clock = createManualClock(0);
    double = createElectronDouble({ directory: '/nowhere' });
    const translator = () => createTranslator('fa');
    follow = createExternalLinks({ electron: double.electron, translator, clock, log: () => {} });
  });

  it('are telephone numbers, mail addresses and https, and nothing that starts another program', () => {
    const allowed = ['tel:+982188776655', 'mailto:ali@example.com', 'https://example.com/a?b=c'];
    expect(allowed.filter((address) => readExternalLink(address))).toEqual(allowed);
    const refused = [
      ...ELSEWHERE.filter((address) => !address.startsWith('https:')),
      'https://user:password@example.com/',
      'https://example.com/"&calc',
      `https://example.com/${'a'.repeat(2_000)}`,
      'mailto:ali@example.com?attach=/etc/passwd',
      'mailto:a@b.c,d@e.f',
      'mailto:',
      'tel:*100#',
      'tel:+98 21',
      'sms:+98',
      'ms-msdt:/id',
      'search-ms:query',
      'smb://host/share',
      'peyvand://customer/1',
      '',
    ];
    expect(refused.filter((address) => readExternalLink(address))).toEqual([]);
  });

  it('are opened by the system; a web page only when the person has seen its host and agreed', async () => {
    follow('tel:+982188776655');
    clock.advance(1_000);
    double.recorded.answers.push(1, 0);
    follow('https://one.example/secret');
    await settled();
    clock.advance(1_000);
    follow('https://other.example/');
    await settled();
    expect(double.recorded.external).toEqual(['tel:+982188776655', 'https://other.example/']);
    expect(double.recorded.questions.map(({ message }) => message)).toEqual([
      'one.example در مرورگر شما باز شود؟',
      'other.example در مرورگر شما باز شود؟',
    ]);
  });

  it('are not opened one after another without end', () => {
    for (let click = 0; click < 20; click += 1) follow('tel:+982188776655');
    expect(double.recorded.external).toHaveLength(1);
  });
});

describe('the name of a file that is saved', () => {
  it('stays in the chosen folder, visible, with an ending that no system runs', () => {
    expect(safeFileName('import-report-erp.json')).toBe('import-report-erp.json');
    expect(safeFileName('peyvand-work-G4XZU-2026-11-22.peyvand')).toBe('peyvand-work-G4XZU-2026-11-22.peyvand');
    expect(safeFileName('../../.bashrc')).toBe('bashrc.txt');
    expect(safeFileName(String.raw`..\..\autoexec.bat`)).toBe('autoexec.bat.txt');
    expect(safeFileName('report\u202Egpj.exe')).toBe('reportgpj.exe.txt');
    expect(safeFileName('گزارش\u200cها.csv')).toBe('گزارش\u200cها.csv');
    expect(safeFileName('')).toBe('peyvand.txt');
    expect(safeFileName(`${'x'.repeat(400)}.json`).length).toBeLessThan(130);
  });

  it('is asked for in the language of the person', () => {
    const given: Electron.SaveDialogOptions[] = [];
    const item = {
      getFilename: () => 'a.json',
      setSaveDialogOptions: (options: Electron.SaveDialogOptions) => void given.push(options),
    };
    askWhereToSave(item, { translator: createTranslator('fa'), folder: '/home/ali/Downloads' });
    expect(given).toMatchObject([
      { title: 'ذخیرهٔ فایل', buttonLabel: 'ذخیره', defaultPath: '/home/ali/Downloads/a.json' },
    ]);
  });
});

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
