/** Goods that come, go between places and are counted; deliveries that move them in the same save; parts that are kept for somebody. */
import { elementsOf, integerOf, textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { deliveryBody, openLines } from '../../shared/domain/salesDocuments/nextDocuments.ts';
import { orderProgress } from '../../shared/domain/salesDocuments/orderProgress.ts';
import { movementsOfPaper } from '../../shared/domain/stock/paperMovements.ts';
import type { HeldRecord, LocalOperation } from '../../main/core/store/index.ts';
import type { Actor } from '../actorTypes.ts';
import { PLACES, PRODUCTS, ROSTER } from '../company.ts';
import { idOf } from '../../e2e/sync/openCompany.ts';
import { doesReturnRestOn, papersOf } from './chain.ts';
import { addElement, patchOf, removeElement, setField, text } from './edit.ts';
import { isManaging } from './editable.ts';
import { nowOf } from './standing.ts';

/** What came from a supplier, what was counted, what broke, and what goes to another place: both ends of that in one save. */
export async function moveStock(actor: Actor): Promise<void> {
  const { choice } = actor;
  const placeId = placeOf(actor);
  const body = { productId: choice.pick(PRODUCTS), placeId, occurredAt: nowOf(actor) };
  const quantity = (1 + choice.integer(50)) * 1_000;
  // Who does not keep stock has no such page; now and then from a window that somebody has changed.
  if (!isManaging(actor) && choice.chance(0.9)) return;
  switch (choice.pick(['receipt', 'count', 'damage', 'transfer'])) {
    case 'receipt':
      return save(actor, [{ ...body, reason: 'receipt', quantity, note: text(actor) }]);
    case 'damage':
      return save(actor, [{ ...body, reason: 'damage', quantity: -quantity }]);
    case 'count':
      return save(actor, [{ ...body, reason: 'count', quantity: 0, counted: quantity }]);
    default: {
      const otherPlaceId = choice.pick(PLACES);
      if (otherPlaceId === placeId) return;
      const transferId = actor.newId();
      await save(actor, [
        { ...body, reason: 'transferOut', quantity: -quantity, transferId, otherPlaceId },
        { ...body, placeId: otherPlaceId, reason: 'transferIn', quantity, transferId, otherPlaceId: placeId },
      ]);
    }
  }
}

async function save(actor: Actor, bodies: readonly RecordBody[]): Promise<void> {
  await actor.commit(bodies.map((body) => movement(actor.newId(), body)));
}

/** A delivery goes out, whole, or is prepared for it; what was prepared goes out, by whoever comes first; one that is out is called back. */
export async function deliver(actor: Actor): Promise<void> {
  const delivery = actor.choice.chance(0.5) ? actor.pick('salesDocuments', "kind = 'delivery'") : null;
  if (delivery) return stepDelivery(actor, delivery);
  const order = actor.pick('salesDocuments', "kind = 'order' AND state = 'confirmed'");
  if (order) await deliverOrder(actor, order);
}

/** What is open of it here; now and then all of it, whatever went out before. */
export async function deliverOrder(actor: Actor, order: HeldRecord): Promise<void> {
  const chosen = actor.choice.chance(0.85)
    ? openLines(orderProgress(order.body, papersOf(actor, order.id)), 'toDeliver')
    : elementsOf(order.body, 'lines').map((line) => ({
        orderLineId: textOf(line, 'id') ?? '',
        quantity: integerOf(line, 'quantity') ?? 0,
      }));
  if (chosen.length === 0) return;
  const id = actor.newId();
  const prepared: RecordBody = {
    ...deliveryBody({ orderId: order.id, order: order.body, chosen, issuedOn: '2026-11-01' }),
    ...(actor.choice.chance(0.9) ? { stockPlaceId: placeOf(actor) } : {}),
  };
  const isSent = actor.choice.chance(0.6);
  const body = isSent ? { ...prepared, state: 'delivered', deliveredAt: nowOf(actor) } : prepared;
  await actor.commit(
    [
      { act: 'create', collection: 'salesDocuments', kind: 'delivery', id, body },
      ...movementsWith(actor, 'delivery', id, body),
    ],
    isSent ? { series: 'DLV', reference: { collection: 'salesDocuments', id }, path: 'number' } : undefined,
  );
}

async function stepDelivery(actor: Actor, delivery: HeldRecord): Promise<void> {
  const state = textOf(delivery.body, 'state');
  if (state === 'cancelled') return;
  const isSent = state === 'draft' && actor.choice.chance(0.8);
  if (!isSent && (isRestedOn(actor, delivery) || !holdsWhatItMoved(actor, delivery))) return;
  const next: RecordBody = {
    ...delivery.body,
    ...(isSent
      ? { state: 'delivered', deliveredAt: nowOf(actor) }
      : { state: 'cancelled', cancelledAt: nowOf(actor), cancelReason: actor.token() }),
  };
  await actor.commit(
    [...patchOf(delivery, next), ...movementsWith(actor, 'delivery', delivery.id, next)],
    isSent ? { series: 'DLV', reference: delivery, path: 'number' } : undefined,
  );
}

/** Whoever does not hold the place, and so not what was moved there, calls nothing back. */
const holdsWhatItMoved = (actor: Actor, { id, body }: HeldRecord): boolean =>
  movementsOfPaper('delivery', id, body).every((movement) => actor.record('stock', movement.id) !== null);

/** Something that came back of the order was delivered by it. */
function isRestedOn(actor: Actor, delivery: HeldRecord): boolean {
  const orderId = textOf(delivery.body, 'orderId') ?? '';
  const order = actor.record('salesDocuments', orderId);
  const others = papersOf(actor, orderId).filter(({ id }) => id !== delivery.id);
  return order !== null && doesReturnRestOn(order.body, others);
}

/** Those that are not written yet; only what was moved is taken back. */
export const movementsWith = (
  actor: Actor,
  kind: 'delivery' | 'return',
  id: string,
  paper: RecordBody,
): LocalOperation[] =>
  movementsOfPaper(kind, id, paper).flatMap((made) => {
    const takesBack = textOf(made.body, 'takesBack');
    const isDone = actor.record('stock', made.id) !== null;
    const isNeeded = takesBack === null || actor.record('stock', takesBack) !== null;
    return isDone || !isNeeded ? [] : [movement(made.id, made.body)];
  });

const movement = (id: string, body: RecordBody): LocalOperation => ({
  act: 'create',
  collection: 'stock',
  kind: 'movement',
  id,
  body,
});

/** Ali has a van. */
export const placeOf = ({ login, choice }: Actor): string =>
  choice.pick(PLACES.slice(0, login === 'administrator' ? 3 : login === 'ali' || login === 'reza' ? 2 : 1));

const PERIOD = { from: '2026-01-01', to: '2027-12-31' };

/** A manager keeps a part of what lies somewhere, or of what a customer may owe, for one of the sellers; more of it, or less. */
export async function keepFor(actor: Actor): Promise<void> {
  if (!isManaging(actor)) return;
  const { choice } = actor;
  const holderId = idOf(choice.pick(ROSTER));
  if (choice.chance(0.5)) {
    const kept = choice.chance(0.5) ? actor.pick('stock', "kind = 'allotment'") : null;
    const quantity = choice.integer(40) * 1_000;
    if (kept) return void (await actor.commit(patchOf(kept, { ...kept.body, quantity, note: text(actor) })));
    const body = { productId: choice.pick(PRODUCTS), placeId: placeOf(actor), holderId, quantity, ...PERIOD };
    const id = actor.newId();
    return void (await actor.commit([{ act: 'create', collection: 'stock', kind: 'allotment', id, body }]));
  }
  const customer = actor.pick('customers');
  if (!customer) return;
  // Two of them together are within the limit, three may not be: two managers who do not hear of each other.
  const rials = (amount: number): RecordBody => ({ amount, currency: 'IRR' });
  const limited = setField('creditLimit', () => rials(100_000_000))(customer.body, actor) ?? customer.body;
  const change = choice.chance(0.75)
    ? addElement('creditSlices', () => ({ holderId, side: 'account', amount: rials(40_000_000), ...PERIOD }))
    : removeElement('creditSlices');
  await actor.commit(patchOf(customer, change(limited, actor)));
}
