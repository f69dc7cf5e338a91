/** How the states of sales documents may move, kind by kind, and what each step may change of a paper that is out of the house. */
import { textOf } from '../bodyReads.ts';
import type { Permission } from '../permissions.ts';
import type { RecordBody } from '../record.ts';
import type { NumberSeries } from '../../sync/numberSeries.ts';

export const QUOTE_STATES = ['draft', 'sent', 'accepted', 'declined'] as const;
export const DELIVERY_STATES = ['draft', 'delivered', 'cancelled'] as const;
export const INVOICE_STATES = ['draft', 'issued', 'cancelled'] as const;
export const RETURN_STATES = ['draft', 'accepted', 'received', 'refused'] as const;

/** The documents that come before and after an order. */
export const CHAIN_KINDS = ['quote', 'delivery', 'invoice', 'return'] as const;
export type ChainKind = (typeof CHAIN_KINDS)[number];

/** Draft first. A list may be narrowed to these. */
export const STATES_BY_KIND = {
  quote: QUOTE_STATES,
  order: ['draft', 'confirmed', 'cancelled'],
  delivery: DELIVERY_STATES,
  invoice: INVOICE_STATES,
  return: RETURN_STATES,
} as const satisfies Readonly<Record<ChainKind | 'order', readonly string[]>>;

const TRANSITIONS: Readonly<Record<ChainKind, Readonly<Record<string, readonly string[]>>>> = {
  // The order that came of it was a draft and is removed: the customer's yes is open again.
  quote: { draft: ['sent'], sent: ['accepted', 'declined'], declined: [], accepted: ['sent'] },
  delivery: { draft: ['delivered', 'cancelled'], delivered: ['cancelled'], cancelled: [] },
  invoice: { draft: ['issued', 'cancelled'], issued: ['cancelled'], cancelled: [] },
  return: { draft: ['accepted', 'refused'], accepted: ['received', 'refused'], received: [], refused: [] },
};

/** What a step may change beside the state, once the paper is out. */
const FIELDS_OF_STEPS: Readonly<Record<ChainKind, readonly string[]>> = {
  // A quote's validity may be prolonged as long as nobody has answered.
  quote: ['acceptedAt', 'declinedAt', 'declineReason', 'orderId', 'validUntil'],
  delivery: ['cancelledAt', 'cancelReason'],
  invoice: ['cancelledAt', 'cancelReason'],
  return: ['receivedAt', 'stockPlaceId', 'refusedAt', 'refuseReason'],
};

/** By kind and state: the field that says when it was brought there. */
const MOMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  order: { confirmed: 'confirmedAt' },
  delivery: { delivered: 'deliveredAt' },
  invoice: { issued: 'issuedAt' },
  return: { accepted: 'acceptedAt', received: 'receivedAt' },
};

/** null for a step of which no moment binds anybody. */
export function momentOfStep(kind: string, to: string): string | null {
  const moments = Object.hasOwn(MOMENTS, kind) ? (MOMENTS[kind] ?? {}) : {};
  return Object.hasOwn(moments, to) ? (moments[to] ?? null) : null;
}

export const isChainKind = (kind: string): kind is ChainKind => CHAIN_KINDS.some((known) => known === kind);

/** Staying is no transition. */
export function documentTransition(kind: ChainKind, from: string, to: string): boolean {
  const steps = TRANSITIONS[kind];
  return Object.hasOwn(steps, from) && (steps[from]?.includes(to) ?? false);
}

/** Only a draft's lines and terms may be edited. */
export const isDocumentEditable = (body: RecordBody): boolean => body['state'] === 'draft';

/** A legal step of a paper that is out: its state moves on, and nothing else changes but when, why and what came of it. */
export function isDocumentStep(kind: ChainKind, before: RecordBody, after: RecordBody): boolean {
  const [from, to] = [textOf(before, 'state') ?? '', textOf(after, 'state') ?? ''];
  const changed = Object.keys({ ...before, ...after }).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  if (kind === 'quote' && from === 'sent' && to === 'sent') return changed.every((field) => field === 'validUntil');
  return (
    documentTransition(kind, from, to) &&
    changed.every((field) => field === 'state' || FIELDS_OF_STEPS[kind].includes(field))
  );
}

/** States into which only those who may confirm orders bring a document: then goods or money move, or have moved. */
const BINDING_STATES: Readonly<Record<string, readonly string[]>> = {
  order: ['confirmed'],
  delivery: ['delivered'],
  invoice: ['issued'],
  return: ['accepted', 'received'],
};

/** States of a receipt into which, and out of which, only those bring it who answer for the money. */
const isSettled = (state: string): boolean => state !== 'draft' && state !== 'collected' && state !== 'cancelled';

/** @param from The state before; null for a new document. */
export function permissionOfStep(kind: string, from: string | null, to: string): Permission {
  if (kind === 'receipt')
    return isSettled(to) || (from !== null && isSettled(from)) ? 'receipts.settle' : 'orders.write';
  const binding = Object.hasOwn(BINDING_STATES, kind) ? (BINDING_STATES[kind] ?? []) : [];
  return binding.includes(to) || (from !== null && binding.includes(from)) ? 'orders.confirm' : 'orders.write';
}

/** The day of a document of any kind: an order's is `orderedOn`, a receipt's `receivedOn`, every other's `issuedOn`. */
export const documentDay = (body: RecordBody): string | null =>
  textOf(body, 'orderedOn') ?? textOf(body, 'issuedOn') ?? textOf(body, 'receivedOn');

/** The series of each kind's printed numbers; taken from the device's leased blocks, so also without a line. */
export const SERIES_BY_KIND: Readonly<Record<ChainKind | 'order' | 'receipt', NumberSeries>> = {
  order: 'ORD',
  quote: 'QUO',
  delivery: 'DLV',
  invoice: 'INV',
  return: 'RET',
  receipt: 'RCT',
};
