/** Legal numbers after a restore from a real backup: what comes back, what is listed, and that none is given twice. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { createManualClock, instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { RestoredReport } from '../../shared/contract/restored.ts';
import { invoiceNumber, invoiceText, type Invoice } from '../../shared/domain/salesDocuments/invoiceNumber.ts';
import type { SignedGroup } from '../../shared/sync/operation.ts';
import { booksMarkText, isInvoiceWanted, type ServerFact } from '../../shared/sync/serverFacts.ts';
import { createServerKeys } from '../auth/serverKeys.ts';
import { writeBackup } from '../backup/writeBackup.ts';
import { openPosting, type LegalNumber } from '../jobs/openPosting.ts';
import { postOrders } from '../jobs/postOrders.ts';
import { readPostingState } from '../jobs/posting.ts';
import { findDigestFaults } from '../sync/digestCheck.ts';
import { restoreLife, type RestoredLife } from '../testing/restoredLife.ts';
import {
  create,
  createTestServer,
  orderBody,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';

const YEAR = 1405;
let server: TestServer;
let ada: TestDevice;
let folder: string;
let customerId: RecordId;
let backups = 0;
let printed = 0;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  ada = await server.device('ada');
  customerId = await server.newCustomer();
  folder = await mkdtemp(join(tmpdir(), 'peyvand-facts-'));
  await openPosting(server.database, server.clock);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

interface Posted {
  readonly order: RecordId;
  readonly group: SignedGroup;
  readonly fact: Extract<ServerFact, { kind: 'invoice' }>;
}

function confirm(device: TestDevice): { order: RecordId; group: SignedGroup } {
  const order = server.newId();
  printed += 1;
  const body = orderBody(customerId, {
    state: 'confirmed',
    number: `ORD-${device.code}-${String(printed).padStart(4, '0')}`,
    confirmedAt: instantFromMilliseconds(server.clock.now() + printed),
  });
  return { order, group: device.write(create('salesDocuments', 'order', order, body)) };
}

/** In the first life. */
async function post(device: TestDevice): Promise<Posted> {
  const { order, group } = confirm(device);
  await device.send([group]);
  await postOrders(server.database, server.keys, server.clock);
  const invoice = (await server.record('salesDocuments', order))?.body['invoice'] as Invoice;
  return { order, group, fact: { kind: 'invoice', order, invoice } };
}

async function markOf(device: TestDevice): Promise<ServerFact> {
  const { booksMark } = await device.handshake();
  if (!booksMark) throw new Error('No mark');
  return { kind: 'mark', ...booksMark };
}

/** The last number of the backup, and what is done in the first life after it. */
async function lifeAfter<Done>(
  doAfterBackup: () => Promise<Done>,
  work: (life: RestoredLife, done: Done, start: number) => Promise<void>,
): Promise<void> {
  backups += 1;
  const directory = join(folder, String(backups));
  const [series] = await server.database.rows<{ serial: number }>('SELECT max(serial) AS serial FROM posting_series');
  await writeBackup(server.database, server.clock, directory);
  const done = await doAfterBackup();
  const life = await restoreLife(server, directory, await createTestDatabase());
  try {
    await work(life, done, series?.serial ?? 0);
    expect(await findDigestFaults(life.database)).toEqual([]);
  } finally {
    await life.close();
  }
}

const report = (life: RestoredLife): Promise<RestoredReport> => life.ask(ada, 'restoredReport', {});
const invoiceOf = async (life: RestoredLife, order: RecordId): Promise<unknown> =>
  (await life.bodyOf('salesDocuments', order))?.['invoice'];
const allCame = (life: RestoredLife): Promise<unknown> => life.database.rows('UPDATE devices SET facts_epoch = 2');
const groupsOf = (posted: readonly Posted[]): SignedGroup[] => posted.map(({ group }) => group);

