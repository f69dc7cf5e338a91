/** What each icon shows, as SVG, and every file that is drawn. */
import type { Mood } from '../../../main/hosts/electron/desktop/summary.ts';

/** What the tray says without words: the moods of the shell, each of which must have its drawings below. */
export const TRAY_STATES = ['fine', 'pending', 'offline', 'attention'] as const satisfies readonly Mood[];

/** `template` is black on nothing: macOS colours it itself. The others are named for the bar that they stand on. */
type TrayTone = 'template' | 'onLight' | 'onDark';

export interface IconFile {
  /** From `resources/`. */
  readonly path: string;
  readonly pixels: number;
  readonly svg: string;
}

/** Sizes in the `.ico`, and of the picture files that Linux takes. */
export const ICO_PIXELS = [16, 20, 24, 32, 40, 48, 64, 128, 256] as const;
const LINUX_PIXELS = [16, 24, 32, 48, 64, 128, 256, 512] as const;

/** Every picture that is a file of its own. The `.ico` and `.icns` are put together from drawings of `appIcon` besides. */
export function iconFiles(mark: string): IconFile[] {
  const files: IconFile[] = LINUX_PIXELS.map((pixels) => ({
    path: `icons/linux/${pixels}x${pixels}.png`,
    pixels,
    svg: mark,
  }));
  files.push({ path: 'runtime/window.png', pixels: 256, svg: mark });
  for (const state of TRAY_STATES) {
    files.push(...scales(`runtime/tray/mac/${state}Template`, 18, [1, 2], trayIcon(state, 'template')));
    for (const tone of ['onLight', 'onDark'] as const) {
      const svg = trayIcon(state, tone);
      files.push(...scales(`runtime/tray/windows/${state}-${tone}`, 16, [1, 1.25, 1.5, 2], svg));
      files.push(...scales(`runtime/tray/linux/${state}-${tone}`, 24, [1, 2], svg));
    }
  }
  return files;
}

/** macOS wants air around the shape: 824 of 1,024 points. */
export function macIcon(mark: string): string {
  const inner = mark.replace('<svg ', '<svg x="100" y="100" width="824" height="824" ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024">${inner}</svg>`;
}

/** Electron takes `name@2x.png` beside `name.png` where the screen is that dense. */
function scales(path: string, pixels: number, factors: readonly number[], svg: string): IconFile[] {
  return factors.map((factor) => ({
    path: `${path}${factor === 1 ? '' : `@${factor}x`}.png`,
    pixels: pixels * factor,
    svg,
  }));
}

const INK: Record<TrayTone, string> = { template: '#000', onLight: '#1b2a2e', onDark: '#fff' };
const PENDING: Record<TrayTone, string> = { template: '#000', onLight: '#0b7285', onDark: '#66d9e8' };
const ATTENTION: Record<TrayTone, string> = { template: '#000', onLight: '#d9480f', onDark: '#ffa94d' };

/** The two rings, and in the corner a sign that differs by its shape, not by its colour alone. */
export function trayIcon(state: Mood, tone: TrayTone): string {
  const ink = INK[tone];
  const cut: Record<Mood, string> = {
    fine: '',
    pending: '<path d="M12 16.6V8.4M8.4 11.6 12 8l3.6 3.6" fill="none" stroke="#000" stroke-width="4.2" />',
    offline: '<path d="M2.2 14.6 13.8 1.4" stroke="#000" stroke-width="4" />',
    attention: '<circle cx="12.2" cy="11.8" r="4.9" fill="#000" />',
  };
  const sign: Record<Mood, string> = {
    fine: '',
    pending: `<path d="M12 15.4V9.2M9.4 11.6 12 9l2.6 2.6" fill="none" stroke="${PENDING[tone]}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />`,
    offline: `<path d="M2.2 14.6 13.8 1.4" stroke="${ink}" stroke-width="1.6" stroke-linecap="round" />`,
    attention: `<path fill-rule="evenodd" fill="${ATTENTION[tone]}" d="M12.2 8a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6Zm-.65 1.5v2.8h1.3V9.5Zm0 3.4v1.2h1.3v-1.2Z" />`,
  };
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">',
    `<mask id="gap"><rect width="16" height="16" fill="#fff" />${cut[state]}</mask>`,
    `<g mask="url(#gap)" fill="none" stroke="${ink}" stroke-width="1.7">`,
    '<circle cx="5.4" cy="8" r="3.9" /><circle cx="10.6" cy="8" r="3.9" /></g>',
    sign[state],
    '</svg>',
  ].join('');
}
