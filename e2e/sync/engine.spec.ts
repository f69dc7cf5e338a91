import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createError } from '../../shared/base/errors.ts';
import { schemaVersions } from '../../shared/domain/catalogue.ts';
import { COMPANY_SCOPE, territoryScope } from '../../shared/domain/record.ts';
import type { SyncState } from '../../shared/contract/sync.ts';
import type { PullReply } from '../../shared/sync/protocol.ts';
import { createSyncEngine } from '../../main/core/sync/index.ts';
import { createTestCompany, draft, idOf, type TestCompany } from './company.ts';
import { createTestDevice, type TestDevice } from './device.ts';

describe('the sync engine against a real server', () => {
  let company: TestCompany;
  let ali: TestDevice;
  let administrator: TestDevice;

  beforeAll(async () => {
    company = await createTestCompany();
    administrator = await createTestDevice({ login: 'administrator', transport: company.transport(), seed: 100 });
    await administrator.sync();
  });
  afterAll(async () => {
    await administrator.close();
    await company.close();
  });
  let seed = 0;
  beforeEach(async () => {
    seed += 1;
    ali = await createTestDevice({ login: 'ali', transport: company.transport(), seed });
    await ali.sync();
    return () => ali.close();
  });

  const setTerritories = async (territories: readonly string[]): Promise<void> => {
    const held = administrator.record('organisation', idOf('ali'));
    await administrator.edit('organisation', idOf('ali'), { territoryIds: territories.map(idOf) }, held?.body);
    const state = await administrator.sync();
    expect([state.pending, state.held]).toEqual([0, 0]);
  };

  /** By the call for it: no push changes a role (SEC-67). */
  const setRole = async (role: 'rep' | 'technician'): Promise<void> => {
    const held = administrator.record('organisation', idOf('ali'));
    if (!held) throw new Error('Ali is not there');
    const place = held.body as { name: string; branchId?: string; territoryIds?: string[] };
    await administrator.network.call(administrator.token, 'changePerson', {
      person: held.id,
      version: held.version,
      name: place.name,
      role,
      branchId: place.branchId ?? null,
      territoryIds: place.territoryIds ?? [],
    });
    await administrator.sync();
  };

  it('SYNC-131 SYNC-132 a scope that is granted is fetched from its beginning, and purged when it is withdrawn', async () => {
    expect(ali.record('customers', idOf('karoon'))).toBeNull();
    await setTerritories(['north', 'south']);
    await ali.sync();
    expect(ali.record('customers', idOf('karoon'))?.body['name']).toBe('Karoon Agro');
    await ali.edit('customers', idOf('karoon'), { note: 'پیش از جابه‌جایی' });
    await setTerritories(['north']);
    await ali.sync();
    await ali.sync();
    expect(ali.record('customers', idOf('karoon'))).toBeNull();
    expect(Object.keys(ali.store.sync.cursor())).not.toContain(territoryScope(idOf('south')));
    expect(
      ali.store.read.get('SELECT count(*) AS count FROM search_documents WHERE id = :id', { id: idOf('karoon') }),
    ).toEqual({ count: 0 });
  });

  it('SYNC-137 the first data of a machine is that of its person’s territories; it can be read when the line breaks behind it', async () => {
    const fresh = await createTestDevice({ login: 'ali', transport: company.transport(), seed: 200 });
    const { pull } = fresh.network;
    const asked: string[] = [];
    fresh.network.pull = async (token, request, signal): Promise<PullReply> => {
      if (request.page) asked.push(request.page.scope);
      if (request.page?.scope === COMPANY_SCOPE) throw createError('server_unreachable');
      return pull(token, request, signal);
    };
    try {
      expect((await fresh.sync()).connection).toBe('offline');
      expect(asked[0]).toBe(territoryScope(idOf('north')));
      expect(asked.at(-1)).toBe(COMPANY_SCOPE);
      expect(fresh.store.sync.firstSyncDone()).toBe(false);
      const held = (table: string) => fresh.store.read.get(`SELECT count(*) > 0 AS some FROM ${table}`);
      expect([held('customers'), held('products')]).toEqual([{ some: 1 }, { some: 0 }]);
      fresh.network.pull = pull;
      await fresh.sync();
      expect([fresh.store.sync.firstSyncDone(), held('products')]).toEqual([true, { some: 1 }]);
    } finally {
      await fresh.close();
    }
  });

  it('SYNC-125 an expired token keeps what is staged and asks for new heads', async () => {
    await company.load([
      draft('customers', 'company', `staged-${seed}`, { name: 'مرحله', stage: 'active', territoryId: idOf('north') }),
    ]);
    const pull = ali.network.pull;
    let expired = false;
    const asked: (string | undefined)[] = [];
    ali.network.pull = async (token, request, signal): Promise<PullReply> => {
      asked.push(request.page?.scope);
      // The second page of the round finds its token expired, once.
      if (request.page && asked.filter(Boolean).length === 2 && !expired) {
        expired = true;
        return { type: 'again', reason: 'token_expired' };
      }
      return pull(token, request, signal);
    };
    await company.load([
      draft('products', 'consumable', `new-${seed}`, { name: 'تازه', unit: 'عدد', taxPercentage: 0, prices: [] }),
    ]);
    const state = await ali.sync();
    expect(expired).toBe(true);
    expect(state.problem).toBeNull();
    // The scope whose page had been staged before the token expired is not asked for again.
    expect(asked.filter((scope) => scope === asked.find(Boolean))).toHaveLength(1);
    expect(ali.record('customers', idOf(`staged-${seed}`))?.body['name']).toBe('مرحله');
    expect(ali.record('products', idOf(`new-${seed}`))?.body['name']).toBe('تازه');
  });

  it('SYNC-123 a round that is cut ends when what came before the cut is on the disk, however slow that is', async () => {
    await company.load([
      draft('customers', 'company', `cut-${seed}`, { name: 'بریده', stage: 'active', territoryId: idOf('north') }),
      draft('products', 'consumable', `cut-${seed}`, { name: 'بریده', unit: 'عدد', taxPercentage: 0, prices: [] }),
    ]);
    const { sync } = ali.store;
    const { takePages } = sync;
    let taken = 0;
    sync.takePages = async (token, pages) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      await takePages.call(sync, token, pages);
      taken += pages.length;
    };
    const pull = ali.network.pull;
    let pages = 0;
    ali.network.pull = (token, request, signal): Promise<PullReply> =>
      request.page && ++pages === 2 ? Promise.reject(createError('server_unreachable')) : pull(token, request, signal);
    expect((await ali.sync()).connection).toBe('offline');
    expect(taken).toBe(1);
  });

  it('SYNC-124 a grant that changes between two pages is noticed: what is staged of a withdrawn scope goes, a new one comes', async () => {
    await company.load([
      draft('customers', 'company', `grant-${seed}`, { name: 'میان‌راه', stage: 'active', territoryId: idOf('north') }),
    ]);
    const pull = ali.network.pull;
    let pages = 0;
    ali.network.pull = async (token, request, signal): Promise<PullReply> => {
      if (request.page && ++pages === 1) await setTerritories(['south']);
      return pull(token, request, signal);
    };
    expect((await ali.sync()).problem).toBeNull();
    ali.network.pull = pull;
    expect(ali.record('customers', idOf(`grant-${seed}`))).toBeNull();
    expect(ali.record('customers', idOf('pars'))).toBeNull();
    expect(ali.record('customers', idOf('karoon'))?.body['name']).toBe('Karoon Agro');
    await setTerritories(['north']);
    await ali.sync();
    expect(ali.record('customers', idOf('pars'))?.body['name']).toBe('بازرگانی پارس');
  });

  it('SYNC-130 a store that differs from the server is noticed and mended', async () => {
    const digests = ali.store.sync.digests;
    let lied = 0;
    // The store's own count of one scope is wrong once, as after a fault nobody saw.
    ali.store.sync.digests = (scopes) => {
      const told = digests(scopes);
      if (lied++ === 0)
        return { ...told, company: { ...told['company'], products: { count: 999, checksum: 'f'.repeat(16) } } };
      return told;
    };
    const reopened: string[] = [];
    const reopen = ali.store.sync.reopenScope;
    ali.store.sync.reopenScope = (scope) => {
      reopened.push(scope);
      reopen(scope);
    };
    expect((await ali.sync()).problem).toBeNull();
    expect(reopened).toEqual(['company']);
    expect(ali.record('products', idOf('gauze'))?.body['name']).toBe('گاز استریل');
  });

  it('SYNC-142, SEC-84 a changed view fetches anew what it may read and drops what it may not, records and fields', async () => {
    expect(ali.store.read.get('SELECT count(*) AS count FROM products')).toMatchObject({ count: expect.any(Number) });
    await setRole('technician');
    const order = await ali.create('salesDocuments', 'order', {
      customerId: idOf('pars'),
      state: 'draft',
      orderedOn: '2026-01-15',
      currency: 'IRR',
      lines: [],
    });
    await setRole('rep');
    await administrator.edit('customers', idOf('pars'), { nationalId: '0012345678' });
    await administrator.sync();
    await ali.sync();
    expect(ali.record('salesDocuments', order)?.version).toBe(1);
    expect(ali.record('customers', idOf('pars'))?.body['nationalId']).toBe('0012345678');
    await setRole('technician');
    await ali.sync();
    // A technician's view has no orders.
    expect(ali.record('salesDocuments', order)).toBeNull();
    expect(ali.record('customers', idOf('pars'))?.body['nationalId']).toBeUndefined();
    for (const [table, column] of [
      ['customers', 'body'],
      ['base_records', 'image'],
    ] as const)
      expect(ali.store.read.all(`SELECT 1 FROM ${table} WHERE ${column} LIKE '%0012345678%'`)).toEqual([]);
    expect(ali.record('customers', idOf('pars'))?.body['name']).toBe('بازرگانی پارس');
    await setRole('rep');
    await ali.sync();
    expect(ali.record('salesDocuments', order)?.body['state']).toBe('draft');
  });

  it('SYNC-165 failed rounds are tried again with growing pauses, a save during a round or between two changes none of them, and a good round resets them', async () => {
    const save = (): Promise<string> =>
      ali.create('activities', 'note', {
        customerId: idOf('pars'),
        subject: 'بی‌شبکه',
        happenedAt: '2026-01-16T09:00:00.000Z',
      });
    let isThere = false;
    const waits: number[] = [];
    let next: () => void = () => {};
    const engine = createSyncEngine({
      store: ali.store,
      transport: {
        ...company.transport(),
        async handshake(token, request, signal) {
          await save();
          if (!isThere) throw createError('server_unreachable');
          return company.transport().handshake(token, request, signal);
        },
      },
      token: ali.token,
      clock: { now: () => Date.now() },
      timers: {
        after(milliseconds, callback) {
          waits.push(milliseconds);
          next = callback;
          return () => {};
        },
      },
      randomness: { bytes: (length) => new Uint8Array(length).fill(255) },
      schemaVersions: schemaVersions(),
      log: () => {},
    });
    engine.start();
    const roundEndsAs = async (connection: SyncState['connection']): Promise<void> => {
      const settled = new Promise<void>((resolve) => {
        const stop = engine.onState((state) => {
          if (state.connection !== connection) return;
          stop();
          resolve();
        });
      });
      next();
      await settled;
      await new Promise((resolve) => setImmediate(resolve));
    };
    for (let round = 0; round < 8; round += 1) {
      await roundEndsAs('offline');
      await save();
    }
    expect(waits).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    expect(engine.state().problem).toBeNull();
    isThere = true;
    await roundEndsAs('online');
    // What was saved during the good round goes at once, and what follows it goes as after any save.
    expect(waits.splice(0)).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 0]);
    await save();
    expect(waits).toEqual([20]);
    await engine.stop();
  });

  it('a device that was revoked is told so and keeps its work', async () => {
    const id = await ali.create('activities', 'note', {
      customerId: idOf('pars'),
      subject: 'کار ناتمام',
      happenedAt: '2026-01-16T09:00:00.000Z',
    });
    ali.network.handshake = () => Promise.reject(createError('not_enrolled'));
    const state = await ali.sync();
    expect([state.connection, state.problem?.code, state.pending]).toEqual(['refused', 'not_enrolled', 1]);
    expect(ali.record('activities', id)?.body['subject']).toBe('کار ناتمام');
  });

  it('SYNC-161 a server of a newer protocol is named, and nothing is sent or lost', async () => {
    await ali.create('activities', 'note', {
      customerId: idOf('pars'),
      subject: 'بماند',
      happenedAt: '2026-01-16T09:00:00.000Z',
    });
    const handshake = ali.network.handshake;
    let pushes = 0;
    ali.network.handshake = async (token, request, signal) => ({
      ...(await handshake(token, request, signal)),
      protocol: 99,
    });
    ali.network.onMessage = (kind) => void (pushes += kind === 'push' ? 1 : 0);
    const state = await ali.sync();
    expect([state.problem?.code, state.pending, pushes]).toEqual(['protocol_newer', 1, 0]);
  });
});
