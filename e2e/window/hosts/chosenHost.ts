import { openLoopbackHost } from './loopback.ts';
import type { WindowHost } from './windowHost.ts';

/** Set by `npm run e2e -- --host … --headed`. */
export const HOST_VARIABLE = 'PEYVAND_E2E_HOST';
export const HEADED_VARIABLE = 'PEYVAND_E2E_HEADED';

/** The host that this run was asked for, the loopback host when it was asked for none. */
export async function openWindowHost(): Promise<WindowHost> {
  const name = process.env[HOST_VARIABLE] ?? 'loopback';
  const headed = process.env[HEADED_VARIABLE] === '1';
  if (name === 'loopback') return openLoopbackHost({ headed });
  throw new Error(`There is no host "${name}".`);
}
