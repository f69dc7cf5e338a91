/**
 * Microsoft's Northwind sample. Categories, suppliers, shippers and regions are no records of their own here: they are merged into
 * the products, orders and territories that name them. Pictures are not imported, and the report says so.
 */
import { elementsOf, textOf } from '../../../../../shared/domain/bodyReads.ts';
import type { JsonValue } from '../../../../../shared/base/leafPath.ts';
import { orderKeyBetween } from '../../../../../shared/sync/orderKey.ts';
import type { DraftBody, Preset, PresetTable, RowContext } from './preset.ts';

const CURRENCY = 'USD';
/** The orders begin in July 1996; the product list carries no dates. */
const PRICES_FROM = '1996-01-01';
const CENTS = 100;
const QUANTITY_SCALE = 1_000;
/** A fraction of one (0.05) → percent × 10,000 (50,000). */
const FRACTION_TO_PERCENTAGE = 1_000_000;

const firstOrder = orderKeyBetween(null, null);
const secondOrder = orderKeyBetween(firstOrder, null);

const cellKey =
  (...columns: string[]): PresetTable['key'] =>
  (row) =>
    columns.map((column) => row.cells[column] ?? '').join('/');

const lentTable = (table: string, file: string, key: string, pictures: readonly string[] = []): PresetTable => ({
  table,
  file,
  required: true,
  columns: [key],
  key: cellKey(key),
  read: (_row, context) => {
    for (const picture of pictures)
      if (context.text(picture) !== null) context.leaveOut(picture, 'import.pictureNotImported');
    context.lend();
  },
});

const territories: PresetTable = {
  table: 'territories',
  file: 'territories.csv',
  required: true,
  columns: ['territoryID', 'territoryDescription', 'regionID'],
  key: cellKey('territoryID'),
  read: (_row, context) => {
    const region = context.borrow('regionID', 'regions');
    context.createOwn('organisation', 'territory', {
      name: context.text('territoryDescription') ?? context.skip('territoryDescription', 'import.nameMissing'),
      ...optional('region', region?.['regionDescription'] ?? null),
    });
  },
};

const employees: PresetTable = {
  table: 'employees',
  file: 'employees.csv',
  required: true,
  columns: ['employeeID', 'lastName', 'firstName'],
  key: cellKey('employeeID'),
  read: (row, context) => {
    const title = context.text('title');
    if (context.text('photo') !== null) context.leaveOut('photo', 'import.pictureNotImported');
    context.createOwn('organisation', 'person', {
      name:
        [context.text('firstName'), context.text('lastName')].filter((part) => part !== null).join(' ') ||
        context.skip('lastName', 'import.nameMissing'),
      role: title?.startsWith('Vice President') ? 'headOffice' : title === 'Sales Manager' ? 'branchManager' : 'rep',
      active: true,
      ...optional('title', title),
      ...optional('phone', context.text('homePhone')),
      // A manager may stand below, so the id is taken on trust; `reportsTo` names a row of this very table.
      ...optional(
        'managerId',
        context.text('reportsTo') === null ? null : context.idOf('employees', row.cells['reportsTo'] ?? ''),
      ),
      ...customOf(
        context,
        'titleOfCourtesy',
        'birthDate',
        'hireDate',
        'address',
        'city',
        'region',
        'postalCode',
        'country',
        'extension',
        'notes',
        'photoPath',
      ),
    });
  },
};

const employeeTerritories: PresetTable = {
  table: 'employeeTerritories',
  file: 'employee-territories.csv',
  required: true,
  columns: ['employeeID', 'territoryID'],
  key: cellKey('employeeID', 'territoryID'),
  read: (row, context) => {
    const territoryId =
      context.reference('territoryID', 'territories') ?? context.skip('territoryID', 'import.unknownReference');
    const employee =
      context.draftOf('employees', row.cells['employeeID'] ?? '') ??
      context.skip('employeeID', 'import.unknownReference');
    appendTo(employee, 'territoryIds', territoryId);
    context.merged();
  },
};

const products: PresetTable = {
  table: 'products',
  file: 'products.csv',
  required: true,
  columns: ['productID', 'productName', 'unitPrice'],
  key: cellKey('productID'),
  read: (_row, context) => {
    const amount = context.decimal('unitPrice', CENTS);
    const category = context.borrow('categoryID', 'categories');
    const supplier = context.borrow('supplierID', 'suppliers');
    context.createOwn('products', 'consumable', {
      name: context.text('productName') ?? context.skip('productName', 'import.nameMissing'),
      unit: 'unit',
      taxPercentage: 0,
      discontinued: context.text('discontinued') === '1',
      ...optional('category', category?.['categoryName'] ?? null),
      prices:
        amount === null
          ? []
          : [{ id: 'list', order: firstOrder, price: { amount, currency: CURRENCY }, from: PRICES_FROM }],
      custom: {
        ...context.custom('quantityPerUnit', 'unitsInStock', 'unitsOnOrder', 'reorderLevel'),
        ...lentFields('category', category, ['description']),
        ...lentFields('supplier', supplier, [
          'companyName',
          'contactName',
          'contactTitle',
          'address',
          'city',
          'region',
          'postalCode',
          'country',
          'phone',
          'fax',
          'homePage',
        ]),
      },
    });
  },
};

