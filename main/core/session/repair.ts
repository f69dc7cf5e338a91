/**
 * The way out when a person's store does not open although their passphrase was right. What can be saved is read first and nothing is changed by it; the
 * damaged files are set aside, never removed; then a new store takes their place, filled with what was saved and, over a line, by the server;
 * or a backup does (repairWays.ts). What fails leaves what there was, and can be tried again.
 */
import { createError, errorToWire, type PeyvandError } from '../../../shared/base/errors.ts';
import type { RepairState } from '../../../shared/contract/storage.ts';
import type { CoreOptions } from '../coreOptions.ts';
import { createIdleLock, type IdleLock } from '../security/idleLock.ts';
import type { KeyringTools } from '../security/keyring.ts';
import { readKeyring } from '../security/keyringFile.ts';
import { createBackupShelf, settleReplacement } from '../store/index.ts';
import type { Profiles } from './profiles.ts';
import { readRemains, type Remains } from './remains.ts';
import { putBack, rebuildBySignIn, rebuildHere, type RepairOutcome, type RepairParts } from './repairWays.ts';
import { currentServerUrl } from './serverUrl.ts';

export interface Repair {
  readonly profileId: string;
  state(): RepairState;
  /** @param password Of the account: only when the state says `signIn`. @throws PeyvandError, which the state then names too. */
  rebuild(password: string | null): Promise<void>;
  restore(choice: BackupChoice): Promise<void>;
  /** Somebody is at it; keeps the idle lock away. */
  noteActivity(): boolean;
  /** A copy of the data key as it is by now, for opening the store. */
  key(): Uint8Array;
  /** Wipes the key. */
  end(): void;
}

/** What a person chose. */
export interface BackupChoice {
  /** One of the list. */
  readonly file?: string | undefined;
  /** Or any. */
  readonly path?: string | undefined;
  /** Of the backup's time, when the data key has changed since. */
  readonly passphrase?: string | undefined;
}

export interface RepairOptions {
  readonly core: CoreOptions;
  readonly profiles: Profiles;
  readonly tools: KeyringTools;
  readonly profileId: string;
  /** Belongs to the repair from now on. */
  readonly dataKey: Uint8Array;
  /** null: a person asks for it. */
  readonly finding: PeyvandError | null;
  readonly onMoved: () => void;
  /** Nobody has done anything for a while. */
  readonly onIdle: () => void;
}

/** The key is in memory: whoever walks away leaves a machine that locks itself. */
const IDLE_MINUTES = 15;

export async function beginRepair(options: RepairOptions): Promise<Repair> {
  const { core, profiles, profileId, finding } = options;
  const paths = profiles.paths(profileId);
  const { name, login, serverUrl } = readKeyring(paths.keyring);
  const shelf = createBackupShelf({ profileFolder: paths.folder, profileId, clock: core.clock });
  const { dataKey } = options;
  const remains = (): Remains => {
    settleReplacement(paths.store);
    return readRemains(paths, dataKey, finding?.facts['reason']);
  };
  const { found, device } = remains();
  let state: RepairState = {
    profileId,
    name,
    login,
    finding: finding && errorToWire(finding),
    found,
    rebuild: device ? 'here' : 'signIn',
    folder: shelf.folder(),
    backups: await shelf.list().catch(() => []),
    step: 'ready',
    failure: null,
    outcome: null,
  };
  const idle: IdleLock = createIdleLock({
    clock: core.clock,
    timers: core.timers,
    minutes: () => IDLE_MINUTES,
    onIdle: options.onIdle,
  });

  const change = (part: Partial<RepairState>): void => {
    state = { ...state, ...part };
    options.onMoved();
  };

  /** One try: what it throws is what the state says, and the ways stay open. */
  async function attempt(work: () => Promise<RepairOutcome>): Promise<void> {
    if (state.outcome !== null) throw createError('illegal_transition', { from: 'done' });
    change({ failure: null });
    try {
      const outcome = await work();
      core.log('repair.done', { way: outcome.way, ...outcome.found });
      change({ step: 'done', outcome });
    } catch (error) {
      const failure = errorToWire(error);
      core.log('repair.failed', { code: failure.code });
      change({ step: 'ready', failure, backups: await shelf.list().catch(() => []) });
      throw error;
    }
  }

  const parts: RepairParts = {
    core,
    paths,
    tools: options.tools,
    profileId,
    login,
    serverUrl,
    ownUrl: currentServerUrl(serverUrl, core.defaultServerUrl),
    dataKey,
    remains,
    show: (step) => change({ step }),
  };

  return {
    profileId,
    state: () => state,
    rebuild: (password) =>
      attempt(() => {
        if (state.rebuild === 'here') return rebuildHere(parts);
        if (password === null) throw createError('wrong_credentials', { reason: 'password_missing' });
        return rebuildBySignIn(parts, password);
      }),
    restore: ({ file, path, passphrase }) =>
      attempt(() => putBack(parts, { backup: path ?? (file === undefined ? '' : shelf.pathOf(file)), passphrase })),
    noteActivity: () => idle.noteActivity(),
    key: () => Uint8Array.from(dataKey),
    end() {
      idle.stop();
      dataKey.fill(0);
    },
  };
}
