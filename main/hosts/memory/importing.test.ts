import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportProgress, ImportReport } from '../../../shared/contract/imports.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { generateImportRequest } from '../../core/features/imports/fixture.ts';
import { createTestCompany, failure, first, firstWhere, signIn, type TestCompany } from './company.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
});
afterEach(() => company.close());

const broken = { preset: 'northwind', files: [{ name: 'customers.csv', bytes: btoa('a,b\n"broken') }] };

async function runAll(rows: number): Promise<{ report: ImportReport; seen: ImportProgress[] }> {
  const seen: ImportProgress[] = [];
  for await (const progress of await window.imports.run(generateImportRequest({ seed: 1, rows }))) {
    if (progress.type === 'done') return { report: progress.report, seen };
    seen.push(progress);
  }
  throw new Error('the stream ended without a report');
}

describe('import through the window', () => {
  it('is refused to a person without the right', async () => {
    window = await signIn(company, 'ali');
    expect((await failure(window.imports.preview(broken))).code).toBe('permission_denied');
    expect((await failure(first(window.imports.run(generateImportRequest({ seed: 1, rows: 5 }))))).code).toBe(
      'permission_denied',
    );
  });

  it('knows its presets, and names a preset or a file that it cannot read', async () => {
    window = await signIn(company, 'ada');
    expect((await window.imports.presets()).map(({ id }) => id)).toContain('northwind');
    expect((await failure(window.imports.preview({ ...broken, preset: 'none' }))).facts).toEqual({
      reason: 'unknown_preset',
      preset: 'none',
    });
    expect((await failure(window.imports.preview(broken))).code).toMatch(/^file_/);
    const run = await window.imports.run(broken);
    expect((await run.next()).value).toMatchObject({ type: 'progress', stage: 'reading' });
    expect((await failure(run.next())).code).toMatch(/^file_/);
  });

  it('previews without writing, then writes with progress, and a second time changes nothing', async () => {
    window = await signIn(company, 'ada');
    const { report: preview, samples } = await window.imports.preview(generateImportRequest({ seed: 1, rows: 40 }));
    expect(Object.keys(samples)).toContain('sales_pipeline.csv');
    expect((await first(window.opportunities.list({ offset: 0, limit: 1 }))).total).toBe(0);
    const { report, seen } = await runAll(40);
    expect(report).toEqual(preview);
    expect(report.kinds['opportunities/opportunity']).toEqual({ created: 40, merged: 0, unchanged: 0 });
    expect(new Set(seen.map((progress) => (progress.type === 'progress' ? progress.stage : '')))).toEqual(
      new Set(['reading', 'checking', 'writing']),
    );
    expect((await first(window.opportunities.list({ offset: 0, limit: 1 }))).total).toBe(40);
    await window.sync.now();
    const groups = company.server.groups.length;
    expect(groups).toBeGreaterThan(0);
    const again = await runAll(40);
    expect(again.report.kinds['opportunities/opportunity']).toEqual({ created: 0, merged: 0, unchanged: 40 });
    await window.sync.now();
    expect(company.server.groups).toHaveLength(groups);
  });

  it('stops between two batches when the window goes; a second run completes it', async () => {
    window = await signIn(company, 'ada');
    const run = await window.imports.run(generateImportRequest({ seed: 1, rows: 3_000 }));
    await firstWhere(Promise.resolve(run), (progress) => progress.type === 'progress' && progress.stage === 'writing');
    await expect.poll(async () => (await first(window.sync.state())).pending).toBeGreaterThan(0);
    const stopped = (await first(window.opportunities.list({ offset: 0, limit: 1 }))).total;
    expect(stopped).toBeLessThan(3_000);
    const { report } = await runAll(3_000);
    expect(report.kinds['opportunities/opportunity']).toMatchObject({ created: 3_000 - stopped, unchanged: stopped });
  });
});