test('SYNC-33: they come back from whoever holds them, and numbering goes on behind the highest', async () => {
  const [ali, sara] = [await server.device('ali'), await server.device('sara')];
  const before = await post(ali);
  await lifeAfter(
    async () => ({ posted: [await post(ali), await post(ali), await post(ali)], mark: await markOf(sara) }),
    async (life, { posted, mark }, start) => {
      const facts = posted.map(({ fact }) => fact);
      const { wantedFacts } = await life.greet(ali);
      expect(wantedFacts?.books).toEqual([{ year: YEAR, last: start, missing: [] }]);
      expect(facts.every(({ invoice }) => wantedFacts && isInvoiceWanted(wantedFacts, invoice))).toBe(true);
      await ali.send(groupsOf(posted), life.app);
      expect(await life.bring(sara, [mark, ...facts])).toMatchObject({ type: 'taken', taken: 3, refused: 0 });
      expect((await life.greet(sara)).wantedFacts).toBeUndefined();
      for (const { order, fact } of [before, ...posted]) expect(await invoiceOf(life, order)).toEqual(fact.invoice);
      const [again] = await life.database.rows(
        'SELECT version, changed_paths FROM history WHERE id = $1 ORDER BY version DESC LIMIT 1',
        [posted[0]?.order],
      );
      // As it had been: what was built on that version need not wait.
      expect(again).toEqual({ version: 2, changed_paths: ['invoice'] });
      // Brought again, by another: nothing changes.
      expect(await life.bring(ali, facts)).toMatchObject({ taken: 0, known: 3 });
      expect(await readPostingState(life.database)).toBe('closed');
      expect(await life.post()).toBe(0);

      // Ada has not come yet: her disk may hold more.
      expect(await openPosting(life.database, server.clock)).toMatchObject({ refusal: { reason: 'unaccounted' } });
      expect((await report(life)).awaited.map(({ device }) => device)).toEqual([ada.id]);
      await life.bring(ada, [], false);
      expect((await report(life)).awaited).toHaveLength(1);
      await life.bring(ada, []);
      expect(await openPosting(life.database, server.clock)).toMatchObject({ before: 'closed', refusal: null });
      const late = confirm(ali);
      await ali.send([late.group], life.app);
      expect(await life.post()).toBe(1);
      expect(await invoiceOf(life, late.order)).toMatchObject({ number: invoiceNumber(YEAR, start + 4) });
      expect(await report(life)).toMatchObject({
        posting: 'open',
        books: [{ year: YEAR, inBackup: start, cameBack: 3, last: start + 4, missing: [] }],
        open: [],
        awaited: [],
      });
    },
  );
});

test('SYNC-33: a number waits for its order, and an order that was cancelled since carries it all the same', async () => {
  const ali = await server.device('ali');
  await lifeAfter(
    async () => {
      const posted = await post(ali);
      const cancelled = [set('state', 'cancelled', 'confirmed'), set('cancelledAt', '2026-11-22T08:00:00.000Z')];
      return {
        posted,
        cancel: ali.write(patch('salesDocuments', 'order', posted.order, { version: 2 }, ...cancelled)),
      };
    },
    async (life, { posted: { order, group, fact }, cancel }) => {
      await life.bring(ali, [fact]);
      expect((await report(life)).open).toMatchObject([
        { kind: 'invoice', state: 'waiting', subject: order, number: fact.invoice.number, reason: 'order_missing' },
      ]);
      // The second was made on the version with the number: it waits until that is there again.
      const { outcomes } = await ali.send([group, cancel], life.app);
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['applied', 'waiting']);
      expect(await life.settle()).toBe(1);
      expect((await ali.send([cancel], life.app)).outcomes).toMatchObject([{ outcome: 'applied' }]);
      expect(await life.bodyOf('salesDocuments', order)).toMatchObject({ state: 'cancelled', invoice: fact.invoice });
      expect((await report(life)).open).toEqual([]);
    },
  );
});

