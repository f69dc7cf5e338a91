/**
 * The passphrase was right; may the store be opened now? Where the lease says no, the store is open only far enough to ask the server for another: with
 * the token that lies in it, and nothing is read, sent or shown.
 */
import { createError, errorToWire, isPeyvandError } from '../../../shared/base/errors.ts';
import { schemaVersions } from '../../../shared/domain/catalogue.ts';
import type { Verdict } from '../lease/judge.ts';
import type { LeaseDesk } from '../lease/leaseDesk.ts';
import type { CoreOptions } from '../coreOptions.ts';
import type { StandingTransport } from '../ports/transport.ts';
import type { RecordStore } from '../store/types.ts';
import { writeHandshake } from '../sync/greeting.ts';
import { createDeviceIdentities } from '../sync/index.ts';
import { readDeviceValues } from './deviceValues.ts';
import { currentServerUrl } from './serverUrl.ts';

export interface AdmissionParts {
  readonly core: CoreOptions;
  readonly leases: LeaseDesk;
  readonly profileId: string;
  readonly store: RecordStore;
}

/** Who stands at the lock screen waits no longer for a server that does not answer. */
const PATIENCE_MILLISECONDS = 15_000;

/** To be erased is no reason to keep it shut: what was not sent is handed in first (`wipe.ts`). One whose days have run out asks for a lease like any other. */
const isOpenable = ({ state }: Verdict): boolean => state === 'valid' || state === 'wipe';

/** @throws PeyvandError `lease_locked`; facts: `reason`, and `contact`, why the server could not help. */
export async function requireLease(parts: AdmissionParts): Promise<void> {
  const { leases, profileId, store } = parts;
  leases.attach(profileId, store, readDeviceValues(store).serverKeys.signing);
  if (isOpenable(leases.verdict(profileId))) return;
  const contact = await askForLease(parts);
  const verdict = leases.verdict(profileId);
  if (isOpenable(verdict)) return;
  throw createError('lease_locked', { reason: verdict.state === 'ranOut' ? 'expired' : verdict.state, contact });
}

/** @returns null when the server answered with a lease, else the code of what it, or the line, said. */
async function askForLease(parts: AdmissionParts): Promise<string | null> {
  const { core, leases, profileId, store } = parts;
  const { serverUrl, token: firstToken } = readDeviceValues(store);
  const transport = core.openTransport(currentServerUrl(serverUrl, core.defaultServerUrl));
  const { clock, randomness } = core;
  const identities = createDeviceIdentities({ store, transport, firstToken, clock, randomness });
  const patience = new AbortController();
  const cancel = core.timers.after(PATIENCE_MILLISECONDS, () => patience.abort());
  try {
    const greet = async (): Promise<boolean> => {
      const question = leases.ask();
      const request = writeHandshake({ store, schemaVersions: schemaVersions() }, question.askedAt, question.nonce);
      const { leaseToken = null } = await transport.handshake(identities.token(), request, patience.signal);
      return leases.takeLease(profileId, leaseToken, question);
    };
    const isTaken = await greet().catch(async (error: unknown) => {
      // A disk that was put back has a token that is taken no more, and its key.
      if (!isPeyvandError(error) || error.code !== 'not_enrolled') throw error;
      if (!(await identities.proveKey(error, patience.signal))) throw error;
      return greet();
    });
    return isTaken ? null : 'server_refused';
  } catch (error) {
    if (!isPeyvandError(error)) throw error;
    if (tellsOfStanding(error.code)) await askStanding({ ...parts, transport }, patience.signal);
    return patience.signal.aborted ? 'server_unreachable' : error.code;
  } finally {
    cancel();
  }
}

/** Answers after which the server is asked how this device stands. */
export const tellsOfStanding = (code: string): boolean => code === 'device_stopped' || code === 'not_enrolled';

/** Whether the server said how a copy stands; no line to it; or something else in the way. */
export type Heard = 'answer' | 'noLine' | 'refusal';

/** Takes over what the server says of this copy; without a line, or for a server that knows no such question, nothing. */
export async function askStanding(
  { leases, profileId, transport, core }: Omit<AdmissionParts, 'store'> & { readonly transport: StandingTransport },
  signal?: AbortSignal,
): Promise<Heard> {
  const device = leases.device(profileId);
  if (device === null) return 'refusal';
  try {
    leases.takeOrder(profileId, (await transport.standing({ device }, signal)).order);
    return 'answer';
  } catch (error) {
    const { code } = errorToWire(error);
    core.log('lease.standing_not_asked', { code });
    return code === 'server_unreachable' ? 'noLine' : 'refusal';
  }
}
