/** Branches and territories in the window: made and changed by whoever may, without a line, and people follow them. */
import { beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { allSent, signIn } from './flows.ts';
import { PlacesPage } from './pages/administration.ts';
import { AppWindow } from './pages/appWindow.ts';
import { HistoryDialog } from './pages/history.ts';
import { SettingsPage } from './pages/settings.ts';
import { SyncPanel } from './pages/sync.ts';
import { takePicture } from './pictures.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

const [BRANCH, TERRITORY] = ['شعبهٔ اهواز', 'خوزستان و لرستان'] as const;
const MOVED = 'فارس و بوشهر';

describe('SEC-75: branches and territories', () => {
  const product = useProduct();
  let machine: Machine;
  let admin: AppWindow;
  let places: PlacesPage;

  beforeAll(async () => {
    machine = await product().openMachine({ language: 'en' });
    admin = await signIn(machine, 'admin');
    places = new PlacesPage(admin);
  });

  it('are offered to whoever may change the organisation, and to nobody else', async () => {
    const ali = await signIn(await product().openMachine(), 'ali');
    expect(
      await ali
        .rail()
        .getByRole('link', { name: ali.t('nav.places') })
        .count(),
    ).toBe(0);
    await ali.page.evaluate(() => (location.hash = '#/branches'));
    await ali.page.getByRole('heading', { name: ali.t('error.permission_denied.title') }).waitFor();
    expect(await ali.page.getByRole('grid').count()).toBe(0);
  });

  it('are made without a line, with the keyboard too, and marked until head office has them', async () => {
    await admin.goTo('nav.places');
    await places.row(MOVED).waitFor();
    await expectAccessible(admin, 'branches and territories');
    machine.network.pullOut();
    const branch = await places.startNew('branch');
    await branch.submit('places.new.branch');
    await branch.says(admin.t('field.error.empty')).waitFor();
    await branch.fill('field.name', BRANCH);
    await branch.submit('places.new.branch');
    await admin.panel(BRANCH).waitFor();
    await admin.press('Escape');
    await admin.press('n');
    const territory = places.form(admin.t('places.new.territory'));
    await territory.fill('field.name', TERRITORY);
    await territory.choose('field.branchId', BRANCH);
    await territory.fill('field.region', 'خوزستان');
    await expectAccessible(admin, 'a new territory');
    await admin.press('Control+s');
    await admin.panel(TERRITORY).waitFor();
    await places.badge(TERRITORY, 'state.pending').first().waitFor();
    machine.network.plugIn();
    await new SyncPanel(admin).syncNow();
    await allSent(admin);
    const atServer = await product().recordsAtServer('organisation');
    const id = atServer.find(({ body }) => body['name'] === BRANCH)?.id;
    expect(id).toBeDefined();
    expect(atServer.map(({ body }) => body)).toContainEqual({ name: TERRITORY, branchId: id, region: 'خوزستان' });
  });

  it('are moved to another branch, which can be taken back in their history', async () => {
    const panel = await places.open(MOVED);
    await expect.poll(async () => (await panel.facts()).get(admin.t('places.branch'))).toBe('شعبهٔ شیراز');
    await admin.press('e');
    const form = places.form(admin.t('places.edit', { name: MOVED }));
    await form.choose('field.branchId', BRANCH);
    await form.submit('action.save');
    await expect.poll(async () => (await panel.facts()).get(admin.t('places.branch'))).toBe(BRANCH);
    await expectAccessible(admin, 'a territory');
    await takePicture(admin, 'places-en');
    await allSent(admin);
    const history = new HistoryDialog(admin);
    await history.open();
    await history.restore(admin.t('field.branchId'));
    await admin.notice(admin.t('history.restored')).waitFor();
    await history.close();
    await expect.poll(async () => (await panel.facts()).get(admin.t('places.branch'))).toBe('شعبهٔ شیراز');
  });

  it('stand in Persian as well', async () => {
    await admin.goTo('nav.settings');
    await new SettingsPage(admin).chooseLanguage('fa');
    const persian = new AppWindow(admin.page, 'fa');
    await persian.goTo('nav.places');
    await new PlacesPage(persian).open(TERRITORY);
    await expectAccessible(persian, 'branches and territories in Persian');
    await takePicture(persian, 'places-fa');
  });
});
