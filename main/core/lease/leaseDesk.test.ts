import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock, instantFromMilliseconds, type ManualClock } from '../../../shared/base/clock.ts';
import { bytesToBase64url, sha256Hex } from '../../../shared/base/bytes.ts';
import { canonicalJson } from '../../../shared/base/canonicalJson.ts';
import { deterministicId } from '../../../shared/base/id.ts';
import { createSeededRandomness, type Randomness } from '../../../shared/base/randomness.ts';
import { writeLease, writeOrder, type Lease, type Order } from '../../../shared/sync/lease.ts';
import { createGroupSigner, publicSigningKey } from '../security/deviceKey.ts';
import { readLeaseFile, writeLeaseFile } from './keptLease.ts';
import { createLeaseDesk, type LeaseDesk, type LeaseStore } from './leaseDesk.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-11-21T07:00:00.000Z');
const SEED = bytesToBase64url(new Uint8Array(32).fill(3));
const SERVER_KEY = publicSigningKey(SEED);
const device = deterministicId('test', 'device');
const sign = (text: string): string => createGroupSigner(() => SEED).sign(text);

describe('the leases of a machine', () => {
  let directory: string;
  let clock: ManualClock;
  let randomness: Randomness;
  let logged: string[];
  let desk: LeaseDesk;
  let store: LeaseStore & { identity: { device: string } };
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'peyvand-leases-'));
    clock = createManualClock(START);
    randomness = createSeededRandomness(5);
    logged = [];
    desk = open();
    const values = new Map<string, unknown>();
    store = {
      identity: { device } as LeaseStore['identity'],
      getLocal: (area, key) => values.get(`${area} ${key}`) ?? null,
      putLocal: (area, key, value) => void values.set(`${area} ${key}`, value),
    };
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const open = (): LeaseDesk =>
    createLeaseDesk({
      fileOf: (id) => join(directory, `${id}.json`),
      clock,
      randomness,
      version: null,
      log: (event) => void logged.push(event),
    });
  /** The server answers what is asked just now. */
  const renew = (more: Partial<Lease> = {}, of = desk): boolean => {
    const question = of.ask();
    return of.takeLease('ali', lease({ ...more, nonce: question.nonce }), question);
  };
  const lease = (more: Partial<Lease> = {}): string =>
    writeLease(
      {
        device,
        line: device,
        person: deterministicId('test', 'ali'),
        scopes: [],
        issuedAt: instantFromMilliseconds(START),
        until: instantFromMilliseconds(START + 30 * DAY),
        graceDays: 14,
        workingHours: null,
        policy: { idleLockMinutesMaximum: null },
        minimumVersion: null,
        epoch: 'one',
        orderSerial: 0,
        ...more,
      },
      sign,
    );
  const order = (more: Partial<Order> = {}): string =>
    writeOrder(
      {
        id: deterministicId('test', 'order'),
        device,
        line: device,
        serial: 1,
        act: 'suspend',
        orderedAt: instantFromMilliseconds(START),
        epoch: 'one',
        ...more,
      },
      sign,
    );

  it('SEC-51: take what the server signed for this device, and nothing older than what they have', () => {
    desk.attach('ali', store, SERVER_KEY);
    expect(renew({ device: deterministicId('test', 'other') })).toBe(false);
    expect(desk.takeLease('ali', `${lease()}x`, null)).toBe(false);
    expect(renew()).toBe(true);
    expect(desk.takeLease('ali', lease({ issuedAt: instantFromMilliseconds(START - DAY) }), null)).toBe(false);
    expect(desk.takeOrder('ali', order({ device: deterministicId('test', 'other') }))).toBe(false);
    expect(desk.takeOrder('ali', order({ serial: 2 }))).toBe(true);
    expect(desk.takeOrder('ali', order())).toBe(false);
    expect(desk.verdict('ali').state).toBe('suspended');
    expect(renew({ issuedAt: instantFromMilliseconds(START + 1), orderSerial: 2 })).toBe(true);
    expect(desk.verdict('ali').state).toBe('valid');
  });

  it('SEC-51: an order for another device that was put into the file is none', () => {
    desk.attach('ali', store, SERVER_KEY);
    renew();
    desk.detach('ali');
    const path = join(directory, 'ali.json');
    const kept = readLeaseFile(path);
    if (!kept) throw new Error('No file');
    writeLeaseFile(path, { ...kept, order: order({ device: deterministicId('test', 'other') }) });
    expect(open().verdict('ali').state).toBe('valid');
    writeLeaseFile(path, { ...kept, order: order() });
    expect(open().verdict('ali').state).toBe('suspended');
  });

  it('SEC-45: what the server says over a line is the time, whatever this machine believed', () => {
    clock.set(START - 400 * DAY);
    desk.attach('ali', store, SERVER_KEY);
    renew();
    expect(desk.verdict('ali').state).toBe('valid');
    clock.advance(30 * DAY - 1);
    expect(desk.verdict('ali').state).toBe('valid');
    clock.advance(1);
    expect(desk.verdict('ali').state).toBe('expired');
  });

  it('SEC-54: an answer that is played back begins nothing anew, and turns no clock back', () => {
    desk.attach('ali', store, SERVER_KEY);
    const question = desk.ask();
    const answer = lease({ nonce: question.nonce });
    expect(desk.takeLease('ali', answer, question)).toBe(true);
    clock.advance(29 * DAY);
    desk.ran(['ali'], 29 * DAY);
    clock.set(START);
    for (let greeting = 0; greeting < 3; greeting += 1) expect(desk.takeLease('ali', answer, desk.ask())).toBe(false);
    expect(desk.verdict('ali').state).toBe('clockBack');
    desk.detach('ali');
    const next = open();
    next.attach('ali', store, SERVER_KEY);
    expect(next.takeLease('ali', answer, next.ask())).toBe(false);
    expect(next.verdict('ali').state).toBe('clockBack');
    clock.set(START + 29 * DAY);
    next.ran(['ali'], DAY - 1);
    expect(next.verdict('ali').state).toBe('valid');
    next.ran(['ali'], 1);
    expect(next.verdict('ali').state).toBe('expired');
    expect(logged).toContain('lease.not_the_answer');
  });

  it('SEC-54: an answer that was held back is a later lease and no more: the clock stays put back, and what has run has run', () => {
    desk.attach('ali', store, SERVER_KEY);
    renew();
    const held = desk.ask();
    const late = lease({
      issuedAt: instantFromMilliseconds(START + 20 * DAY),
      until: instantFromMilliseconds(START + 50 * DAY),
      nonce: held.nonce,
    });
    desk.ran(['ali'], 29 * DAY);
    clock.set(START + 10 * DAY);
    expect(desk.takeLease('ali', late, desk.ask())).toBe(true);
    expect(desk.takeLease('ali', late, desk.ask())).toBe(false);
    expect(desk.verdict('ali').state).toBe('clockBack');
    clock.set(START + 29 * DAY);
    // Nine of its thirty days are over: so long has run beyond its first.
    desk.ran(['ali'], 21 * DAY - 1);
    expect(desk.verdict('ali').state).toBe('valid');
    desk.ran(['ali'], 1);
    expect(desk.verdict('ali').state).toBe('expired');
  });

  it('SEC-54: the answer to the question is believed even when it says an earlier time, and the time it took has passed', () => {
    desk.attach('ali', store, SERVER_KEY);
    renew({ issuedAt: instantFromMilliseconds(START + 400 * DAY), until: instantFromMilliseconds(START + 430 * DAY) });
    expect(renew()).toBe(true);
    expect(desk.verdict('ali')).toEqual({ state: 'valid', locksAt: START + 30 * DAY });
    const question = desk.ask();
    clock.advance(3 * DAY);
    desk.takeLease('ali', lease({ nonce: question.nonce }), question);
    clock.set(START + 30 * DAY - 1);
    expect(desk.verdict('ali').state).toBe('valid');
    clock.set(START + 30 * DAY);
    expect(desk.verdict('ali').state).toBe('expired');
  });

  it('SEC-44: a lease out of a bundle that was days on its way is no longer for it', () => {
    desk.attach('ali', store, SERVER_KEY);
    renew();
    clock.advance(5 * DAY);
    const later = { issuedAt: instantFromMilliseconds(START + DAY), until: instantFromMilliseconds(START + 31 * DAY) };
    expect(desk.takeLease('ali', lease(later), null)).toBe(true);
    clock.set(START + 31 * DAY - 1);
    expect(desk.verdict('ali').state).toBe('valid');
    clock.set(START + 31 * DAY);
    expect(desk.verdict('ali').state).toBe('expired');
  });

  it('SEC-48: a new identity that the server has not enrolled is stopped by what was ordered about the one before', () => {
    desk.attach('ali', store, SERVER_KEY);
    renew();
    desk.takeOrder('ali', order());
    desk.detach('ali');
    store = { ...store, identity: { ...store.identity, device: deterministicId('test', 'new identity') } };
    const next = open();
    next.attach('ali', store, SERVER_KEY);
    expect(next.verdict('ali').state).toBe('suspended');
    expect(next.device('ali')).toBe(device);
  });

  it('SEC-54: beside a store that was brought back the file’s newer lease counts, and what has run since: the store is another device already', () => {
    desk.attach('ali', store, SERVER_KEY);
    renew();
    const backedUp = store.getLocal('lease', 'kept');
    renew({ issuedAt: instantFromMilliseconds(START + 20 * DAY), until: instantFromMilliseconds(START + 50 * DAY) });
    desk.ran(['ali'], 29 * DAY);
    desk.detach('ali');
    store.putLocal('lease', 'kept', backedUp);
    store = { ...store, identity: { ...store.identity, device: deterministicId('test', 'brought back') } };
    const next = open();
    next.attach('ali', store, SERVER_KEY);
    expect(next.lease('ali')).toMatchObject({ issuedAt: instantFromMilliseconds(START + 20 * DAY) });
    clock.set(START + 20 * DAY);
    next.ran(['ali'], DAY - 1);
    expect(next.verdict('ali').state).toBe('valid');
    next.ran(['ali'], 1);
    expect(next.verdict('ali').state).toBe('expired');
  });

  it('SEC-45 SEC-52: minutes that bring a locked copy’s end no nearer cost its lease all the same, and the clock is seen', () => {
    desk.attach('ali', store, SERVER_KEY);
    renew({ graceDays: 1 });
    desk.detach('ali');
    desk = open();
    clock.set(START + 29 * DAY);
    desk.ran(['ali'], 29 * DAY, () => true);
    clock.set(START);
    expect(open().verdict('ali').state).toBe('clockBack');
    clock.set(START + 29 * DAY);
    desk.ran(['ali'], 40 * DAY, () => true);
    expect(desk.verdict('ali').state).toBe('expired');
    desk.ran(['ali'], 31 * DAY);
    expect(desk.verdict('ali')).toMatchObject({ state: 'ranOut' });
  });

  it('SEC-45: a run that ends without a word costs what it may have run, over and over, and ends no copy', () => {
    const ofTwelveHours = { until: instantFromMilliseconds(START + DAY / 2), graceDays: 0.25 };
    desk.attach('ali', store, SERVER_KEY);
    renew(ofTwelveHours);
    desk.detach('ali');
    // Nine minutes each, and the clock is put back before the next: nothing of it was ever written.
    let kills = 0;
    const workAndDie = (): string => {
      clock.set(START);
      const run = open();
      run.attach('ali', store, SERVER_KEY);
      const { state } = run.verdict('ali');
      for (let minute = 0; minute < 9; minute += 1) {
        clock.advance(60_000);
        run.ran(['ali'], 60_000);
      }
      kills += 1;
      return state;
    };
    while (workAndDie() === 'valid') expect(kills).toBeLessThan(80);
    expect(kills).toBe(12 * 6 + 1);
    while (kills < 20 * 6) workAndDie();
    expect(open().verdict('ali').state).toBe('expired');
    // One contact, and nothing is held against anybody.
    const next = open();
    next.attach('ali', store, SERVER_KEY);
    renew({ ...ofTwelveHours, issuedAt: instantFromMilliseconds(START + 1) }, next);
    next.detach('ali');
    expect(readLeaseFile(join(directory, 'ali.json'))).toMatchObject({ running: 0, charged: 0 });
  });

  it('SEC-45: a run that ends in order has cost what it ran', () => {
    desk.attach('ali', store, SERVER_KEY);
    renew();
    const path = join(directory, 'ali.json');
    for (let run = 1; run <= 5; run += 1) {
      expect(readLeaseFile(path)?.charged).toBe(10 * 60_000);
      desk.ran(['ali'], 60_000);
      desk.detach('ali');
      expect(readLeaseFile(path)).toMatchObject({ running: run * 60_000, charged: 0 });
      desk = open();
      desk.attach('ali', store, SERVER_KEY);
    }
  });

  it('SEC-45: a clock that is put back behind the last unlock is noticed, though that ended without a word', () => {
    desk.attach('ali', store, SERVER_KEY);
    renew();
    desk.detach('ali');
    clock.set(START + DAY);
    open().attach('ali', store, SERVER_KEY);
    clock.set(START);
    const next = open();
    next.attach('ali', store, SERVER_KEY);
    expect(next.verdict('ali').state).toBe('clockBack');
  });

  it('SEC-54: by a later lease without an answer, what may have run unwritten is not forgotten either', () => {
    desk.attach('ali', store, SERVER_KEY);
    renew();
    for (let kill = 0; kill < 6; kill += 1) {
      desk = open();
      desk.attach('ali', store, SERVER_KEY);
    }
    desk.ran(['ali'], 20 * 60_000);
    const later = { issuedAt: instantFromMilliseconds(START + 50 * 60_000) };
    expect(desk.takeLease('ali', lease(later), null)).toBe(true);
    desk.detach('ali');
    expect(readLeaseFile(join(directory, 'ali.json'))).toMatchObject({ running: 0, charged: 30 * 60_000 });
  });

  it('SEC-51: a file of an earlier program says what it said', () => {
    desk.attach('ali', store, SERVER_KEY);
    renew();
    desk.takeOrder('ali', order());
    desk.detach('ali');
    const path = join(directory, 'ali.json');
    const { kept } = JSON.parse(readFileSync(path, 'utf8')) as { kept: Record<string, unknown> };
    const { charged, ...earlier } = kept;
    const checksum = sha256Hex(canonicalJson(earlier));
    writeFileSync(path, JSON.stringify({ format: 'peyvand-lease', kept: earlier, checksum }));
    expect(charged).toBe(0);
    expect(open().verdict('ali').state).toBe('suspended');
    writeFileSync(path, JSON.stringify({ format: 'peyvand-lease', kept, checksum }));
    expect(open().verdict('ali').state).toBe('valid');
  });

  it('SEC-52: count running time over restarts, lose a step of it at the most, and begin anew with a lease', () => {
    desk.attach('ali', store, SERVER_KEY);
    renew();
    for (let minutes = 0; minutes < 25; minutes += 1) desk.ran(['ali'], DAY);
    // Killed: nothing was said at the end.
    const next = open();
    for (let days = 0; days < 18; days += 1) next.ran(['ali'], DAY);
    expect(next.verdict('ali').state).toBe('expired');
    next.ran(['ali'], DAY);
    expect(next.verdict('ali').state).toBe('ranOut');
    next.attach('ali', store, SERVER_KEY);
    renew({ issuedAt: instantFromMilliseconds(START + 1) }, next);
    expect(next.verdict('ali').state).toBe('valid');
  });
});
