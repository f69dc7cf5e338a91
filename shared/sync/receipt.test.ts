import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { deterministicId } from '../base/id.ts';
import {
  dayBounds,
  dayFigures,
  readReceipt,
  receiptText,
  timeZoneOr,
  type DayRecord,
  type Receipt,
} from './receipt.ts';

const FILE = fileURLToPath(new URL('../../docs/spec/receipts/receipt.json', import.meta.url));
const id = (name: string): string => deterministicId('receipt example', name);

const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]),
  format: 'der',
  type: 'pkcs8',
});

const order = (name: string, amount: number, more: DayRecord['body'] = {}): DayRecord => ({
  collection: 'salesDocuments',
  kind: 'order',
  id: id(name),
  version: 3,
  body: {
    state: 'confirmed',
    currency: 'IRR',
    lines: [
      {
        id: 'a',
        order: 'a0',
        quantity: 1_000,
        unitPrice: { amount, currency: 'IRR' },
        discountPercentage: 0,
        taxPercentage: 0,
      },
    ],
    ...more,
  },
});
const contract = (name: string, amount: number): DayRecord => ({
  collection: 'contracts',
  kind: 'serviceContract',
  id: id(name),
  version: 1,
  body: { price: { amount, currency: 'USD' } },
});

describe('the figures of a day', () => {
  it('tell money apart by how it was paid', () => {
    const receipt = (name: string, method: string, amount: number, state = 'collected'): DayRecord => ({
      collection: 'salesDocuments',
      kind: 'receipt',
      id: id(name),
      version: 1,
      body: { state, method, amount: { amount, currency: 'IRR' } },
    });
    const figures = dayFigures([
      receipt('cash', 'cash', 10),
      receipt('more cash', 'cash', 5),
      receipt('cheque', 'cheque', 70),
      receipt('gone', 'cash', 900, 'cancelled'),
    ]);
    expect(
      figures.lines.map(({ state, method, count, amounts }) => [state, method, count, amounts[0]?.amount]),
    ).toEqual([
      ['cancelled', 'cash', 1, '900'],
      ['collected', 'cash', 2, '15'],
      ['collected', 'cheque', 1, '70'],
    ]);
    // What is no money has no method, as receipts of the first format say.
    expect(Object.keys(dayFigures([order('one', 10)]).lines[0] ?? {})).not.toContain('method');
  });

  it('are the same in any order, and other ones for another version', () => {
    const records = [order('one', 10), order('two', 20, { state: 'draft' }), contract('three', 5), order('four', 30)];
    const figures = dayFigures(records);
    expect(figures.lines.map(({ state, count, amounts }) => [state, count, amounts[0]?.amount])).toEqual([
      ['confirmed', 2, '40'],
      ['draft', 1, '20'],
      [null, 1, '5'],
    ]);
    expect(dayFigures(records.toReversed())).toEqual(figures);
    expect(dayFigures(records.map((record) => ({ ...record, version: record.version + 1 }))).checksum).not.toBe(
      figures.checksum,
    );
  });

  it('stay exact beyond what a number holds, keep currencies apart, and say what could not be reckoned', () => {
    const largest = Number.MAX_SAFE_INTEGER;
    const { lines } = dayFigures([
      order('one', largest),
      order('two', largest),
      order('three', 100, { currency: 'XXX' }),
      contract('four', 1),
    ]);
    expect(lines).toMatchObject([
      { count: 3, amounts: [{ currency: 'IRR', amount: '18014398509481982' }], unreckoned: 1 },
      { count: 1, amounts: [{ currency: 'USD', amount: '1' }], unreckoned: 0 },
    ]);
  });
});

describe('a day', () => {
  it('begins and ends at the midnight of its zone, also on days of 23 and 25 hours', () => {
    expect(dayBounds('2026-11-21', 'Asia/Tehran')).toEqual({
      from: '2026-11-20T20:30:00.000Z',
      until: '2026-11-21T20:30:00.000Z',
    });
    expect(dayBounds('2026-03-29', 'Europe/Berlin')).toEqual({
      from: '2026-03-28T23:00:00.000Z',
      until: '2026-03-29T22:00:00.000Z',
    });
    expect(dayBounds('2026-10-25', 'Europe/Berlin')).toEqual({
      from: '2026-10-24T22:00:00.000Z',
      until: '2026-10-25T23:00:00.000Z',
    });
    // The clock of Tehran was put on at midnight: that day began at one.
    expect(dayBounds('2022-03-22', 'Asia/Tehran').from).toBe('2022-03-21T20:30:00.000Z');
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago'])
      expect(dayBounds('2026-11-21', zone).until).toBe(dayBounds('2026-11-22', zone).from);
  });

  it('is that of Tehran where the company names no zone that is known', () => {
    expect([timeZoneOr(null), timeZoneOr('Mars/Phobos'), timeZoneOr('Asia/Kabul')]).toEqual([
      'Asia/Tehran',
      'Asia/Tehran',
      'Asia/Kabul',
    ]);
  });
});

describe('the text of a receipt', () => {
  const receipt: Receipt = {
    format: 1,
    id: id('receipt'),
    company: { id: id('company'), name: 'پیوند' },
    day: '2026-11-21',
    timeZone: 'Asia/Tehran',
    closedAt: '2026-11-21T14:30:00.250Z',
    closedBy: { id: id('ali'), name: 'علی رضایی' },
    device: id('device'),
    of: { type: 'person', id: id('ali'), name: 'علی رضایی' },
    closing: 2,
    replaces: id('earlier receipt'),
    epoch: 'e1',
    chain: { last: { n: 7, hash: 'a'.repeat(64) }, arrived: true },
    figures: dayFigures([order('one', 10_900), contract('three', 5)]),
    elsewhere: 1,
    people: [
      {
        id: id('ali'),
        name: 'علی رضایی',
        records: 2,
        lastSyncAt: '2026-11-21T14:29:59.000Z',
        held: 0,
        waiting: 1,
      },
    ],
  };

  it('is byte for byte the example of the specification, and reads back', async () => {
    const text = receiptText(receipt);
    const signed = { text, signature: sign(null, Buffer.from(text), privateKey).toString('base64url') };
    const file = `${JSON.stringify(signed, null, 2)}\n`;
    if (process.env['PEYVAND_UPDATE_WIRE'] === '1') await writeFile(FILE, file);
    expect(await readFile(FILE, 'utf8')).toBe(file);
    expect(readReceipt(text)).toEqual(receipt);
    const isGenuine = (changed: string): boolean =>
      verify(null, Buffer.from(changed), createPublicKey(privateKey), Buffer.from(signed.signature, 'base64url'));
    expect([isGenuine(text), isGenuine(text.replace('10900', '10901'))]).toEqual([true, false]);
  });

  it('is none when it is of another format or no JSON', () => {
    expect(readReceipt('{')).toBeNull();
    expect(readReceipt(receiptText(receipt).replace('"format":1', '"format":3'))).toBeNull();
  });
});
