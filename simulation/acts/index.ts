/** Everything a person does in a run: one act is one save, or none when there is nothing to do it to. */
import { isPeyvandError } from '../../shared/base/errors.ts';
import { idOf } from '../../e2e/sync/openCompany.ts';
import { textOf } from '../../shared/domain/bodyReads.ts';
import { settingId } from '../../shared/domain/organisation/companySettings.ts';
import { reviewSchema } from '../../shared/domain/reviews/review.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { takeBackOperations } from '../../main/core/features/reviews/takeBack.ts';
import type { HeldRecord, LocalOperation } from '../../main/core/store/index.ts';
import type { Actor } from '../actorTypes.ts';
import { TERRITORIES, TWINS } from '../company.ts';
import { confirmOrder, decideRequest } from './approvals.ts';
import { renewContract } from './contracts.ts';
import { mergeCustomers, takeCustomersApart } from './customers.ts';
import { addMember, changed, patchOf, removeMember, setField, textsIn } from './edit.ts';
import { followSome, sell } from './following.ts';
import { convertLead } from './leads.ts';
import { stepPaper } from './papers.ts';
import { EDITABLE } from './records.ts';
import { stepRequest } from './service.ts';
import { deliver, keepFor, moveStock } from './stock.ts';

type Act = (actor: Actor) => Promise<unknown>;

const ACTS: readonly { readonly weight: number; readonly act: Act; readonly only?: string }[] = [
  { weight: 14, act: create },
  { weight: 30, act: edit },
  { weight: 10, act: openForm },
  { weight: 14, act: saveForm },
  { weight: 4, act: remove },
  { weight: 8, act: confirmOrder },
  { weight: 4, act: cancelOrder },
  { weight: 2, act: mergeCustomers },
  { weight: 1, act: takeCustomersApart },
  { weight: 7, act: stepPaper },
  { weight: 9, act: stepRequest },
  { weight: 4, act: convertLead },
  { weight: 4, act: moveStock },
  { weight: 5, act: deliver },
  { weight: 3, act: keepFor },
  { weight: 5, act: changeTwins },
  { weight: 4, act: editTogether },
  { weight: 7, act: decide },
  { weight: 7, act: sell },
  { weight: 8, act: followSome },
  { weight: 5, act: decideRequest },
  { weight: 2, act: renewContract },
  { weight: 2, act: forbidden },
  { weight: 4, act: createSame },
  { weight: 4, act: changeGrants, only: 'administrator' },
  { weight: 1, act: changeInvoicing, only: 'administrator' },
];

/** One act of the person's choosing. */
export async function actOnce(actor: Actor): Promise<void> {
  const { act } = actor.choice.weighted(ACTS.filter(({ only }) => only === undefined || only === actor.login));
  await act(actor);
}

async function create(actor: Actor): Promise<void> {
  const { collection, kinds, create: make } = actor.choice.weighted(EDITABLE);
  const body = make(actor);
  if (!body) return;
  const id = actor.newId();
  const isNumbered = collection === 'contracts' && actor.choice.chance(0.7);
  await actor.commit(
    [{ act: 'create', collection, kind: actor.choice.pick(kinds), id, body }],
    isNumbered ? { series: 'CON', reference: { collection, id }, path: 'number' } : undefined,
  );
}

async function edit(actor: Actor): Promise<void> {
  const { collection, condition, changes } = actor.choice.weighted(EDITABLE);
  const record = actor.pick(collection, condition);
  if (record) await actor.commit(patchOf(record, changed(actor, record.body, changes(actor))));
}

/** Several records in one save, each once. */
async function editTogether(actor: Actor): Promise<void> {
  const operations = [1, 2, 3].flatMap((): LocalOperation[] => {
    const { collection, condition, changes } = actor.choice.weighted(EDITABLE);
    const record = actor.pick(collection, condition);
    return record ? patchOf(record, changed(actor, record.body, changes(actor))) : [];
  });
  await actor.commit([...new Map(operations.map((operation) => [operation.id, operation])).values()]);
}

async function openForm(actor: Actor): Promise<void> {
  const { collection, condition } = actor.choice.weighted(EDITABLE);
  const record = actor.pick(collection, condition);
  if (record)
    actor.forms.push({ collection, kind: record.kind, id: record.id, version: record.version, body: record.body });
}

/** A form that has been open for a while: `seen` is older than what is held. */
async function saveForm(actor: Actor): Promise<void> {
  const form = actor.forms.splice(actor.choice.integer(Math.max(1, actor.forms.length)), 1)[0];
  const editable = EDITABLE.find(
    ({ collection, kinds }) => collection === form?.collection && kinds.includes(form.kind),
  );
  if (form && editable) await actor.commit(patchOf(form, changed(actor, form.body, editable.changes(actor))));
}

async function remove(actor: Actor): Promise<void> {
  const { collection } = actor.choice.weighted(EDITABLE.slice(actor.choice.chance(0.2) ? 0 : 1));
  const record = actor.pick(collection);
  if (record) await actor.commit([{ act: 'delete', collection, kind: record.kind, id: record.id }]);
}

