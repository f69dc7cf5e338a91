/** A person's own data, opened for one command as a window would: the core in this process, over a wire in memory. */
import { join } from 'node:path';
import { createError } from '../../../shared/base/errors.ts';
import type { SessionProfile, SessionState } from '../../../shared/contract/session.ts';
import { createContractClient, type CoreClient } from '../../../shared/rpc/client.ts';
import { createMemoryWirePair } from '../../../shared/rpc/memoryWire.ts';
import { createCore } from '../../core/core.ts';
import { createSyncEngine } from '../../core/sync/index.ts';
import { realClock, realRandomness, realTimers } from '../realPorts.ts';
import { readPaperFonts } from '../paperFonts.ts';
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
  const passphrase = readPassphrase();
  const own = openLockedCore(dataDirectory);
  try {
    const profile = (await own.profiles()).find((one) => one.login === login);
    if (!profile) throw createError('not_found', { login: login ?? '' });
    await own.window.session.unlock({ profileId: profile.profileId, passphrase });
    return own;
  } catch (error) {
    await own.close();
    throw error;
  }
}

/** @throws UsageError */
export function readPassphrase(): string {
  const passphrase = process.env['PEYVAND_PASSPHRASE'];
  if (passphrase === undefined)
    throw new UsageError('Put the passphrase into the environment variable PEYVAND_PASSPHRASE.');
  return passphrase;
}

/** Nobody is at work yet. */
export function openLockedCore(dataDirectory: string): OwnCore & { profiles(): Promise<readonly SessionProfile[]> } {
  const core = createCore({
    directory: join(dataDirectory, 'client'),
    clock: realClock,
    randomness: realRandomness,
    // Nothing runs by itself: a round of sync is not what was asked for.
    timers: { ...realTimers, after: () => () => {} },
    openTransport: openTransportWith(process.env),
    defaultServerUrl: null,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    deviceName: 'command line',
    log: () => {},
    createSyncEngine,
    readPaperFonts,
  });
  const [near, far] = createMemoryWirePair();
  core.serve(far);
  const window = createContractClient(near);
  return {
    window,
    async profiles() {
      const state = await sessionOf(window);
      return 'profiles' in state ? state.profiles : [];
    },
    close: () => core.close(),
  };
}

/** Who is at work just now. */
export async function sessionOf(window: CoreClient): Promise<SessionState> {
  const states = await window.session.state();
  const next = await states.next();
  await states.return?.();
  if (next.done === true) throw createError('core_unreachable');
  return next.value;
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
