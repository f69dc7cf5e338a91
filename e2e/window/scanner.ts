/** A barcode scanner at a window: a keyboard that types a whole code in a moment and ends with Enter. */
import type { AppWindow } from './pages/appWindow.ts';

/** Of its keys, from one to the next. */
const EVERY_SECONDS = 0.004;

/** Every key bears the moment at which the scanner pressed it, however slowly this machine gets round to it. */
export async function scan({ page }: AppWindow, code: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  try {
    const start = Date.now() / 1_000;
    const strokes = [...code].map((text) => ({ text, key: text, code: /\d/.test(text) ? `Digit${text}` : '' }));
    const keys = [...strokes, { text: '\r', key: 'Enter', code: 'Enter' }];
    for (const [index, key] of keys.entries()) {
      const timestamp = start + index * EVERY_SECONDS;
      const windowsVirtualKeyCode = (key.key === 'Enter' ? '\r' : key.text).charCodeAt(0);
      await session.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key, windowsVirtualKeyCode, timestamp });
      await session.send('Input.dispatchKeyEvent', {
        type: 'keyUp',
        key: key.key,
        code: key.code,
        windowsVirtualKeyCode,
        timestamp: timestamp + EVERY_SECONDS / 2,
      });
    }
  } finally {
    await session.detach();
  }
}
