/** What people write down of stock. Each act is one commit, however many lines it has; asked again with its id it moves nothing twice. */
import { createError } from '../../../../shared/base/errors.ts';
import type { Instant } from '../../../../shared/base/clock.ts';
import { deterministicId, type RecordId } from '../../../../shared/base/id.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { ROLES } from '../../../../shared/domain/organisation/organisation.ts';
import { holdsEveryScope } from '../../../../shared/sync/scopes.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { DIRECTION_BY_REASON, type MovementReason } from '../../../../shared/domain/stock/movement.ts';
import { isPlaceHeld } from '../../../../shared/domain/stock/places.ts';
import type { LocalOperation } from '../../store/types.ts';
import { createRecord, creationOf, deleteRecord, editRecord, requireHeld, type Edit } from '../commands.ts';
import { nowOf, todayOf, type CoreContext, type Work } from '../procedures.ts';
import { requirePermission } from '../rights.ts';
import { readStock } from './levels.ts';
import { momentBehind } from './moment.ts';

const COLLECTION = 'stock';

type Context = CoreContext & { readonly work: Work };

interface Line {
  readonly productId: string;
  readonly quantity: number;
}

interface Act {
  readonly id?: string | undefined;
  readonly note?: string | undefined;
}

/** Is what lies there held by the person at work? Then they may write of it, if they may write of stock at all. */
export function holdsPlace(work: Work, place: RecordBody): boolean {
  const { id, role } = work.person();
  if (holdsEveryScope(role)) return true;
  const person = work.store.read.record({ collection: 'organisation', id });
  return isPlaceHeld({ id, role, branchId: person && textOf(person.body, 'branchId') }, place);
}

/** Of somebody who does not hold every place anyhow. */
export function isHeldBy(
  person: { readonly id: string; readonly role: string | null; readonly branchId: string | null },
  place: RecordBody,
): boolean {
  const role = ROLES.find((known) => known === person.role);
  return role !== undefined && !holdsEveryScope(role) && isPlaceHeld({ ...person, role }, place);
}

export function recordMovements(
  context: Context,
  {
    placeId,
    reason,
    lines,
    documentId,
    ...act
  }: Act & {
    readonly placeId: string;
    readonly reason: MovementReason;
    readonly lines: readonly Line[];
    readonly documentId?: string | undefined;
  },
): Promise<{ id: string }> {
  requirePlace(context.work, placeId);
  const direction = DIRECTION_BY_REASON[reason];
  return commitMovements(
    context,
    act,
    lines.map(({ productId, quantity }) => ({
      productId,
      placeId,
      quantity: direction < 0 ? -quantity : quantity,
      reason,
      ...(documentId === undefined ? {} : { documentId }),
    })),
  );
}

/** @throws PeyvandError `invalid_input` for a move from a place to itself. */
export function transferStock(
  context: Context,
  {
    fromId,
    toId,
    lines,
    ...act
  }: Act & {
    readonly fromId: string;
    readonly toId: string;
    readonly lines: readonly Line[];
  },
): Promise<{ id: string }> {
  const { work } = context;
  requirePlace(work, fromId);
  const isLoading = requirePlace(work, toId)['type'] === 'van';
  if (fromId === toId) throw createError('invalid_input', { reason: 'same_place', path: 'toId' });
  const id = act.id ?? context.nextId();
  return commitMovements(
    context,
    { ...act, id },
    lines.flatMap(({ productId, quantity }) => [
      {
        productId,
        placeId: fromId,
        otherPlaceId: toId,
        quantity: -quantity,
        reason: isLoading ? 'vanLoading' : 'transferOut',
        transferId: id,
      },
      {
        productId,
        placeId: toId,
        otherPlaceId: fromId,
        quantity,
        reason: isLoading ? 'vanLoading' : 'transferIn',
        transferId: id,
      },
    ]),
  );
}

/** A line that was counted as the books say is written as well: the figure is as old as its count. */
export async function countStock(
  context: Context,
  {
    placeId,
    lines,
    ...act
  }: Act & {
    readonly placeId: string;
    readonly lines: readonly { readonly productId: string; readonly counted: number }[];
  },
): Promise<{ id: string; corrected: number }> {
  const { work } = context;
  requirePlace(work, placeId);
  const products = lines.map(({ productId }) => productId);
  if (new Set(products).size < products.length)
    throw createError('invalid_input', { reason: 'counted_twice', path: 'lines' });
  const moment = { now: context.core.clock.now(), today: todayOf(context, work) };
  const known = await readStock(work, products, moment, work.ended);
  const bodies = lines.map(({ productId, counted }) => ({
    productId,
    placeId,
    reason: 'count',
    counted,
    quantity: counted - (known.get(productId)?.figures.get(placeId)?.quantity ?? 0),
  }));
  const { id } = await commitMovements(context, act, bodies);
  return { id, corrected: bodies.filter(({ quantity }) => quantity !== 0).length };
}

