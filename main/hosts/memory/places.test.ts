/** Branches, territories and places of stock, made and changed at one machine without a line. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, signIn, USERS, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  window = await signIn(company, 'ada');
});
afterEach(() => company.close());

const listed = async () =>
  (await first(window.organisation.places())).map(({ kind, name, branchName, pending }) =>
    [kind, name, branchName, pending].join(' '),
  );

describe('SEC-75: branches and territories', () => {
  it('are made and changed without a line, and listed branch by branch', async () => {
    company.server.reachable = false;
    const { id } = await window.organisation.createPlace({ kind: 'branch', body: { name: 'اهواز' } });
    await window.organisation.createPlace({ kind: 'territory', body: { name: 'خوزستان', branchId: id } });
    await window.organisation.createPlace({ kind: 'stockPlace', body: { name: 'انبار مرکزی' } });
    await window.organisation.editPlace({
      id: idOf('south'),
      changes: [{ do: 'set', path: 'branchId', value: id, seen: idOf('tehran') }],
    });
    expect(await listed()).toEqual([
      'branch اهواز  true',
      'territory جنوب اهواز true',
      'territory خوزستان اهواز true',
      'branch تهران  false',
      'territory شمال تهران false',
      'stockPlace انبار مرکزی  true',
    ]);
    company.server.reachable = true;
    await window.sync.now();
    expect(company.server.record('organisation', idOf('south'))?.body['branchId']).toBe(id);
  });

  it('point to a branch and a manager that are there', async () => {
    const wrong = async (body: Record<string, string>): Promise<string> =>
      (await failure(window.organisation.createPlace({ kind: 'territory', body: { name: 'شرق', ...body } }))).code;
    expect(await wrong({ branchId: idOf('nowhere') })).toBe('not_found');
    expect(await wrong({ branchId: idOf('north') })).toBe('not_found');
    expect(await wrong({ managerId: idOf('tehran') })).toBe('not_found');
    expect((await listed()).length).toBe(3);
  });

  it('are the only records that these commands touch', async () => {
    const change = { do: 'set', path: 'value', value: 1, seen: 15 } as const;
    expect((await failure(window.organisation.editPlace({ id: idOf('idle'), changes: [change] }))).code).toBe(
      'not_found',
    );
  });

  it('are refused to everybody who may not change the organisation', async () => {
    await window.session.lock();
    for (const { login } of USERS) {
      if (login === 'ada') continue;
      await window.session.addPerson();
      window = await signIn(company, login);
      const made = window.organisation.createPlace({ kind: 'branch', body: { name: 'اهواز' } });
      expect((await failure(made)).code, login).toBe('permission_denied');
      const changed = window.organisation.editPlace({
        id: idOf('tehran'),
        changes: [{ do: 'set', path: 'name', value: 'x', seen: 'تهران' }],
      });
      expect((await failure(changed)).code, login).toBe('permission_denied');
      await window.session.lock();
    }
  });
});
