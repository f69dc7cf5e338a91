/** What is covered, read from what is held here of a customer: contracts, requests, machines. A handful of each. */
import type { IsoDate } from '../../../../shared/base/clock.ts';
import type { RecordId } from '../../../../shared/base/id.ts';
import type { CoverageView } from '../../../../shared/contract/service.ts';
import { textOf, textsOf } from '../../../../shared/domain/bodyReads.ts';
import type { RequestFacts } from '../../../../shared/domain/contracts/entitlements.ts';
import { COVERAGES } from '../../../../shared/domain/contracts/serviceContract.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import {
  coverageOn,
  type Coverage,
  type HeldBody,
  type Payer,
} from '../../../../shared/domain/serviceRequests/coverage.ts';
import type { CoreContext, Work } from '../procedures.ts';
import { contractsOfCustomerQuery, requestsOfCustomerQuery } from './queries.ts';

interface BodyRow {
  readonly id: string;
  readonly kind: string;
  readonly body: string;
}

export const timeZoneOf = ({ core }: Pick<CoreContext, 'core'>, work: Work): string =>
  work.settings.timeZone() ?? core.timeZone;

/** Everything of one customer that coverage depends on. */
export function readCustomerService(
  work: Work,
  customerId: RecordId,
): { contracts: HeldBody[]; requests: RequestFacts[] } {
  const { read } = work.store;
  const bodies = (query: string) =>
    read
      .all<BodyRow>(query, { customerId })
      .map(({ id, kind, body }) => ({ id, kind, body: JSON.parse(body) as RecordBody }));
  return { contracts: bodies(contractsOfCustomerQuery), requests: bodies(requestsOfCustomerQuery) };
}

export function coverageOfAsset(context: CoreContext, work: Work, asset: HeldBody, day: IsoDate): Coverage {
  const customerId = textOf(asset.body, 'customerId');
  return coverageOn({
    day,
    timeZone: timeZoneOf(context, work),
    asset,
    ...(customerId === null ? { contracts: [], requests: [] } : readCustomerService(work, customerId)),
  });
}

export interface CoveredAsset {
  /** null: the request names no machine. */
  readonly asset: HeldBody | null;
  readonly coverage: Coverage;
}

/** What covers each machine of a request on a day; of one without machines, what covers the customer as a whole. */
export function coverageOfRequest(
  context: CoreContext,
  work: Work,
  request: { readonly id: RecordId; readonly body: RecordBody },
  day: IsoDate,
): CoveredAsset[] {
  const customerId = textOf(request.body, 'customerId');
  const held = customerId === null ? { contracts: [], requests: [] } : readCustomerService(work, customerId);
  const assets = textsOf(request.body, 'assetIds').flatMap((id): HeldBody[] => {
    const record = work.store.read.record({ collection: 'assets', id });
    return record && !record.deleted ? [record] : [];
  });
  return (assets.length === 0 ? [null] : assets).map((asset) => ({
    asset,
    coverage: coverageOn({
      day,
      timeZone: timeZoneOf(context, work),
      asset,
      ...held,
      preferredContractId: textOf(request.body, 'contractId'),
      requestId: request.id,
    }),
  }));
}

/** As the contract of the core's API has it. */
export function toCoverageView({ payers, warnings, warranty, contractId, visits }: Coverage): CoverageView {
  return {
    payers: Object.fromEntries(COVERAGES.map((thing) => [thing, toPayerView(payers[thing])])) as CoverageView['payers'],
    warnings: warnings.map((warning) => ({ ...warning })),
    warranty,
    contractId,
    visits,
  };
}

export function toPayerView(payer: Payer): CoverageView['payers']['parts'] {
  if (payer === null) return null;
  return payer.by === 'warranty'
    ? { by: 'warranty', contractId: null, name: '' }
    : { by: 'contract', contractId: payer.contractId, name: payer.name };
}
