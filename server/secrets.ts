/**
 * Secrets come out of the environment alone (server-keys.json aside, see serverKeys.ts): a command line is shown to every user of the machine by `ps` and kept
 * by shells. Once read they are taken out of the environment, so that no child process and no report of a crash has them.
 */
import { UsageError } from './usageError.ts';

export const SECRET_VARIABLES = [
  /** Of PostgreSQL, with its password. */
  'DATABASE_URL',
  /** The text of server-keys.json. */
  'PEYVAND_SERVER_KEYS',
  /** PEM. */
  'PEYVAND_TLS_KEY',
] as const;

type SecretVariable = (typeof SECRET_VARIABLES)[number];
export type Secrets = Readonly<Partial<Record<SecretVariable, string | undefined>>>;

/** Those that are set and not empty, which are gone from `environment` then. */
export function takeSecrets(environment: NodeJS.ProcessEnv): Secrets {
  const secrets: Partial<Record<SecretVariable, string>> = {};
  for (const name of SECRET_VARIABLES) {
    const value = environment[name];
    if (value !== undefined && value !== '') secrets[name] = value;
    delete environment[name];
  }
  return secrets;
}

/** An address with a password in it, a PEM key, or the JSON of the server's keys. */
const LOOKS_SECRET = /:\/\/[^/\s]*:[^/\s]*@|-----BEGIN|"(signing|sealing|authentication)"/;

/** @throws UsageError that does not repeat it. */
export function refuseSecrets(programArguments: readonly string[]): void {
  if (programArguments.some((argument) => LOOKS_SECRET.test(argument)))
    throw new UsageError(
      `There is a secret on this command line, where every user of the machine can read it: consider it known, and change it. Secrets are read from the environment: ${SECRET_VARIABLES.join(', ')}.`,
    );
}
