/**
 * Who is at this machine: signedOut → choosingPassphrase → open ⇄ locked, or damaged when the store does not open. One person is at work at a time;
 * every window sees the same state. Steps are taken one after another, whatever several windows ask for at once. One page, for every step turns the same
 * phase; what a step does is in files of its own (enrolment, openSession, leaseGuard, repair).
 */
import { createEmitter } from '../../../shared/base/emitter.ts';
import { createError, isPeyvandError, type PeyvandError } from '../../../shared/base/errors.ts';
import type { SessionLease, SessionProfile, SessionState } from '../../../shared/contract/session.ts';
import type { KeyRotation } from '../../../shared/contract/session.ts';
import { permissionsOf } from '../../../shared/domain/permissions.ts';
import type { SampleUsersReply } from '../../../shared/sync/protocol.ts';
import type { CoreOptions } from '../coreOptions.ts';
import { describeLease, lockReason } from '../lease/describeLease.ts';
import { readErasure } from '../lease/erasure.ts';
import { createLeaseDesk } from '../lease/leaseDesk.ts';
import { noKeychain } from '../ports/keychain.ts';
import { createKeyringDesk, type KeyringDesk } from '../security/keyringDesk.ts';
import { ARGON2_PARAMETERS } from '../security/passphrase.ts';
import { undoRotation } from '../security/rotationFiles.ts';
import { damageOf } from '../store/index.ts';
import { enrolDevice, signInToServer, type SignedIn } from './enrolment.ts';
import { createLeaseGuard } from './leaseGuard.ts';
import { openSession, type OpenSession } from './openSession.ts';
import { beginRepair, type BackupChoice, type Repair } from './repair.ts';
import { restoreProfile } from './restoreProfile.ts';
import { createProfiles, type Profiles } from './profiles.ts';
import { rotateKey } from './rotateKey.ts';
import { readServerUrl } from './serverUrl.ts';
import { createTurnstile } from './turnstile.ts';

export interface Session {
  state(): SessionState;
  /** Called after every step; the state may be as it was. */
  onMoved(listener: () => void): () => void;
  /** The session at work. @throws PeyvandError `locked`, or `not_signed_in` when nobody is enrolled here. */
  require(): OpenSession;
  /** As `require`, for something that a person does now: the idle lock hears of it. */
  requireActive(): OpenSession;
  sampleUsers(): Promise<SampleUsersReply['users']>;
  signIn(input: { serverUrl?: string | undefined; login: string; password: string }): Promise<SignedIn['person']>;
  enrol(input: { passphrase: string; deviceName?: string | undefined }): Promise<{ profileId: string }>;
  cancelSignIn(): Promise<void>;
  unlock(input: { profileId: string; passphrase: string }): Promise<void>;
  lock(): Promise<void>;
  changePassphrase(input: { current: string; next: string }): Promise<void>;
  addPerson(): Promise<void>;
  readonly keys: KeySteps;
  /** Asks how a copy that is locked stands; what follows shows in the state. Fails as a transport does. */
  askServer(input: { profileId: string }): Promise<void>;
  readonly repair: RepairSteps;
  /** Ends whatever is open; the session is of no use afterwards. */
  close(): Promise<void>;
}

/** The way out of the phase `damaged` (repair.ts). */
export interface RepairSteps {
  /** From work: the session ends, the key stays in hand. @param finding null when nothing is wrong and a backup is wanted back. */
  begin(finding: PeyvandError | null): Promise<void>;
  rebuild(password: string | null): Promise<void>;
  restore(choice: BackupChoice): Promise<void>;
  /** Opens what is there by now. */
  open(): Promise<void>;
  /** A person of this machine out of a backup's file. */
  restoreHere(input: { path: string; passphrase: string }): Promise<{ profileId: string }>;
}

/** What may be done about the keys of this machine's people. */
export interface KeySteps {
  readonly profiles: Profiles;
  readonly keyrings: KeyringDesk;
  /** Of whoever is at work: see rotateKey.ts. */
  rotate(passphrase: string): Promise<void>;
  bindKeychain(input: { passphrase: string; isWanted: boolean }): Promise<void>;
  /** Opens a locked profile with a data key that came by another way than its passphrase. */
  unlockWith(profileId: string, obtain: () => Promise<Uint8Array>): Promise<void>;
}

