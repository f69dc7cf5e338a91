/**
 * Stores that earlier programs really wrote, with work that had been sent and work that had not: every row of Ali's store, written out by the
 * program of that schema (`golden/`, never edited). They are opened by the program of today, also one that loses power while it migrates.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestCompany, idOf, type TestCompany } from '../../e2e/sync/company.ts';
import { createDeviceIdentities, createSyncEngine } from '../../main/core/sync/index.ts';
import { createGroupSigner, publicSigningKey } from '../../main/core/security/deviceKey.ts';
import { readSigningSeed, writeSigningSeed } from '../../main/core/session/deviceValues.ts';
import { openRecordStore, type DeviceIdentity, type RecordStore } from '../../main/core/store/index.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import { schemaVersions } from '../../shared/domain/catalogue.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { createChoice } from '../choice.ts';
import { createDisk } from '../disk.ts';
import { readOutbox } from '../checks/deviceState.ts';
import { migrateWithoutPower } from './migrateWithoutPower.ts';
import { changedTables, contentOf, writeStore } from './olderStore.ts';

interface Golden {
  readonly schema: number;
  readonly tables: Readonly<Record<string, readonly Readonly<Record<string, string | number | null>>[]>>;
}

const SCHEMAS = [1, 2, 3];
const KEY = new Uint8Array(32).fill(7);
/** Of the device that wrote them. A store keeps it since schema 3; before, it lay beside it. */
const SEED = 'mstmrZay66DV4_dhUf86epYObJBkfv9ACuXiqGwIbu8';
const clock = { now: () => Date.now() };
const randomness = createSeededRandomness(1);

const readGolden = (schema: number): Golden =>
  JSON.parse(readFileSync(new URL(`./golden/schema${schema}.json`, import.meta.url), 'utf8')) as Golden;

let parent: string;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'peyvand-golden-'));
});
afterAll(() => rmSync(parent, { recursive: true }));

function writeGolden({ schema, tables }: Golden): string {
  const directory = mkdtempSync(join(parent, 'store-'));
  writeStore(schema, { directory, key: KEY }, (connection) => {
    for (const [table, rows] of Object.entries(tables))
      for (const row of rows) {
        const names = Object.keys(row);
        connection.run(
          `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `:${name}`).join(', ')})`,
          row,
        );
      }
  });
  return directory;
}

const open = (directory: string): RecordStore =>
  openRecordStore({
    directory,
    key: KEY,
    clock,
    signer: (readLocal) => createGroupSigner(() => readSigningSeed(readLocal)),
  });

const contentOfGolden = ({ tables }: Golden): Map<string, string> =>
  new Map(
    Object.entries(tables).map(([table, rows]) => [
      table,
      rows
        .map((row) => JSON.stringify(row))
        .toSorted()
        .join('\n'),
    ]),
  );

/** Later columns say again what stands in the body (`migrations.test.ts` looks at them). */
const columnsOfGolden = ({ tables }: Golden): ReadonlyMap<string, readonly string[]> =>
  new Map(Object.entries(tables).flatMap(([table, [row]]) => (row ? [[table, Object.keys(row)]] : [])));

describe.each(SCHEMAS)('a store that the program of schema %i wrote', (schema) => {
  let company: TestCompany;
  beforeAll(async () => {
    company = await createTestCompany();
  });
  afterAll(() => company.close());

  it('SYNC-182: loses no row when it is migrated, wherever the power goes while that is written', async () => {
    const golden = readGolden(schema);
    const ends = new Set<string>();
    for (let seed = 1; seed <= 12; seed += 1) {
      const choice = createChoice(seed);
      const directory = writeGolden(golden);
      let left = '';
      const disk = createDisk({
        choice,
        store: () => expect.unreachable('no store is open yet'),
        directory: () => directory,
        parentDirectory: parent,
        onKill(copy, how) {
          left = copy;
          ends.add(how);
        },
      });
      migrateWithoutPower(directory, { key: KEY, choice, disk });
      const store = open(left);
      expect(changedTables(contentOfGolden(golden), contentOf(store, columnsOfGolden(golden)))).toEqual([]);
      await store.close();
    }
    expect([...ends]).toEqual(expect.arrayContaining(['torn', 'shuffled']));
  });

  it('SYNC-182: brings all its work to a server that has never heard of it, and keeps what was never meant for one', async () => {
    const golden = readGolden(schema);
    const store = open(writeGolden(golden));
    writeSigningSeed(store, SEED);
    const transport = company.transport();
    const { device, deviceCode } = store.identity satisfies DeviceIdentity;
    const { ticket } = await transport.signIn({ login: 'ali', password: 'password-of-ali' });
    const { token } = await transport.enrol({
      ticket,
      device,
      deviceName: 'old',
      signingKey: publicSigningKey(SEED),
      protocol: PROTOCOL_VERSION,
    });
    await company.database.rows('UPDATE devices SET code = $1 WHERE id = $2', [deviceCode, device]);
    const engine = createSyncEngine({
      store,
      transport,
      token,
      identities: createDeviceIdentities({ store, transport, firstToken: token, clock, randomness }),
      clock,
      timers: { after: () => () => {} },
      randomness,
      schemaVersions: schemaVersions(),
      log: () => {},
    });
    const outbox = readOutbox(store);
    const written = outbox.map(({ hash }) => hash);
    expect(await engine.now()).toMatchObject({ connection: 'online', held: 0 });
    // What was made on somebody's edit that this server will never have waits, until an administrator lets it go on.
    await company.database.rows('UPDATE waiting_groups SET released = true');
    const groups = outbox.slice(0, 1).map(({ bytes, hash, signature }) => ({ bytes, hash, signature }));
    await transport.push(token, { protocol: PROTOCOL_VERSION, groups });
    expect(await engine.now()).toMatchObject({ connection: 'online', pending: 0, held: 1 });
    const ledger = await company.database.rows<{ hash: string; reason: string | null }>(
      'SELECT hash, reason FROM ledger ORDER BY n',
    );
    // He may not delete customers, neither then nor now: it is held for a decision.
    expect(ledger).toEqual(
      written.map((hash) => ({ hash, reason: hash === written.at(-1) ? 'permission_denied' : null })),
    );

    const pars = store.read.record({ collection: 'customers', id: idOf('pars') });
    expect(pars?.body).toMatchObject({ note: 'یادداشت نو', phone: '021' });
    const names = store.read.all('SELECT name FROM customers WHERE version > 0 ORDER BY name');
    expect(names).toEqual(['Damavand', 'بازرگانی پارس', 'میان‌راه', 'کتاب‌فروشی البرز'].map((name) => ({ name })));
    expect(store.read.all('SELECT state, number FROM sales_documents')).toEqual([
      { state: 'confirmed', number: `ORD-${deviceCode}-0001` },
    ]);
    expect(store.getLocal('drafts', 'form')).toEqual({ text: 'نیمه‌کاره' });
    await engine.stop();
    await store.close();
  });
});
