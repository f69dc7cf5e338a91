/** Some thousands of hostile inputs at the borders, the same ones each time; `npm run fuzz` tries more of them (README.md). */
import { expect, test } from 'vitest';
import { loadBoundary } from './boundaries/index.ts';
import { runInputs } from './runInputs.ts';

/** Slow machines included; an input that hangs ends here. */
const PATIENCE_MILLISECONDS = 400_000;

function border(title: string, name: string, inputs: number): void {
  test(
    title,
    async () => {
      const report = await runInputs(await loadBoundary(name), { seed: 5, inputs, failuresMaximum: 3 });
      expect(report.failures).toEqual([]);
      expect(report.inputs).toBe(inputs);
      // Were everything refused at the door, nothing behind it would have been tried.
      expect(Object.keys(report.answers).length).toBeGreaterThan(2);
    },
    PATIENCE_MILLISECONDS,
  );
}

border('SEC-140, SEC-141, SEC-147: what a window says to the core', 'rpc', 1_000);
border('SEC-142, SEC-147: what a device says to the server', 'server', 700);
border('SEC-143, SEC-147: what a server answers a device', 'replies', 150);
border('SEC-143: what comes over the line to a server', 'lines', 1_500);
border('SEC-144: files of other programs', 'imports', 600);
border('SEC-145: bundles, sealed copies, receipts', 'bundles', 1_200);
border('SEC-146: files of the data folder', 'files', 300);