test('SYNC-33 SYNC-157: what nobody brings back is listed and keeps posting closed; an administrator who opens it says where the paper ends', async () => {
  const ali = await server.device('ali');
  await lifeAfter(
    async () => ({ posted: [await post(ali), await post(ali), await post(ali)] as const, mark: await markOf(ada) }),
    async (life, { posted, mark }, start) => {
      const [one, two] = posted;
      await ali.send(groupsOf(posted), life.app);
      // A mark says how far they went, of a device that holds none of them.
      await life.bring(ali, [mark, one.fact]);
      await allCame(life);
      expect(await openPosting(life.database, server.clock)).toMatchObject({
        refusal: { reason: 'unaccounted' },
        report: { awaited: [], books: [{ last: start + 3, missing: [[start + 2, start + 3]] }] },
      });
      const open = (serial: number) =>
        openPosting(life.database, server.clock, { lastOnPaper: [{ year: YEAR, serial }] });
      expect(await open(start + 2)).toMatchObject({ refusal: { reason: 'below_known', last: start + 3 } });
      expect(await open(1_000_000)).toMatchObject({ refusal: { reason: 'far_beyond' } });
      expect(await readPostingState(life.database)).toBe('closed');
      expect(await open(start + 5)).toMatchObject({ refusal: null });
      // What came back keeps its number; the two others get one behind all that may be on paper.
      expect(await life.post()).toBe(2);
      expect(await invoiceOf(life, one.order)).toEqual(one.fact.invoice);
      expect(await invoiceOf(life, two.order)).toMatchObject({ serial: start + 6 });
      expect((await report(life)).books).toMatchObject([{ last: start + 7, missing: [[start + 2, start + 5]] }]);

      // Late, the signed number of an order that has another by now: nothing is overwritten, an administrator is told.
      expect(await life.bring(ali, [two.fact])).toMatchObject({ taken: 0, contradicted: 1 });
      expect(await invoiceOf(life, two.order)).toMatchObject({ serial: start + 6 });
      const { books, open: listed } = await report(life);
      expect(books).toMatchObject([{ missing: [[start + 3, start + 5]] }]);
      expect(listed).toEqual([
        {
          kind: 'invoice',
          state: 'contradicted',
          subject: two.order,
          number: two.fact.invoice.number,
          reason: 'order_has_other_number',
          facts: { order: two.order, number: invoiceNumber(YEAR, start + 6) },
        },
      ]);
    },
  );
});

test('SYNC-157: the word for the last number on paper opens the books only when it speaks of every year that is concerned', async () => {
  await lifeAfter(
    () => Promise.resolve(),
    async (life, _, start) => {
      const open = (clock: Clock, ...lastOnPaper: readonly LegalNumber[]) =>
        openPosting(life.database, clock, { lastOnPaper });
      const of = (year: number, serial: number): LegalNumber => ({ year, serial });
      const nowruz = createManualClock(Date.UTC(2027, 2, 25));
      // Nobody has come: the year of the books goes on, and so may have the next.
      expect(await open(server.clock)).toMatchObject({
        refusal: { reason: 'unaccounted', years: [{ year: YEAR, last: start }] },
      });
      expect(await open(server.clock, of(YEAR - 1, 123))).toMatchObject({
        refusal: { reason: 'year_missing', years: [{ year: YEAR, last: start }] },
      });
      expect(await open(nowruz)).toMatchObject({
        refusal: {
          years: [
            { year: YEAR, last: start },
            { year: YEAR + 1, last: 0 },
          ],
        },
      });
      expect(await open(nowruz, of(YEAR, start + 2))).toMatchObject({
        refusal: { reason: 'year_missing', years: [{ year: YEAR + 1, last: 0 }] },
      });
      expect(await open(nowruz, of(YEAR + 1, 3))).toMatchObject({
        refusal: { reason: 'year_missing', years: [{ year: YEAR, last: start }] },
      });
      // A year is named for nothing here: what is missing in another one stays missing, although nobody is awaited any more.
      await life.database.rows('INSERT INTO posting_series (year, serial) VALUES ($1, 5)', [YEAR - 1]);
      await allCame(life);
      expect(await open(nowruz, of(YEAR + 1, 3))).toMatchObject({
        refusal: { reason: 'year_missing', years: [{ year: YEAR - 1, last: 5 }] },
      });
      expect(await readPostingState(life.database)).toBe('closed');
      // The higher of two papers of one year counts, in whatever order they are named.
      expect(await open(nowruz, of(YEAR - 1, 9), of(YEAR - 1, 7), of(YEAR, start))).toMatchObject({
        refusal: null,
        report: {
          books: [
            { year: YEAR - 1, last: 9 },
            { year: YEAR, last: start },
          ],
        },
      });
    },
  );
});

