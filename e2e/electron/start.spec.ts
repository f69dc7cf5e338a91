/** The product in Electron itself, where a machine has it: enough to see that it starts. The whole is `npm run e2e -- --host electron`. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../build/commands.ts';
import { findElectron, installedElectron } from '../../build/run/installedElectron.ts';
import { signIn } from '../window/flows.ts';
import { openElectronHost } from '../window/hosts/electron.ts';
import { startProduct, type Product } from '../window/product.ts';
import { createSampleDatabase } from '../window/sampleDatabase.ts';

describe.skipIf(installedElectron() === null)('the product in Electron', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ createDatabase: createSampleDatabase, openHost: openElectronHost });
  });
  afterAll(() => product?.close());

  it('starts, takes a card and shows the customers', async () => {
    const window = await signIn(await product.openMachine(), 'ali');
    await window.heading(window.t('nav.customers')).waitFor();
    expect(product.machines.flatMap(({ errors }) => errors)).toEqual([]);
  });
});

describe.skipIf(installedElectron() !== null)('a machine without Electron', () => {
  it('says what to install and runs nothing', async () => {
    expect(() => findElectron()).toThrow(/node node_modules\/electron\/install\.js/);
    await expect(openElectronHost()).rejects.toThrow(/is not on this machine, so nothing was run/);
    const run = promisify(execFile)(process.execPath, [join('build', 'run', 'e2e.ts'), '--host', 'electron'], {
      cwd: ROOT,
    });
    await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('install.js') });
  });
});
