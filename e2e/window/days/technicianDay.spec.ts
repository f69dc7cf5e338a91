/**
 * A technician's day without a line from eight to six: a job that the office gave them is done, timed, signed for and put on paper, a complaint is taken in.
 * Then the cable is plugged in, and head office's own database is asked what was used, how long it took, and what of the contract is used up.
 */
import { describe, expect, it } from 'vitest';
import { objectOf, textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { personId, territoryId } from '../../../server/sample/company.ts';
import { coveredCustomer, type CoveredCustomer } from '../coveredCustomer.ts';
import { createDayClock } from '../dayClock.ts';
import { allSent, comeBack, nameOf, signIn } from '../flows.ts';
import type { AppWindow } from '../pages/appWindow.ts';
import { CustomersPage } from '../pages/customers.ts';
import { PaperTools } from '../pages/papers.ts';
import { RequestPage, RequestsPage } from '../pages/service.ts';
import { SyncPanel } from '../pages/sync.ts';
import { takePicture } from '../pictures.ts';
import type { Machine } from '../product.ts';
import { useProduct } from '../useProduct.ts';

const SUBJECT = 'لرزش محور در دور بالا، روز تکنیسین';
const COMPLAINT = 'دوباره از کار افتاد، روز تکنیسین';
const POINT = 'آزمون ایمنی الکتریکی';

/** In a territory of the technician's, and found by its name alone. */
function isKavehsOwn(body: RecordBody, names: readonly string[]): boolean {
  const isNear = ['tehran-north', 'tehran-south'].some((key) => textOf(body, 'territoryId') === territoryId(key));
  const name = textOf(body, 'name') ?? '';
  return isNear && names.filter((other) => other.startsWith(name)).length === 1;
}

describe('a technician’s day', () => {
  const clock = createDayClock();
  const product = useProduct({ clock });
  let office: AppWindow;
  let machine: Machine;
  let field: AppWindow;
  let customer: CoveredCustomer;
  let requestId = '';
  /** Jobs of each contract that were done when the day began. */
  let doneBefore: ReadonlyMap<string, number> = new Map();
  /** Between which the work was timed. */
  const worked = { from: 0, until: 0 };

  async function goOnAt(time: string): Promise<void> {
    await product().passUntil(time);
    await comeBack(field, 'kaveh');
  }

  it('08:00 the office has sent a job, and the cable is pulled', async () => {
    customer = await coveredCustomer(product(), isKavehsOwn);
    doneBefore = await jobsDone();
    office = await signIn(await product().openMachine(), 'hamid');
    const { t } = office;
    await office.goTo('nav.service');
    const form = await new RequestsPage(office).startNew();
    await form.fields.text(t('field.subject')).waitFor();
    await form.chooseCustomer(customer.name);
    await form.fields.text(t('field.subject')).fill(SUBJECT);
    await form.chooseEquipment(customer.machine);
    await form.fields.text(t('field.contactName')).fill('خانم رضایی');
    await form.save();
    const request = new RequestPage(office, SUBJECT);
    await request.waitFor();
    await request.step('service.step.assign').click();
    await request
      .proposals()
      .filter({ hasText: nameOf('kaveh') })
      .getByRole('button', { name: t('service.assign.send', { name: nameOf('kaveh') }) })
      .click();
    await request.state('assigned').waitFor();
    await allSent(office);
    const made = (await product().recordsAtServer('serviceRequests')).find(({ body }) => body['subject'] === SUBJECT);
    requestId = made?.id ?? '';

    machine = await product().openMachine();
    field = await signIn(machine, 'kaveh');
    await new SyncPanel(field).syncNow();
    await field.goTo('nav.today');
    await field.page.getByText(SUBJECT).first().waitFor();
    await allSent(field);
    machine.network.pullOut();
  });

  it('10:00 is worked on and timed, with its points', async () => {
    await goOnAt('10:00');
    await field.goTo('nav.service');
    const request = await new RequestsPage(field).open(SUBJECT);
    worked.from = clock.now();
    await request.step('service.step.start').click();
    await request.state('inProgress').waitFor();
    await request.step('service.step.stop').waitFor();
    await request.addPoint(POINT);
    await request.point(POINT).click();
    await expect.poll(() => request.point(POINT).isChecked()).toBe(true);
  });

  it('10:20 what it took is written down', async () => {
    await goOnAt('10:20');
    await field.goTo('nav.service');
    const request = await new RequestsPage(field).open(SUBJECT);
    await request.addPart('سرویس دوره‌ای تجهیزات');
    await request.region().getByText(field.t('service.parts.free'), { exact: true }).first().waitFor();
    await request.addPart('دستکش');
    await expect.poll(() => request.region().getByText('دستکش').count()).toBeGreaterThan(0);
    await request.step('service.step.stop').click();
    await request.step('service.step.confirm').waitFor();
    worked.until = clock.now();
    await takePicture(field, 'technician-day-job-fa');
  });

  it('12:00 is signed for, and the report is on paper', async () => {
    await goOnAt('12:00');
    const { t } = field;
    await field.goTo('nav.service');
    const request = await new RequestsPage(field).open(SUBJECT);
    await request.step('service.step.confirm').click();
    const dialog = request.dialog();
    await dialog.getByRole('textbox', { name: t('field.workDone') }).fill('یاتاقان روغن‌کاری شد.');
    await request.draw();
    await dialog.getByRole('button', { name: t('service.confirm.save'), exact: true }).click();
    await request.state('confirmed').waitFor();
    const tools = new PaperTools(field);
    await tools.print();
    await tools.sheet().getByText('یاتاقان روغن‌کاری شد.').first().waitFor();
    await takePicture(field, 'technician-day-report-fa');
    await tools.putDown();
  });

  it('15:00 a complaint of the customer is taken in', async () => {
    await goOnAt('15:00');
    const { t } = field;
    await field.goTo('nav.service');
    const form = await new RequestsPage(field).startNew();
    await form.fields.pick(t('kind.complaint'));
    await form.fields.text(t('field.subject')).waitFor();
    await form.chooseCustomer(customer.name);
    await form.fields.text(t('field.subject')).fill(COMPLAINT);
    await form.save();
    await new RequestPage(field, COMPLAINT).waitFor();
  });

  it('18:00 the cable is plugged in, and head office’s database holds the job', async () => {
    await goOnAt('18:00');
    machine.network.plugIn();
    await new SyncPanel(field).syncNow();
    await allSent(field);
    const [job] = await product().sqlAtServer<{
      state: string;
      times: number;
      open: number;
      parts: number;
      points: number;
      signed: boolean;
      body: RecordBody;
    }>(
      `SELECT body->>'state' AS state, jsonb_array_length(body->'workTimes') AS times,
         (SELECT count(*)::int FROM jsonb_array_elements(body->'workTimes') w WHERE w->>'stoppedAt' IS NULL) AS open,
         jsonb_array_length(body->'partsUsed') AS parts,
         (SELECT count(*)::int FROM jsonb_array_elements(body->'checklist') c WHERE c->>'done' = 'true' OR c->>'doneAt' IS NOT NULL) AS points,
         body->'signature'->>'drawn' IS NOT NULL AS signed, body
       FROM records WHERE id = $1`,
      [requestId],
    );
    expect(job).toMatchObject({ state: 'confirmed', times: 1, open: 0, parts: 2, points: 1, signed: true });
    expect(textOf(objectOf(job?.body['signature']), 'drawn')).not.toBeNull();
    expect(job?.body['assigneeId']).toBe(personId('kaveh'));
    const parts = await product().sqlAtServer<{ name: string; called: string; quantity: string }>(
      `SELECT p.body->>'name' AS name, part->>'productName' AS called, part->>'quantity' AS quantity
       FROM records r, jsonb_array_elements(r.body->'partsUsed') part JOIN records p ON p.id::text = part->>'productId' WHERE r.id = $1`,
      [requestId],
    );
    expect(parts.map(({ quantity }) => quantity)).toEqual(['1000', '1000']);
    expect(parts.map(({ called }) => called).toSorted()).toEqual(parts.map(({ name }) => name).toSorted());
    for (const words of ['سرویس دوره‌ای تجهیزات', 'دستکش'])
      expect(parts.filter(({ name }) => name.includes(words))).toHaveLength(1);
    const [time] = await product().sqlAtServer<{ from: number; until: number }>(
      `SELECT extract(epoch FROM (w->>'startedAt')::timestamptz)::float * 1000 AS "from", extract(epoch FROM (w->>'stoppedAt')::timestamptz)::float * 1000 AS until
       FROM records r, jsonb_array_elements(r.body->'workTimes') w WHERE r.id = $1`,
      [requestId],
    );
    const { from = 0, until = 0 } = time ?? {};
    expect(from <= until && from >= worked.from && until <= worked.until, `${from} to ${until}`).toBe(true);
    // From a little after ten to twenty past and a little.
    expect(until - from).toBeGreaterThan(600_000);
    // What of the contract is used up: its jobs that were done, this one among them.
    const contractId = textOf(job?.body ?? {}, 'contractId') ?? '';
    const doneNow = await jobsDone();
    expect(doneNow.get(contractId)).toBe((doneBefore.get(contractId) ?? 0) + 1);
    // And of no other contract anything.
    expect(new Map([...doneNow].filter(([id]) => id !== contractId))).toEqual(
      new Map([...doneBefore].filter(([id]) => id !== contractId)),
    );
    const complaints = await product().sqlAtServer(
      `SELECT kind, created_by FROM records WHERE collection = 'serviceRequests' AND body->>'subject' = $1`,
      [COMPLAINT],
    );
    expect(complaints).toEqual([{ kind: 'complaint', created_by: personId('kaveh') }]);
  });

  it('the office sees it on another machine, in the customer’s story', async () => {
    await comeBack(office, 'hamid');
    await office.goTo('nav.service');
    await new RequestsPage(office).open(SUBJECT);
    await new SyncPanel(office).syncNow();
    const request = new RequestPage(office, SUBJECT);
    await request.state('confirmed').waitFor();
    await office.goTo('nav.customers');
    const list = new CustomersPage(office);
    await list.search(customer.name);
    const page = await list.open(customer.name);
    await page.storyLine(SUBJECT).first().waitFor();
    await page.storyLine(COMPLAINT).first().waitFor();
    await expect
      .poll(() => page.storyLine(SUBJECT).first().innerText())
      .toContain(valueLabel(office.t, 'serviceRequests', 'state', 'confirmed'));
  });

  async function jobsDone(): Promise<Map<string, number>> {
    const rows = await product().sqlAtServer<{ id: string; done: number }>(
      `SELECT body->>'contractId' AS id, count(*)::int AS done FROM records WHERE collection = 'serviceRequests' AND NOT deleted
         AND body->>'contractId' IS NOT NULL AND body->>'state' IN ('confirmed', 'invoiced', 'closed') GROUP BY 1`,
    );
    return new Map(rows.map(({ id, done }) => [id, done]));
  }
});
