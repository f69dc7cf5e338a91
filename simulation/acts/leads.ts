/** Leads, and what becomes of them: a deal and its customer, with the lead closed, all in one save. */
import {
  conversionChanges,
  customerOfLead,
  idsOfConversion,
  isOpenLead,
  opportunityOfLead,
} from '../../shared/domain/opportunities/leadConversion.ts';
import { BUILT_IN_PIPELINE } from '../../shared/domain/opportunities/pipeline.ts';
import type { LocalOperation } from '../../main/core/store/index.ts';
import type { Actor } from '../actorTypes.ts';
import { setField, text, type Change } from './edit.ts';
import { customerOf, rials, word, type Editable } from './editable.ts';

const LEAD_CHANGES: readonly Change[] = [
  setField('name'),
  setField('contactName'),
  setField('phone', word),
  setField('amount', rials),
  setField('stage', ({ choice }) => choice.pick(['prospecting', 'engaging'])),
];

export const LEADS: readonly Editable[] = [
  {
    collection: 'opportunities',
    weight: 4,
    condition: "kind = 'lead'",
    kinds: ['lead'],
    changes: () => LEAD_CHANGES,
    // Now and then of a customer that is known.
    create: (actor) => {
      const customerId = actor.choice.chance(0.3) ? customerOf(actor) : null;
      return {
        name: text(actor),
        companyName: text(actor),
        contactName: text(actor),
        ownerId: actor.person,
        stage: 'prospecting',
        ...(customerId === null ? {} : { customerId }),
      };
    },
  },
];

/** Two people who do it apart make one deal, and one customer. */
export async function convertLead(actor: Actor): Promise<void> {
  const lead = actor.pick('opportunities', "kind = 'lead' AND stage NOT IN ('won', 'lost', 'converted')");
  if (!lead || !isOpenLead(lead.kind, lead.body)) return;
  const ids = idsOfConversion(lead.id, null);
  if (actor.record('opportunities', ids.opportunityId)) return;
  const known = actor.choice.chance(0.3) ? customerOf(actor) : null;
  const customerId = known ?? ids.customerId;
  const customer = customerOfLead(lead.id, lead.body);
  const create = (collection: 'customers' | 'opportunities', kind: string, id: string, body: object) =>
    ({ act: 'create', collection, kind, id, body }) as LocalOperation;
  await actor.commit([
    ...(known === null && !actor.record('customers', customerId)
      ? [create('customers', customer.kind, customerId, customer.body)]
      : []),
    create('opportunities', 'opportunity', ids.opportunityId, opportunityOfLead(lead.id, lead.body, customerId)),
    {
      act: 'patch',
      collection: 'opportunities',
      kind: lead.kind,
      id: lead.id,
      changes: conversionChanges(lead.body, {
        opportunityId: ids.opportunityId,
        customerId,
        now: '2026-11-01T00:00:00.000Z',
        today: '2026-11-01',
        pipeline: BUILT_IN_PIPELINE,
      }),
      seen: { version: lead.version, body: lead.body },
    },
  ]);
}
