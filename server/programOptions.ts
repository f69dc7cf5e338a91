/** The server's command line: its words, and what they mean. */
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readLegalNumber } from './facts/commands.ts';
import { findTls, type TlsSource } from './http/tls.ts';
import type { LegalNumber } from './jobs/openPosting.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';
import { refuseSecrets, takeSecrets, type Secrets } from './secrets.ts';
import { UsageError } from './usageError.ts';

export const HELP = `Peyvand's central server

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

export interface ProgramOptions {
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

export type Command =
  | { readonly name: 'backup' | 'restore'; /** Absolute. */ readonly directory: string }
  | { readonly name: 'open-posting' }
  | { readonly name: 'restore-report' }
  | { readonly name: 'open-account'; readonly login: string }
  | { readonly name: 'audit' };

/** @returns null when help was asked for. @throws UsageError */
export function readOptions(programArguments: string[], environment: NodeJS.ProcessEnv): ProgramOptions | null {
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
