import { openElectronHost } from './electron.ts';
import { openLoopbackHost } from './loopback.ts';
import type { WindowHost } from './windowHost.ts';

/** Set by `npm run e2e -- --host … --headed`. */
export const HOST_VARIABLE = 'PEYVAND_E2E_HOST';
export const HEADED_VARIABLE = 'PEYVAND_E2E_HEADED';

const OPEN_BY_HOST = {
  loopback: () => openLoopbackHost({ headed: process.env[HEADED_VARIABLE] === '1' }),
  electron: openElectronHost,
  shell: async () => (await import('../../shell/shellHost.ts')).openShellHost(),
} satisfies Record<string, () => Promise<WindowHost>>;

export type HostName = keyof typeof OPEN_BY_HOST;
export const HOSTS = Object.keys(OPEN_BY_HOST) as readonly HostName[];

export function isHost(name: string): name is HostName {
  return Object.hasOwn(OPEN_BY_HOST, name);
}

/** The host that this run was asked for, the loopback host when it was asked for none. */
export async function openWindowHost(): Promise<WindowHost> {
  const name = process.env[HOST_VARIABLE] ?? 'loopback';
  if (!isHost(name)) throw new Error(`${HOST_VARIABLE} is one of ${HOSTS.join(', ')}, not ${name}.`);
  return OPEN_BY_HOST[name]();
}
