/**
 * The central server as a program, and as a function that starts one. The only place that builds what the server is made of. Long because the words of the
 * command line and what they mean stand beside each other.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Randomness } from '../shared/base/randomness.ts';
import { openAccountByHand } from './administration/commands.ts';
import { createServerApp } from './api/app.ts';
import { sayAudit } from './audit/commands.ts';
import { writeAudit } from './audit/writeAudit.ts';
import { forgetOldAttempts } from './auth/attempts.ts';
import { createFirstAdministrator } from './auth/firstAdministrator.ts';
import { forgetOldFailures } from './auth/lockout.ts';
import { findServerKeys, loadServerKeys } from './auth/serverKeys.ts';
import { forgetRetiredTokens } from './auth/tokens.ts';
import { backUp, restore } from './backup/commands.ts';
import { openPostingAgain, readLegalNumber, sayRestored } from './facts/commands.ts';
import type { FactContext } from './facts/takeDecision.ts';
import { settleFacts } from './facts/takeFacts.ts';
import { startHttpServer } from './http/server.ts';
import { findTls, type TlsSource } from './http/tls.ts';
import { creditSales } from './jobs/creditSales.ts';
import type { LegalNumber } from './jobs/openPosting.ts';
import { collectFeed } from './jobs/feedUpkeep.ts';
import { postOrders } from './jobs/postOrders.ts';
import { startJobs, type Job } from './jobs/runJobs.ts';
import { createEventLog, createLog, LOG_LEVELS, type LogLevel } from './log.ts';
import { refuseSecrets, takeSecrets, type Secrets } from './secrets.ts';
import { forgetOldCounts } from './store/dailyCounts.ts';
import { openDatabase } from './store/database.ts';
import { findEmbeddedPostgres, startEmbeddedPostgres } from './store/embeddedPostgres.ts';
import { migrate } from './store/migrate.ts';
import { beginEpoch } from './sync/epochs.ts';
import { createOrganisationReader } from './sync/organisation.ts';
import { findCopies } from './watch/findCopies.ts';
import { UsageError } from './usageError.ts';

export interface StartServerOptions {
  readonly databaseUrl: string;
  /** 127.0.0.1 unless told otherwise; anything else wants `tls`, or a proxy in front that speaks it (`trustedProxies`). */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Holds the server's keys. Several nodes share it, or get `PEYVAND_SERVER_KEYS`. */
  readonly dataDirectory: string;
  readonly logLevel?: LogLevel;
  readonly replaceKeys?: boolean;
  readonly trustedProxies?: number;
  readonly tls?: TlsSource | null;
  /** Instead of this process's environment. */
  readonly secrets?: Secrets;
}

export interface RunningServer {
  readonly url: string;
  /** Looks now whether there is another certificate; it does so by itself each minute. */
  reloadTls(): Promise<boolean>;
  /** Finishes running requests, ends streams, closes the database's connections. Calling it twice is fine. */
  close(): Promise<void>;
}

const operatingSystemRandomness: Randomness = { bytes: (length) => randomBytes(length) };

