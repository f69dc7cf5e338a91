/** A form that is open while a colleague changes another part of what moves as a whole. Against a real server. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RecordBody } from '../../shared/domain/record.ts';
import type { HeldRecord } from '../../main/core/store/index.ts';
import { createTestCompany, idOf, type TestCompany } from './company.ts';
import { createTestDevice, type TestDevice } from './device.ts';

describe('an order draft that two people edit', () => {
  let company: TestCompany;
  let ali: TestDevice;
  let sara: TestDevice;
  let order: string;

  beforeAll(async () => {
    company = await createTestCompany();
    ali = await createTestDevice({ login: 'ali', transport: company.transport(), seed: 1 });
    sara = await createTestDevice({ login: 'sara', transport: company.transport(), seed: 2 });
  });
  afterAll(async () => {
    await Promise.all([ali.close(), sara.close()]);
    await company.close();
  });

  const line = (id: string, quantity: number): RecordBody => ({
    id,
    order: id,
    productId: idOf('gauze'),
    productName: 'گاز استریل',
    unit: 'بسته',
    quantity,
    unitPrice: { amount: 250_000, currency: 'IRR' },
    discountPercentage: 0,
    taxPercentage: 90_000,
  });
  const lines = (first: number, second: number): RecordBody => ({ lines: [line('l1', first), line('l2', second)] });
  const shownTo = (device: TestDevice): HeldRecord => {
    const record = device.record('salesDocuments', order);
    if (!record) throw new Error('the order is not held');
    return record;
  };
  const reviewsOf = (device: TestDevice): { leaves: RecordBody[] }[] =>
    device.store.read
      .all<{ body: string }>("SELECT body FROM reviews WHERE status = 'open' AND record_id = :order", { order })
      .map(({ body }) => JSON.parse(body) as { leaves: RecordBody[] });
  const syncAll = async (...devices: TestDevice[]): Promise<void> => {
    for (const device of devices) expect((await device.sync()).problem).toBeNull();
  };

  beforeEach(async () => {
    await syncAll(ali, sara);
    order = await ali.create('salesDocuments', 'order', {
      customerId: idOf('pars'),
      state: 'draft',
      orderedOn: '2026-01-15',
      currency: 'IRR',
      ...lines(1_000, 1_000),
    });
    await syncAll(ali, sara);
  });

  it('SYNC-70: another’s line that came meanwhile is not mixed with mine: the old form is refused, nothing is written, and it saves once it has taken theirs in', async () => {
    const opened = shownTo(ali);
    await sara.edit('salesDocuments', order, lines(1_000, 7_000));
    await syncAll(sara, ali);
    await expect(
      ali.edit('salesDocuments', order, lines(3_000, 1_000), opened.body, opened.version),
    ).rejects.toMatchObject({ code: 'stale_edit', facts: { id: order, paths: ['lines/l1/quantity'] } });
    expect(shownTo(ali)).toMatchObject({ pending: false, body: lines(1_000, 7_000) });
    const now = shownTo(ali);
    await ali.edit('salesDocuments', order, lines(3_000, 7_000), now.body, now.version);
    await syncAll(ali, sara);
    for (const device of [ali, sara]) {
      expect(shownTo(device).body).toMatchObject(lines(3_000, 7_000));
      expect(reviewsOf(device)).toEqual([]);
    }
  });

  it('SYNC-70 SYNC-187: another’s line that only the server knows stays, whole, and mine is in one review', async () => {
    const opened = shownTo(ali);
    await sara.edit('salesDocuments', order, lines(1_000, 7_000));
    await syncAll(sara);
    await ali.edit('salesDocuments', order, lines(3_000, 1_000), opened.body, opened.version);
    expect(shownTo(ali)).toMatchObject({ pending: true, body: lines(3_000, 1_000) });
    await syncAll(ali, sara);
    for (const device of [ali, sara]) {
      expect(shownTo(device).body).toMatchObject(lines(1_000, 7_000));
      const reviews = reviewsOf(device);
      expect(reviews).toHaveLength(1);
      expect(reviews[0]?.leaves).toMatchObject([
        { path: 'lines/l1/quantity', group: 'order', base: 1_000, mine: 3_000, theirs: 1_000, result: 1_000 },
      ]);
    }
  });

  it('SYNC-70: what was changed and changed back behind an open form was changed unseen: theirs stays, mine is in the review', async () => {
    const opened = shownTo(ali);
    await sara.edit('salesDocuments', order, lines(1_000, 7_000));
    await syncAll(sara);
    await sara.edit('salesDocuments', order, lines(1_000, 1_000));
    await syncAll(sara, ali);
    // Nothing to be seen here: it is the version that tells the server what the form did not know.
    await ali.edit('salesDocuments', order, lines(3_000, 1_000), opened.body, opened.version);
    await syncAll(ali, sara);
    for (const device of [ali, sara]) {
      expect(shownTo(device).body).toMatchObject(lines(1_000, 1_000));
      expect(reviewsOf(device)[0]?.leaves).toMatchObject([{ path: 'lines/l1/quantity', mine: 3_000, result: 1_000 }]);
    }
  });

  it('SYNC-68: a note beside it is merged, from a form however old', async () => {
    const opened = shownTo(ali);
    await sara.edit('salesDocuments', order, lines(1_000, 7_000));
    await syncAll(sara, ali);
    await ali.edit('salesDocuments', order, { note: 'فوری' }, opened.body, opened.version);
    await syncAll(ali, sara);
    for (const device of [ali, sara]) {
      expect(shownTo(device).body).toMatchObject({ ...lines(1_000, 7_000), note: 'فوری' });
      expect(reviewsOf(device)).toEqual([]);
    }
  });
});
