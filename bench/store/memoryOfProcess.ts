import { readFileSync } from 'node:fs';

/** Megabytes (10⁶ bytes). */
export interface Memory {
  readonly resident: number;
  /** The most that was ever resident; where the system does not say, what is now. */
  readonly peak: number;
  readonly javascriptHeap: number;
}

/** Of this process, all threads included. */
export function readMemory(): Memory {
  const { rss, heapUsed } = process.memoryUsage();
  return { resident: rss / 1e6, peak: peakResident() ?? rss / 1e6, javascriptHeap: heapUsed / 1e6 };
}

/** Linux alone says it: `VmHWM` in kB. */
function peakResident(): number | null {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return kilobytes === undefined ? null : (Number(kilobytes) * 1_024) / 1e6;
  } catch {
    return null;
  }
}
