import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../../../../shared/base/clock.ts';
import { deterministicId } from '../../../../shared/base/id.ts';
import type { ImportRequest } from '../../../../shared/contract/imports.ts';
import { createRecordStore } from '../../store/index.ts';
import type { RecordStore } from '../../store/types.ts';
import { earlierMappings } from './earlierMappings.ts';
import { generateImportRequest } from './fixture.ts';
import { planImport } from './plan.ts';
import { mavenCrmPreset as preset } from './presets/mavenCrm.ts';
import { previewPlan, writePlan } from './write.ts';

const TAKEN = { 'product:AlphaPro': 'Alpha Pro' };
const author = deterministicId('earlier', 'administrator');
const request = (mappings: Record<string, string> = {}): ImportRequest =>
  generateImportRequest({ seed: 7, rows: 70, mappings });

describe('mappings of an earlier import', () => {
  let folder: string;
  let store: RecordStore;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'peyvand-mappings-'));
    store = createRecordStore({
      directory: folder,
      key: new Uint8Array(32).fill(1),
      clock: createManualClock(Date.parse('2026-11-21T07:00:00.000Z')),
      signer: { sign: () => 'signature' },
      identity: { device: deterministicId('earlier', 'device'), person: author, deviceCode: 'TEST', epoch: null },
    });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const run = (mappings: Record<string, string> = {}) =>
    writePlan(preset, planImport(preset, request(mappings)), { store, author });
  const recalled = (asked = request()): Record<string, string> =>
    earlierMappings(preset, asked, planImport(preset, asked), store);

  it('are none before the first, and none after one that took none', async () => {
    expect(recalled()).toEqual({});
    await run();
    expect(recalled()).toEqual({});
  });

  it('are recalled, so that the same files change nothing', async () => {
    await run(TAKEN);
    expect(recalled()).toEqual(TAKEN);
    const again = previewPlan(preset, planImport(preset, request(recalled())), store);
    expect(again.kinds['opportunities/opportunity']).toEqual({ created: 0, merged: 0, unchanged: 70 });
    // Who gives it another sense has decided.
    expect(recalled(request({ 'product:AlphaPro': 'AlphaPro' }))).toEqual({});
  });

  it('are recalled also when they were taken only at the second import', async () => {
    await run();
    await run(TAKEN);
    expect(recalled()).toEqual(TAKEN);
  });
});
