/**
 * Updates: look for a signed release above this one, ask the person, download, and install when the program ends anyway. electron-updater does
 * the carrying and checks each file against the hash it was told; this file decides whether what it was told is to be believed.
 */
import type { Translator } from '../../../../shared/locale/translator.ts';
import type { Timers } from '../../../core/ports/timers.ts';
import type { Parts } from '../electronParts.ts';
import type { ShellLog } from '../shellLog.ts';
import type { UpdateSource } from './compiledIn.ts';
import { isAbove, readRelease, type Release } from './release.ts';

/** What this needs of electron-updater's `autoUpdater`. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  allowDowngrade: boolean;
  setFeedURL(feed: { provider: 'generic'; url: string }): void;
  checkForUpdates(): Promise<{ readonly isUpdateAvailable: boolean; readonly updateInfo: UpdateFacts } | null>;
  downloadUpdate(): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface UpdateFacts {
  readonly version: string;
  readonly files: readonly { readonly url: string; readonly sha512: string }[];
}

export interface UpdatesOptions {
  readonly electron: Parts<'dialog'>;
  readonly source: UpdateSource;
  /** Of this platform: {@link manifestName}. */
  readonly manifest: string;
  readonly installedVersion: string;
  /** Made only when a signed release is there. */
  readonly openUpdater: () => Promise<Updater>;
  readonly translator: () => Translator;
  readonly timers: Timers;
  readonly log: ShellLog;
}

export type UpdateOutcome = 'current' | 'unreachable' | 'refused' | 'declined' | 'ready';

export interface Updates {
  /** The person wants to know: the answer is shown, also when there is nothing new. */
  checkNow(): Promise<UpdateOutcome>;
  stop(): void;
}

const HOUR = 3_600_000;
/** Not in the first minutes, when the person wants to work. */
const FIRST_LOOK = HOUR / 12;
const LOOK_EVERY = 6 * HOUR;
const FETCH_MILLISECONDS = 20_000;
const BYTES_MAXIMUM = 128 * 1024;

export function startUpdates(options: UpdatesOptions): Updates {
  const { electron, source, installedVersion, translator, timers, log } = options;
  /** What the person has said no to is not asked again until the program begins anew. */
  let declined: string | null = null;
  let running: Promise<UpdateOutcome> | null = null;
  let readyVersion: string | null = null;
  let updater: Updater | null = null;
  let cancel = timers.after(FIRST_LOOK, lookNowAndThen);

  function lookNowAndThen(): void {
    void look(false).catch((error: unknown) =>
      log('update.failed', { error: error instanceof Error ? error.name : typeof error }),
    );
    cancel = timers.after(LOOK_EVERY, lookNowAndThen);
  }

  function look(isAsked: boolean): Promise<UpdateOutcome> {
    running ??= update(isAsked).finally(() => {
      running = null;
    });
    return running;
  }

  async function update(isAsked: boolean): Promise<UpdateOutcome> {
    const manifest = await fetchSmall(new URL(options.manifest, source.url));
    if (!manifest) return 'unreachable';
    const signature = await fetchSmall(new URL(`${options.manifest}.sig`, source.url));
    const release = signature && readRelease(manifest, new TextDecoder().decode(signature), source.publicKey);
    if (!release) {
      log('update.forged', {});
      return 'refused';
    }
    if (!isAbove(release.version, installedVersion)) return 'current';
    if (readyVersion === release.version) {
      if (isAsked) await tell('shell.update.ready', { version: release.version });
      return 'ready';
    }
    if (!isAsked && declined === release.version) return 'declined';
    updater ??= await prepareUpdater();
    if (!(await findsOnlyWhatWasSigned(updater, release))) return 'refused';
    if (!(await isWanted(release.version))) {
      declined = release.version;
      return 'declined';
    }
    // Looked at as the download ends, not as the program does: set afterwards, nothing would ever be installed.
    updater.autoInstallOnAppQuit = true;
    await updater.downloadUpdate();
    readyVersion = release.version;
    log('update.ready', { version: release.version });
    await tell('shell.update.ready', { version: release.version });
    return 'ready';
  }

  async function prepareUpdater(): Promise<Updater> {
    const fresh = await options.openUpdater();
    fresh.autoDownload = false;
    fresh.autoInstallOnAppQuit = false;
    fresh.allowDowngrade = false;
    fresh.on('error', (error) => log('update.failed', { error: error.name }));
    fresh.setFeedURL({ provider: 'generic', url: source.url });
    return fresh;
  }

  /** Whether electron-updater, which reads the manifest anew, finds what was signed: same version, and no file whose hash was not signed. */
  async function findsOnlyWhatWasSigned(from: Updater, release: Release): Promise<boolean> {
    const found = await from.checkForUpdates();
    const facts = found?.updateInfo;
    const isBelieved =
      found?.isUpdateAvailable === true &&
      facts?.version === release.version &&
      facts.files.length > 0 &&
      facts.files.every(({ sha512 }) => release.hashes.has(sha512));
    if (!isBelieved) log('update.unsigned', {});
    return isBelieved;
  }

  async function isWanted(version: string): Promise<boolean> {
    const t = translator();
    const { response } = await electron.dialog.showMessageBox({
      type: 'info',
      message: t('shell.update.title', { version }),
      detail: t('shell.update.text'),
      buttons: [t('shell.update.download'), t('shell.update.later')],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    });
    return response === 0;
  }

  async function tell(
    message: 'shell.update.ready' | 'shell.update.current' | 'shell.update.unreachable' | 'shell.update.refused',
    values: Record<string, string> = {},
  ): Promise<void> {
    const t = translator();
    await electron.dialog.showMessageBox({ type: 'info', message: t(message, values), buttons: [t('shell.ok')] });
  }

  return {
    async checkNow() {
      const outcome = await look(true).catch((error: unknown) => {
        log('update.failed', { error: error instanceof Error ? error.name : typeof error });
        return 'unreachable' as const;
      });
      if (outcome === 'current' || outcome === 'unreachable' || outcome === 'refused')
        await tell(`shell.update.${outcome}`);
      return outcome;
    },
    stop: () => cancel(),
  };
}

/** null when nobody answers with something of a sensible size. Certificates are checked as for every address. */
async function fetchSmall(url: URL): Promise<Uint8Array | null> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(FETCH_MILLISECONDS) });
    if (!response.ok) return null;
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body ?? []) {
      parts.push(part);
      size += part.byteLength;
      if (size > BYTES_MAXIMUM) return null;
    }
    return Buffer.concat(parts);
  } catch {
    return null;
  }
}
