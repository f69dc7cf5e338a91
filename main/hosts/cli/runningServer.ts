/** The server that a command speaks to, and as whom. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createError } from '../../../shared/base/errors.ts';
import { openTransportWith } from '../serverTransport.ts';
import { UsageError } from './commandLine.ts';

/**
 * The server of this machine writes its address into its folder while it runs: `npm start` keeps that in its data folder, `npm run server`
 * is given the folder itself.
 */
export async function findServer(dataDirectory: string): Promise<string> {
  for (const path of [join(dataDirectory, 'server', 'address'), join(dataDirectory, 'address')]) {
    const address = await readFile(path, 'utf8').catch(() => null);
    if (address !== null) return address.trim();
  }
  throw createError('server_unreachable', { server: dataDirectory, reason: 'notRunning' });
}

/** @param login null: the administrator of a sample company. @throws UsageError */
export async function findCredentials(
  login: string | null,
  serverUrl: string,
): Promise<{ login: string; password: string }> {
  if (login !== null) {
    const password = process.env['PEYVAND_PASSWORD'];
    if (password === undefined)
      throw new UsageError('Put the password of --login into the environment variable PEYVAND_PASSWORD.');
    return { login, password };
  }
  const { users } = await openTransportWith(process.env)(serverUrl).sampleUsers();
  const administrator = users.find(({ role }) => role === 'administrator');
  if (!administrator) throw new UsageError('This is no sample company: name the person to sign in as with --login.');
  return administrator;
}
