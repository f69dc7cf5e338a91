/** What is known of a request today: what is covered, what was used and who pays for it, where it may go from here. */
import { instantToMilliseconds, isInstant, isoDateFromInstant, type IsoDate } from '../../../../shared/base/clock.ts';
import type { CurrencyCode } from '../../../../shared/base/currency.ts';
import type { RequestFactsView } from '../../../../shared/contract/service.ts';
import { elementsOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { priceDocument, type PricedDocument } from '../../../../shared/domain/pricing/pricing.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { usedLines, type UsedLine } from '../../../../shared/domain/serviceRequests/charges.ts';
import { nextRequestStates } from '../../../../shared/domain/serviceRequests/requestStates.ts';
import type { HeldRecord } from '../../store/types.ts';
import { readPricesNow, readProducts } from '../pricing/terms.ts';
import { todayOf, type CoreContext, type Work } from '../procedures.ts';
import { coverageOfRequest, timeZoneOf, toCoverageView, toPayerView, type CoveredAsset } from './covering.ts';
import { sharedWith } from './sharing.ts';
import { COLLECTION, stateOf } from './steps.ts';

export function readFacts(context: CoreContext, work: Work, id: string): RequestFactsView | null {
  const request = work.store.read.record({ collection: COLLECTION, id });
  if (!request || request.deleted) return null;
  const covered = coverageOfRequest(context, work, request, dayOfWork(context, work, request));
  const { lines, priced } = priceOfUse(context, work, request, covered);
  return {
    coverage: covered.map(({ asset, coverage }) => ({
      assetId: asset?.id ?? null,
      name: asset ? (textOf(asset.body, 'name') ?? '') : '',
      serial: asset ? textOf(asset.body, 'serial') : null,
      coverage: toCoverageView(coverage),
    })),
    charges: {
      lines: lines.map(({ line, productName, unit, thing, payer }) => {
        const price = priced.lines.find((one) => one.id === line.id);
        return {
          id: line.id,
          productId: line.productId,
          productName,
          unit,
          quantity: line.quantity,
          thing,
          payer: toPayerView(payer),
          unitPrice: price?.unitPrice ?? null,
          total: price?.total ?? null,
        };
      }),
      total: priced.totals.isComplete && priced.lines.every(({ total }) => total !== null) ? priced.totals.total : null,
    },
    next: [...nextRequestStates(stateOf(request))],
    workedMinutes: workedMinutes(request.body),
    sharedWithId: sharedWith(work, request.body),
  };
}

/** What was used, and what the one pricing function says of it: covered lines at nothing. */
export function priceOfUse(
  context: CoreContext,
  work: Work,
  request: HeldRecord,
  covered: readonly CoveredAsset[],
): { readonly lines: readonly UsedLine[]; readonly priced: PricedDocument; readonly currency: CurrencyCode } {
  const coverageOf = (assetId: string | null) =>
    (covered.find(({ asset }) => assetId !== null && asset?.id === assetId) ?? covered[0])?.coverage ?? null;
  const lines = usedLines(request.body, coverageOf, (productId) => productKind(work, productId));
  const productIds = lines.map(({ line }) => line.productId);
  const day = todayOf(context, work);
  const currency = work.settings.defaultCurrency() ?? 'IRR';
  const priced = priceDocument({
    ...readPricesNow(work.store, textOf(request.body, 'customerId'), day, productIds),
    // What a promotion gives is the business of the paper that comes of it, never of a job.
    promotions: [],
    products: readProducts(work.store, productIds),
    day,
    currency,
    lines: lines.map(({ line }) => line),
  });
  return { lines, priced, currency };
}

/** Coverage is asked of the day on which somebody first worked; before that, of today. */
export function dayOfWork(context: CoreContext, work: Work, { body }: HeldRecord): IsoDate {
  const first = elementsOf(body, 'workTimes')
    .map((time) => time['startedAt'])
    .filter(isInstant)
    .toSorted()[0];
  return first === undefined ? todayOf(context, work) : isoDateFromInstant(first, timeZoneOf(context, work));
}

/** Of all stretches that have ended, in whole minutes, each begun one counting. */
function workedMinutes(body: RecordBody): number {
  const milliseconds = elementsOf(body, 'workTimes').reduce((sum, time) => {
    const [from, to] = [time['startedAt'], time['stoppedAt']];
    return isInstant(from) && isInstant(to) ? sum + instantToMilliseconds(to) - instantToMilliseconds(from) : sum;
  }, 0);
  return Math.ceil(milliseconds / 60_000);
}

function productKind({ store: { read } }: Work, id: string): string | null {
  const record = id === '' ? null : read.record({ collection: 'products', id });
  return record && !record.deleted ? record.kind : null;
}
