/** Deals at work: the board by keyboard and by pointer, a loss with its reason and what takes it back, a lead that becomes a customer, and a manager's figures. */
import { describe, it } from 'vitest';
import { valueLabel } from '../../shared/locale/recordLabels.ts';
import { expectAccessible } from './accessible.ts';
import { allSent, signIn } from './flows.ts';
import { AppWindow } from './pages/appWindow.ts';
import { Board } from './pages/deals.ts';
import { SettingsPage } from './pages/settings.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

describe('deals', () => {
  const product = useProduct();
  let ali: AppWindow;
  let board: Board;
  const stage = (id: string): string => valueLabel(ali.t, 'opportunities', 'stage', id);

  it('stand on a board, in the columns of their stages', async () => {
    ali = await signIn(await product().openMachine(), 'ali');
    board = new Board(ali);
    await board.open();
    await board.cards(stage('engaging')).first().waitFor();
    await expectAccessible(ali, 'the board');
    await takePicture(ali, 'board-fa');
    await ali.goTo('nav.settings');
    await new SettingsPage(ali).chooseTheme('dark');
    await board.open();
    await board.cards(stage('engaging')).first().waitFor();
    await expectAccessible(ali, 'the board in the dark');
    await takePicture(ali, 'board-fa-dark');
  });

  it('are carried to the next stage by keyboard, without a line', async () => {
    await product().stopServer();
    const card = board.cards(stage('engaging')).first();
    const name = await board.nameOf(card);
    await board.handle(card).focus();
    await ali.press('Enter');
    await carryTo('proposal');
    await ali.notice(ali.t('opportunities.moved', { stage: stage('proposal') })).waitFor();
    await board
      .column(stage('proposal'))
      .filter({ has: board.card(name) })
      .waitFor();
  });

  it('are lost with a reason, and found again', async () => {
    const card = board.cards(stage('proposal')).first();
    const name = await board.nameOf(card);
    await card.dragTo(board.column(stage('lost')));
    const dialog = ali.page.getByRole('dialog');
    await dialog.waitFor();
    await expectAccessible(ali, 'the reason of a loss');
    await dialog.getByRole('radio', { name: valueLabel(ali.t, 'opportunities', 'lostReasonId', 'price') }).check();
    await dialog.getByRole('button', { name: ali.t('opportunities.lost.confirm'), exact: true }).click();
    const notice = ali.notice(ali.t('opportunities.lostNotice'));
    await notice.waitFor();
    await board.card(name).waitFor({ state: 'detached' });
    await notice.getByRole('button', { name: ali.t('action.undo'), exact: true }).click();
    await board
      .column(stage('proposal'))
      .filter({ has: board.card(name) })
      .waitFor();
    await product().startServer();
    await allSent(ali);
  });

  it('begin as leads, and become those of a customer', async () => {
    const { t, page } = ali;
    await page.getByRole('link', { name: t('opportunities.newLead'), exact: true }).click();
    const form = ali.panel(t('opportunities.newLead'));
    await form.getByRole('textbox', { name: t('field.name'), exact: true }).fill('استعلام دستگاه بخور');
    await form.getByRole('textbox', { name: t('field.companyName') }).fill('درمانگاه نور امید تازه');
    await form.getByRole('textbox', { name: t('field.contactName') }).fill('مهسا کیانی');
    await form.getByRole('button', { name: t('action.save'), exact: true }).click();
    const lead = ali.panel('استعلام دستگاه بخور');
    await lead.getByRole('textbox', { name: t('opportunities.story.log') }).fill('زنگ زد و قیمت خواست');
    await lead.getByRole('button', { name: t('opportunities.story.save'), exact: true }).click();
    await lead.getByRole('listitem').filter({ hasText: 'زنگ زد و قیمت خواست' }).waitFor();
    await lead.getByRole('button', { name: t('opportunities.convert'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await expectAccessible(ali, 'converting a lead');
    await takePicture(ali, 'convert-fa');
    await dialog.getByRole('button', { name: t('opportunities.convert.confirm'), exact: true }).click();
    await ali.notice(t('opportunities.converted')).waitFor();
    const deal = ali.panel('استعلام دستگاه بخور');
    await deal.getByRole('link', { name: 'درمانگاه نور امید تازه' }).waitFor();
    // What was noted on the lead is the deal's too.
    await deal.getByRole('listitem').filter({ hasText: 'زنگ زد و قیمت خواست' }).waitFor();
    await takePicture(ali, 'deal-fa');
  });

  async function carryTo(id: string): Promise<void> {
    for (let step = 0; step < 8; step += 1) {
      const isThere = await board.column(stage(id)).evaluate((column) => column === document.activeElement);
      if (isThere) break;
      await ali.press('Tab');
    }
    await ali.press('Enter');
  }
});

describe('pipelines', () => {
  const product = useProduct();

  it('are changed by administrators, and the board follows', async () => {
    const admin = await signIn(await product().openMachine({ language: 'en' }), 'admin');
    const { t, page } = admin;
    await admin.goTo('nav.pipelines');
    const sales = page.getByRole('region', { name: t('opportunities.pipelineDefault'), exact: true });
    await sales.waitFor();
    await expectAccessible(admin, 'pipelines');
    await takePicture(admin, 'pipelines-en');
    await page
      .getByRole('button', { name: t('pipelines.edit', { name: t('opportunities.pipelineDefault') }), exact: true })
      .click();
    const dialog = page.getByRole('dialog');
    const label = dialog.getByRole('textbox', { name: t('field.name'), exact: true }).nth(1);
    await label.fill('First contact');
    await dialog
      .getByRole('button', { name: t('pipelines.later'), exact: true })
      .first()
      .click();
    await expectAccessible(admin, 'changing a pipeline');
    await dialog.getByRole('button', { name: t('action.save'), exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await sales.getByRole('listitem').nth(1).filter({ hasText: 'First contact' }).waitFor();
    const board = new Board(admin);
    await board.open();
    await board.column('First contact').waitFor();
    await takePicture(admin, 'board-en');
  });
});

describe('what was won and sold', () => {
  const product = useProduct();
  let darius: AppWindow;

  it('is a table and a picture, by whatever a manager asks, and opens what stands behind a figure', async () => {
    darius = await signIn(await product().openMachine({ language: 'en' }), 'darius');
    const { t, page } = darius;
    await darius.goTo('nav.insights');
    const table = page.getByRole('table', { name: `${t('insights.measure.sales')} · ${t('insights.by.seller')}` });
    await table.getByRole('row').nth(2).waitFor();
    await page.getByRole('img', { name: /./ }).first().waitFor();
    await page.locator('svg text').first().waitFor();
    await expectAccessible(darius, 'insights');
    await takePicture(darius, 'insights-en');
    await choose(t('insights.by.category'));
    await page.getByRole('table', { name: `${t('insights.measure.sales')} · ${t('insights.by.category')}` }).waitFor();
    await choose(t('insights.measure.won'));
    await choose(t('insights.by.office'));
    const offices = page.getByRole('table', { name: `${t('insights.measure.won')} · ${t('insights.by.office')}` });
    const office = offices.getByRole('button').first();
    const name = (await office.textContent()) ?? '';
    await office.click();
    const behind = darius.panel(t('insights.behind', { name }));
    await behind.getByRole('row').nth(1).waitFor();
    await expectAccessible(darius, 'behind a figure');
  });

  it('reads from right to left in Persian, in the dark too', async () => {
    const settings = new SettingsPage(darius);
    await darius.goTo('nav.settings');
    await settings.chooseTheme('dark');
    await settings.chooseLanguage('fa');
    const persian = new AppWindow(darius.page, 'fa');
    await persian.goTo('nav.insights');
    await persian.page.getByRole('table').getByRole('row').nth(2).waitFor();
    await persian.page.locator('svg text').first().waitFor();
    await expectAccessible(persian, 'insights in Persian, dark');
    await takePicture(persian, 'insights-fa-dark');
  });

  async function choose(word: string): Promise<void> {
    await darius.page.getByRole('radiogroup').getByText(word, { exact: true }).click();
  }
});
