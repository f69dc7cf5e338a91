/** Where the simulated company works, and who works there. */
import { draft, idOf } from '../e2e/sync/openCompany.ts';
import type { RecordDraft } from '../server/sync/bulkLoad.ts';
import { schemaVersions } from '../shared/domain/catalogue.ts';
import type { RecordBody } from '../shared/domain/record.ts';

export const TERRITORIES = ['north', 'south', 'west'] as const;

/** In the order in which devices are handed out: four devices are the first four. Ali has two machines. */
export const ROSTER = ['ali', 'sara', 'reza', 'administrator', 'omid', 'ali'] as const;
export type Login = (typeof ROSTER)[number];

const inBranch = (branch: string): RecordBody => ({ branchId: idOf(branch) });

const person = (name: Login, role: string, more: RecordBody): RecordDraft =>
  draft('organisation', 'person', name, { name, role, active: true, ...more });

const customer = (name: string, territory: string, owner: Login): RecordDraft =>
  draft('customers', 'company', name, {
    name: `شرکت ${name}`,
    stage: 'active',
    territoryId: idOf(territory),
    ownerId: idOf(owner),
    note: 'قدیمی',
    tags: ['کهن', 'vip'],
    contacts: [
      { id: 'c1', order: 'a0', name: 'مریم', phone: '0912' },
      { id: 'c2', order: 'a1', name: 'Naser' },
    ],
  });

/** By the name of the product, in rials. They never change. */
const PRICES = { gauze: 250_000, mask: 90_000, pump: 12_000_000 } as const;
export const LIST_PRICES: ReadonlyMap<string, number> = new Map(
  Object.entries(PRICES).map(([name, price]) => [idOf(name), price]),
);

const product = (name: keyof typeof PRICES): RecordDraft =>
  draft('products', 'consumable', name, {
    name: `کالای ${name}`,
    unit: 'عدد',
    taxPercentage: 90_000,
    cost: { amount: Math.round(PRICES[name] / 2), currency: 'IRR' },
    prices: [{ id: 'list', order: 'a0', price: { amount: PRICES[name], currency: 'IRR' }, from: '2025-01-01' }],
  });

export const PRODUCTS = ['gauze', 'mask', 'pump'].map(idOf);

/** A warehouse of the one branch, a van in it, and a warehouse of the other. */
export const PLACES = ['warehouse', 'van', 'depot'].map(idOf);

/** Two pairs of customers whose codes always change together: who sees one half of such a change sees half a transaction. */
export const TWINS: readonly (readonly [string, string])[] = [
  [idOf('twin-1'), idOf('twin-2')],
  [idOf('twin-3'), idOf('twin-4')],
];

export const COMPANY: readonly RecordDraft[] = [
  draft('organisation', 'branch', 'tehran', { name: 'تهران', managerId: idOf('reza') }),
  draft('organisation', 'branch', 'shiraz', { name: 'شیراز' }),
  draft('organisation', 'territory', 'north', { name: 'شمال', ...inBranch('tehran') }),
  draft('organisation', 'territory', 'south', { name: 'جنوب', ...inBranch('tehran') }),
  draft('organisation', 'territory', 'west', { name: 'غرب', ...inBranch('shiraz') }),
  person('administrator', 'administrator', {}),
  person('ali', 'rep', { ...inBranch('tehran'), territoryIds: [idOf('north')] }),
  person('sara', 'rep', { ...inBranch('tehran'), territoryIds: [idOf('north')] }),
  person('omid', 'rep', { ...inBranch('tehran'), territoryIds: [idOf('south')] }),
  person('reza', 'branchManager', inBranch('tehran')),
  customer('pars', 'north', 'ali'),
  customer('alborz', 'north', 'sara'),
  customer('karoon', 'south', 'omid'),
  customer('zagros', 'west', 'administrator'),
  ...['twin-1', 'twin-2'].map((name) => customer(name, 'north', 'ali')),
  ...['twin-3', 'twin-4'].map((name) => customer(name, 'south', 'omid')),
  draft('organisation', 'stockPlace', 'warehouse', { name: 'انبار', ...inBranch('tehran') }),
  draft('organisation', 'stockPlace', 'van', {
    name: 'وانت',
    type: 'van',
    holderId: idOf('ali'),
    ...inBranch('tehran'),
  }),
  draft('organisation', 'stockPlace', 'depot', { name: 'دپو', ...inBranch('shiraz') }),
  product('gauze'),
  product('mask'),
  product('pump'),
];

/** What a program of long ago has not heard of. */
const UNKNOWN_TO_OLD = new Set([
  'assets',
  'attachments',
  'contracts',
  'opportunities',
  'salesCredits',
  'serviceRequests',
]);

/** What that program knows, by collection. */
export const versionsKnownTo = (program: 'old' | 'new'): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(schemaVersions()).filter(([known]) => program === 'new' || !UNKNOWN_TO_OLD.has(known)),
  );
