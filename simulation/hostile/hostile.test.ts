/** A few thousand hostile inputs at each border, the same ones each time; `npm run fuzz` tries more of them (README.md). */
import { expect, test } from 'vitest';
import { loadBoundary } from './boundaries/index.ts';
import { runInputs } from './runInputs.ts';

/** Of this many a run takes seconds; what a hundred thousand found is in results.md. */
const INPUTS = { rpc: 1_000, server: 700, replies: 150, lines: 1_500, imports: 600, bundles: 1_200, files: 300 };

test.each([
  ['SEC-140, SEC-141, SEC-147: what a window says to the core', 'rpc'],
  ['SEC-142, SEC-147: what a device says to the server', 'server'],
  ['SEC-143, SEC-147: what a server answers a device', 'replies'],
  ['SEC-143: what comes over the line to a server', 'lines'],
  ['SEC-144: files of other programs', 'imports'],
  ['SEC-145: bundles, sealed copies, receipts', 'bundles'],
  ['SEC-146: files of the data folder', 'files'],
] as const)(
  '%s',
  async (_title, name) => {
    const report = await runInputs(await loadBoundary(name), { seed: 5, inputs: INPUTS[name], failuresMaximum: 3 });
    expect(report.failures).toEqual([]);
    expect(report.inputs).toBe(INPUTS[name]);
    // Were everything refused at the door, nothing behind it would have been tried.
    expect(Object.keys(report.answers).length).toBeGreaterThan(3);
  },
  240_000,
);
