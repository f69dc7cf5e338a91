/** What a kind of record says of itself to those who edit it in a run, and the values that they type. */
import type { CollectionName, RecordBody } from '../../shared/domain/record.ts';
import type { Actor } from '../actorTypes.ts';
import { LIST_PRICES, PRODUCTS } from '../company.ts';
import { text, type Change } from './edit.ts';

export interface Editable {
  readonly collection: CollectionName;
  readonly weight: number;
  /** Which of them people edit. */
  readonly condition: string;
  readonly kinds: readonly string[];
  changes(actor: Actor): readonly Change[];
  /** A new one, null when it cannot be made here. */
  create(actor: Actor): RecordBody | null;
}

export const isManaging = ({ login }: Actor): boolean => login === 'reza' || login === 'administrator';
export const customerOf = (actor: Actor): string | null => actor.pick('customers')?.id ?? null;
export const onCustomer = (actor: Actor, body: () => RecordBody): RecordBody | null => {
  const customerId = customerOf(actor);
  return customerId === null ? null : { customerId, ownerId: actor.person, ...body() };
};

export const day = (actor: Actor): string => `2026-${String(1 + actor.choice.integer(12)).padStart(2, '0')}-15`;
export const instant = (actor: Actor): string => `${day(actor)}T09:00:00.000Z`;
export const rials = (actor: Actor): RecordBody => ({
  amount: (1 + actor.choice.integer(1_000)) * 1_000,
  currency: 'IRR',
});
/** Between what one order comes to and what several do. */
export const creditRials = ({ choice }: Actor): RecordBody => ({
  amount: (1 + choice.integer(1_000)) * 200_000,
  currency: 'IRR',
});
export const word = (actor: Actor): string => actor.token();

/** Near the list's price, mostly within what its seller may give. @param productId One of the company's. */
export const line = (actor: Actor, productId = actor.choice.pick(PRODUCTS)): RecordBody => ({
  productId,
  productName: text(actor),
  unit: 'عدد',
  quantity: (1 + actor.choice.integer(20)) * 1_000,
  unitPrice: {
    amount: Math.round(((LIST_PRICES.get(productId) ?? 0) * (960 + actor.choice.integer(61))) / 1_000),
    currency: 'IRR',
  },
  discountPercentage: actor.choice.pick([0, 50_000, 100_000]),
  taxPercentage: 90_000,
});
