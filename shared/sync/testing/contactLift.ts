/**
 * A second version of the customers' schema, for tests: where version 1 kept the name of whoever one speaks with as a custom field, version 2
 * has a contact. There is no such lift in the product yet.
 */
import { customersCollection } from '../../domain/customers/collection.ts';
import type { SchemaLift } from '../../domain/kind.ts';
import type { RecordBody } from '../../domain/record.ts';
import type { JsonValue } from '../../base/leafPath.ts';
import { liftedElementId } from '../lift.ts';

const OLD = 'custom/speakWith';
const ORDER = 'a0';

/** The contact that the old field of this customer becomes. */
export const liftedContact = (recordId: string): string => liftedElementId(recordId, 'contacts', OLD);

const contactLift: SchemaLift = {
  to: 2,
  body(body, { id }) {
    const { speakWith, ...custom } = (body['custom'] ?? {}) as Record<string, JsonValue>;
    if (speakWith === undefined) return body;
    const contacts = (body['contacts'] ?? []) as RecordBody[];
    const contact = { id: liftedContact(id), order: ORDER, name: speakWith };
    return { ...body, custom, contacts: [...contacts, contact] };
  },
  change(change, { id }) {
    if (change.path !== OLD || (change.do !== 'set' && change.do !== 'unset')) return [change];
    const contact = liftedContact(id);
    if (change.do === 'unset') return [{ do: 'removeElement', path: 'contacts', id: contact }];
    if (change.seen === undefined)
      return [{ do: 'addElement', path: 'contacts', id: contact, order: ORDER, value: { name: change.value } }];
    return [{ do: 'set', path: `contacts/${contact}/name`, value: change.value, seen: change.seen }];
  },
  path: (path, id) => (path === OLD ? `contacts/${liftedContact(id)}/name` : path),
};

/** From now on this process is of the newer version. @returns what makes it one of the older again. */
export function knowContacts(): () => void {
  const { schemaVersion, lifts } = customersCollection;
  Object.assign(customersCollection, { schemaVersion: 2, lifts: [contactLift] });
  return () => void Object.assign(customersCollection, { schemaVersion, lifts });
}