/** @throws Error when the database cannot be reached, is newer than this program or belongs to other keys, or the port is taken. */
export async function startServer(options: StartServerOptions): Promise<RunningServer> {
  const {
    databaseUrl,
    host = '127.0.0.1',
    port,
    dataDirectory,
    logLevel = 'info',
    replaceKeys = false,
    trustedProxies = 0,
    tls = null,
    secrets = process.env,
  } = options;
  const log = createLog(logLevel);
  const database = openDatabase({
    url: databaseUrl,
    connections: 20,
    onConnectionError: (error) => log.warn({ error: String(error) }, 'database.connection_lost'),
  });
  const opened: (() => Promise<void>)[] = [() => database.close()];
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).toReversed()) await close();
  };
  try {
    const keys = await loadServerKeys(dataDirectory, secrets);
    const clock = { now: () => Date.now() };
    const app = await createServerApp({
      database,
      keys,
      clock,
      randomness: operatingSystemRandomness,
      log,
      replaceKeys,
    });
    opened.push(() => app.close());
    const http = await startHttpServer({ app, log, host, port, trustedProxies, tls: tls ?? undefined });
    opened.push(() => http.close());
    const jobs = startJobs({
      database,
      jobs: listJobs({
        database,
        keys,
        clock,
        organisation: createOrganisationReader(),
        log: createEventLog(log),
      }),
      node: randomBytes(8).toString('hex'),
      log: (event, facts) => log[event === 'job.failed' ? 'error' : 'info'](facts, event),
    });
    opened.push(() => jobs.close());
    log.info({ url: http.url }, 'server.started');
    return { url: http.url, reloadTls: () => http.reloadTls(), close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

const HOUR_MILLISECONDS = 3_600_000;

const listJobs = ({ database, keys, clock, log, organisation }: FactContext): Job[] => [
  {
    name: 'restored facts',
    everyMilliseconds: 60_000,
    run: async (isStopped) => ({ settled: await settleFacts({ database, keys, clock, log, organisation }, isStopped) }),
  },
  {
    name: 'posting',
    everyMilliseconds: 60_000,
    run: async (isStopped) => ({ posted: await postOrders(database, keys, clock, { isStopped }) }),
  },
  {
    name: 'sales credits',
    everyMilliseconds: 60_000,
    run: async (isStopped) => ({ ...(await creditSales(database, { isStopped })) }),
  },
  {
    name: 'sign-in failures',
    everyMilliseconds: HOUR_MILLISECONDS,
    run: async () => ({
      failures: await forgetOldFailures(database, clock),
      tokens: await forgetRetiredTokens(database, clock),
      attempts: await forgetOldAttempts(database, clock),
      counts: await forgetOldCounts(database, clock),
    }),
  },
  {
    name: 'decoys',
    everyMilliseconds: 60_000,
    run: async (isStopped) => ({ ...(await findCopies(database, clock, { isStopped })) }),
  },
  {
    name: 'feed upkeep',
    everyMilliseconds: HOUR_MILLISECONDS,
    run: async (isStopped) => ({ ...(await collectFeed(database, clock, { isStopped })) }),
  },
];

// ---- the program ---------------------------------------------------------------------------------------------

const HELP = `Peyvand's central server

  npm run server -- [options]            Runs it.
  npm run server -- backup DIR           Writes a backup into a new folder, beside a running server, reads it back and restores it for trial.
  npm run server -- restore DIR          Puts a backup into an empty database; stop every node first. Posting is closed then.
  npm run server -- open-posting         Confirmed orders get their legal invoice numbers from now on, or again after a restore.
  npm run server -- restore-report       After a restore: what devices brought back, what is missing, who has not come yet.
  npm run server -- open-account LOGIN   Opens somebody's account without an administrator, for the day on which none is left; also one that is locked.
  npm run server -- audit verify         Reads the whole audit log and names the first entry that does not hold; ends with 1 when one does not.

  --port N              Port to listen on (8787; 0 takes a free one).
  --host ADDRESS        Address to listen on (127.0.0.1). Anything else wants a certificate, or a proxy in front that speaks TLS.
  --tls-certificate FILE, --tls-key FILE
                        PEM: the chain of the server's certificate, and its key. Read anew when they change, and at SIGHUP.
  --data DIR            Folder for its keys and, without DATABASE_URL, its database (.data/server).
  --log-level LEVEL     ${LOG_LEVELS.join(', ')} (info). Logs go to standard error, one line of JSON each.
  --trusted-proxies N   How many proxies in front speak TLS and add to X-Forwarded-For (0).
  --first-administrator For a server without accounts: makes an administrator and prints the login and password, once.
  --replace-keys        The server's keys are lost: make new ones. Every device must then enrol anew.
  --restored            Once after a restore by other tools than 'restore': devices then bring back what the backup did not have yet.
  --last-number N       With open-posting after a restore: the last legal number on paper (1405-000123), although devices are still missing;
                        numbering goes on behind it. Once for each year that is concerned; 1405-0 says that none is.
  --administrator       With open-account: their role becomes that of an administrator.
  --new-password        With open-account: sets a password and prints it, once.
  --replace             With restore: a database that is not empty is kept beside, under another name.
  --help

Secrets come out of the environment and are refused on the command line:
DATABASE_URL names a PostgreSQL; without it one is started in the data folder.
Several nodes share one database and one data folder, or get the text of server-keys.json in PEYVAND_SERVER_KEYS.
PEYVAND_TLS_CERTIFICATE and PEYVAND_TLS_KEY hold the PEM itself, where there are no files.`;

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

interface ProgramOptions {
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDirectory: string;
  readonly logLevel: LogLevel;
  readonly trustedProxies: number;
  readonly tls: TlsSource | null;
  readonly secrets: Secrets;
  readonly replaceKeys: boolean;
  readonly firstAdministrator: boolean;
  readonly restored: boolean;
  readonly command: Command | null;
  readonly replace: boolean;
  readonly lastOnPaper: readonly LegalNumber[];
  readonly administrator: boolean;
  readonly newPassword: boolean;
}

type Command =
  | { readonly name: 'backup' | 'restore'; /** Absolute. */ readonly directory: string }
  | { readonly name: 'open-posting' }
  | { readonly name: 'restore-report' }
  | { readonly name: 'open-account'; readonly login: string }
  | { readonly name: 'audit' };

async function runProgram(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === null) {
    console.log(HELP);
    return;
  }
  if (options.command) return runCommand(options.command, options);
  const { dataDirectory, secrets } = options;
  let interrupted: () => void = () => {};
  const interruption = new Promise<void>((resolve) => {
    interrupted = resolve;
  });
  // From here on, so that a signal during the start ends what has been started.
  process.once('SIGTERM', () => interrupted()).once('SIGINT', () => interrupted());

  const givenUrl = secrets.DATABASE_URL;
  const embedded =
    givenUrl === undefined ? await startEmbeddedPostgres({ directory: join(dataDirectory, 'postgres') }) : null;
  try {
    const databaseUrl = embedded?.url ?? givenUrl ?? '';
    if (options.restored) await beginEpochAfterRestore(databaseUrl);
    if (options.firstAdministrator) await welcomeFirstAdministrator(databaseUrl);
    const server = await startServer({ ...options, databaseUrl });
    const reloadTls = (): void => void server.reloadTls();
    if (options.tls) process.on('SIGHUP', reloadTls);
    try {
      // For programs of this machine that look for the server, such as an import.
      const addressFile = join(dataDirectory, 'address');
      await mkdir(dataDirectory, { recursive: true });
      await writeFile(addressFile, `${server.url}\n`);
      console.log(`Peyvand server is ready at ${server.url}`);
      await interruption;
      await rm(addressFile, { force: true });
    } finally {
      process.off('SIGHUP', reloadTls);
      await server.close();
    }
  } finally {
    await embedded?.stop();
  }
}

/** A database of its own is started for the command, unless a server has it running. */
async function runCommand(command: Command, options: ProgramOptions): Promise<void> {
  const { dataDirectory, replace, lastOnPaper, secrets } = options;
  const clusterDirectory = join(dataDirectory, 'postgres');
  const foundUrl = secrets.DATABASE_URL ?? (await findEmbeddedPostgres(clusterDirectory));
  const embedded = foundUrl === null ? await startEmbeddedPostgres({ directory: clusterDirectory }) : null;
  try {
    const context = {
      databaseUrl: foundUrl ?? embedded?.url ?? '',
      clock: { now: () => Date.now() },
      say: (line: string) => console.log(line),
    };
    if (command.name === 'open-posting') return await openPostingAgain(context, lastOnPaper);
    if (command.name === 'restore-report') return await sayRestored(context);
    if (command.name === 'open-account')
      return await openAccountByHand(
        { ...context, randomness: operatingSystemRandomness },
        { login: command.login, isAdministrator: options.administrator, isNewPassword: options.newPassword },
      );
    if (command.name === 'audit') {
      process.exitCode = (await sayAudit(context)) ? 0 : 1;
      return;
    }
    if (command.name === 'backup') return await backUp(context, command.directory);
    const keys = await findServerKeys(dataDirectory, secrets);
    await restore(context, command.directory, { replace, publicSigningKey: keys?.publicKeys.signing ?? null });
  } finally {
    await embedded?.stop();
  }
}

async function beginEpochAfterRestore(databaseUrl: string): Promise<void> {
  const database = openDatabase({ url: databaseUrl, connections: 2 });
  try {
    await migrate(database);
    const epoch = await database.transaction(async (transaction) => {
      const begun = await beginEpoch(transaction);
      await writeAudit(transaction, { action: 'server.restored', facts: { epoch: begun } });
      return begun;
    });
    console.log(`A new epoch has begun: ${epoch}`);
  } finally {
    await database.close();
  }
}

async function welcomeFirstAdministrator(databaseUrl: string): Promise<void> {
  const database = openDatabase({ url: databaseUrl, connections: 2 });
  try {
    const clock = { now: () => Date.now() };
    const made = await createFirstAdministrator(database, { clock, randomness: operatingSystemRandomness });
    if (made) console.log(`First administrator: login ${made.login}, password ${made.password} (shown this once)`);
  } finally {
    await database.close();
  }
}

/** @returns null when help was asked for. @throws UsageError */
function readOptions(programArguments: string[], environment: NodeJS.ProcessEnv): ProgramOptions | null {
  refuseSecrets(programArguments);
  const secrets = takeSecrets(environment);
  const { values, positionals, tokens } = parse(programArguments);
  if (values.help) return null;
  const command = readCommand(positionals);
  for (const token of tokens) if (token.kind === 'option') checkOption(token.name, command);
  const logLevel = LOG_LEVELS.find((level) => level === values['log-level']);
  if (!logLevel) throw new UsageError(`--log-level is one of ${LOG_LEVELS.join(', ')}.`);
  return {
    port: readNumber('--port', values.port, 65_535),
    host: values.host,
    dataDirectory: values.data === undefined ? join(ROOT, '.data', 'server') : fromWhereTheyStood(values.data),
    logLevel,
    trustedProxies: readNumber('--trusted-proxies', values['trusted-proxies'], 10),
    tls: readTls(values, environment['PEYVAND_TLS_CERTIFICATE'], secrets.PEYVAND_TLS_KEY),
    secrets,
    replaceKeys: values['replace-keys'],
    firstAdministrator: values['first-administrator'],
    restored: values.restored,
    command,
    replace: values.replace,
    lastOnPaper: readNumbers(values['last-number']),
    administrator: values.administrator,
    newPassword: values['new-password'],
  };
}

/** @throws UsageError for a half of it. */
function readTls(
  files: { readonly 'tls-certificate'?: string | undefined; readonly 'tls-key'?: string | undefined },
  certificate: string | undefined,
  key: string | undefined,
): TlsSource | null {
  const [certificateFile, keyFile] = [files['tls-certificate'], files['tls-key']].map((path) =>
    path === undefined ? undefined : fromWhereTheyStood(path),
  );
  try {
    return findTls({ certificateFile, keyFile, certificate, key });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function readCommand([name, directory, ...rest]: readonly string[]): Command | null {
  if (name === undefined) return null;
  if ((name === 'open-posting' || name === 'restore-report') && directory === undefined) return { name };
  if (name === 'audit' && directory === 'verify' && rest.length === 0) return { name };
  if (name === 'open-account' && directory !== undefined && rest.length === 0) return { name, login: directory };
  if ((name !== 'backup' && name !== 'restore') || directory === undefined || rest.length > 0)
    throw new UsageError(
      `"${[name, directory, ...rest].join(' ').trim()}" is no command: backup DIR, restore DIR, open-posting, restore-report, open-account LOGIN or audit verify.`,
    );
  return { name, directory: fromWhereTheyStood(directory) };
}

/** Besides `--data`, which all take. */
const OPTIONS_OF_COMMANDS: Readonly<Record<Command['name'], readonly string[]>> = {
  backup: [],
  restore: ['replace'],
  'open-posting': ['last-number'],
  'restore-report': [],
  'open-account': ['administrator', 'new-password'],
  audit: [],
};

/** @throws UsageError for one that would be passed over. */
function checkOption(option: string, command: Command | null): void {
  if (option === 'data') return;
  const [owner] = Object.entries(OPTIONS_OF_COMMANDS).find(([, own]) => own.includes(option)) ?? [null];
  if (owner === (command?.name ?? null)) return;
  throw new UsageError(
    command === null
      ? `--${option} is for ${owner ?? 'nothing'}, not for a server that is to run.`
      : `--${option} is no option of ${command.name}.`,
  );
}

/** npm changes the folder; what a person typed is relative to where they stood. */
const fromWhereTheyStood = (path: string): string => resolve(process.env['INIT_CWD'] ?? process.cwd(), path);

function parse(programArguments: string[]) {
  try {
    return parseArgs({
      args: programArguments,
      allowPositionals: true,
      tokens: true,
      options: {
        port: { type: 'string', default: '8787' },
        host: { type: 'string', default: '127.0.0.1' },
        data: { type: 'string' },
        'log-level': { type: 'string', default: 'info' },
        'trusted-proxies': { type: 'string', default: '0' },
        'tls-certificate': { type: 'string' },
        'tls-key': { type: 'string' },
        'replace-keys': { type: 'boolean', default: false },
        'first-administrator': { type: 'boolean', default: false },
        restored: { type: 'boolean', default: false },
        replace: { type: 'boolean', default: false },
        administrator: { type: 'boolean', default: false },
        'new-password': { type: 'boolean', default: false },
        'last-number': { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

const readNumbers = (texts: readonly string[]): LegalNumber[] =>
  texts.map((text) => {
    const number = readLegalNumber(text);
    if (!number) throw new UsageError(`--last-number takes a legal number such as 1405-000123, not "${text}".`);
    return number;
  });

function readNumber(option: string, text: string, highest: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > highest)
    throw new UsageError(`${option} takes a number from 0 to ${highest}, not "${text}".`);
  return value;
}

if (import.meta.main) {
  runProgram().catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    console.error(error instanceof UsageError ? `${message}\n\n${HELP}` : message);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  });
}
