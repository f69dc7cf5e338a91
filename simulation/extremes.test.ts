/** What no day at work brings about, and what must hold all the same: sizes at the limit, text that no database takes, a cut at the worst moment. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createError, isPeyvandError } from '../shared/base/errors.ts';
import { personScope, type RecordBody } from '../shared/domain/record.ts';
import { GROUP_BYTES_MAXIMUM } from '../shared/sync/operation.ts';
import type { LocalOperation } from '../main/core/store/index.ts';
import type { Database } from '../server/store/database.ts';
import { beginEpoch } from '../server/sync/epochs.ts';
import { idOf } from '../e2e/sync/openCompany.ts';
import { expectConverged, openPeople, PARS, save, setCustom, syncWell, type Person } from './people.ts';

let database: Database;
let ali: Person;
let sara: Person;
let reza: Person;
let close: () => Promise<void>;
beforeAll(async () => {
  const opened = await openPeople('ali', 'sara', 'reza');
  ({ database, close } = opened);
  ({ ali, sara, reza } = opened.people);
  await syncWell(ali, sara, reza);
}, 60_000);
afterAll(() => close());

const customerWith = (actor: Person, more: RecordBody): LocalOperation => ({
  act: 'create',
  collection: 'customers',
  kind: 'company',
  id: actor.newId(),
  body: { name: 'بزرگ', stage: 'lead', territoryId: idOf('north'), ...more },
});

const codeOf = (error: unknown): string =>
  isPeyvandError(error) ? `${error.code} ${String(error.facts['reason'])}` : String(error);

describe('text', () => {
  it('that no database takes is refused when it is saved, not parked a day later', async () => {
    for (const [text, code] of [
      ['no\u0000thing', 'invalid_input text'],
      ['half \ud800 a pair', 'invalid_input text'],
    ])
      expect([text, await save(ali, setCustom('متن', text ?? '')).catch(codeOf)]).toEqual([text, code]);
    await expect(save(ali, setCustom('escaped', String.raw`only looks so: \u0000 and \\u0000`))).resolves.toBeDefined();
    await syncWell(ali, sara);
    expect(sara.record('customers', PARS)?.body['custom']).toEqual({
      escaped: String.raw`only looks so: \u0000 and \\u0000`,
    });
  });
});

describe('size', () => {
  it('SYNC-11: a save at the limit arrives, also in two-byte letters and among many others; beyond it is refused before it is written', async () => {
    const large = 'پ'.repeat(9_000);
    const notes = (count: number): LocalOperation[] =>
      Array.from({ length: count }, () => customerWith(ali, { note: large }));
    const fits = Math.floor(GROUP_BYTES_MAXIMUM / (large.length * 2 + 400));
    await save(ali, ...notes(fits));
    for (let count = 0; count < 5; count += 1) await save(ali, ...notes(fits / 4));
    await expect(save(ali, ...notes(fits + 40))).rejects.toThrow('message_too_large');
    await syncWell(ali, sara);
    await expectConverged(database, ali, sara);
  }, 120_000);

  it('SYNC-190: a record that two people make larger than any message stalls nobody', async () => {
    const id = ali.newId();
    const create = { act: 'create', collection: 'customers', kind: 'company', id } as const;
    await save(ali, { ...create, body: { name: 'بزرگ', stage: 'lead', territoryId: idOf('north') } });
    await syncWell(ali, sara, reza);
    const grow = (field: string, megabytes: number): LocalOperation => ({
      act: 'patch',
      collection: 'customers',
      kind: 'company',
      id,
      changes: [{ do: 'set', path: field, value: 'x'.repeat(megabytes * 1_000_000) }],
    });
    await expect(save(ali, grow('one', 4.1))).rejects.toThrow('message_too_large');
    await save(ali, grow('one', 2.5));
    await save(sara, grow('two', 2.5));
    await save(sara, setCustom('after', 'large'));
    await syncWell(ali, sara, reza, ali);
    expect(sara.store.sync.counts().parked).toBe(1);
    expect(sara.record('customers', id)?.held).toEqual({ reason: 'invalid' });
    expect(reza.record('customers', PARS)?.body['custom']).toMatchObject({ after: 'large' });
    await expectConverged(database, ali, sara, reza);
  }, 120_000);

  it('SYNC-85: a clash over megabytes makes a review that still fits a message', async () => {
    const id = ali.newId();
    const of = (letter: string): string => letter.repeat(2_900_000);
    const create = { act: 'create', collection: 'customers', kind: 'company', id } as const;
    await save(ali, { ...create, body: { name: 'بزرگ', stage: 'lead', territoryId: idOf('north'), large: of('o') } });
    await syncWell(ali, sara);
    const patch = (value: string): LocalOperation => ({
      act: 'patch',
      collection: 'customers',
      kind: 'company',
      id,
      changes: [{ do: 'set', path: 'large', value, seen: of('o') }],
    });
    await save(sara, patch(of('s')));
    await save(ali, patch(of('a')));
    await syncWell(sara, ali, reza);
    const reviews = reza.store.read.all('SELECT id FROM reviews WHERE record_id = :id AND deleted = 0', { id });
    expect(reviews).toHaveLength(1);
    await expectConverged(database, ali, reza);
  }, 120_000);

  it('SYNC-50: ten thousand operations are one save, one group and one transaction', async () => {
    const operations = Array.from({ length: 10_000 }, (_, index): LocalOperation => ({
      act: 'create',
      collection: 'activities',
      kind: 'note',
      id: ali.newId(),
      body: { customerId: PARS, subject: `یادداشت ${index}`, plannedAt: '2026-11-01T09:00:00.000Z' },
    }));
    await save(ali, ...operations);
    await expect(save(ali, ...operations, setCustom('x', 'y'))).rejects.toThrow();
    await syncWell(ali, sara);
    expect(sara.store.read.get('SELECT count(*) AS count FROM activities')).toEqual({ count: 10_000 });
  }, 120_000);

  it('ten thousand changes of one record in one save', async () => {
    const changes = Array.from({ length: 10_000 }, (_, index) => setCustom('again', `${index}`));
    await save(ali, ...changes);
    await syncWell(ali, sara);
    expect(sara.record('customers', PARS)?.body['custom']).toMatchObject({ again: '9999' });
  }, 120_000);
});

describe('faults', () => {
  it('SYNC-130: a record too many in a scope where the server has none is noticed too', async () => {
    const { sync } = ali.store;
    const scope = personScope(ali.person);
    const reopened: string[] = [];
    const { digests, reopenScope } = sync;
    let lied = false;
    sync.digests = (scopes) => {
      const told = digests(scopes);
      if (lied || !scopes.includes(scope)) return told;
      lied = true;
      return { ...told, [scope]: { customers: { count: 1, checksum: 'f'.repeat(16) } } };
    };
    sync.reopenScope = (wrong) => {
      reopened.push(wrong);
      reopenScope(wrong);
    };
    await syncWell(ali);
    Object.assign(sync, { digests, reopenScope });
    expect(reopened).toEqual([scope]);
  });

  it('SYNC-32: a power cut just when a new epoch is learnt loses nothing that the restored server lacks', async () => {
    await save(ali, setCustom('epoch', 'before'));
    await syncWell(ali);
    // The backup is older than this device's last group.
    const [last] = await database.rows<{ n: number }>('SELECT last_n AS n FROM devices WHERE id = $1', [ali.device]);
    await database.rows(
      `UPDATE devices SET (last_n, last_hash) =
         (last_n - 1, (SELECT hash FROM ledger WHERE device = devices.id AND n = devices.last_n - 1)) WHERE id = $1`,
      [ali.device],
    );
    await beginEpoch(database);
    const { sync } = ali.store;
    const { requeueAfter, setEpoch } = sync;
    const cut = (): never => {
      Object.assign(sync, { requeueAfter, setEpoch });
      throw createError('cancelled');
    };
    // Whichever of the two comes first is done, and then the power goes.
    sync.setEpoch = (epoch) => {
      setEpoch(epoch);
      cut();
    };
    sync.requeueAfter = (n) => {
      requeueAfter(n);
      return cut();
    };
    await ali.sync();
    const asked: number[] = [];
    sync.requeueAfter = (n) => {
      asked.push(n);
      return requeueAfter(n);
    };
    await syncWell(ali);
    expect(asked).toEqual([(last?.n ?? 0) - 1]);
  });
});
