/** A short diary of the shell and the core: events and their facts, never content of records. For whoever looks for the cause of a crash. */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { instantFromMilliseconds, type Clock } from '../../../shared/base/clock.ts';

export type ShellLog = (event: string, facts: Readonly<Record<string, unknown>>) => void;

const BYTES_MAXIMUM = 512 * 1024;

/** One line of JSON per event. The file before the current one is kept as `<path>.1`. A full or read-only disk silences it, nothing more. */
export function createShellLog(path: string, clock: Clock): ShellLog {
  return (event, facts) => {
    try {
      mkdirSync(dirname(path), { recursive: true });
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > BYTES_MAXIMUM) renameSync(path, `${path}.1`);
      appendFileSync(path, `${JSON.stringify({ at: instantFromMilliseconds(clock.now()), event, ...facts })}\n`, {
        mode: 0o600,
      });
    } catch {
      // Nowhere to say it.
    }
  };
}
