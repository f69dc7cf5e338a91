/** Machines at customers, and requests for service from the first call to the signature. */
import { deterministicId } from '../../shared/base/id.ts';
import { elementsOf, textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { idOf } from '../../e2e/sync/openCompany.ts';
import type { HeldRecord, LocalOperation } from '../../main/core/store/index.ts';
import type { Actor } from '../actorTypes.ts';
import { PRODUCTS, ROSTER } from '../company.ts';
import {
  addElement,
  addMember,
  changeElement,
  patchOf,
  removeElement,
  removeMember,
  setField,
  text,
  type Change,
} from './edit.ts';
import { day, instant, isManaging, line, onCustomer, word, type Editable } from './editable.ts';

const EQUIPMENT_CHANGES: readonly Change[] = [
  setField('name'),
  setField('serial', word),
  setField('note'),
  setField('place'),
  setField('warrantyUntil', day),
  // Sold on, it goes to another customer with all that follows it.
  (body, actor) => {
    const customer = actor.pick('customers');
    return customer ? { ...body, customerId: customer.id } : null;
  },
];

const CAUSES = ['wear', 'misuse', 'installation', 'power'] as const;

const REQUEST_CHANGES: readonly Change[] = [
  setField('description'),
  setField('note'),
  setField('priority', ({ choice }) => choice.pick(['low', 'normal', 'high', 'urgent'])),
  setField('dueAt', instant),
  addElement('checklist', (actor) => ({ name: text(actor), done: false })),
  changeElement('checklist', () => ({ done: true })),
  removeElement('checklist'),
  addElement('partsUsed', (actor) => ({
    productId: actor.choice.pick(PRODUCTS),
    productName: text(actor),
    unit: 'عدد',
    quantity: 1_000,
  })),
  removeElement('partsUsed'),
  addMember('causes', ({ choice }) => choice.pick(CAUSES)),
  removeMember('causes'),
];

export const SERVICE: readonly Editable[] = [
  {
    collection: 'assets',
    weight: 3,
    condition: '1 = 1',
    kinds: ['equipment'],
    changes: () => EQUIPMENT_CHANGES,
    create: (actor) => onCustomer(actor, () => ({ name: text(actor), serial: actor.token(), installedOn: day(actor) })),
  },
  {
    collection: 'serviceRequests',
    weight: 8,
    condition: "state NOT IN ('closed', 'cancelled')",
    kinds: ['inquiry', 'complaint', 'job'],
    changes: () => REQUEST_CHANGES,
    create: (actor) =>
      onCustomer(actor, () => ({
        subject: text(actor),
        channel: 'phone',
        priority: 'normal',
        receivedAt: instant(actor),
        state: 'inquiry',
      })),
  },
];

/** Somebody is sent, with a part in the customer for as long as it takes; works; has it signed; it is over. Often one step follows another at once. */
export async function stepRequest(actor: Actor): Promise<void> {
  const { id } = actor.pick('serviceRequests', "state NOT IN ('closed', 'cancelled')") ?? {};
  for (let steps = 1 + actor.choice.integer(4); steps > 0 && id !== undefined; steps -= 1) {
    const request = actor.record('serviceRequests', id);
    if (!request || request.deleted) return;
    const isUnbilled = textOf(request.body, 'state') === 'confirmed' || isBillGone(actor, request);
    const isBilled = isUnbilled && actor.choice.chance(0.7);
    await actor.commit(
      isBilled ? billOf(actor, request) : patchOf(request, { ...request.body, ...nextOf(actor, request.body) }),
    );
  }
}

function nextOf(actor: Actor, body: RecordBody): RecordBody {
  const state = textOf(body, 'state');
  if (actor.choice.chance(0.07)) return { state: 'cancelled', cancelReason: text(actor) };
  if (state === 'inProgress')
    return { state: 'confirmed', signature: { name: text(actor), at: '2026-11-01T00:00:00.000Z' } };
  if (state === 'assigned') return { state: 'inProgress' };
  if (state === 'confirmed' || state === 'invoiced') return { state: 'closed' };
  const assignee = isManaging(actor) ? idOf(actor.choice.pick(ROSTER)) : actor.person;
  return { state: 'assigned', assigneeId: assignee };
}

/** Its draft was removed: the work is billed again. */
function isBillGone(actor: Actor, { body }: HeldRecord): boolean {
  const orderId = textOf(body, 'orderId');
  const order = orderId === null ? null : actor.record('salesDocuments', orderId);
  return textOf(body, 'state') === 'invoiced' && order?.deleted === true;
}

/** What was done is billed: an order and the request's step in one save. Two who do it apart make one order. */
function billOf(actor: Actor, request: HeldRecord): LocalOperation[] {
  const customerId = textOf(request.body, 'customerId');
  const before = isBillGone(actor, request) ? (textOf(request.body, 'orderId') ?? '') : '';
  const orderId = deterministicId('document of a request', 'order', request.id, before);
  if (customerId === null || actor.record('salesDocuments', orderId)) return [];
  const parts = elementsOf(request.body, 'partsUsed').map((part) => ({
    ...line(actor, textOf(part, 'productId') ?? undefined),
    ...part,
  }));
  return [
    {
      act: 'create',
      collection: 'salesDocuments',
      kind: 'order',
      id: orderId,
      body: {
        customerId,
        ownerId: actor.person,
        state: 'draft',
        orderedOn: day(actor),
        currency: 'IRR',
        lines: [...parts, { ...line(actor), id: actor.token(), order: 'z0' }],
      },
    },
    ...patchOf(request, { ...request.body, state: 'invoiced', orderId }),
  ];
}