async function cancelOrder(actor: Actor): Promise<void> {
  const order = actor.pick('salesDocuments', "kind = 'order' AND state <> 'cancelled'");
  if (order) await actor.commit(patchOf(order, { ...order.body, state: 'cancelled', cancelReason: actor.token() }));
}

/** Two records that always change together, to the same. */
async function changeTwins(actor: Actor): Promise<void> {
  const pair = actor.choice.pick(TWINS).map((id) => actor.record('customers', id));
  const code = actor.token();
  const [one, other] = pair;
  if (!one || !other || one.deleted || other.deleted) return;
  await actor.commit(
    pair.flatMap((twin) => (twin ? patchOf(twin, setField('code', () => code)(twin.body, actor)) : [])),
  );
}

/** What waits in the inbox, if anything does. */
export async function decide(actor: Actor): Promise<void> {
  const review = actor.pick('reviews', "status = 'open'");
  const read = reviewSchema.safeParse(review?.body);
  if (!review || !read.success) return;
  // The code of one twin alone is never put back: the other's would have to go along.
  const isTakenBack = actor.choice.chance(0.7) && !read.data.leaves.some(({ path }) => path === 'code');
  const decision: RecordBody = {
    ...review.body,
    status: isTakenBack ? 'takenBack' : 'accepted',
    decidedBy: actor.person,
    decidedAt: '2026-11-01T00:00:00.000Z',
  };
  await actor.commit([...(isTakenBack ? restoring(actor, read.data) : []), ...patchOf(review, decision)]);
}

function restoring(actor: Actor, review: Parameters<typeof takeBackOperations>[0]): LocalOperation[] {
  try {
    return takeBackOperations(review, actor.record(review.collection, review.recordId));
  } catch (error) {
    if (isPeyvandError(error)) return [];
    throw error;
  }
}

/** What the window does not offer, from a window that somebody has changed; with something that is allowed in the same save. */
async function forbidden(actor: Actor): Promise<void> {
  const territory = actor.record('organisation', idOf('north'));
  if (!territory || actor.login === 'administrator') return;
  const customer = actor.pick('customers');
  await actor.commit([
    ...(customer ? patchOf(customer, setField('note')(customer.body, actor)) : []),
    ...patchOf(territory, setField('region')(territory.body, actor)),
  ]);
}

/** Records that several people make by themselves, as an import of the same file does; now and then one is deleted again. */
async function createSame(actor: Actor): Promise<void> {
  const { collection, create: make } = EDITABLE[0] ?? {};
  if (!collection || !make) return;
  const id = idOf(actor.choice.pick(['same-1', 'same-2', 'same-3']));
  const held = actor.record(collection, id);
  if (held && !held.deleted && actor.choice.chance(0.4))
    return void (await actor.commit([{ act: 'delete', collection, kind: held.kind, id }]));
  const body = held ? null : make(actor);
  if (body) await actor.commit([{ act: 'create', collection, kind: 'company', id, body }]);
}

/** Which paper is the company's invoice, from now on. */
async function changeInvoicing(actor: Actor): Promise<void> {
  const setting = actor.record('organisation', settingId('invoicedBy'));
  if (!setting) return;
  const value = setting.body['value'] === 'order' ? 'invoice' : 'order';
  await actor.commit(patchOf(setting, { ...setting.body, value }));
}

/** No device writes a role: the server is asked. A technician sees other collections and fewer fields. */
async function changeRole(actor: Actor, { id, version, body }: HeldRecord): Promise<void> {
  await actor.network.ask('changePerson', {
    person: id,
    version,
    name: textOf(body, 'name') ?? '',
    role: body['role'] === 'rep' ? 'technician' : 'rep',
    branchId: textOf(body, 'branchId'),
    territoryIds: textsIn(body, 'territoryIds'),
  });
}

async function changeGrants(actor: Actor): Promise<void> {
  const rep = actor.record('organisation', idOf(actor.choice.pick(['ali', 'sara', 'omid'])));
  if (!rep) return;
  // Not in the middle of one's own round: the server would have moved on behind what the round was promised.
  if (actor.choice.chance(0.3)) return actor.isBusy ? undefined : changeRole(actor, rep);
  const territory = (): string => idOf(actor.choice.pick(TERRITORIES));
  const change =
    textsIn(rep.body, 'territoryIds').length === 0 || actor.choice.chance(0.55)
      ? addMember('territoryIds', territory)
      : removeMember('territoryIds');
  const next = change(rep.body, actor);
  const lost = textsIn(rep.body, 'territoryIds').find((id) => next && !textsIn(next, 'territoryIds').includes(id));
  // Who loses a territory keeps one of its customers, as one of the team.
  const kept = lost === undefined ? null : actor.pick('customers', `territory_id = '${lost}'`);
  await actor.commit([
    ...patchOf(rep, next),
    ...(kept ? patchOf(kept, addMember('accountTeam', () => rep.id)(kept.body, actor)) : []),
  ]);
}
