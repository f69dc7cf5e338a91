/** What a contract comes to: counted from what was served under it, never in its record. */
import type { ContractFacts } from '../../../../shared/contract/service.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { hoursOf, isRenewalDue, partsOf, visitsOf } from '../../../../shared/domain/contracts/entitlements.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { coversAsset } from '../../../../shared/domain/serviceRequests/coverage.ts';
import { todayOf, type CoreContext, type Work } from '../procedures.ts';
import { readCustomerService, timeZoneOf } from '../serviceRequests/covering.ts';
import { assetsOfCustomerQuery } from '../serviceRequests/queries.ts';

/** null for a contract that is not here. */
export function readContractFacts(context: CoreContext, work: Work, id: string): ContractFacts | null {
  const contract = work.store.read.record({ collection: 'contracts', id });
  if (!contract || contract.deleted) return null;
  const customerId = textOf(contract.body, 'customerId') ?? '';
  const { contracts, requests } = readCustomerService(work, customerId);
  const renewals = contracts.filter(({ body }) => textOf(body, 'renewsContractId') === id);
  const equipment = work.store.read
    .all<{ id: string; body: string }>(assetsOfCustomerQuery, { customerId })
    .map((row) => ({ id: row.id, body: JSON.parse(row.body) as RecordBody }))
    .filter((asset) => coversAsset(contract.body, asset));
  const timeZone = timeZoneOf(context, work);
  return {
    visits: visitsOf(contract, requests, { timeZone }),
    hours: hoursOf(contract, requests, { timeZone }),
    parts: partsOf(contract, requests),
    renewalDue: isRenewalDue(contract, todayOf(context, work), new Set(renewals.length > 0 ? [id] : [])),
    renewedById: renewals[0]?.id ?? null,
    equipment: equipment.map(({ id: assetId, body }) => ({
      id: assetId,
      name: textOf(body, 'name') ?? '',
      serial: textOf(body, 'serial'),
    })),
    requests: requests.filter(({ body }) => textOf(body, 'contractId') === id).length,
  };
}
