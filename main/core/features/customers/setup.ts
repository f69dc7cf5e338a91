/** Groups of customers and the company's own fields: read by every form, written by administrators. */
import { createError } from '../../../../shared/base/errors.ts';
import { SETUP_KINDS } from '../../../../shared/contract/customerSetup.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { ownFieldFrom, wrongOwnFields, type OwnField } from '../../../../shared/domain/customers/customFields.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { createRecord, deleteRecord, editRecord, requireHeld, type Edit, type NewRecord } from '../commands.ts';
import type { Work } from '../procedures.ts';
import { requirePermission } from '../rights.ts';

const COLLECTION = 'organisation';

export function readSetup(work: Pick<Work, 'store'>) {
  const groups = work.store.read
    .all<{ id: string; name: string; body: string; customers: number }>(groupsQuery)
    .map(({ id, name, body, customers }) => ({
      id,
      name,
      note: textOf(JSON.parse(body) as RecordBody, 'note'),
      customers,
    }));
  return { groups, fields: readOwnFields(work) };
}

export function readOwnFields({ store: { read } }: Pick<Work, 'store'>): OwnField[] {
  return read
    .all<{ id: string; body: string }>(fieldsQuery)
    .flatMap(({ id, body }) => ownFieldFrom(id, JSON.parse(body) as RecordBody) ?? [])
    .toSorted((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1));
}

/** Two fields of one key would write over each other. @throws PeyvandError `invalid_input`. */
export async function createSetup(work: Work, newId: string, made: NewRecord): Promise<{ id: string }> {
  requirePermission(work, 'organisation.write');
  const key = textOf(made.body, 'key');
  if (made.kind === 'customField' && readOwnFields(work).some((field) => field.key === key && field.id !== made.id))
    throw createError('invalid_input', { reason: 'key_taken', key: key ?? '' });
  return createRecord(work, COLLECTION, newId, made);
}

export async function editSetup(work: Work, edit: Edit): Promise<{ id: string }> {
  requirePermission(work, 'organisation.write');
  requireSetup(work, edit.id);
  return editRecord(work, COLLECTION, edit, (before, after) => {
    if (before['key'] !== after['key'] || before['type'] !== after['type'])
      throw createError('invalid_input', { reason: 'key_and_type_stay', id: edit.id });
  });
}

export async function removeSetup(work: Work, { id }: { readonly id: string }): Promise<{ id: string }> {
  requirePermission(work, 'organisation.write');
  requireSetup(work, id);
  return deleteRecord(work, { collection: COLLECTION, id });
}

/** @throws PeyvandError `invalid_input` for a value that its own field does not hold. */
export function requireOwnFields(work: Work, before: RecordBody, after: RecordBody): void {
  const wrong = wrongOwnFields(readOwnFields(work), before, after);
  if (wrong.length > 0)
    throw createError('invalid_input', { reason: 'shape', paths: wrong.map((key) => `custom/${key}`) });
}

function requireSetup(work: Work, id: string): void {
  const { kind } = requireHeld(work, { collection: COLLECTION, id });
  if (!SETUP_KINDS.some((known) => known === kind)) throw createError('not_found', { collection: COLLECTION, id });
}

const groupsQuery = `
  SELECT o.id, coalesce(o.name, '') AS name, o.body,
    (SELECT count(*) FROM customer_links l WHERE l.other_id = o.id AND l.relation = 'group') AS customers
  FROM organisation o WHERE o.deleted = 0 AND o.kind = 'customerGroup' ORDER BY o.name_sort, o.id`;
const fieldsQuery = `SELECT id, body FROM organisation WHERE deleted = 0 AND kind = 'customField'`;
