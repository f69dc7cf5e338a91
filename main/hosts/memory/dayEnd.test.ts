import { createPrivateKey, sign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantFromMilliseconds } from '../../../shared/base/clock.ts';
import { createError } from '../../../shared/base/errors.ts';
import type { CloseDayReply } from '../../../shared/contract/dayEnd.ts';
import type { DeviceCallInputs } from '../../../shared/contract/server.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { dayFigures, receiptText, type DayRecord, type Receipt } from '../../../shared/sync/receipt.ts';
import {
  createTestCompany,
  failure,
  first,
  firstWhere,
  PASSPHRASE,
  pumpOrder,
  signIn,
  TODAY,
  type TestCompany,
} from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
/** True: the server answers questions, and no round gets through. */
let noRounds: boolean;
beforeEach(async () => {
  noRounds = false;
  company = await createTestCompany({
    openTransport: () => ({
      ...company.server.transport,
      handshake: async (...greeting) => {
        if (noRounds) throw createError('server_unreachable');
        return company.server.transport.handshake(...greeting);
      },
    }),
  });
  window = await signIn(company);
  company.server.answer = (name, input) => {
    if (name !== 'closeDay') throw new Error(name);
    return answerClose(input as DeviceCallInputs['closeDay']);
  };
});
afterEach(() => company.close());

/** The memory server's own signing key. */
const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 1)]),
  format: 'der',
  type: 'pkcs8',
});
let closings = 0;

/** As the server does it, of what this one holds of the devices' work. */
function answerClose({ day, of, last, sign: isAsked }: DeviceCallInputs['closeDay']): CloseDayReply {
  const held = company.server.groups
    .flatMap(({ operations }) => operations)
    .flatMap(({ collection, id }): DayRecord[] => {
      const record = company.server.record(collection, id);
      return record && collection === 'salesDocuments' && record.body['orderedOn'] === day
        ? [{ collection, kind: record.kind, id, version: record.version, body: record.body }]
        : [];
    });
  const records = [...new Map(held.map((record) => [record.id, record])).values()];
  closings += 1;
  const receipt: Receipt = {
    format: 1,
    id: idOf(`receipt ${closings}`),
    company: { id: idOf('company'), name: 'پیوند' },
    day,
    timeZone: 'Asia/Tehran',
    closedAt: instantFromMilliseconds(company.clock.now()),
    closedBy: { id: idOf('ali'), name: 'علی رضایی' },
    device: idOf('device'),
    of: { type: of, id: idOf('ali'), name: 'علی رضایی' },
    closing: closings,
    replaces: null,
    epoch: 'memory',
    chain: { last, arrived: last === null || company.server.groups.length > 0 },
    figures: dayFigures(records),
    elsewhere: 0,
    people: [{ id: idOf('ali'), name: 'علی رضایی', records: records.length, lastSyncAt: null, held: 0, waiting: 0 }],
  };
  const text = receiptText(receipt);
  const signature = sign(null, Buffer.from(text), privateKey).toString('base64url');
  return {
    receipt,
    signed: isAsked ? { text, signature } : null,
    records: records.map(({ collection, id, version }) => ({ collection, id, version })),
    recordsLeftOut: 0,
  };
}

const day = { day: TODAY, of: 'person' } as const;
const writeOrder = async (orderedOn: string = TODAY): Promise<string> =>
  (await window.orders.create(pumpOrder('bahar', orderedOn, [[1_000, 500]]))).id;
const stateNow = () => first(window.dayEnd.state({ day: null }));

describe('the end of a day', () => {
  it('SYNC-167: shows what is here without a line, and says plainly that the comparison needs one', async () => {
    company.server.reachable = false;
    await writeOrder();
    await writeOrder('2026-11-20');
    const state = await firstWhere(window.dayEnd.state({ day: null }), ({ pending }) => pending === 2);
    expect(state).toMatchObject({ today: TODAY, mayCloseBranch: false, held: 0, reviews: 0, others: [] });
    expect(state.here.lines).toMatchObject([{ count: 1, amounts: [{ currency: 'IRR', amount: '500' }] }]);
    expect((await failure(window.dayEnd.compare(day))).code).toBe('server_unreachable');
    expect((await failure(window.dayEnd.close(day))).code).toBe('server_unreachable');
    expect(await first(window.dayEnd.receipts(undefined))).toEqual([]);
  });

  it('SYNC-167: names each record that is not alike, and why; alike and settled once everything has gone', async () => {
    const sent = await writeOrder();
    await window.sync.now();
    noRounds = true;
    const waiting = await writeOrder();
    const before = await window.dayEnd.compare(day);
    expect(before).toMatchObject({ isAlike: false, isSettled: false, differencesLeftOut: 0 });
    expect(before.differences).toEqual([
      { collection: 'salesDocuments', id: waiting, title: 'بهار شیمی', where: 'here', why: 'waiting' },
    ]);
    noRounds = false;
    await window.sync.now();
    const after = await window.dayEnd.compare(day);
    expect(after).toMatchObject({ isAlike: true, isSettled: true, differences: [] });
    expect(after.here).toEqual(after.receipt.figures);
    // Head office has changed one since.
    noRounds = true;
    company.server.put('salesDocuments', 'order', sent, {
      ...company.server.record('salesDocuments', sent)?.body,
      note: 'دفتر',
    });
    const moved = await window.dayEnd.compare(day);
    expect(moved.differences).toMatchObject([{ id: sent, where: 'both', why: 'unfetched' }]);
  });

  it('SYNC-167: the signed receipt is kept, and proves itself after a restart without any line', async () => {
    await writeOrder();
    await window.sync.now();
    const closed = await window.dayEnd.close(day);
    const again = await window.dayEnd.close(day);
    company.server.reachable = false;
    await company.restart();
    window = company.host.connect();
    const state = await first(window.session.state());
    if (state.phase !== 'locked') throw new Error(state.phase);
    await window.session.unlock({ profileId: state.profiles[0]?.profileId ?? '', passphrase: PASSPHRASE });
    const kept = await first(window.dayEnd.receipts(undefined));
    expect(kept.map(({ id, isReplaced }) => [id, isReplaced])).toEqual([
      [again.id, false],
      [closed.id, true],
    ]);
    expect(await window.dayEnd.receipt({ id: closed.id })).toMatchObject({
      isGenuine: true,
      receipt: { day: TODAY, figures: closed.here },
    });
    expect((await failure(window.dayEnd.receipt({ id: idOf('none') }))).code).toBe('not_found');
    expect((await stateNow()).here.records).toBe(1);
  });

  it('SYNC-167: a receipt that the server did not sign is not kept', async () => {
    company.server.answer = (_name, input) => {
      const reply = answerClose(input as DeviceCallInputs['closeDay']);
      return reply.signed
        ? { ...reply, signed: { ...reply.signed, text: reply.signed.text.replace('"closing":', '"closing": ') } }
        : reply;
    };
    expect((await failure(window.dayEnd.close(day))).code).toBe('signature_invalid');
    expect(await first(window.dayEnd.receipts(undefined))).toEqual([]);
  });
});
