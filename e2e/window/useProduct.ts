import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { ROOT } from '../../build/commands.ts';
import type { DayClock } from './dayClock.ts';
import { startProduct, type Product } from './product.ts';
import { createSampleDatabase } from './sampleDatabase.ts';

/** Where a failed spec leaves what its windows showed. */
const PICTURES = join(ROOT, 'out', 'e2e');

/**
 * One product for all specs of a file, started before the first and closed after the last. A spec begins where the one before ended, so
 * after a failure the others are skipped. After each no window may have logged an error, but for those that the file expects; a failed
 * one leaves a picture of every window in out/e2e.
 */
export function useProduct(
  options: { expectedErrors?: RegExp; customers?: number; clock?: DayClock } = {},
): () => Product {
  let product: Product | undefined;
  beforeAll(async () => {
    const { customers, clock } = options;
    product = await startProduct({
      createDatabase: () => createSampleDatabase({ customers, clock }),
      ...(clock ? { clock } : {}),
    });
  });
  let failed = false;
  beforeEach(({ skip }) => skip(failed, 'an earlier step failed'));
  afterEach(async ({ task }) => {
    failed ||= task.result?.state === 'fail';
    const machines = product?.machines ?? [];
    if (task.result?.state === 'fail') await takePictures(task.name, product);
    const errors = machines.flatMap((machine) => machine.errors.splice(0));
    expect(errors.filter((error) => options.expectedErrors?.test(error) !== true)).toEqual([]);
  });
  afterAll(() => product?.close());
  return () => {
    if (!product) throw new Error('The product is started before the first spec, not while the file is read');
    return product;
  };
}

async function takePictures(name: string, product: Product | undefined): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  for (const [index, machine] of (product?.machines ?? []).entries()) {
    const path = join(PICTURES, `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80)}-${index + 1}.png`);
    // A window that is gone has nothing to show, and the failure itself matters more.
    await machine
      .currentPage()
      .screenshot({ path })
      .catch(() => undefined);
  }
}
