/** Some thousands of hostile inputs at the borders, the same ones each time; `npm run fuzz` tries more of them (README.md). */
import { expect, test, vi } from 'vitest';
import { loadBoundary } from './boundaries/index.ts';
import { runInputs } from './runInputs.ts';

// Slow machines included; an input that hangs ends here.
vi.setConfig({ testTimeout: 400_000 });

async function expectKept(name: string, inputs: number): Promise<void> {
  const report = await runInputs(await loadBoundary(name), { seed: 5, inputs, failuresMaximum: 3 });
  expect(report.failures).toEqual([]);
  expect(report.inputs).toBe(inputs);
  // Were everything refused at the door, nothing behind it would have been tried.
  expect(Object.keys(report.answers).length).toBeGreaterThan(2);
}

test('SEC-140, SEC-141, SEC-147: what a window says to the core', () => expectKept('rpc', 1_000));
test('SEC-142, SEC-147: what a device says to the server', () => expectKept('server', 700));
test('SEC-143, SEC-147: what a server answers a device', () => expectKept('replies', 150));
test('SEC-143: what comes over the line to a server', () => expectKept('lines', 1_500));
test('SEC-144: files of other programs', () => expectKept('imports', 600));
test('SEC-145: bundles, sealed copies, receipts', () => expectKept('bundles', 1_200));
test('SEC-146: files of the data folder', () => expectKept('files', 300));
test('SEC-148: what comes to the loopback host over its WebSocket', () => expectKept('frames', 600));
test('SEC-148: what comes through the channels of Electron’s processes', () => expectKept('channels', 800));
test('SEC-149: backups of a store', () => expectKept('backups', 150));
test('SEC-149: backups of the server', () => expectKept('serverBackups', 80));