export function grantAllotment(
  context: Context,
  {
    id,
    note,
    ...grant
  }: Act & {
    readonly placeId: string;
    readonly productId: string;
    readonly holderId: string;
    readonly quantity: number;
    readonly from: string;
    readonly to: string;
  },
): Promise<{ id: string }> {
  const place = requirePlace(context.work, grant.placeId);
  const holder = requireHeld(context.work, { collection: 'organisation', id: grant.holderId });
  if (holder.kind !== 'person') throw createError('not_found', { collection: 'organisation', id: grant.holderId });
  const { id: personId, body: person } = holder;
  if (!isHeldBy({ id: personId, role: textOf(person, 'role'), branchId: textOf(person, 'branchId') }, place))
    throw createError('invalid_input', { reason: 'place_not_held', path: 'holderId' });
  const body = { ...grant, ...noted(note) };
  return createRecord(context.work, COLLECTION, context.nextId(), { id, kind: 'allotment', body });
}

export function changeAllotment(work: Work, edit: Edit): Promise<{ id: string }> {
  requireAllotment(work, edit.id);
  return editRecord(work, COLLECTION, edit);
}

export function withdrawAllotment(work: Work, id: string): Promise<{ id: string }> {
  requireAllotment(work, id);
  return deleteRecord(work, { collection: COLLECTION, id });
}

/** @throws PeyvandError `not_found` for what is no place of stock, `permission_denied` for one that is not theirs. */
function requirePlace(work: Work, id: string): RecordBody {
  requirePermission(work, 'stock.write');
  const { kind, body } = requireHeld(work, { collection: 'organisation', id });
  if (kind !== 'stockPlace') throw createError('not_found', { collection: 'organisation', id });
  if (!holdsPlace(work, body)) throw createError('permission_denied', { collection: COLLECTION, placeId: id });
  return body;
}

function requireAllotment(work: Work, id: string): void {
  const { kind, body } = requireHeld(work, { collection: COLLECTION, id });
  if (kind !== 'allotment') throw createError('not_found', { collection: COLLECTION, id });
  requirePlace(work, textOf(body, 'placeId') ?? '');
}

async function commitMovements(
  context: Context,
  { id = context.nextId(), note }: Act,
  bodies: readonly RecordBody[],
): Promise<{ id: string }> {
  const { work } = context;
  const ids = bodies.map((_, index) => movementId(id, index));
  if (isMadeAlready(work, id, ids, bodies)) return { id };
  const occurredAt = momentOf(work, nowOf(context), bodies);
  await work.store.commit({
    author: work.person().id,
    operations: bodies.map((body, index): LocalOperation =>
      creationOf(work, COLLECTION, {
        id: ids[index] ?? '',
        kind: 'movement',
        body: { ...body, occurredAt, ...noted(note) },
      }),
    ),
  });
  return { id };
}

/** One moment for both ends of a move. */
function momentOf(work: Work, now: Instant, bodies: readonly RecordBody[]): Instant {
  const byPlace = Map.groupBy(bodies, (body) => textOf(body, 'placeId') ?? '');
  return [...byPlace].reduce(
    (moment, [placeId, here]) =>
      momentBehind(
        work,
        moment,
        placeId,
        here.map((body) => textOf(body, 'productId') ?? ''),
      ),
    now,
  );
}

/**
 * The answer to an earlier try was lost.
 * @throws PeyvandError `locked` for other lines under the same id: what was written down is not changed by asking for something else.
 */
function isMadeAlready(work: Work, id: string, ids: readonly RecordId[], bodies: readonly RecordBody[]): boolean {
  const held = ids.map((movement) => work.store.read.record({ collection: COLLECTION, id: movement })?.body);
  const isMore = work.store.read.record({ collection: COLLECTION, id: movementId(id, bodies.length) }) !== null;
  if (held.every((body) => body === undefined)) return false;
  // What a count was compared with may have changed since; what was counted has not.
  const isSame = ({ quantity, ...asked }: RecordBody, made: RecordBody | undefined): boolean =>
    made !== undefined &&
    Object.entries(asked['reason'] === 'count' || quantity === undefined ? asked : { ...asked, quantity }).every(
      ([field, value]) => made[field] === value,
    );
  if (isMore || !bodies.every((body, index) => isSame(body, held[index])))
    throw createError('locked', { reason: 'record', id });
  return true;
}

const movementId = (act: string, index: number): RecordId => deterministicId('stock movement', act, String(index));

const noted = (note: string | undefined): { note?: string } =>
  note === undefined || note.trim() === '' ? {} : { note: note.trim() };
