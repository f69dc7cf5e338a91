/** What holds for everybody, changed at one machine: as any other edit, without a line, and by whoever may. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SettingChange, SettingView } from '../../../shared/contract/organisation.ts';
import { settingId, type SettingKey } from '../../../shared/domain/organisation/companySettings.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, PASSPHRASE, signIn, USERS, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany({ programVersion: '0.2.0' });
  window = await signIn(company, 'ada');
});
afterEach(() => company.close());

const views = async (at = window): Promise<Map<SettingKey, SettingView>> =>
  new Map((await first(at.organisation.settings())).settings.map((view) => [view.key, view]));

/** As a form sends it that was opened just now. */
async function change(values: Partial<Record<SettingKey, SettingView['value']>>): Promise<void> {
  const seen = await views();
  const changes = Object.entries(values).map(([key, value]) => {
    const view = seen.get(key as SettingKey);
    return { key, value, seen: view ? { id: view.id, version: view.version, value: view.value } : null };
  });
  await window.organisation.changeSettings({ changes: changes as SettingChange[] });
}

describe('SEC-73: the company’s settings', () => {
  it('are changed without a line, several in one commit, and hold after a restart', async () => {
    company.server.reachable = false;
    const groups = company.server.groups.length;
    await change({ leaseDays: 7, leaseGraceDays: null, idleLockMinutes: 5 });
    expect(await views()).toEqual(
      new Map([
        [
          'leaseDays',
          expect.objectContaining({ id: settingId('leaseDays'), value: 7, pending: true, changedByName: 'Ada' }),
        ],
        ['leaseGraceDays', expect.objectContaining({ value: null })],
        // The record that was there goes on.
        ['idleLockMinutes', expect.objectContaining({ id: idOf('idle'), value: 5, changedByName: 'Ada' })],
        ['defaultCurrency', expect.objectContaining({ value: 'IRR', pending: false })],
        ['timeZone', expect.objectContaining({ value: 'Asia/Tehran' })],
      ]),
    );
    await company.restart();
    window = company.host.connect();
    const state = await first(window.session.state());
    const profileId = state.phase === 'locked' ? (state.profiles[0]?.profileId ?? '') : '';
    await window.session.unlock({ profileId, passphrase: PASSPHRASE });
    expect((await views()).get('leaseDays')?.value).toBe(7);
    company.server.reachable = true;
    await window.sync.now();
    expect(company.server.groups.slice(groups).map(({ operations }) => operations.length)).toEqual([3]);
    expect(company.server.record('organisation', settingId('leaseDays'))?.body).toEqual({ key: 'leaseDays', value: 7 });
    expect((await views()).get('leaseDays')?.pending).toBe(false);
  });

  it('are refused to everybody who may not change them, whatever road they take', async () => {
    await window.session.lock();
    for (const { login } of USERS) {
      if (login === 'ada') continue;
      const other = await createTestCompany();
      try {
        const theirs = await signIn(other, login);
        const refused = await failure(
          theirs.organisation.changeSettings({ changes: [{ key: 'leaseDays', value: 7, seen: null }] }),
        );
        expect(refused.code, login).toBe('permission_denied');
        await theirs.sync.now();
        expect(other.server.record('organisation', settingId('leaseDays')), login).toBeUndefined();
      } finally {
        await other.close();
      }
    }
  });

  it('say what is wrong with a value, and then nothing of all is written', async () => {
    const wrong = async (values: Parameters<typeof change>[0]): Promise<unknown> => {
      const refused = await failure(change(values));
      expect(refused).toMatchObject({ code: 'invalid_input', facts: { reason: 'setting' } });
      return refused.facts['problems'];
    };
    expect(await wrong({ leaseDays: 7, readingPagesPerHour: 3 })).toEqual(['readingPagesPerHour: readingPagesPerHour']);
    expect(await wrong({ minimumProgramVersion: '0.3' })).toEqual(['minimumProgramVersion: versionAhead']);
    expect(await wrong({ idleLockMinutesMaximum: 10 })).toEqual(['idleLockMinutes: idleLockOrder']);
    expect((await views()).has('leaseDays')).toBe(false);
    const twice = { key: 'leaseDays', value: 7, seen: null } as const;
    expect((await failure(window.organisation.changeSettings({ changes: [twice, twice] }))).code).toBe('invalid_input');
  });

  it('are not written over a change that was not seen', async () => {
    await change({ leaseDays: 7 });
    await window.sync.now();
    const seen = (await views()).get('leaseDays');
    if (!seen) throw new Error('not set');
    const stale: SettingChange = {
      key: 'leaseDays',
      value: 10,
      seen: { id: seen.id, version: seen.version, value: seen.value },
    };
    company.server.put('organisation', 'setting', seen.id, { key: 'leaseDays', value: 3 });
    await window.sync.now();
    const other: SettingChange = { key: 'readingPagesPerHour', value: 60, seen: null };
    expect((await failure(window.organisation.changeSettings({ changes: [other, stale] }))).code).toBe('stale_edit');
    expect((await failure(window.organisation.changeSettings({ changes: [{ ...stale, seen: null }] }))).code).toBe(
      'stale_edit',
    );
    expect((await views()).get('leaseDays')?.value).toBe(3);
    expect((await views()).has('readingPagesPerHour')).toBe(false);
    await change({ leaseDays: 10 });
    expect((await views()).get('leaseDays')?.value).toBe(10);
  });

  it('write nothing where nothing is changed', async () => {
    const before = company.server.groups.length;
    await change({ idleLockMinutes: 15 });
    await window.sync.now();
    expect(company.server.groups.length).toBe(before);
  });

  it('take effect here at once', async () => {
    await change({ approvalLimits: { roles: { rep: { discountPercentage: 50_000 } } } });
    expect((await first(window.organisation.directory())).settings['approvalLimits']).toEqual({
      roles: { rep: { discountPercentage: 50_000 } },
    });
  });
});
