/** Maven Analytics' CRM sample: accounts, products, sales teams and a pipeline of 8,800 opportunities. Prices and values are whole dollars. */
import type { JsonValue } from '../../../../../shared/base/leafPath.ts';
import { orderKeyBetween } from '../../../../../shared/sync/orderKey.ts';
import type { DraftBody, Preset, PresetTable, RowContext } from './preset.ts';

const CURRENCY = 'USD';
/** The data begins in October 2016; its list prices carry no date. */
const PRICES_FROM = '2016-01-01';
const firstOrder = orderKeyBetween(null, null);

const STAGES: Readonly<Record<string, string>> = {
  Prospecting: 'prospecting',
  Engaging: 'engaging',
  Won: 'won',
  Lost: 'lost',
};

const salesTeams: PresetTable = {
  table: 'salesTeams',
  file: 'sales_teams.csv',
  required: true,
  columns: ['sales_agent', 'manager', 'regional_office'],
  key: (row) => row.cells['sales_agent'] ?? '',
  read: (row, context) => {
    const name = row.cells['sales_agent'] || context.skip('sales_agent', 'import.nameMissing');
    const manager = context.text('manager');
    const office = context.text('regional_office');
    if (office) ensure(context, 'organisation', 'branch', 'offices', office, { name: office });
    const branchId = office ? context.idOf('offices', office) : null;
    if (manager)
      ensure(context, 'organisation', 'person', 'managers', manager, {
        name: manager,
        role: 'branchManager',
        active: true,
        ...optional('branchId', branchId),
      });
    context.createOwn('organisation', 'person', {
      name,
      role: 'rep',
      active: true,
      ...optional('branchId', branchId),
      ...optional('managerId', manager ? context.idOf('managers', manager) : null),
    });
  },
};

const accounts: PresetTable = {
  table: 'accounts',
  file: 'accounts.csv',
  required: true,
  columns: ['account'],
  key: (row) => row.cells['account'] ?? '',
  read: (row, context) => {
    const name = row.cells['account'] || context.skip('account', 'import.nameMissing');
    const country = context.text('office_location');
    context.createOwn('customers', 'company', {
      name,
      stage: 'active',
      ...optional('industry', context.text('sector', { mapping: 'sector', suspects: { technolgy: 'technology' } })),
      ...(country ? { addresses: [{ id: 'main', order: firstOrder, label: 'main', country }] } : {}),
      ...customOf(context, 'year_established', 'revenue', 'employees'),
    });
  },
};

/** The same file again: a parent may stand below its subsidiary, so links are made when all accounts are known. */
const subsidiaries: PresetTable = {
  table: 'subsidiaries',
  file: 'accounts.csv',
  required: false,
  columns: ['account', 'subsidiary_of'],
  key: (row) => row.cells['account'] ?? '',
  read: (row, context) => {
    const account = context.draftOf('accounts', row.cells['account'] ?? '');
    const parentId = context.reference('subsidiary_of', 'accounts', { mapping: 'account' });
    if (account && parentId) account['parentId'] = parentId;
    context.merged();
  },
};

const products: PresetTable = {
  table: 'products',
  file: 'products.csv',
  required: true,
  columns: ['product', 'sales_price'],
  key: (row) => row.cells['product'] ?? '',
  read: (row, context) => {
    const name = row.cells['product'] || context.skip('product', 'import.nameMissing');
    const amount = context.decimal('sales_price', 100);
    context.createOwn('products', 'equipment', {
      name,
      unit: 'unit',
      taxPercentage: 0,
      ...optional('category', context.text('series')),
      prices:
        amount === null
          ? []
          : [{ id: 'list', order: firstOrder, price: { amount, currency: CURRENCY }, from: PRICES_FROM }],
    });
  },
};

const pipeline: PresetTable = {
  table: 'pipeline',
  file: 'sales_pipeline.csv',
  required: true,
  columns: ['opportunity_id', 'sales_agent', 'product', 'account', 'deal_stage', 'close_value'],
  key: (row) => row.cells['opportunity_id'] ?? '',
  read: (row, context) => {
    const stage = STAGES[row.cells['deal_stage'] ?? ''] ?? context.skip('deal_stage', 'import.unknownStage');
    const account = context.text('account', { mapping: 'account' });
    // A pipeline row without an account is kept, under its agent, and said.
    if (account === null) context.leaveOut('account', 'import.accountMissing');
    const product = context.text('product', { mapping: 'product' });
    const amount = context.decimal('close_value', 100);
    const openedOn = context.date('engage_date');
    const closedOn = context.date('close_date');
    const productId = context.reference('product', 'products', { mapping: 'product' });
    context.createOwn('opportunities', 'opportunity', {
      name: [product, account].filter((part) => part !== null).join(' – ') || (row.cells['opportunity_id'] ?? ''),
      stage,
      ...optional(
        'customerId',
        account === null ? null : context.reference('account', 'accounts', { mapping: 'account' }),
      ),
      ...optional('ownerId', context.reference('sales_agent', 'salesTeams', { mapping: 'agent' })),
      ...optional('productId', productId),
      ...optional('amount', amount === null ? null : { amount, currency: CURRENCY }),
      ...optional('openedOn', openedOn),
      ...optional('closedOn', closedOn),
      // The name that the list does not know stays readable on the record.
      ...(product !== null && productId === null ? { custom: { product } } : {}),
    });
  },
};

export const mavenCrmPreset: Preset = {
  id: 'maven-crm',
  tables: [salesTeams, accounts, subsidiaries, products, pipeline],
};

const optional = (field: string, value: JsonValue): DraftBody => (value === null ? {} : { [field]: value });

const customOf = (context: RowContext, ...fields: string[]): DraftBody => {
  const custom = context.custom(...fields);
  return Object.keys(custom).length > 0 ? { custom } : {};
};

function ensure(
  context: RowContext,
  collection: 'organisation',
  kind: string,
  table: string,
  sourceId: string,
  body: DraftBody,
): void {
  if (!context.draftOf(table, sourceId)) context.create(collection, kind, table, sourceId, body);
}
