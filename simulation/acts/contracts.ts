/** Service contracts: what is written in them, and the ones that take their place. */
import { textOf } from '../../shared/domain/bodyReads.ts';
import { renewalOf } from '../../shared/domain/contracts/renewal.ts';
import type { Actor } from '../actorTypes.ts';
import { addElement, addMember, removeElement, removeMember, setField, text, unsetField, type Change } from './edit.ts';
import { day, onCustomer, rials, type Editable } from './editable.ts';

const CONTRACT_CHANGES: readonly Change[] = [
  setField('title'),
  setField('note'),
  setField('price', rials),
  setField('endsOn', (actor) => `2027-${day(actor).slice(5)}`),
  setField('endedOn', day),
  unsetField('endedOn'),
  addMember('coverage', ({ choice }) => choice.pick(['parts', 'labour', 'visits', 'consumables'])),
  removeMember('coverage'),
  addElement('coveredThings', (actor) => ({ name: text(actor) })),
  removeElement('coveredThings'),
];

export const CONTRACTS: readonly Editable[] = [
  {
    collection: 'contracts',
    weight: 3,
    condition: '1 = 1',
    kinds: ['serviceContract'],
    changes: () => CONTRACT_CHANGES,
    create: (actor) =>
      onCustomer(actor, () => ({
        title: text(actor),
        startsOn: '2026-01-01',
        endsOn: '2026-12-31',
        coverage: ['parts', 'labour'],
        price: rials(actor),
      })),
  },
];

/** Two who do it apart make two. */
export async function renewContract(actor: Actor): Promise<void> {
  const contract = actor.pick('contracts');
  if (!contract || textOf(contract.body, 'customerId') === null) return;
  const id = actor.newId();
  const body = { ...renewalOf(contract), price: rials(actor) };
  await actor.commit([{ act: 'create', collection: 'contracts', kind: 'serviceContract', id, body }], {
    series: 'CON',
    reference: { collection: 'contracts', id },
    path: 'number',
  });
}
