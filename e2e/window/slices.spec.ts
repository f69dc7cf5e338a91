/** What a rep promises without a line: firm within the stock that is kept for them, and beyond it asked for, line by line. */
import { describe, expect, it } from 'vitest';
import { personId } from '../../server/sample/company.ts';
import { expectAccessible } from './accessible.ts';
import { allSent, signIn } from './flows.ts';
import { CompanyPage } from './pages/company.ts';
import { CustomersPage } from './pages/customers.ts';
import { OrderPage } from './pages/orders.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

describe('an order within what is kept for its seller', () => {
  const product = useProduct();

  it('keeps to it because an administrator said so', async () => {
    const admin = await signIn(await product().openMachine({ language: 'en' }), 'admin');
    const company = new CompanyPage(admin);
    await company.open();
    const rep = await company.changeLimits(admin.t('role.rep'));
    await rep.fields.choose(admin.t('company.limits.withinAllotment'), admin.t('company.limits.withinAllotment.yes'));
    await rep.save();
    const says = admin.t('company.limits.words.allotment');
    await expect.poll(() => company.limits(admin.t('role.rep')).innerText()).toContain(says);
    await allSent(admin);
  });

  it.each(['fa', 'en'] as const)(
    'is firm without a line, and beyond it waits for somebody, in %s',
    async (language) => {
      const [kept] = await product().sqlAtServer<{ name: string; pieces: number }>(
        `SELECT p.body ->> 'name' AS name, (a.body ->> 'quantity')::int / 1000 AS pieces
       FROM records a JOIN records p ON p.collection = 'products' AND p.id::text = a.body ->> 'productId'
       WHERE a.collection = 'stock' AND a.kind = 'allotment' AND a.body ->> 'holderId' = $1 AND p.kind = 'consumable'
         AND NOT EXISTS (SELECT 1 FROM records o, jsonb_array_elements(o.body -> 'lines') l
           WHERE o.kind = 'order' AND o.body ->> 'ownerId' = $1 AND o.body ->> 'state' = 'confirmed'
             AND o.body ->> 'confirmedAt' >= a.body ->> 'from' AND l ->> 'productId' = a.body ->> 'productId')
       ORDER BY a.id LIMIT 1`,
        [personId('ali')],
      );
      if (!kept) throw new Error('Nothing is kept for Ali in the sample company');
      const ali = await signIn(await product().openMachine({ language }), 'ali');
      const { t, formats } = ali;
      await product().stopServer();
      const customers = new CustomersPage(ali);
      const customer = await customers.firstOf(t('customers.column.name'));
      await (await customers.open(customer)).newOrder();
      const order = new OrderPage(ali);
      await order.waitForEditor();
      const line = await order.addProduct(kept.name, kept.name);
      await order.quantity(line).fill('1');
      await order.saveDraft();
      const { page } = ali;
      await page.getByText(t('approvals.note.firm.title'), { exact: true }).waitFor();
      await expectAccessible(ali, 'an order that is firm');
      await takePicture(ali, `order-firm-${language}`);
      const beyond = 900;
      await order.quantity(line).fill(String(beyond));
      await order.saveDraft();
      await page.getByText(t('approvals.note.needed.title'), { exact: true }).waitFor();
      await page
        .getByText(formats.quantity(beyond * 1_000), { exact: false })
        .first()
        .waitFor();
      await takePicture(ali, `order-beyond-${language}`);
      await page.getByRole('button', { name: t('approvals.ask'), exact: true }).click();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: t('approvals.ask'), exact: true })
        .click();
      await page.getByText(t('approvals.note.awaiting.title'), { exact: true }).waitFor();
      await ali.goTo('nav.orders');
      await page.getByText(t('approvals.state.awaiting'), { exact: true }).first().waitFor();
      await takePicture(ali, `orders-beyond-${language}`);
      await product().startServer();
    },
  );
});
