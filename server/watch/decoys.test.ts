/** Decoys look like anybody, are known to the server alone, and tell when they turn up. Long, for one company goes through it from their making to their end. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { isPeyvandError } from '../../shared/base/errors.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  NORTH,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';
import { loadDecoys, SPREAD_MILLISECONDS } from './decoyRecords.ts';
import { findCopies } from './findCopies.ts';

let server: TestServer;
let ada: TestDevice;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  ada = await server.device('ada');
  for (let number = 1; number <= 12; number += 1)
    await server.newCustomer(number % 2 === 0 ? 'north' : 'south', {
      name: `درمانگاه ${number}`,
      code: `C-${String(number).padStart(6, '0')}`,
      stage: number % 3 === 0 ? 'active' : 'lead',
      industry: 'درمانگاه',
      channelRole: 'endCustomer',
      phones: [{ id: 'p1', order: 'a0', label: 'office', number: `021-8800${1_000 + number}` }],
      addresses: [{ id: 'a1', order: 'a0', label: 'main', city: 'تهران', region: 'تهران' }],
      consent: { phone: 'granted' },
    });
});
afterAll(() => server.close());

const LINES = [
  { phone: '021-22001100', email: '' },
  { phone: '0912 000 1122', email: 'trap@peyvand.example' },
];
const make = (person: string, lines: readonly { phone: string; email: string }[]) =>
  server.app.call('makeDecoys', ada.token, { person: idOf(person), lines });
const decoys = () => server.app.call('listDecoys', ada.token, {});
const findings = async () =>
  (await server.app.call('watchFindings', ada.token, { offset: 0, limit: 50, open: true })).rows;
const search = () => findCopies(server.database, server.clock);
const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => (isPeyvandError(error) ? { code: error.code, ...error.facts } : error),
  );

interface CustomerRow {
  readonly id: string;
  readonly kind: string;
  readonly body: RecordBody;
  readonly home_scope: string;
  readonly created_by: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly version: number;
}
const customers = () => server.database.rows<CustomerRow>("SELECT * FROM records WHERE collection = 'customers'");

describe('a decoy', () => {
  test('SEC-110: is made for a person, with numbers and addresses that nobody else has', async () => {
    expect(await make('sara', LINES)).toEqual({ made: 2 });
    expect(await decoys()).toMatchObject([{ holders: [] }, { holders: [] }]);
    // Each at its own time within hours, as of the server's clock.
    const times = await server.database.rows<{ load_after: Date }>('SELECT load_after FROM decoys ORDER BY load_after');
    for (const [index, { load_after }] of times.entries()) {
      expect(load_after.getTime() - server.clock.now()).toBeLessThan(SPREAD_MILLISECONDS);
      server.clock.advance(load_after.getTime() - server.clock.now());
      await search();
      expect((await decoys()).filter(({ holders }) => holders.length > 0)).toHaveLength(index + 1);
    }
    const made = await decoys();
    expect(made).toMatchObject([
      { person: { name: 'سارا' }, holders: expect.arrayContaining(['سارا', 'حمید']) as string[], retiredAt: null },
      { person: { name: 'سارا' } },
    ]);
    expect(made.map(({ phone }) => phone).toSorted()).toEqual(LINES.map(({ phone }) => phone).toSorted());
    for (const line of [
      { phone: '02122001100', email: '' },
      { phone: '', email: 'TRAP@peyvand.example' },
      { phone: '۰۲۱۸۸۰۰۱۰۰۱', email: '' },
    ])
      expect(await failure(make('ali', [line]))).toEqual({ code: 'invalid_input', reason: 'decoy_taken' });
    for (const line of [
      { phone: '', email: '' },
      { phone: 'ندارد', email: 'a@b.example' },
    ])
      expect(await failure(make('ali', [line]))).toEqual({ code: 'invalid_input', reason: 'decoy_line', line: 1 });
    expect(await failure(make('gone', [{ phone: '02199990000', email: '' }]))).toMatchObject({ code: 'not_found' });
  });

  test('SEC-111: has nothing in its record that a real lead does not have', async () => {
    const all = await customers();
    const own = new Set((await decoys()).map(({ customer }) => customer));
    const fakes = all.filter(({ id }) => own.has(id));
    const real = all.filter(({ id }) => !own.has(id));
    const fieldsOf = ({ body }: CustomerRow) => Object.keys(body);
    const realFields = new Set([...real.flatMap(fieldsOf), 'ownerId', 'email', 'contacts']);
    expect(fakes).toHaveLength(2);
    for (const fake of fakes) {
      expect(fieldsOf(fake).filter((field) => !realFields.has(field))).toEqual([]);
      expect(JSON.stringify(fake)).not.toMatch(/decoy|trap-|طعمه|watch/i);
      expect(fake).toMatchObject({ version: 1, home_scope: `territory/${idOf('south')}`, kind: 'company' });
      // Version 7, and its time is when it was written down, as of every record that a person made.
      expect(fake.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
      expect(Number.parseInt(fake.id.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.parse(fake.created_at));
      expect(Date.parse(fake.created_at)).toBeLessThan(server.clock.now());
      expect(fake.created_by).not.toBe(idOf('sara'));
      expect(fake.body['code']).toMatch(/^C-0000\d\d$/);
      expect(real.some(({ body }) => body['name'] === fake.body['name'] || body['code'] === fake.body['code'])).toBe(
        false,
      );
    }
  });

  test('SEC-111: a device pulls it as it pulls any other, and nothing that it is sent says more', async () => {
    const sara = await server.device('sara');
    const south = (await sara.pullAll()).get(`territory/${idOf('south')}`) ?? [];
    const own = new Set((await decoys()).map(({ customer }) => customer));
    const images = south.flatMap((row) =>
      row.type === 'put' && row.record.collection === 'customers' ? [row.record] : [],
    );
    const shape = (image: object) => Object.keys(image).toSorted().join();
    const fakes = images.filter(({ id }) => own.has(id));
    expect(fakes).toHaveLength(2);
    for (const fake of fakes) expect(shape(fake)).toBe(shape(images.find(({ id }) => !own.has(id)) ?? {}));
    expect(JSON.stringify(await sara.handshake())).not.toMatch(/decoy/i);
    const history = await server.app.call('recordHistory', sara.token, {
      collection: 'customers',
      id: fakes[0]?.id ?? '',
      before: null,
      limit: 10,
    });
    expect(history.entries).toHaveLength(1);
  });

  test('SEC-111: moves no figure but the count of customers: no order, balance, opportunity or consent', async () => {
    const own = (await decoys()).map(({ customer }) => customer);
    const following = await server.database.rows('SELECT 1 FROM records WHERE parent_id = ANY($1::uuid[])', [own]);
    expect(following).toEqual([]);
    for (const { body } of (await customers()).filter(({ id }) => own.includes(id))) {
      expect(['lead', 'prospect']).toContain(body['stage']);
      expect(JSON.stringify(body['consent'] ?? {})).not.toContain('granted');
      expect(body).not.toHaveProperty('creditLimit');
    }
  });

  test('SEC-110: whose record the server did not get to write is written by its job', async () => {
    const [one] = await decoys();
    await server.database.rows("DELETE FROM records WHERE collection = 'customers' AND id = $1", [one?.customer]);
    await server.database.rows('DELETE FROM history WHERE id = $1', [one?.customer]);
    await server.database.rows('DELETE FROM feed WHERE id = $1', [one?.customer]);
    expect(await loadDecoys(server.database, server.clock)).toBe(1);
    expect(await loadDecoys(server.database, server.clock)).toBe(0);
  });

  test('SEC-111: an auditor, who holds every customer and reads the log, is told nothing of decoys there', async () => {
    const auditor = server.newId();
    const body = { name: 'ممیز', role: 'auditor', active: true };
    await server.load([{ collection: 'organisation', kind: 'person', id: auditor, body }]);
    const device = await server.device(auditor);
    const all = { offset: 0, limit: 200, person: null, actions: [], from: null, until: null };
    const read = async (token: string): Promise<string[]> =>
      (await server.app.call('auditLog', token, all)).rows.map(({ action }) => action);
    expect(await read(ada.token)).toContain('decoy.made');
    const seen = await read(device.token);
    expect(seen).toContain('device.enrolled');
    expect(seen.filter((action) => /decoy/i.test(action))).toEqual([]);
    const asked = await server.app.call('auditLog', device.token, { ...all, actions: ['decoy.made'] });
    expect(asked).toEqual({ total: 0, rows: [] });
  });
});

describe('an alarm', () => {
  test('SEC-112: a customer with a decoy’s number, brought in by anybody and spelled anyhow, is found once', async () => {
    await search();
    expect(await findings()).toEqual([]);
    const ali = await server.device('ali');
    const copy = server.newId();
    await ali.push(
      create(
        'customers',
        'company',
        copy,
        customerBody('کلینیک تازه', 'north', {
          phones: [{ id: 'x', order: 'a0', label: 'mobile', number: '+98 ۹۱۲۰۰۰۱۱۲۲' }],
        }),
      ),
      create(
        'customers',
        'company',
        server.newId(),
        customerBody('دیگری', 'north', { email: 'other@peyvand.example' }),
      ),
    );
    expect(await search()).toMatchObject({ found: 1 });
    expect(await search()).toMatchObject({ found: 0 });
    expect(await findings()).toMatchObject([
      {
        kind: 'decoyCopied',
        person: { name: 'علی' },
        device: { id: ali.id },
        facts: { customer: copy, name: 'کلینیک تازه', imported: false },
      },
    ]);
    await ali.push(patch('customers', 'company', copy, { version: 1 }, set('note', 'باز')));
    expect(await search()).toMatchObject({ found: 0 });
  });

  test('SEC-112: an import that brings one is named as an import', async () => {
    const darius = await server.device('darius');
    const source = { preset: 'table', table: 'customers', id: '77' };
    await darius.push(
      create(
        'customers',
        'company',
        server.newId(),
        customerBody('وارد', 'north', { source, email: 'Trap@Peyvand.example' }),
      ),
    );
    await search();
    expect((await findings()).find(({ person }) => person?.name === 'داریوش')).toMatchObject({
      facts: { imported: true },
    });
  });

  test('SEC-112: the decoy itself, edited or moved by who holds it, is none', async () => {
    const sara = await server.device('sara');
    const [one] = await decoys();
    const before = (await findings()).length;
    await sara.push(
      patch('customers', 'company', one?.customer ?? '', { version: 1 }, set('note', 'زنگ زدم، جواب نداد')),
    );
    await search();
    expect(await findings()).toHaveLength(before);
  });

  test('SEC-113: who looks a number up learns whose decoy it is; noted with where it was met, it is a finding', async () => {
    const ask = (text: string, met = '') => server.app.call('lookUpDecoy', ada.token, { text, met });
    expect(await ask('۰۲۱ ۲۲۰۰ ۱۱۰۰')).toMatchObject({
      decoys: [{ phone: '021-22001100', person: { name: 'سارا' } }],
      exports: [],
    });
    expect(await ask('021-33445566 a@b.example')).toEqual({ decoys: [], exports: [] });
    const before = (await findings()).length;
    await ask('لطفاً تماس بگیرید: 02122001100', 'پیامک رقیب');
    await ask('لطفاً تماس بگیرید: 02122001100', 'پیامک رقیب');
    expect(await findings()).toHaveLength(before + 1);
    const met = (await findings()).find(({ kind }) => kind === 'decoyMet');
    expect(met).toMatchObject({ person: { name: 'سارا' }, facts: { met: 'پیامک رقیب' } });
  });

  test('SEC-114: findings are in the audit log, which names no decoy; one is settled once, with a note', async () => {
    const entries = await server.database.rows<{ facts: object }>(
      "SELECT facts FROM audit_entries WHERE action LIKE 'watch.%'",
    );
    expect(entries.length).toBeGreaterThanOrEqual(3);
    for (const { customer, name } of await decoys()) {
      expect(JSON.stringify(entries)).not.toContain(customer);
      expect(JSON.stringify(entries)).not.toContain(name);
    }
    const [one] = await findings();
    await server.app.call('settleFinding', ada.token, { id: one?.id ?? '', note: 'با او صحبت شد' });
    await server.app.call('settleFinding', ada.token, { id: one?.id ?? '', note: 'دوباره' });
    // What is about themselves nobody settles.
    const own = server.newId();
    await server.database.rows(
      `INSERT INTO findings (id, kind, person, at, facts, cause) VALUES ($1, 'bulkPull', $2, now(), '{}', 'own')`,
      [own, idOf('ada')],
    );
    await expect(server.app.call('settleFinding', ada.token, { id: own, note: 'من بودم' })).rejects.toMatchObject({
      code: 'illegal_transition',
      facts: { reason: 'own_finding' },
    });
    expect((await findings()).some(({ id }) => id === own)).toBe(true);
    const all = await server.app.call('watchFindings', ada.token, { offset: 0, limit: 50, open: false });
    expect(all.rows.find(({ id }) => id === one?.id)).toMatchObject({ settled: { by: 'Ada', note: 'با او صحبت شد' } });
    expect((await findings()).some(({ id }) => id === one?.id)).toBe(false);
  });

  test('SEC-114: what devices tell buries nothing: by the server’s time, one row of a person and kind, settled together', async () => {
    const sara = await server.device('sara');
    const before = await findings();
    const tell = (at: string, count: number) =>
      server.app.call('reportReading', sara.token, {
        hours: [],
        events: Array.from({ length: count }, () => ({
          id: server.newId(),
          kind: 'readingPaused' as const,
          at,
          pages: 200,
          limit: 150,
          reason: '',
        })),
      });
    await tell('1970-01-01T00:00:00.000Z', 1);
    const real = server.newId();
    await server.database.rows(
      `INSERT INTO findings (id, kind, person, at, facts, cause) VALUES ($1, 'decoyMet', $2, now(), '{}', 'real')`,
      [real, idOf('sara')],
    );
    await tell('2099-01-01T00:00:00.000Z', 12);
    const open = await findings();
    expect(open).toHaveLength(before.length + 2);
    expect(open.slice(0, 2)).toMatchObject([
      { kind: 'readingPaused', at: '2099-01-01T00:00:00.000Z', alike: 12 },
      { id: real, alike: 0 },
    ]);
    const count = async () =>
      (await server.app.call('watchFindings', ada.token, { offset: 0, limit: 50, open: false })).total;
    const total = await count();
    await server.app.call('settleFinding', ada.token, { id: open[0]?.id ?? '', note: 'همه', alike: true });
    expect((await findings()).map(({ id }) => id)).toEqual(open.slice(1).map(({ id }) => id));
    expect(await count()).toBe(total);
  });

  test('SEC-110: a decoy that is taken out is gone from the lists, and its number is known for lists taken before', async () => {
    const [one] = await decoys();
    const customer = one?.customer ?? '';
    await server.app.call('retireDecoy', ada.token, { customer });
    // Within hours, not in the moment that stands in the audit log.
    expect(await server.record('customers', customer)).toMatchObject({ deleted: false });
    server.clock.advance(SPREAD_MILLISECONDS);
    await search();
    expect(await server.record('customers', customer)).toMatchObject({ deleted: true });
    expect((await decoys()).find((decoy) => decoy.customer === customer)?.retiredAt).not.toBeNull();
    const text = [one?.phone, one?.email].join(' ');
    expect((await server.app.call('lookUpDecoy', ada.token, { text, met: '' })).decoys).toHaveLength(1);
    expect(await search()).toMatchObject({ loaded: 0 });
  });

  test('SEC-112: before there is a decoy nothing is looked through', async () => {
    const empty = await createTestServer(await createTestDatabase());
    try {
      await empty.newCustomer();
      expect(await findCopies(empty.database, empty.clock)).toEqual({ loaded: 0, found: 0 });
      const cursors = await empty.database.rows<{ seq: number }>('SELECT seq FROM decoy_cursors WHERE scope = $1', [
        NORTH,
      ]);
      expect(cursors).toEqual([{ seq: 1 }]);
    } finally {
      await empty.close();
    }
  });
});
