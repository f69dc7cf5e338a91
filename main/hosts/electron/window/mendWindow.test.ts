import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../../shared/base/clock.ts';
import { createTranslator } from '../../../../shared/locale/translator.ts';
import { createElectronDouble } from '../testing/electronDouble.ts';
import { mendWindow } from './mendWindow.ts';

describe('a page that dies', () => {
  it('is loaded again, and after the third time in a minute only when the person says so', async () => {
    const double = createElectronDouble({ directory: '/nowhere' });
    const clock = createManualClock(0);
    const window = new double.electron.BrowserWindow({});
    let quits = 0;
    const translator = () => createTranslator('en');
    mendWindow(window, { electron: double.electron, clock, translator, log: () => {}, quit: () => (quits += 1) });
    const contents = double.windows[0]?.webContents;
    const die = (): void => void contents?.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 });
    die();
    clock.advance(61_000);
    die();
    die();
    expect(contents?.reloads).toBe(3);
    double.recorded.answers.push(1);
    die();
    await new Promise((resolve) => setImmediate(resolve));
    expect(contents?.reloads).toBe(3);
    expect(quits).toBe(1);
    contents?.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    expect(double.recorded.questions).toHaveLength(1);
  });

  it('or hangs: the person waits or loads it again, and is asked once at a time', async () => {
    const double = createElectronDouble({ directory: '/nowhere' });
    const window = new double.electron.BrowserWindow({});
    const translator = () => createTranslator('fa');
    mendWindow(window, {
      electron: double.electron,
      clock: createManualClock(0),
      translator,
      log: () => {},
      quit: () => {},
    });
    const [shown] = double.windows;
    double.recorded.answers.push(0, 1);
    shown?.emit('unresponsive');
    shown?.emit('unresponsive');
    await new Promise((resolve) => setImmediate(resolve));
    expect(shown?.webContents.reloads).toBe(0);
    shown?.emit('unresponsive');
    await new Promise((resolve) => setImmediate(resolve));
    expect(double.recorded.questions).toHaveLength(2);
    expect(shown?.webContents.reloads).toBe(1);
  });
});
