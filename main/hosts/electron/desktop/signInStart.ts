/** "Start when I sign in to this computer": the operating system keeps it, the person sees and changes it there too. Off until chosen. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Parts } from '../electronParts.ts';

export interface SignInStart {
  isOn(): boolean;
  set(on: boolean): void;
}

export interface SignInStartOptions {
  readonly electron: Parts<'app'>;
  readonly platform: NodeJS.Platform;
  readonly executablePath: string;
  /** `$XDG_CONFIG_HOME`, or `~/.config`. */
  readonly configDirectory: string;
}

/** Started so, the program shows only its mark in the tray. */
export const HIDDEN_SWITCH = '--hidden';

export function createSignInStart(options: SignInStartOptions): SignInStart {
  return options.platform === 'linux' ? createAutostartEntry(options) : createLoginItem(options);
}

function createLoginItem({ electron: { app }, platform }: SignInStartOptions): SignInStart {
  // Windows compares path and arguments with what was set. macOS takes no arguments.
  const which = platform === 'win32' ? { args: [HIDDEN_SWITCH] } : {};
  return {
    isOn: () => app.getLoginItemSettings(which).openAtLogin,
    set: (on) => app.setLoginItemSettings({ openAtLogin: on, ...which }),
  };
}

/** Electron has no such setting for Linux: https://specifications.freedesktop.org/autostart-spec/ */
function createAutostartEntry({ configDirectory, executablePath }: SignInStartOptions): SignInStart {
  const folder = join(configDirectory, 'autostart');
  const path = join(folder, 'peyvand.desktop');
  return {
    isOn: () => existsSync(path),
    set(on) {
      if (!on) return rmSync(path, { force: true });
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        path,
        [
          '[Desktop Entry]',
          'Type=Application',
          'Name=Peyvand',
          'Name[fa]=پیوند',
          `Exec=${quoted(executablePath)} ${HIDDEN_SWITCH}`,
          'Terminal=false',
          '',
        ].join('\n'),
      );
    },
  };
}

/** As the Desktop Entry specification wants an argument of `Exec`: quoted, then escaped as a string, and a percent sign doubled. */
const quoted = (path: string): string =>
  `"${path
    .replaceAll(/["`$\\]/g, String.raw`\$&`)
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`;
