/** An order with its papers, as a machine holds them. */
import type { RecordBody } from '../../shared/domain/record.ts';
import { orderProgress, type ChainDocument } from '../../shared/domain/salesDocuments/orderProgress.ts';
import { chainBodiesQuery } from '../../main/core/features/salesDocuments/queries.ts';
import type { Actor } from '../actorTypes.ts';

interface HeldPaper extends ChainDocument {
  readonly id: string;
}

export const papersOf = (actor: Actor, orderId: string): HeldPaper[] =>
  actor.store.read
    .all<{ id: string; kind: string; body: string }>(chainBodiesQuery, { orderId })
    .map(({ id, kind, body }) => ({ id, kind, body: JSON.parse(body) as RecordBody }));

/** Goods can only come back that went out or were invoiced. @param others The papers that are left without the one that is to go. */
export const doesReturnRestOn = (order: RecordBody, others: readonly ChainDocument[]): boolean =>
  orderProgress(order, others).lines.some(
    ({ returned, delivered, invoiced }) => returned > Math.max(delivered, invoiced),
  );
