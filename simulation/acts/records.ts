/** What each kind of record lets people do to it, by a form. */
import { idOf } from '../../e2e/sync/openCompany.ts';
import { apartMark } from '../../shared/domain/customers/toldApart.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import type { Actor } from '../actorTypes.ts';
import { ROSTER, TERRITORIES } from '../company.ts';
import { FILES } from './attachments.ts';
import {
  addElement,
  addMember,
  changeElement,
  moveElement,
  removeElement,
  removeMember,
  setField,
  text,
  unsetField,
  type Change,
} from './edit.ts';
import { CONTRACTS } from './contracts.ts';
import {
  creditRials,
  customerOf,
  day,
  instant,
  isManaging,
  line,
  onCustomer,
  rials,
  word,
  type Editable,
} from './editable.ts';
import { LEADS } from './leads.ts';
import { PAPERS } from './papers.ts';
import { SERVICE } from './service.ts';

const CUSTOMER_CHANGES: readonly Change[] = [
  setField('note'),
  setField('note'),
  setField('website'),
  setField('industry'),
  setField('email'),
  setField('name'),
  setField('nationalId'),
  setField('stage', ({ choice }) => choice.pick(['lead', 'prospect', 'active', 'dormant'])),
  unsetField('website'),
  unsetField('industry'),
  addMember('tags', word),
  addMember('tags', ({ choice }) => choice.pick(['vip', 'کهن', 'نو'])),
  removeMember('tags'),
  addElement('contacts', (actor) => ({ name: text(actor), phone: word(actor) })),
  changeElement('contacts', (_element, actor) => ({ name: text(actor) })),
  changeElement('contacts', (_element, actor) => ({ note: text(actor) })),
  moveElement('contacts'),
  removeElement('contacts'),
  addElement('phones', (actor) => ({ label: 'mobile', number: word(actor) })),
  (body, actor) => ({
    ...body,
    consent: { ...(body['consent'] as RecordBody), sms: actor.choice.pick(['granted', 'refused']) },
  }),
  (body, actor) => ({
    ...body,
    custom: { ...(body['custom'] as RecordBody), [actor.choice.pick(['رنگ', 'a/b~c'])]: word(actor) },
  }),
  // A field of a later version: kept and merged as one value.
  (body, actor) => ({ ...body, fromTheFuture: { deep: [word(actor)] } }),
];

/** A manager's besides: credit asks, a move takes everything along, a team gets shares. */
const MANAGED_CHANGES: readonly Change[] = [
  setField('creditLimit', creditRials),
  setField('creditLimit', creditRials),
  setField('territoryId', ({ choice }) => idOf(choice.pick(TERRITORIES))),
  setField('ownerId', ({ choice }) => idOf(choice.pick(ROSTER))),
  unsetField('territoryId'),
  addMember('accountTeam', ({ choice }) => idOf(choice.pick(ROSTER))),
  removeMember('accountTeam'),
  addMember('toldApart', apartFromAnother),
  removeMember('toldApart'),
];

const ORDER_CHANGES: readonly Change[] = [
  addElement('lines', line),
  addElement('lines', line),
  changeElement('lines', (_line, actor) => ({ quantity: (1 + actor.choice.integer(20)) * 1_000 })),
  changeElement('lines', (_line, actor) => ({ note: text(actor) })),
  moveElement('lines'),
  removeElement('lines'),
  setField('discountPercentage', ({ choice }) => choice.integer(200_000)),
  setField('paymentDays', ({ choice }) => choice.integer(90)),
  setField('note'),
  setField('note'),
  setField('deliveryAddress'),
];

const ACTIVITY_CHANGES: readonly Change[] = [
  setField('subject'),
  setField('note'),
  setField('outcome', ({ choice }) => choice.pick(['reached', 'notReached', 'done'])),
  setField('outcomeReason'),
  setField('happenedAt', instant),
];

const OPPORTUNITY_CHANGES: readonly Change[] = [
  setField('name'),
  setField('amount', rials),
  setField('stage', ({ choice }) => choice.pick(['prospecting', 'engaging', 'proposal', 'negotiation'])),
  setField('probability', ({ choice }) => choice.integer(1_000_000)),
];

export const EDITABLE: readonly Editable[] = [
  {
    collection: 'customers',
    weight: 10,
    condition: '1 = 1',
    kinds: ['company', 'person', 'dealer'],
    changes: (actor) => (isManaging(actor) ? [...CUSTOMER_CHANGES, ...MANAGED_CHANGES] : CUSTOMER_CHANGES),
    create: (actor) => ({
      name: text(actor),
      stage: 'prospect',
      ownerId: actor.person,
      // Now and then without a territory: it then lives in its owner's scope.
      ...(actor.choice.chance(0.8) ? { territoryId: idOf(territoryOf(actor)) } : {}),
      ...(actor.choice.chance(0.3) ? { accountTeam: [idOf(actor.choice.pick(ROSTER))] } : {}),
    }),
  },
  {
    collection: 'salesDocuments',
    weight: 8,
    condition: "kind = 'order' AND state = 'draft'",
    kinds: ['order'],
    changes: () => ORDER_CHANGES,
    create: (actor) =>
      onCustomer(actor, () => ({
        state: 'draft',
        orderedOn: day(actor),
        currency: 'IRR',
        lines: [
          { ...line(actor), id: actor.token(), order: 'a0' },
          { ...line(actor), id: actor.token(), order: 'a1' },
        ],
      })),
  },
  ...CONTRACTS,
  {
    collection: 'activities',
    weight: 5,
    condition: '1 = 1',
    kinds: ['visit', 'call', 'note', 'task'],
    changes: () => ACTIVITY_CHANGES,
    create: (actor) => onCustomer(actor, () => ({ subject: text(actor), plannedAt: instant(actor) })),
  },
  {
    collection: 'opportunities',
    weight: 2,
    condition: "kind = 'opportunity'",
    kinds: ['opportunity'],
    changes: () => OPPORTUNITY_CHANGES,
    create: (actor) => onCustomer(actor, () => ({ name: text(actor), stage: 'prospecting', amount: rials(actor) })),
  },
  ...LEADS,
  ...PAPERS,
  ...SERVICE,
  ...FILES,
];

/** Not the same as another, whatever they have in common: of few keys, so that two people say the same. */
function apartFromAnother(actor: Actor): string {
  return apartMark(customerOf(actor) ?? idOf('same-1'), actor.choice.pick(['name:شرکت', 'phone:9121234567']));
}

/** Mostly one's own. */
function territoryOf(actor: Actor): string {
  if (isManaging(actor) || actor.choice.chance(0.05)) return actor.choice.pick(TERRITORIES);
  return actor.login === 'omid' ? 'south' : 'north';
}
