/**
 * `node e2e/window/screenshotsOfScreens.ts` takes the pictures of docs/guide/screens.md: every main screen in both languages, with a company of 300 customers; with
 * names behind it (`branch paper`), only those. Each is looked at by a person before it is committed.
 */
import { inEnglish, openPatiently, stands, take, withSampleCompany } from './docPictures.ts';
import { signIn } from './flows.ts';
import { openAddress } from './mainPages.ts';
import type { AppWindow } from './pages/appWindow.ts';

const CUSTOMERS = 300;

/** Pictures by who would take them, and where they stand. */
const SCREENS: readonly { readonly login: string; readonly addresses: Readonly<Record<string, string>> }[] = [
  {
    login: 'ali',
    addresses: {
      today: '/today',
      activities: '/activities',
      calendar: '/calendar',
      opportunities: '/opportunities',
      orders: '/orders',
      documents: '/documents',
      products: '/products',
      settings: '/settings',
    },
  },
  {
    login: 'hamid',
    addresses: {
      channel: '/channel',
      insights: '/insights',
      stock: '/stock',
      service: '/service',
      equipment: '/equipment',
      contracts: '/contracts',
      causes: '/causes',
      receipts: '/receipts',
      approvals: '/approvals',
      'visit-plans': '/visit-plans',
      branch: '/branch',
      paper: '/branch/paper',
    },
  },
  {
    login: 'admin',
    addresses: { roles: '/roles', pipelines: '/pipelines', 'customer-fields': '/customer-fields', imports: '/imports' },
  },
];

const wanted = process.argv.slice(2);

await withSampleCompany(CUSTOMERS, async (product) => {
  for (const { login, addresses: all } of SCREENS) {
    const addresses = Object.fromEntries(
      Object.entries(all).filter(([name]) => wanted.length === 0 || wanted.includes(name)),
    );
    if (Object.keys(addresses).length === 0) continue;
    const window = await signIn(await openPatiently(product), login);
    await takeAll(window, addresses);
    await takeAll(await inEnglish(window), addresses);
  }
});

async function takeAll(window: AppWindow, addresses: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, address] of Object.entries(addresses)) {
    await openAddress(window, address);
    await stands(window);
    await take(window, `screen-${name}-${window.language}`);
  }
}
