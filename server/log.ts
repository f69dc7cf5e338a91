/** Structured logs: one line of JSON per event, facts first. Nothing secret goes in: no bodies, tokens, passwords, names or logins. */
import { pino } from 'pino';

export interface Log {
  info(facts: object, event: string): void;
  warn(facts: object, event: string): void;
  error(facts: object, event: string): void;
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** @param file Instead of standard error, which leaves standard output for what starts the server to read. */
export function createLog(level: LogLevel, file?: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // A net below the rule above: whoever logs a request by mistake leaves no secret behind.
      redact: [
        'authorization',
        'password',
        'token',
        'ticket',
        '*.authorization',
        '*.password',
        '*.token',
        '*.ticket',
        '*.*.authorization',
      ],
    },
    file === undefined ? pino.destination({ fd: 2, sync: false }) : pino.destination({ dest: file, sync: true }),
  );
}

/** What happened, and how grave it is: an error unless told otherwise. */
export type EventLog = (event: string, facts: Readonly<Record<string, unknown>>, level?: 'info' | 'error') => void;

export const createEventLog =
  (log: Log): EventLog =>
  (event, facts, level = 'error') =>
    log[level](facts, event);

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
