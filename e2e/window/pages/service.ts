/** Requests for service: the list, one request beside it, and what one fills in on the way. */
import type { Locator } from 'playwright-core';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import type { MessageKey } from '../../../shared/locale/translator.ts';
import type { AppWindow } from './appWindow.ts';
import { factsIn, oneLine } from './appWindow.ts';
import { Fields } from './fields.ts';
import { RecordList } from './list.ts';

export class RequestsPage extends RecordList {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    super(window, window.t('nav.service'));
    this.#window = window;
  }

  async open(subject: string): Promise<RequestPage> {
    await this.row(subject).first().click();
    const request = new RequestPage(this.#window, subject);
    await request.waitFor();
    return request;
  }

  async startNew(): Promise<RequestForm> {
    await this.#window.page
      .getByRole('link', { name: this.#window.t('service.new'), exact: true })
      .first()
      .click();
    return new RequestForm(this.#window);
  }
}

export class RequestForm {
  readonly fields: Fields;
  readonly #window: AppWindow;
  readonly #panel: Locator;

  constructor(window: AppWindow) {
    this.#window = window;
    this.#panel = window.panel(window.t('service.new'));
    this.fields = new Fields(window, this.#panel);
  }

  panel(): Locator {
    return this.#panel;
  }

  async chooseCustomer(name: string): Promise<void> {
    const customer = this.fields.choice(this.#window.t('field.customerId'));
    await customer.fill(name);
    await this.#window.page.getByRole('option', { name }).first().click();
  }

  async chooseEquipment(name: string): Promise<void> {
    await this.fields.choice(this.#window.t('field.assetIds')).click();
    await this.#window.page.getByRole('option', { name }).first().click();
    await this.#window.press('Escape');
  }

  async save(): Promise<void> {
    await this.#panel.getByRole('button', { name: this.#window.t('service.create'), exact: true }).click();
  }
}

export class RequestPage {
  readonly #window: AppWindow;
  readonly #panel: Locator;

  constructor(window: AppWindow, subject: string) {
    this.#window = window;
    this.#panel = window.panel(subject);
  }

  waitFor(): Promise<void> {
    return this.#panel.getByRole('definition').first().waitFor();
  }

  region(): Locator {
    return this.#panel;
  }

  facts(): Promise<Map<string, string>> {
    return factsIn(this.#panel);
  }

  /** Who pays today. */
  coverage(): Locator {
    return this.#panel.getByRole('region', { name: this.#window.t('service.section.coverage') });
  }

  state(state: string): Locator {
    return this.#panel
      .getByText(valueLabel(this.#window.t, 'serviceRequests', 'state', state), { exact: true })
      .first();
  }

  step(key: Extract<MessageKey, `service.step.${string}`>): Locator {
    return this.#panel.getByRole('button', { name: this.#window.t(key), exact: true });
  }

  /** Its quote and its orders. */
  papers(): Locator {
    return this.#panel.getByRole('region', { name: this.#window.t('service.section.papers') });
  }

  /** Those of one kind, in one state. */
  paper(kind: 'quote' | 'order', state: string): Locator {
    const { t } = this.#window;
    return this.papers()
      .getByRole('link')
      .filter({ hasText: t(`kind.${kind}`) })
      .filter({ hasText: valueLabel(t, 'salesDocuments', 'state', state) });
  }

  /** What the customer pays of what was used, as it is shown. */
  async sum(): Promise<string> {
    // The last: each part says who pays for it in the same words.
    const label = this.#panel.getByText(this.#window.t('service.parts.sum'), { exact: true }).last();
    const sum = label.locator('xpath=..');
    return oneLine(await sum.innerText());
  }

  dialog(): Locator {
    return this.#window.page.getByRole('dialog');
  }

  /** Everybody who could go, from the top. */
  proposals(): Locator {
    return this.dialog().getByRole('list').first().locator('> li');
  }

  async addPart(text: string): Promise<void> {
    const field = this.#panel.getByRole('combobox', { name: this.#window.t('service.parts.add') });
    await field.fill(text);
    await this.#window.page.getByRole('option').first().waitFor();
    await field.press('Enter');
  }

  async addPoint(name: string): Promise<void> {
    await this.#panel.getByRole('textbox', { name: this.#window.t('service.checklist.add') }).fill(name);
    await this.#window.press('Enter');
  }

  point(name: string): Locator {
    return this.#panel.getByRole('checkbox', { name });
  }

  /** A stroke across the sheet, as with a pen. */
  async draw(): Promise<void> {
    const sheet = this.dialog().getByRole('img', { name: this.#window.t('service.confirm.draw') });
    await sheet.scrollIntoViewIfNeeded();
    const box = await sheet.boundingBox();
    if (!box) throw new Error('There is no sheet to draw on');
    const { mouse } = this.#window.page;
    await mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.7);
    await mouse.down();
    for (const [x, y] of [
      [0.35, 0.3],
      [0.45, 0.7],
      [0.6, 0.35],
      [0.8, 0.6],
    ] as const)
      await mouse.move(box.x + box.width * x, box.y + box.height * y, { steps: 8 });
    await mouse.up();
  }
}
