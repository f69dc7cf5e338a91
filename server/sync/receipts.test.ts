/** What a program that was changed tries with money: the server asks of every step of a receipt who takes it, and of credit what was verified. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import type { LeafChange } from '../../shared/sync/operation.ts';
import { create, createTestServer, idOf, orderBody, patch, set, type TestServer } from '../testing/testCompany.ts';

const AT = '2026-11-21T08:00:00.000Z';
const rials = (amount: number) => ({ amount, currency: 'IRR' });

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  const value = { roles: { rep: { withinCredit: true } } };
  await server.load([
    { collection: 'organisation', kind: 'setting', id: idOf('limits'), body: { key: 'approvalLimits', value } },
  ]);
});
afterAll(() => server.close());

const receipt = (customerId: string, amount: number, by: string, rest: RecordBody = {}): RecordBody => ({
  customerId,
  ownerId: idOf(by),
  state: 'collected',
  method: 'cash',
  receivedOn: '2026-11-21',
  currency: 'IRR',
  amount: rials(amount),
  collectedBy: idOf(by),
  collectedAt: AT,
  ...rest,
});
const take = (id: string, body: RecordBody) => create('salesDocuments', 'receipt', id, body);
const step = (id: string, version: number, from: string, to: string, ...changes: LeafChange[]) =>
  patch('salesDocuments', 'receipt', id, { version }, set('state', to, from), ...changes);
const verify = (id: string, by: string) =>
  step(id, 1, 'collected', 'verified', set('verifiedAt', AT), set('verifiedBy', idOf(by)));
const held = (cause: string) => ({ outcome: 'parked', reason: 'permission_denied', facts: { cause } });

describe('SEC-85: money that nobody else has seen', () => {
  test('is not verified by whoever took it in, in whatever name, nor by a rep at all', async () => {
    const [ali, hamid] = [await server.device('ali'), await server.device('hamid')];
    const customer = await server.newCustomer();
    const push = async (device: typeof ali, body: RecordBody) => device.push(take(server.newId(), body));
    expect(
      await push(hamid, receipt(customer, 5, 'hamid', { state: 'verified', verifiedBy: idOf('hamid') })),
    ).toMatchObject(held('receipt_begins'));
    expect(await push(ali, receipt(customer, 5, 'hamid'))).toMatchObject(held('receipt_foreign'));
    expect(await push(ali, receipt(customer, 5, 'ali', { state: 'verified' }))).toMatchObject({
      outcome: 'parked',
      reason: 'permission_denied',
    });

    const [own, babaks, forged] = [server.newId(), server.newId(), server.newId()];
    expect(await hamid.push(take(own, receipt(customer, 5, 'hamid')))).toMatchObject({ outcome: 'applied' });
    expect(await hamid.push(verify(own, 'hamid'))).toMatchObject(held('receipt_own'));
    // A colleague is named as the one who took it in: who wrote it first the server knows.
    const ofAli = { ownerId: idOf('ali') };
    expect(await push(hamid, receipt(customer, 5, 'hamid', ofAli))).toMatchObject(held('receipt_foreign'));
    // From a slip it may be: that is a right of its own, which nobody who sells has.
    const paper = { number: '77', row: babaks };
    expect(await hamid.push(take(babaks, receipt(customer, 5, 'hamid', { ...ofAli, paper })))).toMatchObject({
      outcome: 'applied',
    });
    expect(await push(ali, receipt(customer, 5, 'ali', { ownerId: idOf('babak'), paper }))).toMatchObject({
      outcome: 'parked',
      reason: 'permission_denied',
      facts: { path: 'paper' },
    });
    expect(await hamid.push(verify(babaks, 'hamid'))).toMatchObject(held('receipt_own'));
    expect(await ali.push(take(forged, receipt(customer, 5, 'ali')))).toMatchObject({ outcome: 'applied' });
    expect(await ali.push(verify(forged, 'ali'))).toMatchObject({ outcome: 'parked', reason: 'permission_denied' });
    expect(await hamid.push(verify(forged, 'ali'))).toMatchObject(held('receipt_foreign'));
  });

  test('is taken in in nobody else’s name by way of a draft either, in one group or in two', async () => {
    const hamid = await server.device('hamid');
    const customer = await server.newCustomer();
    const draft = receipt(customer, 5, 'hamid', { ownerId: idOf('ali'), state: 'draft' });
    const { collectedBy: _by, collectedAt: _at, ...open } = draft;
    const collect = (id: string, version: number) =>
      step(id, version, 'draft', 'collected', set('collectedBy', idOf('hamid')), set('collectedAt', AT));
    const [together, apart] = [server.newId(), server.newId()];
    expect(await hamid.push(take(together, open), collect(together, 0))).toMatchObject(held('receipt_foreign'));
    const device = await server.device('hamid');
    expect(await device.push(take(apart, open))).toMatchObject({ outcome: 'applied' });
    expect(await device.push(collect(apart, 1))).toMatchObject(held('receipt_foreign'));
    expect((await server.record('salesDocuments', apart))?.body['state']).toBe('draft');
  });

  test('is changed by no step but what that step says', async () => {
    const [ali, hamid] = [await server.device('ali'), await server.device('hamid')];
    const id = server.newId();
    await ali.push(take(id, receipt(await server.newCustomer(), 5, 'ali')));
    const amount: LeafChange = { do: 'set', path: 'amount', value: rials(5_000), seen: rials(5) };
    expect(await ali.push(patch('salesDocuments', 'receipt', id, { version: 1 }, amount))).not.toMatchObject({
      outcome: 'applied',
    });
    expect(
      await hamid.push(step(id, 1, 'collected', 'verified', set('verifiedBy', idOf('hamid')), amount)),
    ).not.toMatchObject({ outcome: 'applied' });
    expect((await server.record('salesDocuments', id))?.body).toMatchObject({ state: 'collected', amount: rials(5) });
  });

  test('makes no room for an order, until somebody else has verified it', async () => {
    const [ali, hamid] = [await server.device('ali'), await server.device('hamid')];
    const customer = await server.newCustomer();
    const [row] = await server.database.rows<{ body: RecordBody }>('SELECT body FROM records WHERE id = $1', [
      customer,
    ]);
    await server.database.rows('UPDATE records SET body = $2 WHERE id = $1', [
      customer,
      JSON.stringify({ ...row?.body, creditLimit: rials(15_000) }),
    ]);
    const order = () =>
      create('salesDocuments', 'order', server.newId(), {
        ...orderBody(customer, { state: 'confirmed', confirmedAt: AT, paymentDays: 30 }),
        ownerId: idOf('ali'),
      });
    expect(await ali.push(order())).toMatchObject({ outcome: 'applied' });
    expect(await ali.push(order())).toMatchObject(held('approval_missing'));
    const id = server.newId();
    await ali.push(take(id, receipt(customer, 10_000, 'ali')));
    expect(await ali.push(order())).toMatchObject(held('approval_missing'));
    expect(await hamid.push(verify(id, 'hamid'))).toMatchObject({ outcome: 'applied' });
    expect(await ali.push(order())).toMatchObject({ outcome: 'applied' });
    // And no more than once.
    expect(await ali.push(order())).toMatchObject(held('approval_missing'));
  });
});
