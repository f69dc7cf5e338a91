import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realDataFolder } from '../../../../build/testing/realData.ts';
import type { ImportRequest } from '../../../../shared/contract/imports.ts';
import { generateImportRequest } from './fixture.ts';
import { planImport, type ImportPlan } from './plan.ts';
import { presetOf } from './presets/index.ts';

const plan = (request: ImportRequest): ImportPlan => {
  const preset = presetOf(request.preset);
  if (!preset) throw new Error(`no preset ${request.preset}`);
  return planImport(preset, request);
};
const countBy = <Item>(items: readonly Item[], key: (item: Item) => string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
};
const issueKey = ({ table, field, reason, effect }: ImportPlan['issues'][number]): string =>
  [table, field, reason, effect].join(' ');

describe('import plan over a generated fixture', () => {
  const planned = plan(generateImportRequest({ seed: 7, rows: 70 }));

  it('makes a record of every row, or says why not', () => {
    expect(planned.tables.map(({ table, rows, merged, skipped }) => ({ table, rows, merged, skipped }))).toContainEqual(
      { table: 'pipeline', rows: 70, merged: 0, skipped: 0 },
    );
    expect(planned.counts['opportunities']).toBe(70);
    expect(planned.drafts.filter(({ collection }) => collection === 'customers')).toHaveLength(5);
  });

  it('reports rows, fields and reasons, and offers a mapping for a name that nearly fits', () => {
    const counts = countBy(planned.issues, issueKey);
    expect(counts['pipeline account import.accountMissing fieldLeftOut']).toBe(10);
    expect(counts['pipeline product import.unknownReference fieldLeftOut']).toBe(14);
    expect(planned.offers).toEqual([{ mapping: 'product:AlphaPro', value: 'Alpha Pro', rows: 14 }]);
    expect(planned.issues.find(({ field }) => field === 'product')).toMatchObject({
      row: 3,
      value: 'AlphaPro',
      suggestion: { mapping: 'product:AlphaPro', value: 'Alpha Pro' },
    });
  });

  it('keeps an unknown product name readable on the record', () => {
    const draft = planned.drafts.find(({ table, row }) => table === 'pipeline' && row === 3);
    expect(draft?.body).toMatchObject({ custom: { product: 'AlphaPro' } });
    expect(draft?.body['productId']).toBeUndefined();
  });

  it('applies a mapping only when asked', () => {
    const mapped = plan(generateImportRequest({ seed: 7, rows: 70, mappings: { 'product:AlphaPro': 'Alpha Pro' } }));
    expect(mapped.issues.filter(({ field }) => field === 'product')).toEqual([]);
    expect(mapped.drafts.filter(({ body }) => body['productId'] !== undefined)).toHaveLength(70);
  });

  it('gives the same ids at every import', () => {
    const again = plan(generateImportRequest({ seed: 7, rows: 70 }));
    expect(again.drafts.map(({ id }) => id)).toEqual(planned.drafts.map(({ id }) => id));
  });

  it('skips bad rows alone: unknown stage, doubled key, cells that do not fit, and a formula stays text', () => {
    const header = 'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value';
    const bad = plan(
      generateImportRequest({
        seed: 1,
        rows: 0,
        pipeline: `${header}\nA,Sara,Alpha Pro,Pars Trading,Won,2024-01-01,2024-02-01,10\nB,Sara,Alpha Pro,,Dreaming,2024-01-01,,\nA,Sara,Alpha Pro,,Won,,,\nC,Sara\nD,Sara,=cmd(),Pars Trading,Lost,31/12/2024,2024-02-01,ten\nE,Sara,Alpha Pro,Pars Trading,Won,2024-01-01,,10\n`,
      }),
    );
    expect(bad.counts['opportunities']).toBe(2);
    expect(
      countBy(
        bad.issues.filter(({ table }) => table === 'pipeline'),
        ({ row, reason }) => `${row} ${reason}`,
      ),
    ).toMatchObject({
      '2 import.unknownStage': 1,
      '3 import.keyTwice': 1,
      '4 import.unequalRow': 1,
      '5 import.formulaKeptAsText': 1,
      '5 import.notADate': 1,
      '5 import.notANumber': 1,
      // A won opportunity without its day breaks the kind's own rules.
      '6 opportunity.closedOnMissing': 1,
    });
  });

  it('refuses a missing file or column by name', () => {
    const request = generateImportRequest({ seed: 1, rows: 1 });
    expect(() => plan({ ...request, files: request.files.filter(({ name }) => name !== 'products.csv') })).toThrow(
      expect.objectContaining({ code: 'file_malformed', facts: { file: 'products.csv', reason: 'fileMissing' } }),
    );
    expect(() => plan(generateImportRequest({ seed: 1, rows: 0, pipeline: 'opportunity_id,sales_agent\n' }))).toThrow(
      expect.objectContaining({ facts: expect.objectContaining({ reason: 'columnMissing', column: 'product' }) }),
    );
  });
});

const northwind = realDataFolder('northwind');
const mavenCrm = realDataFolder('maven-crm');
const realRequest = (preset: string, mappings: Record<string, string> = {}): ImportRequest => {
  const folder = (preset === 'northwind' ? northwind : mavenCrm) ?? '';
  return {
    preset,
    mappings,
    encodings: {},
    options: {},
    files: readdirSync(folder).map((name) => ({ name, bytes: readFileSync(join(folder, name)).toString('base64') })),
  };
};

describe.skipIf(northwind === null || mavenCrm === null)('import plan over the real files', () => {
  it('meets the truths of Northwind', () => {
    const planned = plan(realRequest('northwind'));
    expect(countBy(planned.drafts, ({ collection, kind }) => `${collection}/${kind}`)).toEqual({
      'organisation/territory': 53,
      'organisation/person': 9,
      'products/consumable': 77,
      'customers/company': 91,
      'salesDocuments/order': 830,
    });
    expect(planned.counts).toEqual({ orders: 830, 'orders.lines': 2_155 });
    expect(planned.totals).toEqual({
      'orders.gross': { amount: 135_445_859, currency: 'USD' },
      'orders.net': { amount: 126_579_302, currency: 'USD' },
    });
  });

  it('meets the truths of the pipeline and names every dirty row', () => {
    const planned = plan(realRequest('maven-crm'));
    expect(planned.counts).toMatchObject({
      opportunities: 8_800,
      'opportunities.won': 4_238,
      'opportunities.lost': 2_473,
      'opportunities.engaging': 1_589,
      'opportunities.prospecting': 500,
    });
    expect(planned.totals['opportunities.won']).toEqual({ amount: 1_000_553_400, currency: 'USD' });
    const counts = countBy(planned.issues, issueKey);
    expect(counts['pipeline product import.unknownReference fieldLeftOut']).toBe(1_480);
    expect(counts['pipeline account import.accountMissing fieldLeftOut']).toBe(1_425);
    expect(planned.offers).toContainEqual({ mapping: 'product:GTXPro', value: 'GTX Pro', rows: 1_480 });
  });

  it('resolves every product once the offered mapping is taken', () => {
    const planned = plan(realRequest('maven-crm', { 'product:GTXPro': 'GTX Pro' }));
    expect(planned.issues.filter(({ field }) => field === 'product')).toEqual([]);
  });
});
