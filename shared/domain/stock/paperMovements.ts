/**
 * What a delivery or a return moves at the place that it names: a pure function of the paper. So its movements can be made by whoever writes the paper,
 * in the same commit and without a line, and everybody can tell whether a movement is what its paper says: that is the only way in which somebody who
 * does not keep stock writes of it.
 *
 * A delivery that is cancelled never was: what it moved is taken back at the moment at which it had moved. A count in between found the goods there. Two who
 * cancel it write the same movement.
 */
import { deterministicId, type RecordId } from '../../base/id.ts';
import { canonicalJson } from '../../base/canonicalJson.ts';
import { elementsOf, integerOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';

export interface PaperMovement {
  readonly id: RecordId;
  readonly body: RecordBody;
}

/**
 * None for a paper without a place, and for one that is not out (a return: not in).
 * @param id Of the paper.
 */
export function movementsOfPaper(kind: string, id: RecordId, paper: RecordBody): PaperMovement[] {
  const placeId = textOf(paper, 'stockPlaceId');
  const state = textOf(paper, 'state');
  if (placeId === null) return [];
  if (kind === 'return') return state === 'received' ? moved(id, paper, placeId, 1, 'receivedAt') : [];
  if (kind !== 'delivery' || (state !== 'delivered' && state !== 'cancelled')) return [];
  const out = moved(id, paper, placeId, -1, 'deliveredAt');
  return state === 'delivered' ? out : [...out, ...out.map(takenBack)];
}

/** Of a paper as it stands: is this one of its movements, in every leaf? */
export const isMovementOf = (kind: string, id: RecordId, paper: RecordBody, movement: PaperMovement): boolean =>
  movementsOfPaper(kind, id, paper).some(
    (own) => own.id === movement.id && canonicalJson(own.body) === canonicalJson(movement.body),
  );

function moved(
  documentId: RecordId,
  paper: RecordBody,
  placeId: string,
  direction: 1 | -1,
  at: 'deliveredAt' | 'receivedAt',
): PaperMovement[] {
  // A draft that is cancelled was never out.
  const occurredAt = textOf(paper, at);
  if (occurredAt === null) return [];
  return elementsOf(paper, 'lines').flatMap((line) => {
    const productId = textOf(line, 'productId');
    const quantity = integerOf(line, 'quantity') ?? 0;
    return productId === null || quantity <= 0
      ? []
      : [
          {
            id: deterministicId('stock of a paper', documentId, textOf(line, 'id') ?? ''),
            body: {
              productId,
              placeId,
              quantity: direction * quantity,
              reason: direction < 0 ? 'delivery' : 'return',
              occurredAt,
              documentId,
            },
          },
        ];
  });
}

const takenBack = ({ id, body }: PaperMovement): PaperMovement => ({
  id: deterministicId('stock of a paper, taken back', id),
  body: { ...body, quantity: -(integerOf(body, 'quantity') ?? 0), takesBack: id },
});
