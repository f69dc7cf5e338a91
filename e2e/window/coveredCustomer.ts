import { coverageOn } from '../../shared/domain/serviceRequests/coverage.ts';
import { textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import type { Product } from './product.ts';

export interface CoveredCustomer {
  readonly id: string;
  readonly name: string;
  /** What the machine is called. */
  readonly machine: string;
}

/**
 * A customer of the sample company with a machine whose labour a contract pays for today.
 * @param isWanted Of the customers that there are. @param names Of all of them.
 */
export async function coveredCustomer(
  product: Product,
  isWanted: (body: RecordBody, names: readonly string[]) => boolean,
): Promise<CoveredCustomer> {
  const [customers, assets, contracts] = await Promise.all([
    product.recordsAtServer('customers'),
    product.recordsAtServer('assets'),
    product.recordsAtServer('contracts'),
  ]);
  const day = new Date(product.now()).toISOString().slice(0, 10);
  const names = customers.map(({ body }) => textOf(body, 'name') ?? '');
  for (const { id, body } of customers) {
    if (!isWanted(body, names)) continue;
    const own = contracts.filter((contract) => contract.body['customerId'] === id);
    const found = assets.find(
      (asset) =>
        asset.body['customerId'] === id &&
        coverageOn({ day, timeZone: 'Asia/Tehran', asset, contracts: own, requests: [] }).payers.labour?.by ===
          'contract',
    );
    if (found) return { id, name: textOf(body, 'name') ?? '', machine: textOf(found.body, 'name') ?? '' };
  }
  throw new Error('The sample company has no such customer with a covered machine');
}
