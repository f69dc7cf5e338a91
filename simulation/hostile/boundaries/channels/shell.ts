/** What the main process is told by the core process, and the core by the main process's keychain. */
import { noKeychain } from '../../../../main/core/ports/keychain.ts';
import { createManualTimers } from '../../../../main/core/ports/manualTimers.ts';
import { fromCoreSchema, toCoreSchema } from '../../../../main/hosts/electron/core/coreMessages.ts';
import { createCoreSupervisor } from '../../../../main/hosts/electron/core/coreSupervisor.ts';
import {
  createShellKeychain,
  KEYCHAIN_PATIENCE_MILLISECONDS,
} from '../../../../main/hosts/electron/core/shellKeychain.ts';
import { createElectronDouble } from '../../../../main/hosts/electron/testing/electronDouble.ts';
import { createManualClock } from '../../../../shared/base/clock.ts';
import { isPeyvandError } from '../../../../shared/base/errors.ts';
import type { Outcome } from '../../boundary.ts';

/** @returns what a message of the core breaks. */
export function startSupervisor(folder: string): (value: unknown) => Promise<string[]> {
  const double = createElectronDouble({ directory: folder });
  const clock = createManualClock(0);
  const supervisor = createCoreSupervisor({
    electron: double.electron,
    modulePath: '/built/coreProcess.mjs',
    settings: { dataDirectory: folder, serverUrl: null },
    keychain: noKeychain,
    clock,
    timers: createManualTimers(clock),
    log: () => undefined,
  });
  const child = double.children[0];
  if (!child) throw new Error('No core was forked');
  child.emit('message', { type: 'ready' });
  return async (value) => {
    const from = child.said.length;
    child.emit('message', value);
    for (let turns = 0; turns < 4; turns += 1) await Promise.resolve();
    let given = 0;
    supervisor.offerPort('honest', (port) => {
      given += 1;
      port.close();
    });
    const said = child.said.slice(from).map(({ message }) => message);
    for (const { ports } of child.said.splice(from)) for (const port of ports) port.close();
    const broken: string[] = [];
    if (supervisor.state() !== 'running' || given !== 1) broken.push('a window gets no port any more');
    if (!said.every((message) => toCoreSchema.safeParse(message).success))
      broken.push('the main process says what the core does not know');
    const asked = fromCoreSchema.safeParse(value).data?.type === 'keychain' ? 1 : 0;
    if (said.length > 1 + asked) broken.push('what nobody asked was answered');
    return broken;
  };
}

export async function hearFromCore(
  receiveFromCore: (value: unknown) => Promise<string[]>,
  value: unknown,
): Promise<Outcome> {
  const broken = await receiveFromCore(value);
  return { answer: fromCoreSchema.safeParse(value).data?.type ?? 'unknown', broken };
}

/** The core has asked for a half of a key, and this is what it is told. */
export async function answerKeychainWith(value: unknown): Promise<Outcome> {
  const clock = createManualClock(0);
  const timers = createManualTimers(clock);
  const { keychain, hear } = createShellKeychain(() => undefined, timers);
  const asked = [keychain.standing(), keychain.seal(new Uint8Array(32)), keychain.open(new Uint8Array(40))];
  const settled = Promise.allSettled(asked);
  const message = toCoreSchema.safeParse(value);
  if (message.data?.type === 'keychain') for (const id of [1, 2, 3]) hear(id, message.data.answer);
  timers.advance(KEYCHAIN_PATIENCE_MILLISECONDS);
  const broken = (await settled).flatMap((one) =>
    one.status === 'fulfilled' || isPeyvandError(one.reason) ? [] : [`the keychain's answer: ${String(one.reason)}`],
  );
  return { answer: message.data?.type ?? 'unknown', broken };
}