test('SYNC-157: a number that another order has by now is listed, and numbering goes on behind whatever comes', async () => {
  const [ali, babak] = [await server.device('ali'), await server.device('babak')];
  await lifeAfter(
    async () => ({ one: await post(ali), two: await post(babak) }),
    async (life, { one, two }, start) => {
      // An administrator who was wrong about the paper, and the author of the second order alone.
      expect(
        await openPosting(life.database, server.clock, { lastOnPaper: [{ year: YEAR, serial: start }] }),
      ).toMatchObject({
        refusal: null,
      });
      await babak.send([two.group], life.app);
      expect(await life.post()).toBe(1);
      expect(await invoiceOf(life, two.order)).toMatchObject({ serial: start + 1 });

      await ali.send([one.group], life.app);
      expect(await life.bring(ali, [one.fact])).toMatchObject({ contradicted: 1 });
      expect(await life.bring(babak, [two.fact])).toMatchObject({ contradicted: 1 });
      // Twice told, once listed.
      await life.bring(babak, [one.fact, two.fact]);
      expect((await report(life)).open).toMatchObject([
        { number: one.fact.invoice.number, reason: 'number_of_other_order', facts: { order: two.order } },
        { number: two.fact.invoice.number, reason: 'order_has_other_number', facts: { order: two.order } },
      ]);
      expect(await invoiceOf(life, two.order)).toMatchObject({ serial: start + 1 });
      // Both numbers are on paper: the first order gets one behind them.
      expect(await life.post()).toBe(1);
      expect(await invoiceOf(life, one.order)).toMatchObject({ serial: start + 3 });
    },
  );
});

test('SYNC-33: an order that posting had left to other books, and whose signed number comes, has that number', async () => {
  const ali = await server.device('ali');
  await lifeAfter(
    () => post(ali),
    async (life, { order, group, fact }) => {
      await ali.send([group], life.app);
      await life.database.rows('INSERT INTO postings (order_id, epoch) VALUES ($1, 2)', [order]);
      expect(await life.bring(ali, [fact])).toMatchObject({ taken: 1 });
      expect(await invoiceOf(life, order)).toEqual(fact.invoice);
    },
  );
});

test('SYNC-33: what is forged, altered, of another company or of another kind is refused', async () => {
  const [ali, customer] = [await server.device('ali'), customerId];
  const { company } = (await ask()).receipt;
  await lifeAfter(
    () => post(ali),
    async (life, { order, fact }, start) => {
      const { invoice } = fact;
      const { signature: _signature, ...unsigned } = invoice;
      const stranger = createServerKeys();
      const signedBy = (keys: typeof stranger, of: RecordId, about: RecordId): ServerFact => ({
        kind: 'invoice',
        order: about,
        invoice: { ...unsigned, signature: keys.sign(invoiceText(of, about, unsigned)) },
      });
      const markText = booksMarkText(company.id, { [YEAR]: 900_000 });
      const far = { ...invoice, serial: start + 700, number: invoiceNumber(YEAR, start + 700) };
      const facts: ServerFact[] = [
        signedBy(stranger, company.id, order),
        signedBy(server.keys, customer, order),
        { kind: 'invoice', order: customer, invoice },
        { kind: 'invoice', order, invoice: far },
        { kind: 'invoice', order, invoice: { ...invoice, number: invoiceNumber(YEAR, start + 9) } },
        { kind: 'invoice', order, invoice: { ...invoice, signature: 'A'.repeat(86) } },
        { kind: 'mark', text: markText, signature: stranger.sign(markText) },
        { kind: 'mark', text: markText, signature: invoice.signature },
        { kind: 'mark', text: booksMarkText(customer, {}), signature: server.keys.sign(booksMarkText(customer, {})) },
        ...(['decision', 'receipt', 'mark'] as const).map((kind) => ({
          kind,
          text: invoiceText(company.id, order, unsigned),
          signature: invoice.signature,
        })),
      ];
      expect(await life.bring(ali, facts)).toMatchObject({ taken: 0, contradicted: 0, refused: facts.length });
      expect(await life.database.rows('SELECT 1 FROM restored_facts')).toEqual([]);
      expect((await report(life)).books).toEqual([
        { year: YEAR, inBackup: start, cameBack: 0, last: start, missing: [] },
      ]);
      // Of a life that is over again.
      expect(await life.ask(ali, 'bringFacts', { epoch: ali.epoch, facts: [fact], complete: true })).toEqual({
        type: 'again',
      });
      await expect(life.ask(ali, 'restoredReport', {})).rejects.toMatchObject({ code: 'permission_denied' });
    },
  );

  function ask() {
    return server.app.call('closeDay', ada.token, { day: '2026-11-21', of: 'person', last: null, sign: false });
  }
});
