/** Likely twins: worked through two by two, merged or told apart. */
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { textOf, textsOf } from '../../shared/domain/bodyReads.ts';
import { phoneKey } from '../../shared/domain/customers/matchKeys.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { expectAccessible } from './accessible.ts';
import { allSent, signIn, toCustomers } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CustomersPage } from './pages/customers.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

describe('two records of one customer, and of two', () => {
  const product = useProduct();
  let window: AppWindow;
  const FIRST = 'بازرگانی دوقلوی نخست';
  const SECOND = 'پخش دوقلوی دوم';
  const PHONE = '۰۲۱۵۵۵۱۲۳۴۵';

  it('are listed two by two; two that are not the same go, and come back when something else agrees', async () => {
    window = await signIn(await product().openMachine(), 'hamid');
    const { t } = window;
    await create(FIRST, PHONE);
    await create(SECOND, PHONE);
    await openPairs();
    await pairLine().getByText(t('customers.twins.reason.phone')).waitFor();
    await expectAccessible(window, 'likely twins');
    await takePicture(window, 'twins-fa');
    // By keyboard, and back.
    await pairLine()
      .getByRole('button', { name: new RegExp(`^${t('customers.pairs.apart')}`) })
      .focus();
    await window.press('Enter');
    await pairLine().waitFor({ state: 'detached' });
    await window.page
      .getByRole('button', { name: t('action.undo'), exact: true })
      .last()
      .click();
    await pairLine().waitFor();
    await pairLine()
      .getByRole('button', { name: new RegExp(`^${t('customers.pairs.apart')}`) })
      .click();
    await pairLine().waitFor({ state: 'detached' });
    await window.press('Escape');
    await allSent(window);
    const told = textsOf(await atServer(FIRST), 'toldApart');
    expect(told).toEqual([
      expect.stringMatching(new RegExp(`^[-0-9a-f]{36} ${RegExp.escape(phoneKey(PHONE) ?? '')}$`)),
    ]);

    const form = await (await new CustomersPage(window).open(SECOND)).edit();
    await form.name().fill(FIRST);
    await form.save();
    await window.notice(t('notice.saved')).waitFor();
    await openPairs();
    const both = pairs().getByRole('listitem').filter({ hasText: FIRST });
    await both.getByText(t('customers.twins.reason.name')).waitFor();
    await both.getByRole('button', { name: new RegExp(`^${t('customers.pairs.merge')}`) }).click();
    await window.page.getByRole('dialog').getByText(t('customers.pairs.title')).waitFor({ state: 'detached' });
  });

  const pairs = (): Locator => window.page.getByRole('list', { name: window.t('customers.pairs.title') });
  const pairLine = (): Locator => pairs().getByRole('listitem').filter({ hasText: FIRST }).filter({ hasText: SECOND });

  async function openPairs(): Promise<void> {
    await window.goTo('nav.customers');
    await window.page.getByRole('button', { name: window.t('customers.pairs.action'), exact: true }).click();
    await pairs().waitFor();
  }

  async function create(name: string, phone: string): Promise<void> {
    const customers = await toCustomers(window);
    const form = await customers.startNew();
    await form.name().fill(name);
    await form.addPhone(phone);
    await form.fields.choose(window.t('field.territoryId'), 'تهران جنوب و شرق');
    await form.save();
    await window.notice(window.t('customers.created', { name })).waitFor();
  }

  async function atServer(name: string): Promise<RecordBody> {
    const customers = await product().recordsAtServer('customers');
    return customers.find(({ body }) => textOf(body, 'name') === name)?.body ?? {};
  }
});