const customers: PresetTable = {
  table: 'customers',
  file: 'customers.csv',
  required: true,
  columns: ['customerID', 'companyName'],
  key: cellKey('customerID'),
  read: (row, context) => {
    const contact = context.text('contactName');
    const phone = context.text('phone');
    const fax = context.text('fax');
    const address = optionals({
      street: context.text('address'),
      city: context.text('city'),
      region: context.text('region'),
      postalCode: context.text('postalCode'),
      country: context.text('country'),
    });
    context.createOwn('customers', 'company', {
      name: context.text('companyName') ?? context.skip('companyName', 'import.nameMissing'),
      ...optional('code', row.cells['customerID'] ?? null),
      stage: 'active',
      ...(contact
        ? {
            contacts: [
              { id: 'main', order: firstOrder, name: contact, ...optional('title', context.text('contactTitle')) },
            ],
          }
        : {}),
      ...(Object.keys(address).length > 0
        ? { addresses: [{ id: 'main', order: firstOrder, label: 'main', ...address }] }
        : {}),
      phones: [
        ...(phone ? [{ id: 'office', order: firstOrder, label: 'office', number: phone }] : []),
        ...(fax ? [{ id: 'fax', order: secondOrder, label: 'fax', number: fax }] : []),
      ],
    });
  },
};

const orders: PresetTable = {
  table: 'orders',
  file: 'orders.csv',
  required: true,
  columns: ['orderID', 'customerID', 'orderDate'],
  key: cellKey('orderID'),
  read: (row, context) => {
    const freight = context.decimal('freight', CENTS);
    const shipper = context.borrow('shipVia', 'shippers');
    const delivery = ['shipName', 'shipAddress', 'shipCity', 'shipRegion', 'shipPostalCode', 'shipCountry']
      .map((field) => context.text(field))
      .filter((part) => part !== null);
    context.createOwn('salesDocuments', 'order', {
      customerId: context.reference('customerID', 'customers') ?? context.skip('customerID', 'import.unknownReference'),
      ...optional('ownerId', context.reference('employeeID', 'employees')),
      ...optional('number', row.cells['orderID'] ?? null),
      state: 'confirmed',
      orderedOn: context.date('orderDate') ?? context.skip('orderDate', 'import.dateMissing'),
      currency: CURRENCY,
      lines: [],
      ...optional('freight', freight === null ? null : { amount: freight, currency: CURRENCY }),
      ...optional('deliverOn', context.date('requiredDate')),
      ...optional('deliveredOn', context.date('shippedDate')),
      ...optional('deliveryAddress', delivery.length > 0 ? delivery.join('\n') : null),
      ...(shipper ? { custom: lentFields('shipper', shipper, ['companyName', 'phone']) } : {}),
    });
  },
};

const orderDetails: PresetTable = {
  table: 'orderDetails',
  file: 'order-details.csv',
  required: true,
  columns: ['orderID', 'productID', 'unitPrice', 'quantity', 'discount'],
  key: cellKey('orderID', 'productID'),
  read: (row, context) => {
    const order =
      context.draftOf('orders', row.cells['orderID'] ?? '') ?? context.skip('orderID', 'import.unknownReference');
    const productId =
      context.reference('productID', 'products') ?? context.skip('productID', 'import.unknownReference');
    const product = context.draftOf('products', row.cells['productID'] ?? '');
    const lastLine = elementsOf(order, 'lines').at(-1);
    appendTo(order, 'lines', {
      id: `product-${row.cells['productID'] ?? ''}`,
      order: orderKeyBetween(lastLine ? textOf(lastLine, 'order') : null, null),
      productId,
      productName: product?.['name'] ?? '',
      unit: product?.['unit'] ?? 'unit',
      quantity: context.decimal('quantity', QUANTITY_SCALE) ?? context.skip('quantity', 'import.notANumber'),
      unitPrice: {
        amount: context.decimal('unitPrice', CENTS) ?? context.skip('unitPrice', 'import.notANumber'),
        currency: CURRENCY,
      },
      discountPercentage: context.decimal('discount', FRACTION_TO_PERCENTAGE) ?? 0,
      taxPercentage: 0,
    });
    context.merged();
  },
};

export const northwindPreset: Preset = {
  id: 'northwind',
  tables: [
    lentTable('categories', 'categories.csv', 'categoryID', ['picture']),
    lentTable('suppliers', 'suppliers.csv', 'supplierID'),
    lentTable('shippers', 'shippers.csv', 'shipperID'),
    lentTable('regions', 'regions.csv', 'regionID'),
    territories,
    employees,
    employeeTerritories,
    products,
    customers,
    orders,
    orderDetails,
  ],
};

const optional = (field: string, value: JsonValue): DraftBody => (value === null ? {} : { [field]: value });
const optionals = (values: Readonly<Record<string, string | null>>): DraftBody =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

const customOf = (context: RowContext, ...fields: string[]): DraftBody => {
  const custom = context.custom(...fields);
  return Object.keys(custom).length > 0 ? { custom } : {};
};

/** `supplier` + `companyName` → `supplier.companyName`. */
function lentFields(
  name: string,
  cells: Readonly<Record<string, string>> | null,
  fields: readonly string[],
): DraftBody {
  if (!cells) return {};
  return Object.fromEntries(
    fields
      .filter((field) => cells[field] !== undefined && cells[field] !== '' && cells[field] !== 'NULL')
      .map((field) => [`${name}.${field}`, cells[field] ?? '']),
  );
}

function appendTo(body: DraftBody, field: string, value: JsonValue): void {
  const list: unknown = body[field];
  body[field] = [...(Array.isArray(list) ? (list as JsonValue[]) : []), value];
}