type Phase =
  | { readonly name: 'signedOut' }
  | { readonly name: 'choosingPassphrase'; readonly signedIn: SignedIn }
  /** `lastTried` is whose wait is shown. */
  | { readonly name: 'locked'; readonly lastTried: string | null; readonly rotation?: KeyRotation }
  /** The passphrase was right and the store does not open. */
  | { readonly name: 'damaged'; readonly repair: Repair }
  | { readonly name: 'open'; readonly open: OpenSession };

export function createSession(core: CoreOptions): Session {
  const profiles = createProfiles(core.directory);
  const turnstile = createTurnstile();
  const moved = createEmitter<void>((error) => core.log('core.listener_failed', { error: String(error) }));
  const keyrings = createKeyringDesk({
    tools: {
      randomness: core.randomness,
      argon2: core.argon2 ?? ARGON2_PARAMETERS,
      keychain: core.keychain ?? noKeychain,
    },
    clock: core.clock,
    log: core.log,
    pathsOf: (profileId) => profiles.paths(profileId),
  });
  const leases = createLeaseDesk({
    fileOf: (profileId) => profiles.paths(profileId).lease,
    clock: core.clock,
    randomness: core.randomness,
    version: core.programVersion ?? null,
    log: core.log,
  });
  let phase: Phase = restingPhase(null);
  let closed = false;
  const guard = createLeaseGuard({
    core,
    profiles,
    leases,
    turnstile,
    session: {
      isClosed: () => closed,
      atWork: () => (phase.name === 'open' ? phase.open : null),
      inRepair: () => (phase.name === 'damaged' ? phase.repair.profileId : null),
      lock: lockWhatIsOpen,
      hide: (profileId) => become({ name: 'locked', lastTried: profileId }),
      moved: () => moved.emit(),
    },
  });

  /** Where one is when nobody is at work. */
  function restingPhase(lastTried: string | null): Phase {
    const [first] = profiles.list();
    return first ? { name: 'locked', lastTried: lastTried ?? first.profileId } : { name: 'signedOut' };
  }

  function become(next: Phase): void {
    phase = next;
    moved.emit();
  }

  /** One step of the machine: refused in any other phase, and after the end. */
  function step<Name extends Phase['name'], Result>(
    names: readonly Name[],
    work: (from: Extract<Phase, { name: Name }>) => Result | Promise<Result>,
  ): Promise<Result> {
    return turnstile.run(() => {
      if (closed) throw createError('core_unreachable');
      const from = names.find((name) => name === phase.name);
      if (from === undefined) throw createError('illegal_transition', { from: phase.name });
      return work(phase as Extract<Phase, { name: Name }>);
    });
  }

  async function open(profileId: string, dataKey: Uint8Array): Promise<void> {
    const opened = await openSession({
      core,
      profiles,
      profileId,
      dataKey,
      onIdle: () => lockIf(profileId),
      leases,
    });
    await guard.admit(opened);
    const stopFollowing = opened.store.onChange(() => moved.emit());
    opened.ended.addEventListener('abort', stopFollowing, { once: true });
    become({ name: 'open', open: opened });
    tellFailedTries(opened);
  }

  /**
   * Where the passphrase was right and the store is damaged, a repair begins, with the key in hand; what was found is thrown all the same.
   * @param obtainAgain The key once more, by the keyring as it is then: a store that a rotation put there and that never opened gives way to the one before it.
   */
  async function openOrRepair(
    profileId: string,
    dataKey: Uint8Array,
    obtainAgain: (() => Promise<Uint8Array>) | null,
  ): Promise<void> {
    const kept = Uint8Array.from(dataKey);
    try {
      await open(profileId, dataKey);
      kept.fill(0);
    } catch (error) {
      const finding = damageOf(error);
      if (finding && obtainAgain && undoRotation(profiles.paths(profileId))) {
        kept.fill(0);
        core.log('session.rotation_undone', { code: finding.code });
        return openOrRepair(profileId, await obtainAgain(), null);
      }
      if (finding) await repairWith(profileId, kept, finding);
      else kept.fill(0);
      throw finding ?? (isFull(error) ? createError('disk_full', { reason: 'at_unlock' }, error) : error);
    }
  }

  /** @param dataKey Belongs to the repair. */
  async function repairWith(profileId: string, dataKey: Uint8Array, finding: PeyvandError | null): Promise<void> {
    const repair = await beginRepair({
      core,
      profiles,
      tools: keyrings.tools,
      profileId,
      dataKey,
      finding,
      onMoved: () => moved.emit(),
      onIdle: () => lockIf(profileId),
    }).catch((error: unknown) => {
      dataKey.fill(0);
      throw error;
    });
    if (finding) core.log('session.store_damaged', { code: finding.code, reason: finding.facts['reason'] ?? null });
    become({ name: 'damaged', repair });
  }

  function endRepair(repair: Repair): void {
    become({ name: 'locked', lastTried: repair.profileId });
    repair.end();
  }

  async function lockNow(open_: OpenSession): Promise<void> {
    // The windows are told first: nothing of the session is shown or asked for while it ends.
    become({ name: 'locked', lastTried: open_.profileId });
    await open_.end();
    core.log('session.locked', {});
    guard.askSoon();
  }

  async function lockWhatIsOpen(): Promise<void> {
    if (phase.name === 'open') await lockNow(phase.open);
    if (phase.name === 'damaged') endRepair(phase.repair);
  }

  /** The idle lock: whoever has locked or changed meanwhile is left alone. */
  function lockIf(profileId: string): void {
    const locking = turnstile.run(async () => {
      if (phase.name === 'open' && phase.open.profileId === profileId) await lockNow(phase.open);
      if (phase.name === 'damaged' && phase.repair.profileId === profileId) endRepair(phase.repair);
    });
    locking.catch((error: unknown) => core.log('session.lock_failed', { error: String(error) }));
  }

  /** Wrong tries are counted while nothing is open to write them into: the next right one writes them down. */
  function tellFailedTries({ profileId, audit }: OpenSession): void {
    keyrings.tellFailures(profileId, (failures) => audit.note('unlock.failed', { failures }));
  }

  const serverUrl = (): string | null => core.defaultServerUrl ?? profiles.knownServerUrl();

  function requireOpen(): OpenSession {
    if (phase.name === 'open') return phase.open;
    throw createError(phase.name === 'locked' || phase.name === 'damaged' ? 'locked' : 'not_signed_in');
  }

  return {
    state: () => describe(phase),
    onMoved: (listener) => moved.subscribe(listener),
    require: requireOpen,
    requireActive() {
      const open_ = requireOpen();
      if (!open_.idle.noteActivity()) throw createError('locked');
      return open_;
    },

    async sampleUsers() {
      const url = serverUrl();
      return url === null ? [] : (await core.openTransport(url).sampleUsers()).users;
    },

    signIn: (input) =>
      step(['signedOut', 'choosingPassphrase'], async () => {
        const url = input.serverUrl ?? serverUrl();
        if (url === null) throw createError('invalid_input', { reason: 'server_url' });
        const signedIn = await signInToServer(core.openTransport, readServerUrl(url), input);
        become({ name: 'choosingPassphrase', signedIn });
        return signedIn.person;
      }),

    enrol: (input) =>
      step(['choosingPassphrase'], async ({ signedIn }) => {
        const deviceName = input.deviceName ?? core.deviceName;
        const { profileId, dataKey } = await enrolDevice(
          { core, profiles, tools: keyrings.tools, signedIn, deviceName },
          input.passphrase,
        );
        await open(profileId, dataKey);
        return { profileId };
      }),

    cancelSignIn: () => step(['signedOut', 'choosingPassphrase', 'locked'], () => become(restingPhase(null))),

    unlock: ({ profileId, passphrase }) =>
      step(['locked', 'signedOut'], async () => {
        if (!profiles.list().some((profile) => profile.profileId === profileId))
          throw createError('not_found', { what: 'profile' });
        if (readErasure(profiles.paths(profileId)))
          throw createError('lease_locked', { reason: 'erased', contact: null });
        try {
          const obtain = (): Promise<Uint8Array> => keyrings.open(profileId, passphrase);
          await openOrRepair(profileId, await obtain(), obtain);
        } catch (error) {
          // What the screen shows has changed: there may be a wait now.
          if (!isDamaged()) become({ name: 'locked', lastTried: profileId });
          throw error;
        }
      }),

    lock: () =>
      step(['open', 'locked', 'damaged'], (from) => {
        if (from.name === 'damaged') return endRepair(from.repair);
        return from.name === 'open' ? lockNow(from.open) : undefined;
      }),

    changePassphrase: (passphrases) =>
      step(['open'], async ({ open: session }) => {
        await keyrings.changePassphrase(session.profileId, passphrases);
        tellFailedTries(session);
        session.audit.note('passphrase.changed');
      }),

    async askServer({ profileId }) {
      // A window may say anything: what is no profile of ours leads to no file.
      if (!profiles.list().some((profile) => profile.profileId === profileId))
        throw createError('not_found', { what: 'profile' });
      await guard.ask(profileId);
    },

    keys: {
      profiles,
      keyrings,
      rotate: (passphrase) =>
        step(['open'], ({ open: session }) =>
          rotateKey(
            {
              core,
              profiles,
              keyrings,
              show: (rotation) => become({ name: 'locked', lastTried: session.profileId, rotation }),
              reopen: open,
            },
            session,
            passphrase,
          ).finally(() => {
            // Whatever came of it, it is over.
            if (phase.name === 'locked') become({ name: 'locked', lastTried: session.profileId });
          }),
        ),
      bindKeychain: ({ passphrase, isWanted }) =>
        step(['open'], ({ open: { profileId } }) => keyrings.bindKeychain(profileId, passphrase, isWanted)),
      unlockWith: (profileId, obtain) =>
        step(['locked', 'signedOut'], async () => {
          if (!profiles.list().some((profile) => profile.profileId === profileId))
            throw createError('not_found', { what: 'profile' });
          try {
            await openOrRepair(profileId, await obtain(), obtain);
          } catch (error) {
            if (!isDamaged()) become({ name: 'locked', lastTried: profileId });
            throw error;
          }
        }),
    },

    addPerson: () => step(['locked'], () => become({ name: 'signedOut' })),

    repair: {
      begin: (finding) =>
        step(['open'], async ({ open: ended }) => {
          const { profileId } = ended;
          const dataKey = Uint8Array.from(ended.dataKey);
          await lockNow(ended);
          await repairWith(profileId, dataKey, finding);
        }),
      rebuild: (password) => step(['damaged'], ({ repair }) => atRepair(repair).rebuild(password)),
      restore: (choice) => step(['damaged'], ({ repair }) => atRepair(repair).restore(choice)),
      open: () =>
        step(['damaged'], async ({ repair }) => {
          const dataKey = atRepair(repair).key();
          repair.end();
          try {
            await openOrRepair(repair.profileId, dataKey, null);
          } catch (error) {
            if (phase.name === 'damaged' && phase.repair === repair)
              become({ name: 'locked', lastTried: repair.profileId });
            throw error;
          }
        }),
      restoreHere: (input) =>
        step(['signedOut', 'locked'], async (from) => {
          const profileId = await restoreProfile({ core, profiles, tools: keyrings.tools }, input);
          become(from.name === 'locked' ? { ...from, lastTried: profileId } : restingPhase(profileId));
          return { profileId };
        }),
    },

    close: () =>
      turnstile.run(async () => {
        closed = true;
        guard.stop();
        await lockWhatIsOpen();
      }),
  };

  function isDamaged(): boolean {
    return phase.name === 'damaged';
  }

  // A function, for what stands here is never run.
  function shownRotation({ rotation }: Extract<Phase, { name: 'locked' }>) {
    return rotation ? { rotation } : {};
  }

  /** The idle lock may have fallen just now, as at work. */
  function atRepair(repair: Repair): Repair {
    if (!repair.noteActivity()) throw createError('locked');
    return repair;
  }

  function listProfiles(): SessionProfile[] {
    return profiles.list().map((profile) => {
      const lock = profile.erased ? null : lockReason(leases.verdict(profile.profileId), core.programVersion ?? '');
      return lock ? { ...profile, lock } : profile;
    });
  }

  function leaseOf(profileId: string): { lease?: SessionLease } {
    const lease = leases.lease(profileId);
    return lease ? { lease: describeLease(lease, leases.verdict(profileId), core.clock.now()) } : {};
  }

  function describe(now: Phase): SessionState {
    switch (now.name) {
      case 'signedOut':
        return { phase: 'signedOut', profiles: listProfiles(), serverUrl: serverUrl() };
      case 'choosingPassphrase':
        return { phase: 'choosingPassphrase', person: now.signedIn.person };
      case 'locked': {
        const retryAfter = now.lastTried === null ? null : keyrings.attemptsOf(now.lastTried).retryAfter();
        return {
          phase: 'locked',
          profiles: listProfiles(),
          serverUrl: serverUrl(),
          retryAfter,
          ...shownRotation(now),
        };
      }
      case 'damaged':
        return { phase: 'damaged', repair: now.repair.state() };
      case 'open': {
        const person = now.open.person();
        return {
          phase: 'open',
          profileId: now.open.profileId,
          person,
          sample: now.open.isSample,
          firstSyncDone: now.open.store.sync.firstSyncDone(),
          ...leaseOf(now.open.profileId),
          permissions: person.standing === 'active' ? [...permissionsOf(person.role)] : [],
        };
      }
    }
  }
}

const isFull = (error: unknown): boolean => isPeyvandError(error) && error.code === 'disk_full';
