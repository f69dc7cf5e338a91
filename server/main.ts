/**
 * The central server as a program, and as a function that starts one. The only place that builds what the server is made of. The words of the command line are in
 * `programOptions.ts`.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../shared/base/clock.ts';
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
import { openPostingAgain, sayRestored } from './facts/commands.ts';
import type { FactContext } from './facts/takeDecision.ts';
import { settleFacts } from './facts/takeFacts.ts';
import { startHttpServer } from './http/server.ts';
import type { TlsSource } from './http/tls.ts';
import { creditSales } from './jobs/creditSales.ts';
import { collectAttachments } from './jobs/collectAttachments.ts';
import { collectFeed } from './jobs/feedUpkeep.ts';
import { postOrders } from './jobs/postOrders.ts';
import { putServiceSharesRight } from './jobs/serviceShares.ts';
import { reckonBalances } from './jobs/stockBalances.ts';
import { startJobs, type Job } from './jobs/runJobs.ts';
import { createEventLog, createLog, type LogLevel } from './log.ts';
import { HELP, readOptions, type Command, type ProgramOptions } from './programOptions.ts';
import type { Secrets } from './secrets.ts';
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
  /** Left out: this machine's own. */
  readonly clock?: Clock;
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
    clock = { now: () => Date.now() },
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
    name: 'stock balances',
    everyMilliseconds: 60_000,
    run: async (isStopped) => ({ ...(await reckonBalances(database, { isStopped, log })) }),
  },
  {
    name: 'service shares',
    everyMilliseconds: 24 * HOUR_MILLISECONDS,
    run: async (isStopped) => ({ ...(await putServiceSharesRight(database, organisation, clock, { isStopped })) }),
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
  {
    name: 'attachments',
    everyMilliseconds: HOUR_MILLISECONDS,
    run: async (isStopped) => ({ ...(await collectAttachments(database, clock, isStopped)) }),
  },
];

// ---- the program ---------------------------------------------------------------------------------------------

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

if (import.meta.main) {
  runProgram().catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    console.error(error instanceof UsageError ? `${message}\n\n${HELP}` : message);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  });
}
