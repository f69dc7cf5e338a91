/** Two reps and a manager: what each must see, whatever carries the messages. Run over a direct call and over HTTP. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import type { ServerTransport } from '../../main/core/ports/transport.ts';
import { GAUZE_LINE, createTestCompany, draft, idOf, type TestCompany } from './company.ts';
import { createTestDevice, cutAtRandom, type TestDevice } from './device.ts';

export interface Road {
  open(company: TestCompany): Promise<{ transport: () => ServerTransport; close: () => Promise<void> }>;
}

export function twoRepsContract(road: Road): void {
  let company: TestCompany;
  let opened: Awaited<ReturnType<Road['open']>>;
  let ali: TestDevice;
  let sara: TestDevice;
  let omid: TestDevice;
  let reza: TestDevice;
  const everyone = (): TestDevice[] => [ali, sara, omid, reza];
  const syncAll = async (...devices: TestDevice[]): Promise<void> => {
    for (const device of devices) expect((await device.sync()).problem).toBeNull();
  };
  const pars = idOf('pars');
  const karoon = idOf('karoon');
  const bodyOf = (device: TestDevice, id = pars): Readonly<Record<string, unknown>> | undefined =>
    device.record('customers', id)?.body;
  const openReviews = (device: TestDevice, recordId: string): { body: string }[] =>
    device.store.read.all("SELECT body FROM reviews WHERE deleted = 0 AND status = 'open' AND record_id = :recordId", {
      recordId,
    });

  beforeAll(async () => {
    company = await createTestCompany();
    opened = await road.open(company);
    const device = (login: string, seed: number): Promise<TestDevice> =>
      createTestDevice({ login, transport: opened.transport(), seed });
    [ali, sara, omid, reza] = [
      await device('ali', 1),
      await device('sara', 2),
      await device('omid', 3),
      await device('reza', 4),
    ];
    await syncAll(...everyone());
  });
  afterAll(async () => {
    await Promise.all(everyone().map((device) => device.close()));
    await opened.close();
    await company.close();
  });

  it('SYNC-185 each holds what their scopes allow, and nothing else', () => {
    expect(bodyOf(ali)?.['name']).toBe('بازرگانی پارس');
    expect(bodyOf(ali, karoon)).toBeUndefined();
    expect(bodyOf(omid)).toBeUndefined();
    expect(bodyOf(omid, karoon)?.['name']).toBe('Karoon Agro');
    expect([bodyOf(reza)?.['name'], bodyOf(reza, karoon)?.['name']]).toEqual(['بازرگانی پارس', 'Karoon Agro']);
  });

  it('SYNC-186 edits of different fields made offline both survive', async () => {
    await ali.edit('customers', pars, { industry: 'پزشکی' });
    await sara.edit('customers', pars, { website: 'pars.example' });
    expect(ali.record('customers', pars)?.pending).toBe(true);
    await syncAll(ali, sara, ali, reza);
    for (const device of [ali, sara, reza])
      expect(bodyOf(device)).toMatchObject({ industry: 'پزشکی', website: 'pars.example' });
    expect(ali.record('customers', pars)?.pending).toBe(false);
    expect(openReviews(ali, pars)).toEqual([]);
  });

  it('SYNC-187 edits of one field leave one winner and one review with base, mine and theirs', async () => {
    await ali.edit('customers', pars, { note: 'از علی' });
    await sara.edit('customers', pars, { note: 'از سارا' });
    await syncAll(sara, ali, sara, reza);
    const winners = [ali, sara, reza].map((device) => bodyOf(device)?.['note']);
    expect(new Set(winners).size).toBe(1);
    expect(['از علی', 'از سارا']).toContain(winners[0]);
    for (const device of [ali, sara, reza]) {
      const reviews = openReviews(device, pars);
      expect(reviews).toHaveLength(1);
      const { leaves } = JSON.parse(reviews[0]?.body ?? '{}') as { leaves: Record<string, unknown>[] };
      expect(leaves).toEqual([
        expect.objectContaining({ path: 'note', base: 'قدیمی', mine: 'از علی', theirs: 'از سارا', result: winners[0] }),
      ]);
    }
    expect(openReviews(omid, pars)).toEqual([]);
  });

  it('an order taken offline reaches the manager, with its number and its lines', async () => {
    const id = ali.newId();
    await ali.store.commit({
      author: ali.person,
      operations: [
        {
          act: 'create',
          collection: 'salesDocuments',
          kind: 'order',
          id,
          body: {
            customerId: pars,
            ownerId: ali.person,
            state: 'draft',
            orderedOn: '2026-01-15',
            currency: 'IRR',
            lines: [GAUZE_LINE],
          },
        },
      ],
    });
    const { number } = await ali.store.commit({
      author: ali.person,
      operations: [
        {
          act: 'patch',
          collection: 'salesDocuments',
          kind: 'order',
          id,
          changes: [{ do: 'set', path: 'state', value: 'confirmed', seen: 'draft' }],
        },
      ],
      number: { series: 'ORD', reference: { collection: 'salesDocuments', id }, path: 'number' },
    });
    await syncAll(ali, reza);
    expect(number).toMatch(/^ORD-[0-9A-Z]+-\d+$/);
    expect(reza.record('salesDocuments', id)?.body).toMatchObject({ state: 'confirmed', number, lines: [GAUZE_LINE] });
    expect(omid.record('salesDocuments', id)).toBeNull();
    expect(reza.store.read.get('SELECT total FROM sales_documents WHERE id = :id', { id })).toEqual({ total: 817_500 });
  });

  it('SYNC-102 a customer that moves to another territory takes its orders along, away from one rep and to the other', async () => {
    await company.load([
      draft('customers', 'company', 'alborz', { name: 'البرز', stage: 'active', territoryId: idOf('north') }),
    ]);
    await syncAll(ali, reza);
    const alborz = idOf('alborz');
    const visit = await ali.create('activities', 'visit', {
      customerId: alborz,
      subject: 'دیدار',
      happenedAt: '2026-01-15T09:00:00.000Z',
    });
    await syncAll(ali, reza);
    await reza.edit('customers', alborz, { territoryId: idOf('south') });
    await syncAll(reza, ali, omid);
    expect([ali.record('customers', alborz), ali.record('activities', visit)]).toEqual([null, null]);
    expect([bodyOf(omid, alborz)?.['name'], omid.record('activities', visit)?.body['subject']]).toEqual([
      'البرز',
      'دیدار',
    ]);
  });

  it('SYNC-160 a clock a year off changes neither the order nor the winner', async () => {
    const late = await createTestDevice({
      login: 'sara',
      transport: opened.transport(),
      seed: 9,
      clockOffset: -365 * 86_400_000,
    });
    expect((await late.sync()).problem?.code).toBe('clock_skewed');
    await ali.edit('customers', pars, { email: 'first@example.com' });
    await syncAll(ali);
    await late.edit('customers', pars, { code: 'P-1' });
    await late.sync();
    await syncAll(ali);
    expect(bodyOf(ali)).toMatchObject({ email: 'first@example.com', code: 'P-1' });
    await late.close();
  });

  it('SYNC-123 SYNC-180 SYNC-189 work and pages survive a line that is cut anywhere and a restart in between', async () => {
    const random = createSeededRandomness(77);
    cutAtRandom(ali.network, random, 0.3);
    cutAtRandom(sara.network, random, 0.3);
    const created: string[] = [];
    for (let round = 0; round < 12; round += 1) {
      created.push(
        await ali.create('activities', 'note', {
          customerId: pars,
          subject: `علی ${round}`,
          happenedAt: '2026-01-16T09:00:00.000Z',
        }),
      );
      created.push(
        await sara.create('activities', 'note', {
          customerId: pars,
          subject: `سارا ${round}`,
          happenedAt: '2026-01-16T09:00:00.000Z',
        }),
      );
      await ali.sync();
      await sara.sync();
      if (round % 4 === 3) await ali.restart();
    }
    for (const device of [ali, sara]) device.network.onMessage = () => {};
    await syncAll(ali, sara, ali, reza);
    for (const device of [ali, sara, reza])
      for (const id of created) expect(device.record('activities', id)?.version).toBe(1);
    expect([(await ali.sync()).pending, (await sara.sync()).pending]).toEqual([0, 0]);
  });

  it('SYNC-188 nothing deleted rises again', async () => {
    const id = await ali.create('activities', 'note', {
      customerId: pars,
      subject: 'پاک می‌شود',
      happenedAt: '2026-01-16T09:00:00.000Z',
    });
    await syncAll(ali, sara);
    await ali.remove('activities', id);
    await sara.edit('activities', id, { subject: 'نوشته‌ی سارا' });
    await syncAll(ali, sara, ali, reza);
    for (const device of [ali, sara, reza]) expect(device.record('activities', id)?.deleted ?? true).toBe(true);
    const [review] = openReviews(sara, id);
    expect(review?.body).toContain('نوشته‌ی سارا');
  });

  it('SYNC-190 one poison group stalls nobody, its author included', async () => {
    // A rep may not write the organisation: the server parks it.
    await ali.edit('organisation', idOf('tehran'), { name: 'تهرانِ علی' });
    const after = await ali.create('activities', 'note', {
      customerId: pars,
      subject: 'پس از آن',
      happenedAt: '2026-01-16T09:00:00.000Z',
    });
    await ali.sync();
    const state = await ali.sync();
    expect([state.held, state.pending]).toEqual([1, 0]);
    await syncAll(reza);
    expect(reza.record('activities', after)?.body['subject']).toBe('پس از آن');
    expect(reza.record('organisation', idOf('tehran'))?.body['name']).toBe('تهران');
    expect(ali.record('organisation', idOf('tehran'))?.held?.reason).toBe('permission_denied');
  });

  it('SYNC-184 in the end every device holds what the server counts', async () => {
    await syncAll(...everyone(), ...everyone());
    // The round itself compares count and checksum per scope and collection, and reports a difference as a problem.
    for (const device of everyone()) expect((await device.sync()).pending).toBe(0);
    const count = (device: TestDevice): unknown =>
      device.store.read.get('SELECT count(*) AS count FROM activities WHERE deleted = 0');
    expect(count(ali)).toEqual(count(sara));
  });
}
