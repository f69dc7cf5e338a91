/** A person's own data, opened for one command as a window would: the core in this process, over a wire in memory. */
import { join } from 'node:path';
import { createError } from '../../../shared/base/errors.ts';
import { createContractClient, type CoreClient } from '../../../shared/rpc/client.ts';
import { createMemoryWirePair } from '../../../shared/rpc/memoryWire.ts';
import { createCore } from '../../core/core.ts';
import { createSyncEngine } from '../../core/sync/index.ts';
import { realClock, realRandomness, realTimers } from '../realPorts.ts';
import { openTransportWith } from '../serverTransport.ts';
import { UsageError } from './commandLine.ts';

export interface OwnCore {
  readonly window: CoreClient;
  close(): Promise<void>;
}

/** @throws UsageError; PeyvandError `not_found` for somebody who is not on this machine, `wrong_passphrase`, `store_in_use`… */
export async function openOwnCore({
  dataDirectory,
  login,
}: {
  readonly dataDirectory: string;
  readonly login: string | null;
}): Promise<OwnCore> {
  const passphrase = process.env['PEYVAND_PASSPHRASE'];
  if (passphrase === undefined)
    throw new UsageError('Put the passphrase of --login into the environment variable PEYVAND_PASSPHRASE.');
  const core = createCore({
    directory: join(dataDirectory, 'client'),
    clock: realClock,
    randomness: realRandomness,
    // Nothing runs by itself: a round of sync is not what was asked for.
    timers: { ...realTimers, after: () => () => {} },
    openTransport: openTransportWith(process.env),
    defaultServerUrl: null,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    deviceName: 'bundle',
    log: () => {},
    createSyncEngine,
  });
  const [near, far] = createMemoryWirePair();
  core.serve(far);
  const window = createContractClient(near);
  try {
    const states = await window.session.state();
    const next = await states.next();
    await states.return?.();
    const profiles = next.done !== true && 'profiles' in next.value ? next.value.profiles : [];
    const profile = profiles.find((one) => one.login === login);
    if (!profile) throw createError('not_found', { login: login ?? '' });
    await window.session.unlock({ profileId: profile.profileId, passphrase });
    return { window, close: () => core.close() };
  } catch (error) {
    await core.close();
    throw error;
  }
}

type Told<Done> =
  | { readonly type: 'progress' }
  | { readonly type: 'piece'; readonly bytes: string }
  | { readonly type: 'done'; readonly report: Done };

/** The file that came in pieces, and the report at its end. */
export async function readAll<Done>(stream: AsyncIterable<Told<Done>>): Promise<{ file: Buffer; done: Done }> {
  const pieces: Buffer[] = [];
  for await (const told of stream) {
    if (told.type === 'piece') pieces.push(Buffer.from(told.bytes, 'base64'));
    if (told.type === 'done') return { file: Buffer.concat(pieces), done: told.report };
  }
  throw createError('core_unreachable');
}
