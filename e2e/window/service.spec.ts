/**
 * A technician's job, from the phone call in the office to the bill: sent to another territory, done without a network, signed for, and
 * gone from the technician's machine when it is over.
 */
import { describe, expect, it } from 'vitest';
import { elementsOf, objectOf, textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { valueLabel } from '../../shared/locale/recordLabels.ts';
import { personId, territoryId } from '../../server/sample/company.ts';
import { expectAccessible } from './accessible.ts';
import { coveredCustomer, type CoveredCustomer } from './coveredCustomer.ts';
import { allSent, nameOf, signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CustomersPage } from './pages/customers.ts';
import { RequestPage, RequestsPage } from './pages/service.ts';
import { SyncPanel } from './pages/sync.ts';
import { takePicture } from './pictures.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

const SUBJECT = 'دستگاه در میانهٔ کار خاموش می‌شود';

describe('a job in another territory', () => {
  const product = useProduct();
  let office: AppWindow;
  let machine: Machine;
  let field: AppWindow;
  /** Of a territory that is not Kaveh's, with a machine that a contract covers today. */
  let customer: CoveredCustomer;
  let requestId = '';

  const requestAtServer = async (): Promise<RecordBody> =>
    (await product().recordsAtServer('serviceRequests')).find(({ id }) => id === requestId)?.body ?? {};

  it('begins with a call in the office, and the page says what is covered and by when somebody must be there', async () => {
    customer = await coveredCustomer(
      product(),
      // Of no other job that has brought it to somebody already.
      (body) => textOf(body, 'territoryId') === territoryId('alborz') && elementsOf(body, 'serviceTeam').length === 0,
    );
    office = await signIn(await product().openMachine(), 'hamid');
    const { t } = office;
    await office.goTo('nav.service');
    const requests = new RequestsPage(office);
    await requests.grid().getByRole('row').nth(1).waitFor();
    await expectAccessible(office, 'service requests');
    await takePicture(office, 'service-list-fa');

    const form = await requests.startNew();
    await form.fields.text(t('field.subject')).waitFor();
    await form.chooseCustomer(customer.name);
    await form.fields.text(t('field.subject')).fill(SUBJECT);
    await form.chooseEquipment(customer.machine);
    await form.fields.choose(t('field.priority'), valueLabel(t, 'serviceRequests', 'priority', 'urgent'));
    await form.fields.text(t('field.contactName')).fill('خانم رضایی');
    await expectAccessible(office, 'form of a request');
    await takePicture(office, 'service-form-fa');
    await form.save();

    const request = new RequestPage(office, SUBJECT);
    await request.waitFor();
    await expect.poll(() => request.coverage().innerText()).toContain(valueLabel(t, 'contracts', 'coverage', 'labour'));
    await expect.poll(async () => [...(await request.facts()).keys()]).toContain(t('field.dueAt'));
    await allSent(office);
    const made = (await product().recordsAtServer('serviceRequests')).find(({ body }) => body['subject'] === SUBJECT);
    requestId = made?.id ?? '';
    expect(textOf(made?.body ?? {}, 'contractId')).not.toBeNull();
  });

  it('proposes people with reasons, and sending one of another territory shares the customer with them', async () => {
    const { t } = office;
    machine = await product().openMachine();
    field = await signIn(machine, 'kaveh');
    const customers = new CustomersPage(field);
    await customers.search(customer.name);
    await customers.emptyTitle(t('empty.noMatch.title')).waitFor();

    const request = new RequestPage(office, SUBJECT);
    await request.step('service.step.assign').click();
    const kaveh = request.proposals().filter({ hasText: nameOf('kaveh') });
    await expect.poll(() => kaveh.innerText()).toContain(t('service.reason.branch'));
    await expect.poll(() => kaveh.innerText()).toContain(t('service.assign.shares', { name: nameOf('kaveh') }));
    await expectAccessible(office, 'who goes');
    await takePicture(office, 'service-assign-fa');
    await kaveh.getByRole('button', { name: t('service.assign.send', { name: nameOf('kaveh') }) }).click();
    await request.state('assigned').waitFor();
    await allSent(office);
    await expect
      .poll(async () => {
        const found = (await product().recordsAtServer('customers')).find(({ id }) => id === customer.id);
        return elementsOf(found?.body ?? {}, 'serviceTeam').map((entry) => [entry['id'], entry['personId']]);
      })
      .toEqual([[requestId, personId('kaveh')]]);
  });

  it('brings the customer, the machine and the contract to the technician, who is then without a network', async () => {
    await new SyncPanel(field).syncNow();
    const customers = new CustomersPage(field);
    await customers.search(customer.name);
    await customers.row(customer.name).waitFor();
    machine.network.pullOut();
    await field.goTo('nav.service');
    const request = await new RequestsPage(field).open(SUBJECT);
    await expect
      .poll(() => request.coverage().innerText())
      .toContain(field.t('service.covered.yes', { things: '' }).trim());
  });

  it('is timed, with parts and points, and what the contract pays costs nothing', async () => {
    const { t } = field;
    const request = new RequestPage(field, SUBJECT);
    await request.step('service.step.start').click();
    await request.state('inProgress').waitFor();
    await request.step('service.step.stop').waitFor();
    await request.addPoint('آزمون ایمنی الکتریکی');
    await request.point('آزمون ایمنی الکتریکی').click();
    await expect.poll(() => request.point('آزمون ایمنی الکتریکی').isChecked()).toBe(true);
    await request.addPart('سرویس دوره‌ای تجهیزات');
    await request.region().getByText(t('service.parts.free'), { exact: true }).waitFor();
    await request.step('service.step.stop').click();
    await request.step('service.step.confirm').waitFor();
    await expectAccessible(field, 'a job');
    await takePicture(field, 'service-job-fa');
  });

  it('is signed for on the screen', async () => {
    const { t } = field;
    const request = new RequestPage(field, SUBJECT);
    await request.step('service.step.confirm').click();
    const dialog = request.dialog();
    await dialog.getByRole('textbox', { name: t('field.workDone') }).fill('منبع تغذیه عوض شد.');
    // Closed by a slip: what was typed is there again.
    await field.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await request.step('service.step.confirm').click();
    await expect
      .poll(() => dialog.getByRole('textbox', { name: t('field.workDone') }).inputValue())
      .toBe('منبع تغذیه عوض شد.');
    await dialog.getByText(valueLabel(t, 'serviceRequests', 'causes', 'power'), { exact: true }).click();
    await request.draw();
    await expectAccessible(field, 'signing');
    await takePicture(field, 'service-sign-fa');
    await dialog.getByRole('button', { name: t('service.confirm.save'), exact: true }).click();
    await request.state('confirmed').waitFor();
    await request
      .region()
      .getByRole('img', { name: t('service.signedBy', { name: 'خانم رضایی' }) })
      .waitFor();
    await takePicture(field, 'service-signed-fa');
    machine.network.plugIn();
    await new SyncPanel(field).syncNow();
    await allSent(field);
    const body = await requestAtServer();
    expect(body).toMatchObject({ state: 'confirmed', outcome: 'solved', causes: ['power'] });
    expect(textOf(objectOf(body['signature']), 'drawn')).not.toBeNull();
    expect(elementsOf(body, 'workTimes')).toHaveLength(1);
  });

  it('is closed in the office, and the customer leaves the technician’s machine', async () => {
    const { t } = office;
    const request = new RequestPage(office, SUBJECT);
    await request.state('confirmed').waitFor();
    await request.step('service.step.close').click();
    await request.state('closed').waitFor();
    await allSent(office);
    await new SyncPanel(field).syncNow();
    await field.goTo('nav.customers');
    const customers = new CustomersPage(field);
    await customers.search(customer.name);
    await customers.emptyTitle(t('empty.noMatch.title')).waitFor();
  });
});

describe('in English', () => {
  const product = useProduct();

  it('a manager sees equipment with its guarantee, a request, and what a contract comes to', async () => {
    const window = await signIn(await product().openMachine({ language: 'en', dark: true }), 'hamid');
    const { t } = window;
    await window.goTo('nav.equipment');
    const grid = window.page.getByRole('grid', { name: t('equipment.title') });
    await grid.getByRole('row').nth(1).waitFor();
    await expectAccessible(window, 'equipment');
    await grid.getByRole('row').nth(1).click();
    const note = window.page.getByRole('region', { name: t('service.section.coverage') });
    await note.waitFor();
    await expectAccessible(window, 'a machine');
    await takePicture(window, 'equipment-en');
    await window.goTo('nav.service');
    const requests = new RequestsPage(window);
    const request = await requests.open(await requests.firstOf(t('field.subject')));
    await request.waitFor();
    await expectAccessible(window, 'a request in English');
    await takePicture(window, 'service-request-en');
    await window.goTo('nav.contracts');
    await window.page
      .getByRole('grid', { name: t('contracts.title') })
      .getByRole('row')
      .nth(2)
      .click();
    await window.page.getByRole('heading', { name: t('contracts.covers') }).waitFor();
    await expectAccessible(window, 'a contract with its service');
    await takePicture(window, 'contract-service-en');
  });
});
