import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../../../shared/base/clock.ts';
import { deterministicId } from '../../../shared/base/id.ts';
import { createSeededRandomness } from '../../../shared/base/randomness.ts';
import { createGroupSigner, createSigningSeed } from '../security/deviceKey.ts';
import { createRecordStore, openRecordStore } from '../store/index.ts';
import type { RecordStore, StoreOptions } from '../store/types.ts';
import { createDeviceAudit, type DeviceAudit, type DeviceAuditOptions } from './deviceAudit.ts';

const clock = createManualClock(Date.UTC(2026, 10, 22, 8));
const randomness = createSeededRandomness(3);
const seed = createSigningSeed(randomness);
const signer = createGroupSigner(() => seed);
const device = deterministicId('test', 'laptop');
const person = deterministicId('test', 'ali');

let directory: string;
let options: StoreOptions;
let store: RecordStore;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'peyvand-audit-'));
  options = { directory: join(directory, 'store'), key: randomness.bytes(32), clock, signer };
  store = createRecordStore({ ...options, identity: { device, person, deviceCode: 'K7', epoch: 'one' } });
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

let logged: object[];
beforeEach(() => {
  logged = [];
});

type Delivered = Parameters<DeviceAuditOptions['deliver']>[0]['entries'];

/** A server that answers with the number of the last entry that it was given, unless it is told otherwise. */
function auditWith(answer?: (entries: Delivered) => number): { audit: DeviceAudit; calls: Delivered[] } {
  const calls: Delivered[] = [];
  const audit = createDeviceAudit({
    store,
    signer,
    clock,
    deliver: async ({ entries }) => {
      calls.push(entries);
      const last = JSON.parse(entries.at(-1)?.content ?? '{}') as { seq: number };
      return { through: answer ? answer(entries) : last.seq };
    },
    log: (event, facts) => void logged.push({ event, ...facts }),
  });
  return { audit, calls };
}

describe('the log of a device', () => {
  it('SEC-63: of what is done already it says whether that could be noted, and the log says what was not', async () => {
    const { audit } = auditWith();
    expect(audit.note('passphrase.changed')).toBe(true);
    expect(audit.unconfirmed()).toMatchObject([{ action: 'passphrase.changed' }]);
    expect(audit.note('export.written', { reason: 'x'.repeat(9_000) })).toBe(false);
    expect(logged).toEqual([{ event: 'audit.not_noted', action: 'export.written', error: 'message_too_large' }]);
    expect(audit.unconfirmed()).toHaveLength(1);
  });

  it('SEC-63: is chained, bound to its device and person, and outlives the session', async () => {
    const { audit } = auditWith();
    audit.write('unlock.failed', { failures: 3 });
    audit.write('passphrase.changed');
    expect(audit.unconfirmed()).toMatchObject([
      { seq: 1, device, person, action: 'unlock.failed', facts: { failures: 3 }, previous: '' },
      { seq: 2, device, person, action: 'passphrase.changed', previous: audit.unconfirmed()[0]?.hash },
    ]);
    await store.close();
    store = openRecordStore(options);
    const reopened = auditWith().audit;
    reopened.write('unlock.failed');
    expect(reopened.unconfirmed().map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(reopened.verify()).toBeNull();
  });

  it('SEC-63: shows an entry that was changed in the store', () => {
    const { audit } = auditWith();
    for (let count = 0; count < 4; count += 1) audit.write('unlock.failed', { count });
    const [, second] = store.listLocal('audit');
    store.putLocal('audit', second?.key ?? '', { ...(second?.value as object), facts: { count: 9 } });
    expect(audit.verify()).toEqual({ seq: 2, fault: 'altered' });
    store.putLocal('audit', second?.key ?? '', null);
    expect(audit.verify()).toEqual({ seq: 3, fault: 'missing' });
  });

  it('SEC-64: is delivered in order and kept until it is confirmed', async () => {
    const { audit, calls } = auditWith((entries) => (calls.length === 1 ? 1 : entries.length + 1));
    for (let count = 1; count <= 3; count += 1) audit.write('unlock.failed', { count });
    expect(await audit.deliver()).toBeGreaterThan(0);
    expect(calls.map((entries) => entries.length)).toEqual([3, 2]);
    expect(audit.unconfirmed()).toEqual([]);
    // The last one stays, for the next to name it.
    audit.write('passphrase.changed');
    expect(audit.unconfirmed().map(({ seq }) => seq)).toEqual([4]);
    expect(store.listLocal('audit')).toHaveLength(2);
  });

  it('SEC-64: keeps what could not be delivered', async () => {
    const { audit } = auditWith(() => {
      throw new Error('no line');
    });
    audit.write('unlock.failed');
    await expect(audit.deliver()).rejects.toThrow('no line');
    expect(audit.unconfirmed()).toHaveLength(1);
  });

  it('SEC-64: what an earlier identity noted is handed in as its own; the new one begins a chain', async () => {
    const { audit, calls } = auditWith();
    audit.write('unlock.failed');
    const other = deterministicId('test', 'renewed');
    store.sync.takeIdentity({ device: other, deviceCode: '' }, []);
    audit.write('passphrase.changed');
    expect(audit.unconfirmed()).toMatchObject([
      { device, seq: 1 },
      { device: other, seq: 1, previous: '' },
    ]);
    expect(await audit.deliver()).toBe(2);
    expect(
      calls.map((entries) => entries.map(({ content }) => (JSON.parse(content) as { device: string }).device)),
    ).toEqual([[device], [other]]);
    expect(audit.unconfirmed()).toEqual([]);
  });

  it('SEC-64: a chain that the server does not take keeps no other from being handed in', async () => {
    const { audit } = auditWith((entries) => {
      const { device: of, seq } = JSON.parse(entries.at(-1)?.content ?? '{}') as { device: string; seq: number };
      if (of === device) throw new Error('not taken');
      return seq;
    });
    audit.write('unlock.failed');
    const other = deterministicId('test', 'renewed');
    store.sync.takeIdentity({ device: other, deviceCode: '' }, []);
    audit.write('passphrase.changed');
    await expect(audit.deliver()).rejects.toThrow('not taken');
    expect(audit.unconfirmed()).toMatchObject([{ device, seq: 1 }]);
  });

  it('goes in parts that fit a message, and asks a server that confirms nothing once', async () => {
    const { audit, calls } = auditWith();
    for (let count = 0; count < 150; count += 1) audit.write('unlock.failed', { count });
    expect(await audit.deliver()).toBe(150);
    expect(calls.map((entries) => entries.length)).toEqual([100, 50]);
    const stubborn = auditWith(() => 0);
    stubborn.audit.write('unlock.failed');
    expect(await stubborn.audit.deliver()).toBe(0);
    expect(stubborn.calls).toHaveLength(1);
  });

  it('refuses an entry that no message can carry', () => {
    expect(() => auditWith().audit.write('unlock.failed', { long: 'x'.repeat(8_000) })).toThrow('message_too_large');
  });
});
