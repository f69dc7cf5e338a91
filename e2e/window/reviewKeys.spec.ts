/** Several questions at once, answered without a mouse: the next one stands there as soon as one is decided. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleId } from '../../server/sample/company.ts';
import { compareText } from '../../shared/sync/jsonValues.ts';
import type { TestDevice } from '../sync/device.ts';
import { expectAccessible } from './accessible.ts';
import { openColleague } from './colleague.ts';
import { allSent, signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CustomersPage } from './pages/customers.ts';
import { ReviewsPage } from './pages/reviews.ts';
import { SyncPanel } from './pages/sync.ts';
import { useProduct } from './useProduct.ts';

describe('reviews by keyboard', () => {
  const product = useProduct();
  const names = ['درمانگاه پرسش یک', 'درمانگاه پرسش دو', 'درمانگاه پرسش سه'] as const;
  const ids: string[] = [];
  let ali: TestDevice;
  let sara: TestDevice;
  let window: AppWindow;

  beforeAll(async () => {
    ali = await openColleague(product(), 'ali');
    sara = await openColleague(product(), 'sara');
    for (const name of names)
      ids.push(
        await ali.create('customers', 'company', {
          name,
          stage: 'active',
          ownerId: ali.person,
          territoryId: sampleId('territory', 'tehran-north'),
          note: 'پیش‌تر',
        }),
      );
    await ali.sync();
    await sara.sync();
    for (const id of ids) await ali.edit('customers', id, { note: 'نوشتهٔ علی' });
    await ali.sync();
    for (const id of ids) await sara.edit('customers', id, { note: 'نوشتهٔ سارا' });
    await sara.sync();
    window = await signIn(await product().openMachine(), 'ali');
    await new SyncPanel(window).pill('sync.pill.needsYou', names.length).waitFor();
  });
  afterAll(async () => {
    await ali.close();
    await sara.close();
  });

  it('the list of customers marks what waits for this person, in words', async () => {
    const customers = new CustomersPage(window);
    await customers.search('درمانگاه پرسش');
    for (const name of names) await customers.badge(name, 'state.needsYou').waitFor();
    await expectAccessible(window, 'customers that need somebody');
    // Its page says so as well, by badge and by note.
    for (const name of names) {
      const customer = await customers.open(name);
      const badge = customer.region().getByRole('heading', { level: 2 }).getByRole('img');
      await badge.and(window.page.getByLabel(window.t('state.needsYou'))).waitFor();
      await customer.region().getByText(window.t('record.review.title'), { exact: true }).waitFor();
    }
  });

  it('opens the first with Enter; each decision brings the next, and the last one the empty inbox', async () => {
    const reviews = new ReviewsPage(window);
    await window.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await window.press('g', 'r');
    await window.heading(window.t('reviews.title')).waitFor();
    await expect.poll(() => reviews.total()).toBe(names.length);
    await window.press('ArrowDown', 'Home', 'Enter');
    const decided: string[] = [];
    for (const key of ['k', 't', 'k']) {
      const record = await openRecord(decided);
      await reviews.field(record, window.t('field.note')).waitFor();
      decided.push(record);
      await window.press(key);
      await expect.poll(() => reviews.total()).toBe(names.length - decided.length);
    }
    expect(decided.toSorted(compareText)).toEqual(names.toSorted(compareText));
    await reviews.emptyTitle(window.t('reviews.empty.title')).waitFor();
    await allSent(window);
    const stands = async (): Promise<string[]> => {
      const customers = (await product().recordsAtServer('customers')).filter(({ id }) => ids.includes(id));
      return customers.map(({ body }) => (body['note'] ?? '') as string).toSorted(compareText);
    };
    await expect.poll(stands).toEqual(['نوشتهٔ سارا', 'نوشتهٔ سارا', 'نوشتهٔ علی']);
  });

  it('one key undoes the last decision, and its question is back', async () => {
    const reviews = new ReviewsPage(window);
    await window.press('u');
    await expect.poll(() => reviews.total()).toBe(1);
    await reviews.field(await openRecord([]), window.t('field.note')).waitFor();
  });

  /** Whose question stands beside the list; it is none of those that were decided. */
  async function openRecord(decided: readonly string[]): Promise<string> {
    const isOpen = (name: string): Promise<boolean> =>
      new ReviewsPage(window).field(name, window.t('field.note')).isVisible();
    const find = async (): Promise<string | undefined> => {
      for (const name of names) if (!decided.includes(name) && (await isOpen(name))) return name;
      return undefined;
    };
    await expect.poll(find).toBeDefined();
    return (await find()) ?? '';
  }
});
