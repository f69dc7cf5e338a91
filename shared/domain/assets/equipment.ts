/** The installed base: one machine at one customer, by its serial number. Its requests and contracts point here. */
import { z } from 'zod';
import { persianSortKey } from '../../base/text.ts';
import { textOf } from '../bodyReads.ts';
import { commonFields, dateField, idField, nameField, noteField, positionField } from '../fields.ts';
import { followCustomer } from '../followCustomer.ts';
import { defineKind, type CollectionDefinition } from '../kind.ts';
import { equipmentViolations } from './equipmentRules.ts';

export const equipmentSchema = z.looseObject({
  ...commonFields,
  customerId: idField,
  name: nameField,
  serial: z.string().trim().min(1).max(100).optional(),
  productId: idField.optional(),
  installedOn: dateField.optional(),
  /** The last day of the guarantee. */
  warrantyUntil: dateField.optional(),
  /** Where it stands: "second floor, laboratory". */
  place: z.string().max(500).optional(),
  position: positionField.optional(),
  /** From this day on it is no longer there; its story stays. */
  removedOn: dateField.optional(),
  note: noteField.optional(),
});
export type Equipment = z.infer<typeof equipmentSchema>;

export const equipmentKind = defineKind({
  collection: 'assets',
  kind: 'equipment',
  schema: equipmentSchema,
  merge: {
    default: 'serverOrder',
    // The word that decides who pays for a repair is never settled by who came last.
    policies: { warrantyUntil: 'ask', source: 'locked' },
    groups: { identity: ['serial', 'productId'] },
  },
  scope: followCustomer,
  searchText: (body) => [textOf(body, 'name') ?? '', textOf(body, 'serial') ?? ''],
  invariants: equipmentViolations,
  references: (body) => {
    const customerId = textOf(body, 'customerId');
    const productId = textOf(body, 'productId');
    return [
      ...(customerId ? [{ collection: 'customers' as const, id: customerId }] : []),
      ...(productId ? [{ collection: 'products' as const, id: productId }] : []),
    ];
  },
});

export const assetsCollection: CollectionDefinition = {
  collection: 'assets',
  schemaVersion: 1,
  kinds: { equipment: equipmentKind },
  columns: [
    { name: 'customer_id', type: 'text', path: 'customerId', value: (body) => textOf(body, 'customerId') },
    { name: 'product_id', type: 'text', path: 'productId', value: (body) => textOf(body, 'productId') },
    { name: 'name', type: 'text', path: 'name', value: (body) => textOf(body, 'name') },
    { name: 'name_sort', type: 'text', value: (body) => persianSortKey(textOf(body, 'name') ?? '') },
    { name: 'serial', type: 'text', path: 'serial', value: (body) => textOf(body, 'serial') },
    { name: 'installed_on', type: 'text', path: 'installedOn', value: (body) => textOf(body, 'installedOn') },
    { name: 'warranty_until', type: 'text', path: 'warrantyUntil', value: (body) => textOf(body, 'warrantyUntil') },
    { name: 'removed_on', type: 'text', path: 'removedOn', value: (body) => textOf(body, 'removedOn') },
  ],
  indexes: [
    { name: 'assets_by_customer', columns: ['customer_id', 'name_sort', 'id', 'removed_on'] },
    { name: 'assets_by_product', columns: ['product_id'] },
    // The list with what it is filtered by, answered without reading the rows (as `customers_listed`).
    { name: 'assets_listed', columns: ['name_sort', 'id', 'customer_id', 'warranty_until', 'removed_on'] },
    { name: 'assets_by_warranty', columns: ['warranty_until', 'id', 'removed_on'] },
  ],
};
