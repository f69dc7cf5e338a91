/** Who pays for each thing that was used on a job, put as lines for the one pricing function: what is covered costs nothing there. */
import type { RecordId } from '../../base/id.ts';
import { elementsOf, integerOf, textOf } from '../bodyReads.ts';
import type { RequestedLine } from '../pricing/pricing.ts';
import { saidInOf, type SaidIn } from '../products/units.ts';
import type { RecordBody } from '../record.ts';
import type { Coverage, CoveredThing, Payer } from './coverage.ts';
import { signedPayerOfPart, type SignedPayer } from './signedPayers.ts';

export interface UsedLine {
  readonly line: RequestedLine;
  readonly productName: string;
  readonly unit: string;
  readonly saidIn: SaidIn | null;
  readonly thing: CoveredThing;
  readonly payer: Payer;
  /** It was written down when the customer signed. */
  readonly isSigned: boolean;
}

const THINGS: Readonly<Record<string, CoveredThing>> = {
  equipment: 'replacement',
  sparePart: 'parts',
  upgradeKit: 'parts',
  consumable: 'consumables',
  service: 'labour',
};

/** What a contract calls a product of this kind: work is sold as a service, a whole machine is a replacement. */
export const thingOfProduct = (kind: string | null): CoveredThing => THINGS[kind ?? ''] ?? 'parts';

/**
 * @param coverageOf What covers the machine into which a part went; of a part that names none, the first machine of the request. A request with
 *   several machines says of each part which one it is.
 * @param kindOf The kind of a product; null for one that is not held here.
 * @param contractNameOf What a contract is called.
 */
export function usedLines(
  request: RecordBody,
  coverageOf: (assetId: RecordId | null) => Coverage | null,
  kindOf: (productId: RecordId) => string | null,
  contractNameOf: (contractId: RecordId) => string = () => '',
): UsedLine[] {
  return elementsOf(request, 'partsUsed').map((part) => {
    const productId = textOf(part, 'productId') ?? '';
    const thing = thingOfProduct(kindOf(productId));
    const assetId = textOf(part, 'assetId');
    const signed = signedPayerOfPart(request, part);
    const payer = signed ? toPayer(signed, contractNameOf) : (coverageOf(assetId)?.payers[thing] ?? null);
    return {
      line: {
        id: textOf(part, 'id') ?? '',
        productId,
        quantity: integerOf(part, 'quantity') ?? 0,
        ...(payer === null
          ? {}
          : {
              coveredBy:
                payer.by === 'contract'
                  ? { contractId: payer.contractId, name: payer.name }
                  : // A guarantee is the machine's own promise.
                    { contractId: assetId ?? productId, name: '' },
            }),
      },
      productName: textOf(part, 'productName') ?? '',
      unit: textOf(part, 'unit') ?? '',
      saidIn: saidInOf(part),
      thing,
      payer,
      isSigned: signed !== null,
    };
  });
}

/** As coverage has it. @param nameOf What a contract is called. */
export const toPayer = ({ by, contractId }: SignedPayer, nameOf: (contractId: RecordId) => string): Payer =>
  by === 'customer'
    ? null
    : contractId === null
      ? { by: 'warranty' }
      : { by: 'contract', contractId, name: nameOf(contractId) };
