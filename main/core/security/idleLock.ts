/** Locks when nobody has done anything for a while. Watching is no doing: only what a person does is reported here. */
import type { Clock } from '../../../shared/base/clock.ts';
import type { Timers } from '../ports/timers.ts';

export interface IdleLock {
  /** A person did something. False when that came too late and the lock has just fallen (the machine slept meanwhile). */
  noteActivity(): boolean;
  /** Milliseconds since somebody did something. */
  idleFor(): number;
  stop(): void;
}

export interface IdleLockOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Asked each time, for the setting may change; null = never. */
  readonly minutes: () => number | null;
  /** Called once. */
  readonly onIdle: () => void;
}

const MINUTE = 60_000;

export function createIdleLock({ clock, timers, minutes, onIdle }: IdleLockOptions): IdleLock {
  let lastActivity = clock.now();
  let stopped = false;
  let cancel = watch();

  /** A timer may come late (sleep) or early: the clock decides. It looks every minute, for the setting may grow or shrink. */
  function watch(): () => void {
    return timers.after(Math.min(remaining() ?? MINUTE, MINUTE), () => {
      if (!fallIfIdle() && !stopped) cancel = watch();
    });
  }

  /** Milliseconds until the lock falls, null when it never does. A clock set back counts as activity. */
  function remaining(): number | null {
    const limit = minutes();
    if (clock.now() < lastActivity) lastActivity = clock.now();
    return limit === null ? null : Math.max(0, lastActivity + limit * MINUTE - clock.now());
  }

  function fallIfIdle(): boolean {
    if (stopped || remaining() !== 0) return false;
    stop();
    onIdle();
    return true;
  }

  function stop(): void {
    stopped = true;
    cancel();
  }

  return {
    noteActivity() {
      if (fallIfIdle()) return false;
      lastActivity = clock.now();
      return !stopped;
    },
    idleFor: () => Math.max(0, clock.now() - lastActivity),
    stop,
  };
}
