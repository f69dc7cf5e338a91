/** Customers as a network: a twin seen while typing, two made one and taken apart, the tree of the channel by keyboard, a company's own field in the form. */
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { ChannelPage, CustomerSetupPage, MergeDialog, twins } from './pages/channel.ts';
import { CustomerPage, CustomersPage } from './pages/customers.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

const PHONE = '۰۹۱۲ ۰۰۰ ۱۲۳۴';
const TWIN = 'پخش زاگرس غرب';

describe('the network of customers', () => {
  const product = useProduct();
  let ali: AppWindow;
  let hamid: AppWindow;

  it('while a customer is written down, who may be the same is named, and opens by keyboard', async () => {
    ali = await signIn(await product().openMachine(), 'ali');
    const { t, page } = ali;
    const customers = new CustomersPage(ali);
    const first = await customers.startNew();
    await first.name().fill(`شرکت ${TWIN}`);
    await first.addPhone(PHONE);
    await first.save();
    await new CustomerPage(ali, `شرکت ${TWIN}`).waitFor();
    const second = await customers.startNew();
    await second.name().fill('پخش زاگرس‌غرب (سهامی خاص)');
    const twin = twins(ali).getByRole('link', { name: `شرکت ${TWIN}` });
    await twin.waitFor();
    await second.addPhone('+98 912 000 1234');
    await twins(ali).getByText(t('customers.twins.reason.phone'), { exact: false }).waitFor();
    await expectAccessible(ali, 'twins under the name');
    await takePicture(ali, 'customer-twins-fa');
    await second.name().focus();
    await ali.press('Tab', 'Enter');
    await new CustomerPage(ali, `شرکت ${TWIN}`).waitFor();
    // What was typed is kept.
    await customers.newButton().click();
    await expect.poll(() => customers.newForm().name().inputValue()).toBe('پخش زاگرس‌غرب (سهامی خاص)');
    await page.getByText(t('record.restored.title')).first().waitFor();
  });

  it('an id with a wrong digit is warned of when the cursor has gone on, and saved all the same', async () => {
    const { t } = ali;
    const form = new CustomersPage(ali).newForm();
    await form.fields.text(t('field.nationalId')).fill('10380284791');
    await form.fields.text(t('field.economicCode')).focus();
    await ali.text(t('customers.form.nationalId.check')).waitFor();
    await form.save();
    await new CustomerPage(ali, 'پخش زاگرس‌غرب (سهامی خاص)').waitFor();
  });

  it('two become one, side by side, and are two again with undo', async () => {
    hamid = await signIn(await product().openMachine({ language: 'en' }), 'hamid');
    const { t } = hamid;
    const customers = new CustomersPage(hamid);
    const names = ['Merge Twin Trading', 'Merge Twin Trading Co'];
    for (const name of names) {
      const form = await customers.startNew();
      await form.name().fill(name);
      await form.addPhone(name === names[0] ? '+98 21 8800 1122' : '021-88001122');
      await form.save();
      await new CustomerPage(hamid, name).waitFor();
    }
    const merge = new MergeDialog(hamid);
    await merge.open();
    await merge.chooseTwin(names[0] ?? '');
    await merge.choices(t('field.name')).waitFor();
    await expectAccessible(hamid, 'merging two customers');
    await takePicture(hamid, 'customer-merge-en');
    await merge.choices(t('field.name')).getByRole('radio').nth(1).click();
    await merge.confirm();
    await hamid.notice(t('customers.merge.done', { name: names[1] ?? '' })).waitFor();
    await hamid.page
      .getByRole('note')
      .filter({ hasText: t('customers.merged.label') })
      .waitFor();
    await hamid.page.getByRole('button', { name: t('action.undo') }).click();
    await hamid.notice(t('customers.merge.undone')).waitFor();
    await new CustomerPage(hamid, names[0] ?? '').waitFor();
  });

  it('the channel is a tree that the arrows walk, and Enter opens a customer', async () => {
    await ali.goTo('nav.channel');
    const channel = new ChannelPage(ali);
    await channel.items().first().waitFor();
    const before = await channel.items().count();
    await channel.closedItems().first().focus();
    // Persian is read to the left: there lies what hangs on it.
    await ali.press('ArrowLeft');
    await expect.poll(() => channel.items().count()).toBeGreaterThan(before);
    await expectAccessible(ali, 'the channel');
    await takePicture(ali, 'channel-fa');
    await ali.press('ArrowLeft');
    await expect.poll(() => ali.page.evaluate(() => document.activeElement?.getAttribute('aria-level'))).toBe('2');
    const name = await channel.focusedCustomer();
    await ali.press('Enter');
    await new CustomerPage(ali, name).waitFor();

    await hamid.goTo('nav.channel');
    const channelInEnglish = new ChannelPage(hamid);
    await channelInEnglish.closedItems().first().focus();
    const shown = await channelInEnglish.items().count();
    await hamid.press('ArrowRight');
    await expect.poll(() => channelInEnglish.items().count()).toBeGreaterThan(shown);
    await takePicture(hamid, 'channel-en');
  });

  it('an administrator’s own field is asked for in the form', async () => {
    const admin = await signIn(await product().openMachine({ language: 'en' }), 'admin');
    const { t } = admin;
    await admin.goTo('nav.customerSetup');
    const setup = new CustomerSetupPage(admin);
    await setup.section('customerSetup.fields').waitFor();
    await setup.addField();
    await setup.fields().text(t('field.name')).fill('متراژ فروشگاه');
    await setup.fields().text(t('field.organisation.englishName')).fill('Floor space');
    await setup.fields().choose(t('field.organisation.type'), t('value.organisation.type.number'));
    await expectAccessible(admin, 'a new own field');
    await setup.save();
    await setup.section('customerSetup.fields').getByText('Floor space', { exact: true }).waitFor();
    await takePicture(admin, 'customer-fields-en');
    await admin.goTo('nav.customers');
    const form = await new CustomersPage(admin).startNew();
    await form.name().fill('Own Field House');
    await form.fields.text('Floor space').fill('120');
    await takePicture(admin, 'customer-form-en');
    await form.save();
    const page = new CustomerPage(admin, 'Own Field House');
    await page.waitFor();
    await expect.poll(async () => (await page.details()).get('Floor space')).toBe('120');
  });
});
